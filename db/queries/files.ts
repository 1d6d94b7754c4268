/** Files made for somebody to fetch. Each is its user's alone, for a day. */
import { and, eq, gt, lte } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { files } from "../schema/files.ts";

const LASTS_MS = 24 * 3_600_000;

export interface NewFile {
  name: string;
  mimeType: string;
  body: string;
}

/** Keeps a file for its user and lets go of those that have expired; returns its id. */
export async function saveFile(tx: Tx, userId: string, file: NewFile, now: Date): Promise<string> {
  await tx.sql.delete(files).where(lte(files.expiresAt, now));
  const id = newId();
  const expiresAt = new Date(now.getTime() + LASTS_MS);
  await tx.sql
    .insert(files)
    .values({ tenantId: tx.scope.tenantId, id, userId, ...file, createdAt: now, expiresAt });
  return id;
}

/** The file, as long as it is the asker's and has not expired. */
export async function findFile(tx: Tx, id: string, now: Date): Promise<NewFile | undefined> {
  const [file] = await tx.sql
    .select({ name: files.name, mimeType: files.mimeType, body: files.body })
    .from(files)
    .where(and(eq(files.id, id), gt(files.expiresAt, now)));
  return file;
}
