/** Who wrote and met with whom how often: counted from the facts, never by adding up. */
import { sql } from "drizzle-orm";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { lockIngest } from "./ingest-lock.ts";

/** Mail to more people, and meetings of more, tie nobody to anybody. */
const MASS_MAIL = 25;
const CROWD = 15;

/**
 * Counts anew what every user exchanged with these identities: mail in the user's own mailbox,
 * meetings the user was in or has in the calendar, what the user logged but for notes. Our own users
 * have no rows.
 */
export async function refreshCorrespondence(
  tx: Tx,
  identityIds: string[],
  now: Date,
): Promise<void> {
  if (identityIds.length === 0) return;
  await lockIngest(tx);
  const { tenantId } = tx.scope;
  const at = now.toISOString();
  await tx.sql.execute(sql`
    with wanted as materialized (
      select i.id, i.user_id from (select distinct id from unnest(${array(identityIds)}::uuid[]) as t(id)) w
      join identities i on i.tenant_id = ${tenantId} and i.id = w.id
    ), part as materialized (
      select distinct p.identity_id, p.interaction_id, p.role = 'from' as is_sender, i.kind,
        least(i.occurred_at, ${at}::timestamptz) as at, i.machine_score, i.logged_by
      from wanted w
      join interaction_participants p on p.tenant_id = ${tenantId} and p.identity_id = w.id
      join interactions i on i.tenant_id = ${tenantId} and i.id = p.interaction_id
      where w.user_id is null
        and (i.kind = 'email' and i.participant_count <= ${MASS_MAIL}
          or i.kind = 'meeting' and i.participant_count <= ${CROWD} and i.occurred_at <= ${at}::timestamptz
          or i.kind in ('call', 'message'))
    ), exchange as (
      select x.user_id, p.identity_id, p.at, x.what,
        x.what = 'received' and p.machine_score >= ${MACHINE_SCORE} as is_machine
      -- The union inside keeps each lookup an index scan of its own, whatever the planner guesses.
      from part p cross join lateral (
        select m.user_id, case when p.is_sender then 'received' else 'sent' end as what
        from sightings s
        join mailboxes m on m.tenant_id = ${tenantId} and m.id = s.mailbox_id
        where p.kind = 'email' and s.tenant_id = ${tenantId} and s.interaction_id = p.interaction_id
          and (p.is_sender or exists (
            select from interaction_participants f
            join identities me on me.tenant_id = ${tenantId} and me.id = f.identity_id
            where f.tenant_id = ${tenantId} and f.interaction_id = p.interaction_id and f.role = 'from'
              and me.user_id = m.user_id))
        union
        select m.user_id, 'meeting'
        from sightings s
        join mailboxes m on m.tenant_id = ${tenantId} and m.id = s.mailbox_id
        where p.kind = 'meeting' and s.tenant_id = ${tenantId} and s.interaction_id = p.interaction_id
        union
        select me.user_id, 'meeting'
        from interaction_participants f
        join identities me on me.tenant_id = ${tenantId} and me.id = f.identity_id
        where p.kind = 'meeting' and f.tenant_id = ${tenantId} and f.interaction_id = p.interaction_id
          and me.user_id is not null
        union
        select p.logged_by, 'meeting' where p.logged_by is not null
      ) x
    ), counted as materialized (
      select user_id, identity_id, count(*) filter (where what = 'sent')::int as sent,
        count(*) filter (where what = 'received')::int as received,
        count(*) filter (where is_machine)::int as machine,
        count(*) filter (where what = 'meeting')::int as meetings,
        coalesce(min(at) filter (where not is_machine), min(at)) as first_at,
        coalesce(max(at) filter (where not is_machine), max(at)) as last_at
      from exchange group by user_id, identity_id
    ), gone as (
      delete from correspondence c using wanted w
      where c.tenant_id = ${tenantId} and c.identity_id = w.id
        and not exists (select from counted n where n.user_id = c.user_id and n.identity_id = c.identity_id)
    )
    insert into correspondence as c (tenant_id, user_id, identity_id, sent, received, machine, meetings, first_at, last_at)
    select ${tenantId}, user_id, identity_id, sent, received, machine, meetings, first_at, last_at from counted
    on conflict (tenant_id, user_id, identity_id) do update
      set sent = excluded.sent, received = excluded.received, machine = excluded.machine,
        meetings = excluded.meetings, first_at = excluded.first_at, last_at = excluded.last_at
      where (c.sent, c.received, c.machine, c.meetings, c.first_at, c.last_at)
        is distinct from (excluded.sent, excluded.received, excluded.machine, excluded.meetings, excluded.first_at, excluded.last_at)`);
}

/** How far back a meeting is looked for that nobody has counted since it took place. */
const LOOKED_BACK_DAYS = 90;

/**
 * Who took part in a meeting that has taken place since they were last counted. Whatever counts an
 * identity counts all of it up to that moment: then some user's last contact is no earlier than the meeting.
 */
export async function uncountedMeetings(tx: Tx, now: Date): Promise<string[]> {
  const { tenantId } = tx.scope;
  const at = now.toISOString();
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select distinct p.identity_id as id
    from interactions i
    join interaction_participants p on p.tenant_id = ${tenantId} and p.interaction_id = i.id
    join identities d on d.tenant_id = ${tenantId} and d.id = p.identity_id and d.user_id is null
    where i.tenant_id = ${tenantId} and i.kind = 'meeting' and i.participant_count <= ${CROWD}
      and i.occurred_at <= ${at}::timestamptz
      and i.occurred_at > ${at}::timestamptz - make_interval(days => ${LOOKED_BACK_DAYS})
      and not exists (select from correspondence c where c.tenant_id = ${tenantId}
        and c.identity_id = p.identity_id and c.last_at >= i.occurred_at)`);
  return rows.map((row) => row.id);
}

/** The users who exchanged something with any of these identities. */
export async function usersInTouchWith(tx: Tx, identityIds: string[]): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select distinct user_id as id from correspondence
    where tenant_id = ${tx.scope.tenantId} and identity_id = any(${array(identityIds)}::uuid[])`);
  return rows.map((row) => row.id);
}

/** The e-mail identities of these addresses. */
export async function identitiesOf(tx: Tx, addresses: string[]): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select i.id from unnest(${array(addresses)}::text[]) as t(address)
    join identities i on i.tenant_id = ${tx.scope.tenantId} and i.kind = 'email' and i.value = t.address`);
  return rows.map((row) => row.id);
}

/** Everybody in touch with these addresses: whose counts change when an address turns out to be ours. */
export async function identitiesInTouchWith(tx: Tx, addresses: string[]): Promise<string[]> {
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select distinct other.identity_id as id
    from unnest(${array(addresses)}::text[]) as t(address)
    join identities i on i.tenant_id = ${tenantId} and i.kind = 'email' and i.value = t.address
    join interaction_participants mine on mine.tenant_id = ${tenantId} and mine.identity_id = i.id
    join interaction_participants other on other.tenant_id = ${tenantId} and other.interaction_id = mine.interaction_id`);
  return rows.map((row) => row.id);
}
