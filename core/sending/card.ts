/** A draft's card as it stands now, for whoever looks: what it says, how it stands, what may be pressed. */
import type { Tx } from "../../db/client.ts";
import { inTransaction, type Context, type Deps } from "../context.ts";
import { say, type Button, type Reply } from "../reply.ts";
import { draftReply, type DraftViewOptions } from "../views/draft-view.ts";
import { sendsMail } from "./outbox-port.ts";
import { checkedStandings, standingOf } from "./standing.ts";

export async function draftCard(
  deps: Deps,
  context: Context,
  draftId: string,
): Promise<Reply<Button>> {
  const cards = await draftCards(deps, context, [draftId]);
  return cards.get(draftId) ?? gone;
}

/** Of each of these drafts; where one cannot be seen any more, that. */
export const draftCards = (
  deps: Deps,
  context: Context,
  ids: readonly string[],
): Promise<Map<string, Reply<Button>>> =>
  inTransaction(deps, context, async (tx) => {
    const standings = await checkedStandings(tx, ids, context.now);
    const options = drawnBy(deps);
    const seen = new Map(
      standings.map((one) => [one.draft.id, draftReply(one, context, options)] as const),
    );
    return new Map(ids.map((id) => [id, seen.get(id) ?? gone]));
  });

const gone = say("This draft was thrown away, or is not shared with you any more.");

/** What of this program a card depends on. */
export const drawnBy = ({ reader, outbox }: Pick<Deps, "reader" | "outbox">): DraftViewOptions => ({
  model: reader !== undefined,
  mails: sendsMail(outbox),
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
