/** Files that somebody brought to go out with a message: their owner's alone, until a draft carries them. */
import { createHash } from "node:crypto";
import { and, desc, eq, getTableColumns, inArray, lt, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Attachment } from "../../core/domain/draft.ts";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { draftAttachments, uploads } from "../schema/drafts.ts";

/** What no draft carries is kept for so long. */
const LASTS_MS = 7 * 24 * 3_600_000;
const MOST_FOUND = 50;

export interface Upload extends Attachment {
  createdAt: Date;
}

/** Keeps a file for its user and lets go of what they brought long ago and never sent. */
export async function saveUpload(
  tx: Tx,
  userId: string,
  { name, body }: { name: string; body: Buffer },
  now: Date,
): Promise<Attachment> {
  await deleteUnused(tx, userId, new Date(now.getTime() - LASTS_MS));
  const sha256 = createHash("sha256").update(body).digest("hex");
  const attachment = { uploadId: newId(), name, size: body.length, sha256 };
  const { uploadId: id, ...rest } = attachment;
  await tx.sql
    .insert(uploads)
    .values({ tenantId: tx.scope.tenantId, id, userId, ...rest, body, createdAt: now });
  return attachment;
}

const deleteUnused = (tx: Tx, userId: string, before: Date) =>
  tx.sql.delete(uploads).where(
    and(
      eq(uploads.userId, userId),
      lt(uploads.createdAt, before),
      sql`not exists (select from ${draftAttachments} where ${draftAttachments.tenantId} = ${uploads.tenantId}
        and ${draftAttachments.uploadId} = ${uploads.id})`,
    ),
  );

/** The user's own, the last brought first; of `ids` those that are theirs. */
export const findUploads = (
  tx: Tx,
  userId: string,
  { ids }: { ids?: readonly string[] } = {},
): Promise<Upload[]> =>
  tx.sql
    .select({
      uploadId: uploads.id,
      name: uploads.name,
      size: uploads.size,
      sha256: uploads.sha256,
      createdAt: uploads.createdAt,
    })
    .from(uploads)
    .where(
      and(
        eq(uploads.userId, userId),
        ids === undefined ? undefined : inArray(uploads.id, [...ids]),
      ),
    )
    .orderBy(desc(uploads.createdAt), desc(uploads.id))
    .limit(MOST_FOUND);

/** What a file holds, for whoever may see it. */
export async function readUpload(
  tx: Tx,
  id: string,
): Promise<{ name: string; body: Buffer } | undefined> {
  const [row] = await tx.sql
    .select({ name: uploads.name, body: uploads.body })
    .from(uploads)
    .where(eq(uploads.id, id));
  return row;
}

/** The files of a version, in their order: a column of a query over drafts or their versions. */
export const attachmentsOf = (draftId: AnyPgColumn, version: AnyPgColumn) =>
  sql<Attachment[]>`(
    select coalesce(json_agg(json_build_object('uploadId', u.id, 'name', u.name, 'size', u.size, 'sha256', u.sha256)
      order by a.place), '[]')
    from draft_attachments a join uploads u on u.tenant_id = a.tenant_id and u.id = a.upload_id
    where a.draft_id = ${draftId} and a.version = ${version})`;

export interface AttachedFile {
  name: string;
  body: Buffer;
}

/** The files of a version with what they hold, in their order. */
export const attachedFiles = (
  tx: Tx,
  draftId: string,
  version: number,
): Promise<AttachedFile[]> => {
  const { name, body } = getTableColumns(uploads);
  return tx.sql
    .select({ name, body })
    .from(draftAttachments)
    .innerJoin(uploads, eq(uploads.id, draftAttachments.uploadId))
    .where(and(eq(draftAttachments.draftId, draftId), eq(draftAttachments.version, version)))
    .orderBy(draftAttachments.place);
};

/** Ties files to a version that has none yet, in this order. */
export async function attachFiles(
  tx: Tx,
  { draftId, version, userId }: { draftId: string; version: number; userId: string },
  ids: readonly string[],
): Promise<void> {
  const { tenantId } = tx.scope;
  await tx.sql
    .insert(draftAttachments)
    .values(
      ids.map((uploadId, place) => ({ tenantId, draftId, version, place, uploadId, userId })),
    );
}
