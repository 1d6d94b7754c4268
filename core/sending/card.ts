/** A draft's card as it stands now, for whoever looks: what it says, how it stands, what may be pressed. */
import type { Tx } from "../../db/client.ts";
import { inTransaction, type Context, type Deps } from "../context.ts";
import { say, type Button, type Reply } from "../reply.ts";
import { draftReply, type DraftViewOptions } from "../views/draft-view.ts";
import { standingOf } from "./standing.ts";

export const draftCard = (deps: Deps, context: Context, draftId: string): Promise<Reply<Button>> =>
  inTransaction(deps, context, async (tx) => {
    const card = await cardIn(tx, context, draftId, { model: deps.reader !== undefined });
    return card ?? say("This draft was thrown away, or is not shared with you any more.");
  });

/** In a transaction that is open already; undefined where the draft cannot be seen. */
export async function cardIn(
  tx: Tx,
  context: Context,
  draftId: string,
  options: DraftViewOptions,
): Promise<Reply<Button> | undefined> {
  const standing = await standingOf(tx, draftId, context.now);
  return standing && draftReply(standing, context, options);
}
