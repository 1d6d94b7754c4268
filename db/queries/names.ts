/** Finding records by what people call them. */
import { sql, type SQL } from "drizzle-orm";
import type { Tx } from "../client.ts";

export interface NameHit {
  type: "person" | "company" | "deal" | "identity" | "suggestion" | "task" | "user" | "list";
  id: string;
  name: string;
  nameKey: string;
  /** What tells namesakes apart: the company of a person, the address of an identity. */
  detail: string | null;
  /** pg_trgm word similarity of the query within the name, 0–1. */
  similarity: number;
  ownerId: string | null;
  lastAt: Date | null;
}

const HITS_A_TYPE = 20;

/**
 * Records whose name is like `key` (a name key, see core/domain/names.ts). `%>` finds the query as a
 * word of the name, so "jon" finds "John Okafor"; the index serves it.
 */
export async function findByName(
  tx: Tx,
  types: readonly NameHit["type"][],
  key: string,
  text: string,
): Promise<NameHit[]> {
  const wanted = types.flatMap((type) => (type in arms ? [arms[type](key, text)] : []));
  if (wanted.length === 0 || key === "") return [];
  await tx.sql.execute(sql`select set_config('pg_trgm.word_similarity_threshold', '0.4', true)`);
  const { rows } = await tx.sql.execute<Row>(
    sql`${sql.join(
      wanted.map((arm) => sql`(${arm})`),
      sql` union all `,
    )}`,
  );
  return rows.map(toHit);
}

interface Row extends Record<string, unknown> {
  type: NameHit["type"];
  id: string;
  name: string;
  name_key: string;
  detail: string | null;
  similarity: number;
  owner_id: string | null;
  last_at: Date | string | null;
}

const toHit = (row: Row): NameHit => ({
  type: row.type,
  id: row.id,
  name: row.name,
  nameKey: row.name_key,
  detail: row.detail,
  similarity: Number(row.similarity),
  ownerId: row.owner_id,
  lastAt: row.last_at === null ? null : new Date(row.last_at),
});

const columns = (type: string, fields: Record<string, SQL>): SQL =>
  sql`select ${type}::text as type, ${sql.join(
    Object.entries(fields).map(([name, value]) => sql`${value} as ${sql.raw(name)}`),
    sql`, `,
  )}`;

const ranked = (key: string, name: SQL): SQL =>
  sql`order by ${name} = ${key} desc, word_similarity(${key}, ${name}) desc, ${name} limit ${HITS_A_TYPE}`;

