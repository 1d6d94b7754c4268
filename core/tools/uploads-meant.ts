/** Which of the files that somebody brought are meant: by id, by name, those of this message, the last one. */
import { findUploads, type Upload } from "../../db/queries/uploads.ts";
import { AppError } from "../domain/errors.ts";
import type { ToolContext } from "../tool.ts";

/** What was brought longer ago has to be named. */
const RECENT_MS = 24 * 3_600_000;
const pointer =
  /^(?:it|this|that|them|these|those|(?:the|this|that|my|these|the last) (?:last )?(?:file|files|attachment|document|pdf|one))$/i;

export async function uploadsMeant(
  { tx, actor, now, uploads: brought }: ToolContext,
  { file, ids = brought }: { file?: string | undefined; ids?: readonly string[] | undefined },
): Promise<Upload[]> {
  const named = file !== undefined && !pointer.test(file) ? file : undefined;
  const own = await findUploads(tx, actor.userId, named === undefined && ids ? { ids } : {});
  const fits =
    named !== undefined
      ? own.filter(({ name }) => isCalled(name, named)).slice(0, 1)
      : ids
        ? [...own].reverse()
        : own
            .filter(({ createdAt }) => now.getTime() - createdAt.getTime() < RECENT_MS)
            .slice(0, 1);
  if (fits.length > 0) return fits;
  throw new AppError(
    "not_found",
    named !== undefined
      ? `I have no file of yours called “${named}”. Bring it here, then say “attach it”.`
      : "I have no file of yours. Bring it here, then say “attach it”.",
  );
}

/** "offer", "the offer" and "offer.pdf" all name "Offer.pdf". */
function isCalled(name: string, words: string): boolean {
  const plain = words
    .toLowerCase()
    .replace(/^(?:the|my|this) /, "")
    .trim();
  return name.toLowerCase().includes(plain);
}
