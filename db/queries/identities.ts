/** Source identities: somebody as an address, a number, a profile, or a record of ours. */
import { sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import { nameKey } from "../../core/domain/names.ts";
import type { Tx } from "../client.ts";
import type { identities } from "../schema/interactions.ts";
import { array } from "../sql.ts";
import type { Trace } from "./import-traces.ts";

export interface IdentitySeed {
  kind: (typeof identities.$inferInsert)["kind"];
  /** Normalised: lower-case address, international number, profile address, record id. */
  value: string;
  displayName: string;
  /** Company domain of an e-mail address; null for free mail and other kinds. */
  domain: string | null;
}

/**
 * Finds or creates identities; returns their ids by `kind:value`. A better display name replaces an
 * empty one, never a good one.
 */
export async function ensureIdentities(
  tx: Tx,
  seeds: IdentitySeed[],
  trace: Pick<Trace, "names"> = { names: [] },
): Promise<Map<string, string>> {
  const unique = new Map<string, IdentitySeed>();
  for (const seed of seeds) {
    const key = `${seed.kind}:${seed.value}`;
    const earlier = unique.get(key);
    if (!earlier || (earlier.displayName === "" && seed.displayName !== "")) unique.set(key, seed);
  }
  // Always in the same order: two writers that meet then wait for each other instead of deadlocking.
  const rows = [...unique.values()].sort((a, b) => (a.value < b.value ? -1 : 1));
  if (rows.length === 0) return new Map();
  const result = await tx.sql.execute<{
    id: string;
    kind: string;
    value: string;
    name: string | null;
  }>(sql`
    with seeds as (
      select * from unnest(${array(rows.map(() => newId()))}::uuid[], ${array(rows.map((row) => row.kind))}::text[],
        ${array(rows.map((row) => row.value))}::text[], ${array(rows.map((row) => row.displayName))}::text[],
        ${array(rows.map((row) => nameKey(row.displayName)))}::text[],
        ${array(rows.map((row) => row.domain))}::text[]) as t(id, kind, value, display_name, name_key, domain)
    ), known as (
      select i.id, i.kind, i.value, i.display_name from identities i join seeds s using (kind, value)
      where i.tenant_id = ${tx.scope.tenantId}
    ), added as (
      insert into identities (tenant_id, id, kind, value, display_name, name_key, domain)
      select ${tx.scope.tenantId}, s.id, s.kind, s.value, s.display_name, s.name_key, s.domain
      from seeds s where not exists (select from known k where k.kind = s.kind and k.value = s.value)
        or exists (select from known k where k.kind = s.kind and k.value = s.value
          and k.display_name = '' and s.display_name <> '')
      on conflict (tenant_id, kind, value) do update
        set display_name = excluded.display_name, name_key = excluded.name_key
      returning id, kind, value, display_name
    )
    select a.id, a.kind, a.value, case when k.id is null then null else a.display_name end as name
    from added a left join known k on k.id = a.id
    union select id, kind, value, null from known`);
  for (const { id, name } of result.rows) if (name !== null) trace.names.push({ id, name });
  return new Map(result.rows.map((row) => [`${row.kind}:${row.value}`, row.id]));
}
