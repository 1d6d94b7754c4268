/** Drafts the asker may read: their own, and those shared with the team. */
import { and, desc, eq, inArray, max, sql } from "drizzle-orm";
import type { Attachment, Recipient } from "../../core/domain/draft.ts";
import type { Tx } from "../client.ts";
import { drafts, draftVersions } from "../schema/drafts.ts";
import { users } from "../schema/tenancy.ts";
import { attachmentsOf } from "./uploads.ts";

export interface DraftRow {
  id: string;
  ownerId: string;
  owner: string;
  ownerEmail: string;
  shared: boolean;
  version: number;
  contentHash: string;
  recipients: Recipient[];
  subject: string;
  body: string;
  attachments: Attachment[];
  language: string | null;
  tainted: boolean;
  expiresAt: Date;
  /** When it is to go out once approved; null for at once. */
  sendAt: Date | null;
  replyToId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The last changed first, each as it stands. */
export const findDrafts = (
  tx: Tx,
  { ids, personId, limit }: { ids?: readonly string[]; personId?: string; limit: number },
): Promise<DraftRow[]> =>
  tx.sql
    .select({
      id: drafts.id,
      ownerId: drafts.ownerId,
      owner: users.name,
      ownerEmail: users.email,
      shared: drafts.shared,
      version: drafts.version,
      contentHash: draftVersions.contentHash,
      recipients: draftVersions.recipients,
      subject: draftVersions.subject,
      body: draftVersions.body,
      attachments: attachmentsOf(drafts.id, drafts.version),
      language: draftVersions.language,
      tainted: drafts.tainted,
      expiresAt: drafts.expiresAt,
      sendAt: drafts.sendAt,
      replyToId: drafts.replyToId,
      createdAt: drafts.createdAt,
      updatedAt: drafts.updatedAt,
    })
    .from(drafts)
    .innerJoin(
      draftVersions,
      and(eq(draftVersions.draftId, drafts.id), eq(draftVersions.version, drafts.version)),
    )
    .innerJoin(users, eq(users.id, drafts.ownerId))
    .where(
      and(
        eq(drafts.discarded, false),
        ids === undefined ? undefined : inArray(drafts.id, [...ids]),
        personId === undefined
          ? undefined
          : sql`${draftVersions.recipients} @> ${JSON.stringify([{ personId }])}::jsonb`,
      ),
    )
    .orderBy(desc(drafts.updatedAt), desc(drafts.id))
    .limit(limit);

/** The highest version there ever was of a draft: also of those an undo took back. */
export async function highestVersion(tx: Tx, draftId: string): Promise<number> {
  const [row] = await tx.sql
    .select({ version: max(draftVersions.version) })
    .from(draftVersions)
    .where(eq(draftVersions.draftId, draftId));
  return row?.version ?? 0;
}
