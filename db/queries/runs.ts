/** The audit trail: written once, never changed. */
import { and, desc, eq, sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { runs } from "../schema/events.ts";

export async function recordRun(
  tx: Tx,
  run: Omit<typeof runs.$inferInsert, "tenantId" | "actorId">,
): Promise<void> {
  await tx.sql
    .insert(runs)
    .values({ ...run, tenantId: tx.scope.tenantId, actorId: tx.scope.actorId });
}

export interface TokenCall {
  at: Date;
  tool: string;
  effect: string;
  outcome: string;
  code: string | null;
  correlationId: string;
  /** What it wrote: "task 0197…". */
  wrote: string[];
}

/** What was called with a personal token, the latest first. */
export const callsWithToken = (tx: Tx, tokenId: string, limit: number): Promise<TokenCall[]> =>
  tx.sql
    .select({
      at: runs.at,
      tool: runs.tool,
      effect: runs.effect,
      outcome: runs.outcome,
      code: runs.code,
      correlationId: runs.correlationId,
      // Spelt out: in a selection from one table, drizzle leaves the table's name off every column.
      wrote: sql<string[]>`array(
        select r.record_type || ' ' || r.stream_id from receipts r
        where r.tenant_id = runs.tenant_id and r.run_id = runs.id order by r.id)`,
    })
    .from(runs)
    .where(and(eq(runs.tenantId, tx.scope.tenantId), eq(runs.tokenId, tokenId)))
    .orderBy(desc(runs.at), desc(runs.id))
    .limit(limit);
