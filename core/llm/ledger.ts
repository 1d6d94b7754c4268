/** The books of model calls: whether a tenant may make another one, and what each has cost. */
import type { Database, Tx } from "../../db/client.ts";
import { aiTotals, recordAiRuns, type AiRun } from "../../db/queries/ai-runs.ts";
import { getTenant } from "../../db/queries/tenants.ts";
import { atMost } from "./prices.ts";

const MICRO = 1_000_000;

export interface Ledger {
  /** Whether the month's budget of the tenant is used up. */
  isSpent(tenantId: string, now: Date): Promise<boolean>;
  /** And whether the budget is used up with these. */
  record(who: { tenantId: string; userId: string }, runs: readonly AiRun[]): Promise<boolean>;
}

export const createLedger = (db: Database): Ledger => ({
  isSpent: (tenantId, now) =>
    db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) => isSpent(tx, now)),
  record: ({ tenantId, userId }, runs) =>
    db.transaction({ tenantId, actorId: userId, viewerId: null }, async (tx) => {
      await recordAiRuns(tx, runs);
      const [last] = runs.slice(-1);
      return last !== undefined && isSpent(tx, last.at);
    }),
});

async function isSpent(tx: Tx, now: Date): Promise<boolean> {
  const { aiBudgetUsd } = (await getTenant(tx)).settings;
  if (aiBudgetUsd === undefined) return false;
  const { costMicroUsd, unpriced } = await aiTotals(tx, now);
  // A budget must hold where nobody told the price, too.
  return costMicroUsd + atMost(unpriced) >= aiBudgetUsd * MICRO;
}
