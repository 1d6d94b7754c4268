/** Files that came with a message: what they are called, and what becomes of those that nothing took up. */
import { findUploads } from "../../db/queries/uploads.ts";
import { inTransaction, type Context, type Deps } from "../context.ts";
import type { Reply } from "../reply.ts";
import type { Done } from "./spoken-call.ts";

/** The names, in the order they were brought. */
export async function broughtFiles(deps: Deps, context: Context): Promise<string[]> {
  const { uploads: ids = [], actor } = context;
  if (ids.length === 0) return [];
  const found = await inTransaction(deps, context, (tx) => findUploads(tx, actor.userId, { ids }));
  return found.map(({ name }) => name).reverse();
}

/** Whether a call took up what came with the message, or asks what to do with it. */
const takes = ({ tool, outcome }: Done["result"]): boolean =>
  tool === "attach_file" || (tool === "draft_message" && outcome === "done");

/** A file that the words made no use of is not lost, and whoever brought it hears so. */
export function withFilesKept<A>(
  reply: Reply<A>,
  { uploads = [] }: Context,
  turn: readonly Done[],
): Reply<A> {
  const taken = turn.some(({ result }) => takes(result));
  if (uploads.length === 0 || taken) return reply;
  const kept = "Your file is kept for a week: say “attach it” with a draft before you.";
  return { ...reply, note: reply.note ? `${kept} ${reply.note}` : kept };
}
