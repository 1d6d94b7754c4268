/** The next meeting of a user, or the next with somebody, and who comes. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

export interface NextMeeting extends Record<string, unknown> {
  id: string;
  startsAt: Date;
  endsAt: Date | null;
  title: string | null;
  location: string | null;
}

/** One under way counts as the next. */
const UNDER_WAY_MS = 30 * 60_000;

export async function nextMeeting(
  tx: Tx,
  of: { userId: string; now: Date; from?: Date; until?: Date; identityIds?: string[] },
): Promise<NextMeeting | undefined> {
  const from = of.from ?? new Date(of.now.getTime() - UNDER_WAY_MS);
  const involved = of.identityIds
    ? sql`and exists (select from interaction_participants p where p.tenant_id = i.tenant_id
        and p.interaction_id = i.id and p.identity_id = any(${array(of.identityIds)}::uuid[]))`
    : sql``;
  const { rows } = await tx.sql.execute<NextMeeting>(sql`
    select i.id, i.occurred_at as "startsAt", i.ends_at as "endsAt", c.subject as title, c.location
    from interactions i
    left join lateral (select x.subject, x.location from interaction_contents x
      where x.tenant_id = i.tenant_id and x.interaction_id = i.id limit 1) c on true
    where i.kind = 'meeting' and i.logged_by is null
      and i.occurred_at >= ${from.toISOString()}::timestamptz
      and (${of.until?.toISOString() ?? null}::timestamptz is null
        or i.occurred_at < ${of.until?.toISOString() ?? null}::timestamptz)
      and exists (select from sightings s
        join mailboxes m on m.tenant_id = s.tenant_id and m.id = s.mailbox_id
        where s.tenant_id = i.tenant_id and s.interaction_id = i.id and m.user_id = ${of.userId}::uuid)
      ${involved}
    order by i.occurred_at, i.id limit 1`);
  const [row] = rows;
  return (
    row && {
      ...row,
      startsAt: new Date(row.startsAt),
      endsAt: row.endsAt === null ? null : new Date(row.endsAt),
    }
  );
}

export interface Attendee extends Record<string, unknown> {
  identityId: string;
  personId: string | null;
  name: string;
}

/** Who takes part besides our own people. */
export async function attendeesOf(tx: Tx, interactionId: string): Promise<Attendee[]> {
  const { rows } = await tx.sql.execute<Attendee>(sql`
    select distinct on (coalesce(o.person_id, o.id)) o.id as "identityId", o.person_id as "personId",
      coalesce(p.name, nullif(o.display_name, ''), o.value) as name
    from interaction_participants r
    join identities o on o.tenant_id = r.tenant_id and o.id = r.identity_id
    left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
    where r.interaction_id = ${interactionId}::uuid and o.user_id is null
    order by coalesce(o.person_id, o.id), o.id limit 12`);
  return rows;
}
