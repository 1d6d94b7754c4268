/** A card drawn outside of any turn, with buttons that can be pressed like those of an answer. */
import { openConversation } from "../../db/queries/conversations.ts";
import { inTransaction, type Context, type Deps } from "../context.ts";
import type { Button, Reply } from "../reply.ts";
import { issueButtons } from "./remember.ts";

export const withButtons = (deps: Deps, context: Context, reply: Reply<Button>): Promise<Reply> =>
  inTransaction(deps, context, async (tx) => {
    const { actor, now } = context;
    const { id } = await openConversation(tx, { userId: actor.userId, thread: "", now });
    return issueButtons(tx, context, { conversationId: id, reply });
  });
