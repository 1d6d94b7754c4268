/** One writer of facts a tenant at a time. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";

/**
 * Whether an item is new is then decided once, and nobody waits for anybody in a circle. Held until the
 * transaction ends.
 */
export async function lockIngest(tx: Tx): Promise<void> {
  await tx.sql.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`ingest ${tx.scope.tenantId}`}, 0))`,
  );
}
