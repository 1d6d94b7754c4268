/** With whom outside there was mail in both directions: what is not among them is new to the tenant. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

/** Of these company domains and single addresses, those that wrote to us and were written to. */
export async function knownOutside(tx: Tx, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const { rows } = await tx.sql.execute<{ key: string }>(sql`
    select coalesce(i.domain, i.value) as key
    from identities i
    join correspondence c on c.tenant_id = i.tenant_id and c.identity_id = i.id
    where i.kind = 'email'
      and (i.domain = any(${array(keys)}::text[]) or i.domain is null and i.value = any(${array(keys)}::text[]))
    group by 1 having sum(c.sent) > 0 and sum(c.received) > sum(c.machine)`);
  return rows.map(({ key }) => key);
}