const arms: Record<NameHit["type"], (key: string, text: string) => SQL> = {
  person: (key) =>
    sql`${columns("person", {
      id: sql`p.id`,
      name: sql`p.name`,
      name_key: sql`p.name_key`,
      detail: sql`(select c.name from companies c where c.tenant_id = p.tenant_id and c.id = p.company_id)`,
      similarity: sql`word_similarity(${key}, p.name_key)`,
      owner_id: sql`p.owner_id`,
      last_at: lastContact(sql`i.person_id = p.id`),
    })} from people p where p.name_key %> ${key} ${ranked(key, sql`p.name_key`)}`,
  company: (key) =>
    sql`${columns("company", {
      id: sql`c.id`,
      name: sql`c.name`,
      name_key: sql`c.name_key`,
      detail: sql`c.city`,
      similarity: sql`word_similarity(${key}, c.name_key)`,
      owner_id: sql`c.owner_id`,
      last_at: sql`null::timestamptz`,
    })} from companies c where c.name_key %> ${key} ${ranked(key, sql`c.name_key`)}`,
  deal: (key) =>
    sql`${columns("deal", {
      id: sql`d.id`,
      name: sql`d.name`,
      name_key: sql`d.name_key`,
      detail: sql`(select s.name from stages s where s.tenant_id = d.tenant_id and s.id = d.stage_id)`,
      similarity: sql`word_similarity(${key}, d.name_key)`,
      owner_id: sql`d.owner_id`,
      last_at: sql`null::timestamptz`,
    })} from deals d where d.name_key %> ${key} ${ranked(key, sql`d.name_key`)}`,
  identity: (key) => sql`${columns("identity", {
    id: sql`o.id`,
    name: sql`coalesce(nullif(o.display_name, ''), o.value)`,
    name_key: sql`o.name_key`,
    detail: sql`o.value`,
    similarity: sql`word_similarity(${key}, o.name_key)`,
    owner_id: sql`null::uuid`,
    last_at: lastContact(sql`i.id = o.id`),
  })} from identities o where o.kind = 'email' and o.person_id is null and o.user_id is null
    and o.name_key %> ${key} ${ranked(key, sql`o.name_key`)}`,
  suggestion: (key) => sql`${columns("suggestion", {
    id: sql`s.id`,
    name: sql`s.name`,
    name_key: sql`lower(s.name)`,
    detail: sql`i.value`,
    similarity: sql`word_similarity(${key}, lower(s.name))`,
    owner_id: sql`s.user_id`,
    last_at: sql`(s.evidence->>'lastAt')::timestamptz`,
  })} from suggestions s join identities i on i.tenant_id = s.tenant_id and i.id = s.identity_id
    where s.status = 'open' and s.kind = 'person' and lower(s.name) %> ${key} ${ranked(key, sql`lower(s.name)`)}`,
  task: (key, text) => sql`${columns("task", {
    id: sql`t.id`,
    name: sql`t.title`,
    name_key: sql`lower(t.title)`,
    detail: sql`null::text`,
    similarity: sql`word_similarity(${key}, lower(t.title))`,
    owner_id: sql`t.assignee_id`,
    last_at: sql`t.due_at`,
  })} from tasks t where t.done_at is null and (lower(t.title) %> ${key} or t.title ilike ${`%${text}%`})
    ${ranked(key, sql`lower(t.title)`)}`,
  list: (key) =>
    sql`${columns("list", {
      id: sql`l.id`,
      name: sql`l.name`,
      name_key: sql`l.name_key`,
      detail: sql`case l.of when 'person' then 'people' else 'companies' end`,
      similarity: sql`word_similarity(${key}, l.name_key)`,
      owner_id: sql`l.owner_id`,
      last_at: sql`null::timestamptz`,
    })} from lists l where l.name_key %> ${key} ${ranked(key, sql`l.name_key`)}`,
  user: (key) =>
    sql`${columns("user", {
      id: sql`u.id`,
      name: sql`u.name`,
      name_key: sql`lower(u.name)`,
      detail: sql`u.email`,
      similarity: sql`word_similarity(${key}, lower(u.name))`,
      owner_id: sql`u.id`,
      last_at: sql`null::timestamptz`,
    })} from users u where lower(u.name) %> ${key} ${ranked(key, sql`lower(u.name)`)}`,
};

/** The last time anybody of ours was in touch with the identities that match. */
export const lastContact = (which: SQL): SQL => sql`(select max(x.last_at) from identities i
  join correspondence x on x.tenant_id = i.tenant_id and x.identity_id = i.id where ${which})`;

/** The people (and addresses nobody owns yet) behind an e-mail address. */
export async function findByEmail(tx: Tx, email: string): Promise<NameHit[]> {
  const { rows } = await tx.sql.execute<Row>(sql`
    select case when p.id is null then 'identity' else 'person' end as type, coalesce(p.id, o.id) as id,
      coalesce(p.name, nullif(o.display_name, ''), o.value) as name, coalesce(p.name_key, o.name_key) as name_key,
      o.value as detail, 1 as similarity, p.owner_id, ${lastContact(sql`i.id = o.id`)} as last_at
    from identities o left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
    where o.kind = 'email' and o.value = ${email} and o.user_id is null`);
  return rows.map(toHit);
}

/** The records of these ids, whatever their type among `types`. */
export async function findByIds(
  tx: Tx,
  types: readonly NameHit["type"][],
  ids: string[],
): Promise<NameHit[]> {
  const wanted = types.map(
    (type) => sql`(select ${type}::text as type, id, ${nameColumn[type]} as name, '' as name_key,
      null::text as detail, 1 as similarity, null::uuid as owner_id, null::timestamptz as last_at
      from ${sql.raw(tables[type])} where id = any(${sql.param(ids)}::uuid[]))`,
  );
  if (wanted.length === 0 || ids.length === 0) return [];
  const { rows } = await tx.sql.execute<Row>(sql.join(wanted, sql` union all `));
  return rows.map(toHit);
}

const tables: Record<NameHit["type"], string> = {
  person: "people",
  company: "companies",
  deal: "deals",
  identity: "identities",
  suggestion: "suggestions",
  task: "tasks",
  user: "users",
  list: "lists",
};

const nameColumn: Record<NameHit["type"], SQL> = {
  person: sql`name`,
  company: sql`name`,
  deal: sql`name`,
  identity: sql`coalesce(nullif(display_name, ''), value)`,
  suggestion: sql`name`,
  task: sql`title`,
  user: sql`name`,
  list: sql`name`,
};
