/**
 * All that one tenant has, out of the database and into another one, row by row. Which tables and
 * columns there are is read from the catalogue, so that a new one is in the archive the day it is added.
 */
import { createHash } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import { AppError } from "../core/domain/errors.ts";
import type { Maintenance } from "./client.ts";

export interface ArchivedTable {
  name: string;
  /** Says whose a row is; not in the archive's rows, so that none can come to another tenant. */
  tenantColumn: "id" | "tenant_id";
  columns: { name: string; type: string }[];
  /** The columns that put rows in one order, whichever database they are in. */
  order: { name: string; isText: boolean }[];
}

/** Ways to get in are not handed on, here or elsewhere: after a restore there are new links and tokens. */
export const notArchived = [
  "sessions",
  "sign_in_links",
  "personal_tokens",
  "install_states",
  "vault_keys",
  "vault_secrets",
];

const BATCH_BYTES = 1 << 20;
const MOST_ROWS = 1_000;
const FEWEST_ROWS = 2;

interface TableInCatalogue extends ArchivedTable {
  parents: string[];
}

/** Every tenant table, each after those that its foreign keys name. */
export async function archivedTables({ sql: query }: Maintenance): Promise<ArchivedTable[]> {
  const { rows } = await query.execute<{ table: TableInCatalogue }>(tablesInCatalogue);
  let waiting = rows.map((row) => row.table).filter(({ name }) => !notArchived.includes(name));
  const sorted: ArchivedTable[] = [];
  while (waiting.length > 0) {
    const blocked = new Set(waiting.map((table) => table.name));
    const next = waiting.filter((table) => !table.parents.some((parent) => blocked.has(parent)));
    if (next.length === 0)
      throw new AppError("internal", "The tables of the database refer to each other in a circle.");
    sorted.push(...next);
    waiting = waiting.filter((table) => !next.includes(table));
  }
  return sorted;
}

/** One hash over the migrations that made this database: equal hashes, equal tables. */
export async function schemaHash({ sql: query }: Maintenance): Promise<string> {
  const { rows } = await query.execute<{ hash: string }>(
    sql`select hash from drizzle.__drizzle_migrations order by created_at, id`,
  );
  return createHash("sha256")
    .update(rows.map((row) => row.hash).join("\n"))
    .digest("hex");
}

/** The tenant's rows of one table as JSON texts, batch by batch: every value as PostgreSQL writes it. */
export async function* readRows(
  { sql: query }: Maintenance,
  table: ArchivedTable,
  tenantId: string,
): AsyncGenerator<string[]> {
  await query.execute(sql`
    select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true),
           set_config('intervalstyle', 'iso_8601', true), set_config('extra_float_digits', '1', true)`);
  const columns = list(table.columns.map((column) => sql`${written(column)} as ${named(column)}`));
  await query.execute(sql`
    declare archived no scroll cursor for
    select row_to_json(r)::text as row from ${named(table)} t cross join lateral (select ${columns}) r
    where t.${sql.identifier(table.tenantColumn)} = ${tenantId}::uuid
    order by ${orderOf(table)}`);
  let count = FEWEST_ROWS;
  for (;;) {
    const { rows } = await query.execute<{ row: string }>(
      sql`fetch ${sql.raw(String(count))} from archived`,
    );
    if (rows.length === 0) break;
    const batch = rows.map(({ row }) => row);
    yield batch;
    count = nextCount(batch);
  }
  await query.execute(sql`close archived`);
}

/** Adds rows as they were read; the tenant is given here and is not in them. */
export async function addRows(
  { sql: query }: Maintenance,
  table: ArchivedTable,
  { tenantId, rows }: { tenantId: string; rows: string[] },
): Promise<void> {
  const columns = table.columns.map((column) => named(column));
  const shape = table.columns.map((column) => sql`${named(column)} text`);
  await query.execute(sql`
    insert into ${named(table)} (${list([sql`${sql.identifier(table.tenantColumn)}`, ...columns])})
    select ${list([sql`${tenantId}::uuid`, ...table.columns.map(read)])}
    from json_to_recordset(${`[${rows.join(",")}]`}::json) r (${list(shape)})`);
}

/**
 * What was under way when the archive was made is not done again here: it may have gone out since. Nor
 * is any workspace answered: the tenant has no token for it, and meanwhile it may be another's. Whoever
 * connects it again finds its people as they were.
 */
