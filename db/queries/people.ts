/** People as cards and lists. */
import { sql, type SQL } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { lastContact } from "./names.ts";

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
  u.name as owner, p.source`;
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

export interface PeopleFilter {
  companyId?: string;
  /** City or country, of the person or their company. */
  place?: string;
  /** Industry of the company, or a tag of either. */
  industry?: string;
  tag?: string;
  contactBefore?: Date;
  contactAfter?: Date;
  neverContacted?: boolean;
  limit: number;
}

/** People that match every part of the filter, those longest silent first where silence is asked for. */
export async function listPeople(
  tx: Tx,
  filter: PeopleFilter,
): Promise<{ people: PersonRow[]; total: number }> {
  const { rows } = await tx.sql.execute<PersonRow & { total: string }>(sql`
    with last as (
      select i.person_id, max(x.last_at) as last_at from identities i
      join correspondence x on x.tenant_id = i.tenant_id and x.identity_id = i.id
      where i.person_id is not null group by i.person_id
    )
    select ${personColumns}, last.last_at as "lastAt", count(*) over () as total
    from ${personTables} left join last on last.person_id = p.id
    where ${sql.join([sql`true`, ...conditions(filter)], sql` and `)}
    order by ${filter.contactBefore ? sql`last.last_at asc nulls last` : sql`last.last_at desc nulls last`},
      p.name collate "und-x-icu"
    limit ${filter.limit}`);
  return {
    people: rows.map((row) => ({ ...row, lastAt: toDate(row.lastAt) })),
    total: Number(rows[0]?.total ?? 0),
  };
}

function conditions(filter: PeopleFilter): SQL[] {
  const { place, industry, tag } = filter;
  const same = (column: SQL, value: string) =>
    sql`lower(unaccent(${column})) = lower(unaccent(${value}))`;
  const like = (column: SQL, value: string) =>
    sql`lower(unaccent(${column})) like '%' || lower(unaccent(${value})) || '%'`;
  const tagged = (column: SQL, value: string) =>
    sql`exists (select from unnest(${column}) t where ${same(sql`t`, value)})`;
  return [
    ...(filter.companyId ? [sql`p.company_id = ${filter.companyId}`] : []),
    ...(place
      ? [
          sql`(${same(sql`p.city`, place)} or ${same(sql`p.country`, place)}
            or ${same(sql`c.city`, place)} or ${same(sql`c.country`, place)})`,
        ]
      : []),
    ...(industry
      ? [
          sql`(${like(sql`c.industry`, industry)} or ${tagged(sql`c.tags`, industry)} or ${tagged(sql`p.tags`, industry)})`,
        ]
      : []),
    ...(tag ? [sql`(${tagged(sql`p.tags`, tag)} or ${tagged(sql`c.tags`, tag)})`] : []),
    ...(filter.contactBefore
      ? [sql`last.last_at < ${filter.contactBefore.toISOString()}::timestamptz`]
      : []),
    ...(filter.contactAfter
      ? [sql`last.last_at >= ${filter.contactAfter.toISOString()}::timestamptz`]
      : []),
    ...(filter.neverContacted ? [sql`last.last_at is null`] : []),
  ];
}

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
