/** The answer to a message whose first answer was cut off after it had written something. */
import { openConversation } from "../../db/queries/conversations.ts";
import { receiptsOfGroup } from "../../db/queries/receipts.ts";
import { inTransaction, type Context, type Deps } from "../context.ts";
import { literal, type Button, type Reply } from "../reply.ts";
import { changedBy } from "../tools/undo.ts";
import { readFocus } from "./focus.ts";
import { remember } from "./remember.ts";
import type { Said } from "./understand.ts";

/**
 * What was written stands and is told; it is not done again, for nobody knows what the words would mean
 * now. Undefined where nothing was written: then the message can be answered as if it were new.
 */
export const interruptedAnswer = (
  deps: Pick<Deps, "db">,
  context: Context,
  turn: { said: Said; thread: string; deliveryId: string },
): Promise<Reply | undefined> =>
  inTransaction(deps, context, async (tx) => {
    const { actor, now } = context;
    const rows = await receiptsOfGroup(tx, actor.userId, context.correlationId);
    if (rows.length === 0) return undefined;
    await context.fence?.(tx);
    const conversation = await openConversation(tx, {
      userId: actor.userId,
      thread: turn.thread,
      now,
    });
    const focus = readFocus(conversation.focus, now);
    return remember(
      tx,
      { actor, now, focus },
      {
        conversationId: conversation.id,
        said: turn.said.kind === "text" ? turn.said.text : "(a button)",
        reply: { ...tellOf(await changedBy({ tx, actor }, rows)), ...undoOf(rows), unsaid: true },
        deliveryId: turn.deliveryId,
      },
    );
  });

const tellOf = (names: readonly string[]): Reply<Button> => ({
  text: `Done: ${literal(names.join(", "))}.`,
  note: "I was interrupted while I answered; if you asked for more than this, say the rest again.",
});

const undoOf = (rows: readonly { id: string }[]): Pick<Reply<Button>, "actions"> => ({
  actions: [{ label: "Undo", press: { kind: "undo", receipts: rows.map(({ id }) => id) } }],
});
