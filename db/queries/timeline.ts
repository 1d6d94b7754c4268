/**
 * Timelines: what happened with whom, newest first. Row-level security decides whether a row carries
 * its subject and text; without them it still says who, when and what kind.
 */
import { sql, type SQL } from "drizzle-orm";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

export const interactionKinds = ["email", "meeting", "call", "message", "note"] as const;
export type InteractionKind = (typeof interactionKinds)[number];

export interface TimelineRow extends Record<string, unknown> {
  id: string;
  kind: InteractionKind;
  occurredAt: Date;
  endsAt: Date | null;
  /** Null where the asker may not see the content, and for what has no title. */
  subject: string | null;
  /** The beginning of the text; null where the asker may not see it. */
  excerpt: string | null;
  /** Who wrote, organised or logged it. */
  from: string | null;
  fromIsOurs: boolean;
  /** Our users whose mailboxes hold it. */
  owners: string[];
  /** How long it took, where somebody said so. */
  minutes: number | null;
  /** Of a mail we sent: whom it did not reach, in a sentence. */
  undelivered: string | null;
}

const EXCERPT = 240;

export interface TimelineFilter {
  /** Of any of these identities, or linked to the deal. */
  identityIds?: string[];
  dealId?: string;
  kind?: InteractionKind;
  since?: Date;
  until?: Date;
  limit: number;
  order?: "asc" | "desc";
}

/** Interactions within the bounds, machine mail left out; newest first unless asked otherwise. */
export async function timeline(tx: Tx, of: TimelineFilter): Promise<TimelineRow[]> {
  const sources = [
    ...((of.identityIds ?? []).length > 0 ? [byIdentity(of.identityIds ?? [])] : []),
    ...(of.dealId ? [byDeal(of.dealId)] : []),
  ];
  if (sources.length === 0) return [];
  const order = of.order === "asc" ? sql`asc` : sql`desc`;
  const iso = (date: Date | undefined) => date?.toISOString() ?? null;
  const { rows } = await tx.sql.execute<TimelineRow>(sql`
    with picked as (
      select interaction_id, occurred_at from (${sql.join(sources, sql` union `)}) found
      where (${of.kind ?? null}::text is null or kind = ${of.kind ?? null}::text)
        and (${iso(of.until)}::timestamptz is null or occurred_at <= ${iso(of.until)}::timestamptz)
        and (${iso(of.since)}::timestamptz is null or occurred_at >= ${iso(of.since)}::timestamptz)
      order by occurred_at ${order} limit ${of.limit}
    )
    ${describe(sql`picked`, sql`order by i.occurred_at ${order}, i.id`)}`);
  return rows.map(toTimelineRow);
}

/** These interactions, as far as they are still there, the newest first. */
export async function timelineById(tx: Tx, ids: string[]): Promise<TimelineRow[]> {
  if (ids.length === 0) return [];
  const picked = sql`(select unnest(${array(ids)}::uuid[]) as interaction_id) picked`;
  const { rows } = await tx.sql.execute<TimelineRow>(
    describe(picked, sql`order by i.occurred_at desc, i.id`),
  );
  return rows.map(toTimelineRow);
}

const byIdentity = (ids: string[]): SQL => sql`
  select p.interaction_id, p.occurred_at, i.kind from interaction_participants p
  join interactions i on i.tenant_id = p.tenant_id and i.id = p.interaction_id
  where p.identity_id = any(${array(ids)}::uuid[]) and i.machine_score < ${MACHINE_SCORE}`;

/** What was logged about the deal, and what was linked to it. */
const byDeal = (id: string): SQL => sql`
  select i.id as interaction_id, i.occurred_at, i.kind from interactions i
  where i.id in (
    select o.id from interactions o where o.deal_id = ${id}::uuid and o.machine_score < ${MACHINE_SCORE}
    union all select l.interaction_id from deal_interactions l where l.deal_id = ${id}::uuid)`;

/** The person and company a deal is with. */
export async function partiesOf(
  tx: Tx,
  dealId: string,
): Promise<{ personId: string | null; companyId: string | null } | undefined> {
  const { rows } = await tx.sql.execute<{ personId: string | null; companyId: string | null }>(
    sql`select person_id as "personId", company_id as "companyId" from deals where id = ${dealId}::uuid`,
  );
  return rows[0];
}

/** The interactions named by a subquery with `interaction_id`, described for a timeline. */
export const describe = (picked: SQL, order: SQL): SQL => sql`
  select i.id, i.kind, i.occurred_at as "occurredAt", i.ends_at as "endsAt", c.subject,
    left(c.text, ${EXCERPT}) as excerpt, i.minutes,
    (select x.error from interaction_keys k
      join outbox x on x.tenant_id = k.tenant_id and x.message_id = '<' || substr(k.key, 5) || '>'
      where k.tenant_id = i.tenant_id and k.interaction_id = i.id and k.key like 'mid:%'
        and x.state = 'sent' and x.error is not null limit 1) as undelivered,
    coalesce(lu.name, f.name) as "from", coalesce(f.ours, i.logged_by is not null) as "fromIsOurs",
    array(select distinct u.name from sightings s
      join mailboxes m on m.tenant_id = s.tenant_id and m.id = s.mailbox_id
      join users u on u.tenant_id = m.tenant_id and u.id = m.user_id
      where s.tenant_id = i.tenant_id and s.interaction_id = i.id) as owners
  from ${picked}
  join interactions i on i.id = picked.interaction_id
  left join users lu on lu.tenant_id = i.tenant_id and lu.id = i.logged_by
  left join lateral (
    select coalesce(u.name, p.name, nullif(o.display_name, ''), o.value) as name, o.user_id is not null as ours
    from interaction_participants r join identities o on o.tenant_id = r.tenant_id and o.id = r.identity_id
    left join users u on u.tenant_id = o.tenant_id and u.id = o.user_id
    left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
    where r.tenant_id = i.tenant_id and r.interaction_id = i.id and r.role in ('from', 'organizer') limit 1
  ) f on true
  left join lateral (
    select x.subject, x.text from interaction_contents x
    where x.tenant_id = i.tenant_id and x.interaction_id = i.id limit 1
  ) c on true
  ${order}`;

export const toTimelineRow = (row: TimelineRow): TimelineRow => ({
  ...row,
  occurredAt: new Date(row.occurredAt),
  endsAt: row.endsAt ? new Date(row.endsAt) : null,
});
