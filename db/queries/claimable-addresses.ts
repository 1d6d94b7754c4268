/** Which addresses may still become a user's own. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

/** Those that are neither a user's already nor known as some contact's. */
export async function claimableAddresses(tx: Tx, addresses: string[]): Promise<string[]> {
  if (addresses.length === 0) return [];
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<{ address: string }>(sql`
    select address from unnest(${array(addresses)}::text[]) as t(address)
    where not exists (select from user_addresses u where u.tenant_id = ${tenantId} and u.address = t.address)
      and not exists (select from identities i where i.tenant_id = ${tenantId} and i.kind = 'email'
        and i.value = t.address and i.person_id is not null)
    order by address`);
  return rows.map((row) => row.address);
}
