/**
 * Subject and text of interactions. A content belongs to whoever holds exactly it: its id is derived
 * from everything it says, so that a mailbox with the same copy becomes a viewer of the same row, and
 * a mailbox with any other copy gets a row of its own and sees nothing of a colleague's.
 */
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { AppError } from "../../core/domain/errors.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import type { Trace } from "./import-traces.ts";
import { applyShares } from "./shares.ts";

export interface Content {
  subject: string;
  text: string;
  /** Null when it says no more than `text`. */
  fullText: string | null;
  location: string | null;
  attachments: { name: string; mimeType: string; size: number }[];
  problems: string[];
  confidential: boolean;
}

export interface ContentOf {
  interactionId: string;
  content: Content;
}

/** Stores contents for the one viewer of the transaction; what is already there stays as it is. */
export async function storeContents(
  tx: Tx,
  entries: ContentOf[],
  trace: Pick<Trace, "viewers"> = { viewers: [] },
): Promise<void> {
  const { tenantId, viewerId } = tx.scope;
  if (entries.length === 0) return;
  // A viewer of null would mean the whole team.
  if (viewerId === null)
    throw new AppError("internal", "Private text needs somebody to belong to.");
  const rows = [...new Map(entries.map((entry) => [contentIdOf(entry), entry]))];
  const column = (pick: (entry: ContentOf) => string | boolean | null) =>
    array(rows.map(([, entry]) => pick(entry)));
  const ids = array(rows.map(([id]) => id));
  const added = await tx.sql.execute<{ id: string }>(sql`
    insert into content_viewers (tenant_id, content_id, viewer_id)
    select ${tenantId}, id, ${viewerId} from unnest(${ids}::uuid[]) as t(id)
    on conflict do nothing returning content_id as id`);
  trace.viewers.push(...added.rows.map((row) => row.id));
  await tx.sql.execute(sql`
    insert into interaction_contents (tenant_id, id, interaction_id, occurred_at, subject, text, full_text, location, attachments, problems, confidential)
    select ${tenantId}, t.id, t.interaction_id, i.occurred_at, subject, text, full_text, location, attachments::jsonb,
      array(select jsonb_array_elements_text(problems::jsonb)), confidential
    from unnest(${ids}::uuid[], ${column((entry) => entry.interactionId)}::uuid[],
      ${column(({ content }) => content.subject)}::text[], ${column(({ content }) => content.text)}::text[],
      ${column(({ content }) => content.fullText)}::text[], ${column(({ content }) => content.location)}::text[],
      ${column(({ content }) => JSON.stringify(content.attachments))}::text[],
      ${column(({ content }) => JSON.stringify(content.problems))}::text[],
      ${column(({ content }) => content.confidential)}::boolean[])
      as t(id, interaction_id, subject, text, full_text, location, attachments, problems, confidential)
    join interactions i on i.tenant_id = ${tenantId} and i.id = t.interaction_id
    on conflict do nothing`);
  // What its owner shares is shared the moment it is stored.
  await applyShares(tx, { interactionIds: entries.map((entry) => entry.interactionId) });
}

/** The viewer no longer sees other versions of these interactions: what a changed meeting said before. */
export async function dropOtherVersions(tx: Tx, entries: ContentOf[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.sql.execute(sql`
    delete from content_viewers v using interaction_contents c
    where v.tenant_id = ${tx.scope.tenantId} and v.viewer_id = ${tx.scope.viewerId}
      and c.tenant_id = v.tenant_id and c.id = v.content_id
      and c.interaction_id = any(${array(entries.map((entry) => entry.interactionId))}::uuid[])
      and not c.id = any(${array(entries.map(contentIdOf))}::uuid[])`);
}

/** A UUID (version 8) made of the hash of the interaction and of every word a viewer would see. */
function contentIdOf({ interactionId, content }: ContentOf): string {
  const { subject, text, fullText, location, attachments, problems, confidential } = content;
  const all = [
    interactionId,
    subject,
    text,
    fullText,
    location,
    attachments,
    problems,
    confidential,
  ];
  const bytes = createHash("sha256").update(JSON.stringify(all)).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
