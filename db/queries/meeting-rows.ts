/** The rows one meeting consists of, as JSON: noted before an import changes it, put back when that is undone. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import type { MeetingTrace } from "./import-traces.ts";

/** Rows as they stand, and a hash of those that others may change as well. */
export interface MeetingRows {
  rows: Record<string, unknown>;
  hash: string;
}

/** Without a row of its own a meeting is not there. Texts are the viewer's, sightings the mailbox's. */
export async function meetingRows(
  tx: Tx,
  mailboxId: string,
  ids: string[],
): Promise<Map<string, MeetingRows>> {
  if (ids.length === 0) return new Map();
  const { tenantId, viewerId } = tx.scope;
  const { rows } = await tx.sql.execute<{
    id: string;
    rows: Record<string, unknown>;
    hash: string;
  }>(sql`
    with wanted as (
      select * from interactions where tenant_id = ${tenantId} and id = any(${array(ids)}::uuid[])
    ), shared as (
      select w.id, jsonb_build_object('interaction', to_jsonb(w),
        'participants', (select coalesce(jsonb_agg(to_jsonb(p) order by p.identity_id, p.role), '[]')
          from interaction_participants p where p.tenant_id = ${tenantId} and p.interaction_id = w.id),
        'keys', (select coalesce(jsonb_agg(to_jsonb(k) order by k.key), '[]')
          from interaction_keys k where k.tenant_id = ${tenantId} and k.interaction_id = w.id)) as rows
      from wanted w
    )
    select s.id, md5(s.rows::text) as hash, s.rows || jsonb_build_object(
      'sightings', (select coalesce(jsonb_agg(to_jsonb(g) order by g.key), '[]')
        from sightings g where g.tenant_id = ${tenantId} and g.mailbox_id = ${mailboxId} and g.interaction_id = s.id),
      'contents', (select coalesce(jsonb_agg((to_jsonb(c) - 'search') order by c.id), '[]')
        from interaction_contents c where c.tenant_id = ${tenantId} and c.interaction_id = s.id),
      'viewers', (select coalesce(jsonb_agg(to_jsonb(v) order by v.content_id), '[]')
        from content_viewers v join interaction_contents c on c.tenant_id = v.tenant_id and c.id = v.content_id
        where v.tenant_id = ${tenantId} and v.viewer_id = ${viewerId} and v.share_id is null
          and c.interaction_id = s.id)) as rows
    from shared s`);
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Of the meetings as they stood before, those that stand differently now, or no more. */
export async function changedRows(
  tx: Tx,
  mailboxId: string,
  before: Map<string, MeetingRows>,
): Promise<MeetingTrace[]> {
  const now = await meetingRows(tx, mailboxId, [...before.keys()]);
  return [...before].flatMap(([id, { rows, hash }]) => {
    const after = now.get(id);
    if (after === undefined) return [{ id, before: rows, after: "" }];
    const viewers = (of: Record<string, unknown>) => JSON.stringify(of.viewers);
    if (after.hash === hash && viewers(after.rows) === viewers(rows)) return [];
    // The words of a meeting that stays are kept where they are.
    return [{ id, before: { ...rows, contents: [] }, after: after.hash }];
  });
}

/** Puts meetings back that no later import told of or changed; returns the ids of those put back. */
export async function restoreMeetings(
  tx: Tx,
  { mailboxId, importId }: { mailboxId: string; importId: string },
  traces: MeetingTrace[],
): Promise<string[]> {
  const restored: string[] = [];
  for (const { id, before, after } of traces) {
    const now = await meetingRows(tx, mailboxId, [id]);
    if ((now.get(id)?.hash ?? "") !== after || (await isToldLater(tx, importId, id))) continue;
    await putBack(tx, { mailboxId, id }, JSON.stringify(before));
    restored.push(id);
  }
  return restored;
}

async function isToldLater(tx: Tx, importId: string, id: string): Promise<boolean> {
  const { rows } = await tx.sql.execute(sql`
    select from sightings where tenant_id = ${tx.scope.tenantId} and interaction_id = ${id}
      and ${importId}::uuid < any(imports) limit 1`);
  return rows.length > 0;
}

async function putBack(
  tx: Tx,
  { mailboxId, id }: { mailboxId: string; id: string },
  rows: string,
): Promise<void> {
  const { tenantId, viewerId } = tx.scope;
  const from = (table: string, field: string) =>
    sql`jsonb_populate_recordset(null::${sql.raw(table)}, ${rows}::jsonb -> ${field})`;
  await tx.sql.execute(sql`
    insert into interactions select * from jsonb_populate_record(null::interactions, ${rows}::jsonb -> 'interaction')
    on conflict (tenant_id, id) do update set occurred_at = excluded.occurred_at, ends_at = excluded.ends_at,
      participant_count = excluded.participant_count`);
  await tx.sql.execute(sql`
    delete from interaction_participants where tenant_id = ${tenantId} and interaction_id = ${id}`);
  await tx.sql.execute(sql`
    insert into interaction_participants select * from ${from("interaction_participants", "participants")}`);
  await tx.sql.execute(
    sql`delete from interaction_keys where tenant_id = ${tenantId} and interaction_id = ${id}`,
  );
  await tx.sql.execute(sql`
    insert into interaction_keys select * from ${from("interaction_keys", "keys")} on conflict do nothing`);
  await tx.sql.execute(sql`
    delete from content_viewers v using interaction_contents c
    where v.tenant_id = ${tenantId} and v.viewer_id = ${viewerId} and v.share_id is null
      and c.tenant_id = v.tenant_id and c.id = v.content_id and c.interaction_id = ${id}`);
  await tx.sql.execute(sql`
    insert into content_viewers select * from ${from("content_viewers", "viewers")} on conflict do nothing`);
  await tx.sql.execute(sql`
    insert into interaction_contents (tenant_id, id, interaction_id, occurred_at, subject, text, full_text, location, attachments, problems, confidential)
    select tenant_id, id, interaction_id, occurred_at, subject, text, full_text, location, attachments, problems, confidential
    from ${from("interaction_contents", "contents")} on conflict do nothing`);
  await tx.sql.execute(sql`
    delete from sightings where tenant_id = ${tenantId} and mailbox_id = ${mailboxId} and interaction_id = ${id}`);
  await tx.sql.execute(sql`
    insert into sightings select * from ${from("sightings", "sightings")} on conflict do nothing`);
}
