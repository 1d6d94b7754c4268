/** What a day holds for one user: their meetings, the replies they owe, dates and deals that are near. */
import { sql } from "drizzle-orm";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

export interface DayMeeting extends Record<string, unknown> {
  id: string;
  startsAt: Date;
  endsAt: Date | null;
  /** Null where the asker may not see it. */
  title: string | null;
  location: string | null;
  /** Who comes besides the user, each with the company where one is known: "Sofia Reyes (Borealis)". */
  attendees: string[];
}

const MOST = 20;
const MOST_MEETINGS = 60;
/** Mail to more people asks nobody for an answer. */
const FEW = 8;

/** Meetings in the user's own calendar that start within the bounds, in order. */
export async function meetingsOf(
  tx: Tx,
  of: { userId: string; from: Date; until: Date },
): Promise<DayMeeting[]> {
  const { rows } = await tx.sql.execute<DayMeeting>(sql`
    select i.id, i.occurred_at as "startsAt", i.ends_at as "endsAt", c.subject as title, c.location,
      array(select distinct coalesce(u.name, p.name, nullif(o.display_name, ''), o.value)
          || coalesce(' (' || case when o.user_id is null then co.name end || ')', '')
        from interaction_participants r
        join identities o on o.tenant_id = r.tenant_id and o.id = r.identity_id
        left join users u on u.tenant_id = o.tenant_id and u.id = o.user_id
        left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
        left join companies co on co.tenant_id = p.tenant_id and co.id = p.company_id
        where r.tenant_id = i.tenant_id and r.interaction_id = i.id
          and o.user_id is distinct from ${of.userId}::uuid order by 1 limit 12) as attendees
    from interactions i
    left join lateral (
      select x.subject, x.location from interaction_contents x
      where x.tenant_id = i.tenant_id and x.interaction_id = i.id limit 1
    ) c on true
    where i.kind = 'meeting' and i.logged_by is null
      and i.occurred_at >= ${of.from.toISOString()}::timestamptz
      and i.occurred_at < ${of.until.toISOString()}::timestamptz
      and exists (select from sightings s
        join mailboxes m on m.tenant_id = s.tenant_id and m.id = s.mailbox_id
        where s.tenant_id = i.tenant_id and s.interaction_id = i.id and m.user_id = ${of.userId}::uuid)
    order by i.occurred_at, i.id limit ${MOST_MEETINGS}`);
  return rows.map((row) => ({
    ...row,
    startsAt: new Date(row.startsAt),
    endsAt: row.endsAt === null ? null : new Date(row.endsAt),
  }));
}

export interface ReplyOwed extends Record<string, unknown> {
  id: string;
  from: string;
  personId: string | null;
  subject: string | null;
  at: Date;
}

/**
 * Conversations in the user's mailbox whose last message came from outside, to the user in person, and
 * from somebody known or written to before.
 */
export async function repliesOwed(
  tx: Tx,
  of: { userId: string; from: Date; until: Date },
): Promise<ReplyOwed[]> {
  const { rows } = await tx.sql.execute<ReplyOwed>(sql`
    with last as (
      select distinct on (i.thread_id) i.id, i.tenant_id, i.thread_id, i.occurred_at, o.id as sender,
        o.person_id, coalesce(p.name, nullif(o.display_name, ''), o.value) as name
      from interactions i
      join interaction_participants f on f.tenant_id = i.tenant_id and f.interaction_id = i.id and f.role = 'from'
      join identities o on o.tenant_id = f.tenant_id and o.id = f.identity_id
      left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
      where i.kind = 'email' and i.thread_id is not null and o.user_id is null
        and i.machine_score < ${MACHINE_SCORE} and i.participant_count <= ${FEW}
        and i.occurred_at >= ${of.from.toISOString()}::timestamptz
        and i.occurred_at <= ${of.until.toISOString()}::timestamptz
        and exists (select from sightings s
          join mailboxes m on m.tenant_id = s.tenant_id and m.id = s.mailbox_id
          where s.tenant_id = i.tenant_id and s.interaction_id = i.id and m.user_id = ${of.userId}::uuid)
        and exists (select from interaction_participants r
          join identities me on me.tenant_id = r.tenant_id and me.id = r.identity_id
          where r.tenant_id = i.tenant_id and r.interaction_id = i.id and r.role = 'to'
            and me.user_id = ${of.userId}::uuid)
        and not exists (select from interactions later
          where later.tenant_id = i.tenant_id and later.thread_id = i.thread_id
            and later.occurred_at > i.occurred_at)
      order by i.thread_id, i.occurred_at desc
    )
    select l.id, l.name as "from", l.person_id as "personId", c.subject, l.occurred_at as at
    from last l
    left join lateral (
      select x.subject from interaction_contents x
      where x.tenant_id = l.tenant_id and x.interaction_id = l.id limit 1
    ) c on true
    where l.person_id is not null or exists (select from correspondence k
      where k.tenant_id = l.tenant_id and k.identity_id = l.sender and k.user_id = ${of.userId}::uuid and k.sent > 0)
    order by l.occurred_at, l.id limit ${MOST}`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

export interface DatedPerson extends Record<string, unknown> {
  personId: string;
  person: string;
  label: string;
  /** ISO, the year left out where nobody knows it. */
  date: string;
}

/** Whose birthday, or other date of each year, falls on one of the days (ISO), in their order. */
export async function keyDatesOn(tx: Tx, days: readonly string[]): Promise<DatedPerson[]> {
  const { rows } = await tx.sql.execute<DatedPerson>(sql`
    select p.id as "personId", p.name as person, k.label, k.date from key_dates k
    join people p on p.tenant_id = k.tenant_id and p.id = k.person_id
    join unnest(${array(days.map((day) => day.slice(5)))}::text[]) with ordinality as d(day, nth)
      on d.day = right(k.date, 5)
    order by d.nth, p.name collate "und-x-icu", k.label limit ${MOST}`);
  return rows;
}

export interface ClosingDeal extends Record<string, unknown> {
  id: string;
  name: string;
  stage: string;
  value: string | null;
  currency: string | null;
  closeDate: string;
}

/** The user's open deals that are to close between two days (ISO), the soonest first. */
export async function dealsClosing(
  tx: Tx,
  of: { userId: string; from: string; until: string },
): Promise<ClosingDeal[]> {
  const { rows } = await tx.sql.execute<ClosingDeal>(sql`
    select d.id, d.name, s.name as stage, d.value::text as value, d.currency, d.close_date::text as "closeDate"
    from deals d join stages s on s.tenant_id = d.tenant_id and s.id = d.stage_id
    where s.outcome = 'open' and d.owner_id = ${of.userId}::uuid
      and d.close_date between ${of.from}::date and ${of.until}::date
    order by d.close_date, d.name limit ${MOST}`);
  return rows;
}
