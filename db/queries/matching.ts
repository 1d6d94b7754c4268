/** Looks up existing records by what imported rows say about them, many rows at a time. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { findCompaniesByDomain } from "./companies.ts";

export interface KnownCompanies {
  byName: Map<string, string>;
  byDomain: Map<string, string>;
}

/** Of several companies of one name the oldest is taken. */
export async function companiesBy(
  tx: Tx,
  wanted: { nameKeys: string[]; domains: string[] },
): Promise<KnownCompanies> {
  const { tenantId } = tx.scope;
  const named = await tx.sql.execute<{ key: string; id: string }>(sql`
    select name_key as key, id from companies
    where tenant_id = ${tenantId} and name_key = any(${given(wanted.nameKeys)}::text[]) order by created_at desc, id desc`);
  return {
    byName: new Map(named.rows.map(({ key, id }) => [key, id])),
    byDomain: await findCompaniesByDomain(tx, wanted.domains),
  };
}

export type PointKind = "email" | "phone" | "linkedin";

/** Whose address, number or profile it is: ids of people by `kind:value`. */
export async function peopleByContactPoint(
  tx: Tx,
  points: { kind: PointKind; value: string }[],
): Promise<Map<string, string[]>> {
  const { rows } = await tx.sql.execute<{ key: string; id: string }>(sql`
    select c.kind || ':' || c.value as key, c.person_id as id
    from (select distinct kind, value from unnest(${array(points.map((point) => point.kind))}::text[],
      ${array(points.map((point) => point.value))}::text[]) as t(kind, value)) w
    join contact_points c on c.tenant_id = ${tx.scope.tenantId} and c.kind = w.kind and c.value = w.value`);
  return grouped(rows);
}

/** Ids of people by name key. */
export async function peopleByName(tx: Tx, nameKeys: string[]): Promise<Map<string, string[]>> {
  const { rows } = await tx.sql.execute<{ key: string; id: string }>(sql`
    select name_key as key, id from people
    where tenant_id = ${tx.scope.tenantId} and name_key = any(${given(nameKeys)}::text[])`);
  return grouped(rows);
}

/** Ids of deals by `name key|company id`. */
export async function dealsByName(tx: Tx, nameKeys: string[]): Promise<Map<string, string[]>> {
  const { rows } = await tx.sql.execute<{ key: string; id: string }>(sql`
    select name_key || '|' || coalesce(company_id::text, '') as key, id from deals
    where tenant_id = ${tx.scope.tenantId} and name_key = any(${given(nameKeys)}::text[])`);
  return grouped(rows);
}

const given = (keys: string[]) => array([...new Set(keys)].filter((key) => key !== ""));

function grouped(rows: { key: string; id: string }[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const { key, id } of rows) map.set(key, [...(map.get(key) ?? []), id]);
  return map;
}