export async function quietRestored({ sql: query }: Maintenance, tenantId: string): Promise<void> {
  const theirs = sql`tenant_id = ${tenantId}::uuid`;
  const reason = "It was under way when the archive was made.";
  await query.execute(sql`
    update channel_workspaces set removed_at = now() where ${theirs} and removed_at is null`);
  await query.execute(sql`
    update outbox set error = ${reason}, updated_at = now(),
      state = case state when 'approved' then 'cancelled' else 'unknown' end
    where ${theirs} and state in ('approved', 'sending')`);
  await query.execute(sql`
    update inbox set state = 'ignored', reason = ${reason}
    where ${theirs} and state in ('waiting', 'answering')`);
  await query.execute(sql`
    update deliveries set state = 'failed', error = ${reason}
    where ${theirs} and state in ('waiting', 'sending')`);
}

/** True once `rows` are as many as one statement should carry. */
export const isBatch = (rows: string[], characters: number): boolean =>
  rows.length >= MOST_ROWS || characters >= BATCH_BYTES;

/** Whether a tenant with this id or short name is there already. */
export async function isTaken(
  { sql: query }: Maintenance,
  tenant: { id: string; slug: string },
): Promise<boolean> {
  const { rows } = await query.execute(
    sql`select from tenants where id = ${tenant.id}::uuid or slug = ${tenant.slug}`,
  );
  return rows.length > 0;
}

/** Wide rows are fetched few at a time, so that a batch of long mails takes no more memory than others. */
function nextCount(batch: string[]): number {
  const characters = batch.reduce((sum, row) => sum + row.length, 0);
  const fitting = Math.floor((BATCH_BYTES * batch.length) / characters);
  // Grown step by step: after a few short rows there may be long ones.
  return Math.max(FEWEST_ROWS, Math.min(fitting, batch.length * 4, MOST_ROWS));
}

const named = ({ name }: { name: string }): SQL => sql`${sql.identifier(name)}`;
const list = (parts: SQL[]): SQL => sql.join(parts, sql`, `);

const written = (column: ArchivedTable["columns"][number]): SQL =>
  column.type === "bytea"
    ? sql`translate(encode(t.${named(column)}, 'base64'), chr(10), '')`
    : sql`t.${named(column)}::text`;

const read = (column: ArchivedTable["columns"][number]): SQL =>
  column.type === "bytea"
    ? sql`decode(r.${named(column)}, 'base64')`
    : sql`r.${named(column)}::${sql.raw(column.type)}`;

/** Two servers may sort words differently; both sort bytes alike. */
const orderOf = ({ order }: ArchivedTable): SQL =>
  order.length === 0
    ? sql`t::text collate "C"`
    : list(
        order.map((column) =>
          column.isText ? sql`t.${named(column)} collate "C"` : sql`t.${named(column)}`,
        ),
      );

/** Generated columns are left out: the database makes them anew. */
const tablesInCatalogue = sql`
  with tables as (
    select c.oid, c.relname as name, case c.relname when 'tenants' then 'id' else 'tenant_id' end as tenant_column
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and (c.relname = 'tenants' or exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
  ), columns as (
    select a.*, t.oid as of from tables t join pg_attribute a on a.attrelid = t.oid
    where a.attnum > 0 and not a.attisdropped and a.attname <> t.tenant_column
  )
  select json_build_object('name', t.name, 'tenantColumn', t.tenant_column,
    'columns', (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from columns a where a.of = t.oid and a.attgenerated = ''),
    'order', coalesce((select json_agg(json_build_object('name', a.attname, 'isText', a.attcollation <> 0) order by k.position)
      from (select i.indkey from pg_index i join pg_class x on x.oid = i.indexrelid
            where i.indrelid = t.oid and i.indisunique and i.indpred is null and i.indexprs is null
            order by i.indisprimary desc, x.relname limit 1) key,
        unnest(key.indkey) with ordinality k (attnum, position)
      join columns a on a.attnum = k.attnum and a.of = t.oid), '[]'),
    'parents', coalesce((select json_agg(distinct p.relname) from pg_constraint k join pg_class p on p.oid = k.confrelid
      where k.conrelid = t.oid and k.contype = 'f'), '[]')) as table
  from tables t order by t.name <> 'tenants', t.name`;
