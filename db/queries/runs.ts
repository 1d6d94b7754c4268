/** The audit trail: written once, never changed. */
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
