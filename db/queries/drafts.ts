/** Drafts the asker may read: their own, and those shared with the team. */
import { and, desc, eq } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { drafts, draftVersions } from "../schema/drafts.ts";
import { users } from "../schema/tenancy.ts";

export interface DraftRow {
  id: string;
  ownerId: string;
  owner: string;
  shared: boolean;
  version: number;
  contentHash: string;
  recipients: { email: string; name: string; personId: string | null }[];
  subject: string;
  body: string;
  language: string | null;
  tainted: boolean;
  expiresAt: Date;
  updatedAt: Date;
}

/** The last changed first, each as it stands. */
export const findDrafts = (
  tx: Tx,
  { id, limit }: { id?: string; limit: number },
): Promise<DraftRow[]> =>
  tx.sql
    .select({
      id: drafts.id,
      ownerId: drafts.ownerId,
      owner: users.name,
      shared: drafts.shared,
      version: drafts.version,
      contentHash: draftVersions.contentHash,
      recipients: draftVersions.recipients,
      subject: draftVersions.subject,
      body: draftVersions.body,
      language: draftVersions.language,
      tainted: drafts.tainted,
      expiresAt: drafts.expiresAt,
      updatedAt: drafts.updatedAt,
    })
    .from(drafts)
    .innerJoin(
      draftVersions,
      and(eq(draftVersions.draftId, drafts.id), eq(draftVersions.version, drafts.version)),
    )
    .innerJoin(users, eq(users.id, drafts.ownerId))
    .where(id === undefined ? undefined : eq(drafts.id, id))
    .orderBy(desc(drafts.updatedAt), desc(drafts.id))
    .limit(limit);
