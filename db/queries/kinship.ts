/** Which records belong to which: the company of a person or deal, the people of an interaction. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

/** The companies of people and deals. */
export async function parentsOf(tx: Tx, ids: string[]): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select company_id as id from people where id = any(${array(ids)}::uuid[]) and company_id is not null
    union select company_id from deals where id = any(${array(ids)}::uuid[]) and company_id is not null`);
  return rows.map((row) => row.id);
}

/** The people and companies on record who took part in an interaction. */
export async function peopleIn(tx: Tx, interactionId: string): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select unnest(array[o.person_id, o.company_id, p.company_id, o.id]) as id from interaction_participants r
    join identities o on o.tenant_id = r.tenant_id and o.id = r.identity_id
    left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
    where r.interaction_id = ${interactionId}`);
  return rows.flatMap((row) => row.id ?? []);
}
