/** The calls of a turn through the door, one after the other: each knows what those before it were about. */
import { refused, type CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import type { DoorContext } from "../mentions.ts";
import { mapActions, type Button, type RecordRef } from "../reply.ts";
import { approveDraft } from "../sending/approve.ts";
import { resolveSend } from "../sending/resolve.ts";
import { voidApproval } from "../sending/void.ts";
import type { Tool } from "../tool.ts";
import type { Step } from "./correction-steps.ts";
import { nextFocus, withList } from "./focus.ts";
import type { Focus } from "./intent.ts";
import { pinnedWithFocus, toolOf, type Done } from "./spoken-call.ts";
import type { TurnDeps, Understood } from "./understand.ts";

export async function carryOut(
  deps: TurnDeps,
  door: DoorContext,
  requests: readonly Step[],
  stop?: AbortSignal,
): Promise<Done[]> {
  const turn: Done[] = [];
  for (const { ifDone, ...said } of requests) {
    const tool = toolOf(deps.tools, said.tool);
    const request = { ...said, args: withList(said.args, tool, door.focus) };
    const before = turn.at(-1)?.result;
    if (ifDone && before?.outcome !== "done") break;
    if (stop?.aborted) {
      const result = refused(request, "conflict", "Stopped before this was done.");
      turn.push({ request, result });
      continue;
    }
    const unclear = turn.some(({ result }) => result.outcome !== "done");
    const held = unclear && tool?.effect !== "read" && pointsBack(request.args, tool);
    const result = held
      ? refused(
          request,
          "conflict",
          "It depends on the one before; say it again once that is clear.",
        )
      : pinnedPreview(deps, door.focus, await callTool(deps, door, deps.tools, request));
    turn.push({ request, result });
    door.focus = nextFocus(door.focus, {
      mentioned: result.resolved,
      shown: shownBy(result),
      changed: result.receipts.map((receipt) => receipt.record),
      listed: isTable(result),
    });
  }
  return turn;
}

/** Approving, taking back, resolving: a person's press alone leads here. */
export async function carryOutLetting(
  deps: TurnDeps,
  door: DoorContext,
  { kind, ...press }: NonNullable<Understood["letting"]>,
): Promise<Done> {
  const result = await ("outbox" in press
    ? resolveSend(deps, door, press)
    : "contentHash" in press
      ? approveDraft(deps, door, press)
      : voidApproval(deps, door, press));
  door.focus = nextFocus(door.focus, { mentioned: [], shown: shownBy(result) });
  return { request: { tool: result.tool, args: { kind } }, result };
}

/** What was only offered to choose from has not been spoken of yet. */
export const shownBy = ({ outcome, receipts, reply }: CallResult): RecordRef[] =>
  outcome === "question"
    ? []
    : [...receipts.map((receipt) => receipt.record), ...(reply.records ?? [])];

const isTable = ({ reply }: CallResult): boolean =>
  reply.blocks?.some(({ kind }) => kind === "table") ?? false;

const pronoun =
  /^(?:it|this|that|him|her|he|she|them|they|these|those)(?: (?:one|deal|person|company|task))?$/i;

/** Whether a call means what the one before was about, which is not known if that one failed. */
const pointsBack = (args: Record<string, unknown>, tool: Tool | undefined): boolean =>
  (tool?.about !== undefined && args[tool.about] === undefined) ||
  Object.values(args)
    .flat()
    .some((value) => typeof value === "string" && pronoun.test(value.trim()));

/** A preview may be confirmed later, when "it" is something else: its button names the records. */
function pinnedPreview({ tools }: TurnDeps, focus: Focus, result: CallResult): CallResult {
  if (result.outcome !== "confirm") return result;
  const args = pinnedWithFocus(toolOf(tools, result.tool), result, focus);
  const reply = mapActions(result.reply, (button): Button => {
    const { press } = button;
    return press.kind === "confirm" ? { ...button, press: { ...press, args } } : button;
  });
  return { ...result, reply };
}
