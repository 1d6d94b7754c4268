/** Files brought on the command line: kept for their user, to go out with a message. */
import fs from "node:fs";
import { inTransaction, type Context } from "../core/context.ts";
import { MOST_ATTACHED } from "../core/domain/draft.ts";
import { AppError } from "../core/domain/errors.ts";
import { bareFileName } from "../core/domain/file-name.ts";
import { formatBytes } from "../core/domain/format.ts";
import { saveUpload } from "../db/queries/uploads.ts";
import type { AppDeps } from "../deps.ts";

/** Files are kept first: what is said with them may take them up. */
export async function withFiles(
  deps: Pick<AppDeps, "db">,
  context: Context,
  paths: string[] = [],
): Promise<Context> {
  if (paths.length === 0) return context;
  const files = await Promise.all(paths.map(readToSend));
  const uploads = await inTransaction(deps, context, async (tx) => {
    const ids: string[] = [];
    for (const file of files) {
      const { uploadId } = await saveUpload(tx, context.actor.userId, file, context.now);
      ids.push(uploadId);
    }
    return ids;
  });
  return { ...context, uploads };
}

async function readToSend(file: string): Promise<{ name: string; body: Buffer }> {
  const stat = await fs.promises.stat(file).catch(() => undefined);
  if (!stat?.isFile()) throw new AppError("bad_input", `There is no file ${file}.`);
  const { bytes: most } = MOST_ATTACHED;
  if (stat.size > most)
    throw new AppError("too_large", `${file} is larger than the ${formatBytes(most)} of a mail.`);
  const body = await fs.promises.readFile(file).catch((cause: unknown) => {
    throw new AppError("unreadable", `${file} cannot be read.`, { cause });
  });
  return { name: bareFileName(file), body };
}
