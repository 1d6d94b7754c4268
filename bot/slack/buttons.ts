/** Buttons in Block Kit: what they do stays with us, Slack carries an opaque id only. */
import type { types } from "@slack/bolt";
import { isId } from "../../core/domain/ids.ts";
import type { Action } from "../../core/reply.ts";
import { clip, LIMITS } from "./limits.ts";

type KnownBlock = types.KnownBlock;
type SlackButton = types.Button;

/** A form is opened while Slack waits for the press, so its button says that there is one. */
const kinds = ["press", "form"] as const;
export type ButtonKind = (typeof kinds)[number];

export const drawButton = ({ id, label, style, form }: Action): SlackButton => ({
  type: "button",
  action_id: `${form ? "form" : "press"}:${id}`,
  value: id,
  text: { type: "plain_text", text: clip(label, LIMITS.label) || "Button", emoji: false },
  ...(style ? { style } : {}),
});

export function buttonRows(actions: readonly Action[] | undefined): KnownBlock[] {
  if (!actions || actions.length === 0) return [];
  const row = actions.slice(0, LIMITS.actions).map(drawButton);
  return [{ type: "actions", elements: row }, ...buttonRows(actions.slice(LIMITS.actions))];
}

/** Which button of ours was pressed; undefined for one of somebody else's making. */
export function pressedButton(
  actionId: string,
  value: string | undefined,
): { kind: ButtonKind; id: string } | undefined {
  const kind = kinds.find((one) => actionId === `${one}:${value ?? ""}`);
  return kind && value !== undefined && isId(value) ? { kind, id: value } : undefined;
}
