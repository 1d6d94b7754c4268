/** What the planner knows about how many rows there are. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";

/** Tells it about tables that have grown much; called after storing in bulk. */
export async function refreshStatistics(tx: Tx): Promise<void> {
  await tx.sql.execute(sql`select refresh_statistics()`);
}
