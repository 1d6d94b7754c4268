/** What a button stands for, when it is pressed. */
import { findButton } from "../../db/queries/conversations.ts";
import type { CallRequest } from "../call-result.ts";
import { inTransaction, type Deps } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant } from "../domain/format.ts";
import { isId } from "../domain/ids.ts";
import type { DoorContext } from "../mentions.ts";
import { literal, say, type Button, type Form, type Press, type Reply } from "../reply.ts";

export type LettingPress = Extract<Press, { kind: "approve" | "void" | "resolve" }>;

/** A press as it is kept: with the form that asks for more first, which a channel may have to open later. */
export type StoredPress = Press & { form?: Form };
type ToolPress = Exclude<StoredPress, { kind: LettingPress["kind"] }>;

const isLetting = (press: StoredPress): press is LettingPress =>
  press.kind === "approve" || press.kind === "void" || press.kind === "resolve";

export interface Pressed {
  /** The button's label. */
  said: string;
  requests: CallRequest[];
  /** A press that no tool carries out: it lets a message go, or keeps it. */
  letting?: LettingPress;
  /** The answer where it was pressed before. */
  answer?: Reply<Button>;
}

/** A write happens once, however often its button is pressed. */
export async function pressed(
  deps: Deps,
  context: DoorContext,
  { actionId, values }: { actionId: string; values: Record<string, string> },
): Promise<Pressed> {
  return inTransaction(deps, context, async (tx) => {
    const button = isId(actionId) ? await findButton(tx, actionId) : undefined;
    if (!button) throw new AppError("not_found", "That button is not yours, or no longer there.");
    if (button.expiresAt < context.now)
      throw new AppError("expired", "That button has expired; ask again.");
    const press = button.press as StoredPress;
    // Pressed twice it says what became of it: that is known to the draft, not to the button.
    if (isLetting(press)) return { said: button.label, requests: [], letting: press };
    const request = toRequest(press, values);
    if (button.pressedAt === null)
      return { said: button.label, requests: [{ ...request, button: button.id }] };
    const at = formatInstant(button.pressedAt, context.actor);
    const answer = say(`Already done: “${literal(button.label)}” was pressed at ${at}.`);
    return { said: button.label, requests: [], answer };
  });
}

/** Of what is filled in, only the form's own fields count. */
function toRequest(press: ToolPress, values: Record<string, string>): CallRequest {
  switch (press.kind) {
    case "call": {
      const asked = press.form?.fields.map(({ name }) => name) ?? [];
      const filled = Object.entries(values).filter(([name]) => asked.includes(name));
      const args = { ...press.args, ...Object.fromEntries(filled) };
      return { tool: press.tool, args, ...(press.preview ? { preview: true } : {}) };
    }
    case "confirm":
      return { tool: press.tool, args: press.args, confirmed: press.preview };
    case "undo":
      return { tool: "undo", args: { receipts: press.receipts } };
  }
}
