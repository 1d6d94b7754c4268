/** How alive deals are: contact with their people and companies, changes of them, what is planned. */
import { sql } from "drizzle-orm";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { describe, toTimelineRow, type TimelineRow } from "./timeline.ts";

export interface DealActivity {
  id: string;
  /** The last mail, meeting, call or note with its people or its company. */
  contactAt: Date | null;
  /** Something with them lies ahead. */
  hasMeetingAhead: boolean;
  changedAt: Date;
  hasOpenTask: boolean;
  /** How many people of theirs have a part in it. */
  contacts: number;
}

interface Row extends Record<string, unknown> {
  id: string;
  contactAt: string | null;
  nextAt: string | null;
  changedAt: string;
  hasOpenTask: boolean;
  contacts: number;
}

export async function dealActivity(
  tx: Tx,
  dealIds: readonly string[],
  now: Date,
): Promise<Map<string, DealActivity>> {
  if (dealIds.length === 0) return new Map();
  const at = now.toISOString();
  const { rows } = await tx.sql.execute<Row>(sql`
    with wanted as (
      select d.tenant_id, d.id, d.person_id, d.company_id, d.created_at from deals d
      where d.id = any(${array(dealIds)}::uuid[])
    ), part as (
      select w.tenant_id, w.id, w.person_id from wanted w where w.person_id is not null
      union select w.tenant_id, w.id, r.person_id from wanted w
        join deal_people r on r.tenant_id = w.tenant_id and r.deal_id = w.id
    ), known as (
      select p.tenant_id, p.id, n.id as identity_id from part p
        join identities n on n.tenant_id = p.tenant_id and n.person_id = p.person_id
      union select w.tenant_id, w.id, n.id from wanted w
        join identities n on n.tenant_id = w.tenant_id and n.company_id = w.company_id
      union select w.tenant_id, w.id, n.id from wanted w
        join people c on c.tenant_id = w.tenant_id and c.company_id = w.company_id
        join identities n on n.tenant_id = c.tenant_id and n.person_id = c.id
    ), contact as (
      select k.id, past.at as past_at, next.at as next_at from known k
      left join lateral (select p.occurred_at as at from interaction_participants p
        join interactions i on i.tenant_id = p.tenant_id and i.id = p.interaction_id
        where p.tenant_id = k.tenant_id and p.identity_id = k.identity_id
          and p.occurred_at <= ${at}::timestamptz and i.machine_score < ${MACHINE_SCORE}
        order by p.occurred_at desc limit 1) past on true
      left join lateral (select p.occurred_at as at from interaction_participants p
        where p.tenant_id = k.tenant_id and p.identity_id = k.identity_id
          and p.occurred_at > ${at}::timestamptz
        order by p.occurred_at limit 1) next on true
      union all
      select l.deal_id, case when i.occurred_at <= ${at}::timestamptz then i.occurred_at end,
        case when i.occurred_at > ${at}::timestamptz then i.occurred_at end
      from wanted w
      join deal_interactions l on l.tenant_id = w.tenant_id and l.deal_id = w.id
      join interactions i on i.tenant_id = l.tenant_id and i.id = l.interaction_id
      union all
      select w.id, i.occurred_at, null from interactions i
      join wanted w on w.tenant_id = i.tenant_id and w.id = i.deal_id
      where i.occurred_at <= ${at}::timestamptz
    ), touched as (
      select id, max(past_at) as past_at, min(next_at) as next_at from contact group by id
    )
    select w.id, t.past_at as "contactAt", t.next_at as "nextAt",
      greatest(w.created_at, (select max(e.recorded_at) from events e
        where e.tenant_id = w.tenant_id and e.stream_id = w.id)) as "changedAt",
      exists (select from tasks k where k.tenant_id = w.tenant_id and k.deal_id = w.id
        and k.done_at is null) as "hasOpenTask",
      (select count(*) from part p where p.id = w.id)::int as contacts
    from wanted w left join touched t on t.id = w.id`);
  return new Map(rows.map((row) => [row.id, toActivity(row)]));
}

const toActivity = (row: Row): DealActivity => ({
  id: row.id,
  contactAt: row.contactAt === null ? null : new Date(row.contactAt),
  hasMeetingAhead: row.nextAt !== null,
  changedAt: new Date(row.changedAt),
  hasOpenTask: row.hasOpenTask,
  contacts: row.contacts,
});

/** When anything last happened: contact or a change. */
export const lastActivity = ({ contactAt, changedAt }: DealActivity): Date =>
  contactAt && contactAt > changedAt ? contactAt : changedAt;

/** The deals the reader sees of which something was recorded since. */
export async function dealsChangedSince(tx: Tx, since: Date): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select d.id from deals d where exists (select from events e
      where e.tenant_id = d.tenant_id and e.stream_id = d.id
        and e.recorded_at > ${since.toISOString()}::timestamptz)`);
  return rows.map(({ id }) => id);
}

/** When each version of a record was recorded, the newest last. */
export async function versionsOf(
  tx: Tx,
  id: string,
  limit: number,
): Promise<{ version: number; at: Date }[]> {
  const { rows } = await tx.sql.execute<{ version: number; at: string }>(sql`
    select version, recorded_at as at from events where stream_id = ${id}
    order by version desc limit ${limit}`);
  return rows.map(({ version, at }) => ({ version, at: new Date(at) })).reverse();
}

/** What was linked to a deal or logged on it, the newest first. */
export async function linkedInteractions(
  tx: Tx,
  dealId: string,
  limit: number,
): Promise<TimelineRow[]> {
  const picked = sql`(
    select l.interaction_id from deal_interactions l where l.deal_id = ${dealId}
    union select o.id from interactions o where o.deal_id = ${dealId}) picked`;
  const { rows } = await tx.sql.execute<TimelineRow>(
    describe(picked, sql`order by i.occurred_at desc limit ${limit}`),
  );
  return rows.map(toTimelineRow);
}
