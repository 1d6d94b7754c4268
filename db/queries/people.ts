/** People as cards and lists. */
import { sql, type SQL } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { lastContact } from "./names.ts";
import { peopleWhere, type PeopleFilter } from "./people-filter.ts";

export interface PersonRow extends Record<string, unknown> {
  id: string;
  name: string;
  title: string | null;
  companyId: string | null;
  company: string | null;
  city: string | null;
  country: string | null;
  tags: string[];
  note: string | null;
  status: string | null;
  leadSource: string | null;
  owner: string | null;
  source: string;
  lastAt: Date | null;
}

export interface PersonCard extends PersonRow {
  emails: string[];
  phones: string[];
  links: string[];
  sent: number;
  received: number;
  meetings: number;
  identityIds: string[];
}

const personColumns = sql`p.id, p.name, p.title, p.company_id as "companyId", c.name as company,
  coalesce(p.city, c.city) as city, coalesce(p.country, c.country) as country, p.tags, p.note,
  p.status, p.lead_source as "leadSource", u.name as owner, p.source`;
const personTables = sql`people p
  left join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
  left join users u on u.tenant_id = p.tenant_id and u.id = p.owner_id`;

const toDate = (value: unknown): Date | null =>
  value === null || value === undefined ? null : new Date(value as string);

export async function findPerson(tx: Tx, id: string): Promise<PersonCard | undefined> {
  const { rows } = await tx.sql.execute<PersonCard>(sql`
    select ${personColumns}, ${lastContact(sql`i.person_id = p.id`)} as "lastAt",
      ${points(sql`'email'`)} as emails, ${points(sql`'phone'`)} as phones,
      ${points(sql`'linkedin', 'website'`)} as links,
      coalesce(x.sent, 0)::int as sent, coalesce(x.received, 0)::int as received, coalesce(x.meetings, 0)::int as meetings,
      array(select i.id from identities i where i.person_id = p.id) as "identityIds"
    from ${personTables}
    left join lateral (select sum(x.sent) as sent, sum(x.received - x.machine) as received, sum(x.meetings) as meetings
      from identities i join correspondence x on x.tenant_id = i.tenant_id and x.identity_id = i.id
      where i.person_id = p.id) x on true
    where p.id = ${id}`);
  const row = rows[0];
  return row && { ...row, lastAt: toDate(row.lastAt) };
}

const points = (kinds: SQL): SQL => sql`array(select k.value from contact_points k
  where k.tenant_id = p.tenant_id and k.person_id = p.id and k.kind in (${kinds}) and k.valid_to is null
  order by k.position)`;

/** People that match every part of the filter, those longest silent first where silence is asked for. */
export async function listPeople(
  tx: Tx,
  { limit, ...filter }: PeopleFilter & { limit: number },
): Promise<{ people: PersonRow[]; total: number }> {
  const { rows } = await tx.sql.execute<PersonRow & { total: string }>(sql`
    ${lastContacts} select ${personColumns}, last.last_at as "lastAt", count(*) over () as total
    from ${personTables} left join last on last.person_id = p.id
    where ${peopleWhere(filter)}
    order by ${filter.contactBefore ? sql`last.last_at asc nulls last` : sql`last.last_at desc nulls last`},
      p.name collate "und-x-icu"
    limit ${limit}`);
  return {
    people: rows.map((row) => ({ ...row, lastAt: toDate(row.lastAt) })),
    total: Number(rows[0]?.total ?? 0),
  };
}

export async function countPeople(tx: Tx, filter: PeopleFilter): Promise<number> {
  const { rows } = await tx.sql.execute<{ total: string }>(sql`
    ${lastContacts} select count(*) as total
    from ${personTables} left join last on last.person_id = p.id where ${peopleWhere(filter)}`);
  return Number(rows[0]?.total ?? 0);
}

/** When anybody of ours was last in touch with each person. */
const lastContacts = sql`with last as (
  select i.person_id, max(x.last_at) as last_at from identities i
  join correspondence x on x.tenant_id = i.tenant_id and x.identity_id = i.id
  where i.person_id is not null group by i.person_id
)`;

/** Everybody of these very names (name keys). */
export async function findNamesakes(
  tx: Tx,
  nameKeys: readonly string[],
): Promise<{ id: string; nameKey: string; companyId: string | null }[]> {
  const { rows } = await tx.sql.execute<{
    id: string;
    nameKey: string;
    companyId: string | null;
  }>(sql`
    select id, name_key as "nameKey", company_id as "companyId" from people
    where name_key = any(${array(nameKeys)}::text[])`);
  return rows;
}

/** Somebody known from mail only. */
export async function findIdentity(
  tx: Tx,
  id: string,
): Promise<
  | {
      id: string;
      name: string;
      email: string;
      sent: number;
      received: number;
      meetings: number;
      lastAt: Date | null;
    }
  | undefined
> {
  const { rows } = await tx.sql.execute<{
    id: string;
    name: string;
    email: string;
    sent: number;
    received: number;
    meetings: number;
    lastAt: string | null;
  }>(sql`
    select i.id, coalesce(nullif(i.display_name, ''), i.value) as name, i.value as email,
      coalesce(sum(x.sent), 0)::int as sent, coalesce(sum(x.received - x.machine), 0)::int as received,
      coalesce(sum(x.meetings), 0)::int as meetings, max(x.last_at) as "lastAt"
    from identities i left join correspondence x on x.tenant_id = i.tenant_id and x.identity_id = i.id
    where i.id = ${id} group by i.id, i.display_name, i.value`);
  const row = rows[0];
  return row && { ...row, lastAt: toDate(row.lastAt) };
}

/** The statuses people here have, the commonest first. */
export async function usedStatuses(tx: Tx): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ status: string }>(sql`
    select status from people where status is not null group by status order by count(*) desc, status`);
  return rows.map((row) => row.status);
}

/** The days that matter about these people. */
export async function keyDatesOf(
  tx: Tx,
  personIds: readonly string[],
): Promise<{ personId: string; label: string; date: string }[]> {
  const { rows } = await tx.sql.execute<{ personId: string; label: string; date: string }>(sql`
    select person_id as "personId", label, date from key_dates
    where person_id = any(${array(personIds)}::uuid[]) order by label`);
  return rows;
}

export interface JobRow extends Record<string, unknown> {
  company: string | null;
  title: string | null;
  /** ISO dates; null where open or unknown. */
  since: string | null;
  until: string | null;
}

/** Where somebody worked, as far as is known: the job of now first, then backwards. */
export async function jobsOf(tx: Tx, personId: string): Promise<JobRow[]> {
  const { rows } = await tx.sql.execute<JobRow>(sql`
    select c.name as company, e.title, e.valid_from::text as since, e.valid_to::text as until
    from employments e left join companies c on c.tenant_id = e.tenant_id and c.id = e.company_id
    where e.person_id = ${personId}::uuid
    order by e.valid_to desc nulls first, e.valid_from desc nulls last, e.position desc`);
  return rows;
}

export interface PointRow extends Record<string, unknown> {
  kind: "email" | "phone" | "linkedin" | "website" | "address";
  value: string;
  until: string | null;
}

/** Every address, number and profile of somebody, those no longer theirs among them. */
export async function pointsOf(
  tx: Tx,
  personIds: readonly string[],
): Promise<(PointRow & { personId: string })[]> {
  const { rows } = await tx.sql.execute<PointRow & { personId: string }>(sql`
    select person_id as "personId", kind, value, valid_to::text as until from contact_points
    where person_id = any(${array(personIds)}::uuid[]) order by person_id, position`);
  return rows;
}
