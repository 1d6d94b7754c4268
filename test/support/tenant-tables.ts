/** Everything a tenant has, read past row-level security: for proving that nothing was touched. */
import type { TestDatabase } from "./database.ts";

type Owned = Pick<TestDatabase, "asOwner">;

/** Names of the tables that have a tenant_id, from the catalogue: a new table is covered at once. */
export async function tenantTables(db: Owned): Promise<string[]> {
  const rows = await db.asOwner(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'tenant_id'
    order by 1`);
  return rows.map((row) => String(row.name));
}

/** One hash a table over everything a tenant has, read past row-level security. */
export async function tenantHashes(
  db: Owned,
  tenantId: string,
  except: string[] = [],
): Promise<Record<string, string>> {
  const tables = (await tenantTables(db)).filter((table) => !except.includes(table));
  const rows = await db.asOwner(
    tables
      .map(
        (
          table,
        ) => `select '${table}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as hash
        from ${table} t where tenant_id = '${tenantId}'`,
      )
      .join(" union all "),
  );
  return Object.fromEntries(rows.map((row) => [String(row.name), String(row.hash)]));
}
