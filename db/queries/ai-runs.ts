/** The books of language-model calls: added to, summed up, never changed. */
import { and, eq, gte, lt, sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { aiRuns } from "../schema/ai-runs.ts";

export type AiRun = Omit<typeof aiRuns.$inferInsert, "tenantId" | "id">;

export async function recordAiRuns(tx: Tx, runs: readonly AiRun[]): Promise<void> {
  if (runs.length === 0) return;
  const { tenantId } = tx.scope;
  await tx.sql.insert(aiRuns).values(runs.map((run) => ({ ...run, tenantId, id: newId() })));
}

export interface AiTotals {
  calls: number;
  /** Calls that brought no answer. */
  failed: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  costMicroUsd: number;
  /** Answers of models whose price nobody told, and their tokens: not in the cost. */
  unpriced: { calls: number; inputTokens: number; outputTokens: number };
}

/** What was called in the calendar month (UTC) of `at`. */
export async function aiTotals(tx: Tx, at: Date): Promise<AiTotals> {
  const [from, to] = [0, 1].map(
    (next) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + next)),
  );
  const total = (column: sqlColumn) => sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number);
  const [row] = await tx.sql
    .select({
      calls: sql<number>`count(*)`.mapWith(Number),
      failed: sql<number>`count(*) filter (where ${aiRuns.outcome} ~ ${FAILED})`.mapWith(Number),
      inputTokens: total(aiRuns.inputTokens),
      outputTokens: total(aiRuns.outputTokens),
      cacheReadTokens: total(aiRuns.cacheReadTokens),
      costMicroUsd: total(aiRuns.costMicroUsd),
      unpriced: {
        calls: sql<number>`count(*) filter (where ${unpriced})`.mapWith(Number),
        inputTokens: totalUnpriced(aiRuns.inputTokens, aiRuns.cacheReadTokens),
        outputTokens: totalUnpriced(aiRuns.outputTokens),
      },
    })
    .from(aiRuns)
    .where(
      and(
        eq(aiRuns.tenantId, tx.scope.tenantId),
        ...(from && to ? [gte(aiRuns.at, from), lt(aiRuns.at, to)] : []),
      ),
    );
  return (
    row ?? {
      calls: 0,
      failed: 0,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      costMicroUsd: 0,
      unpriced: { calls: 0, inputTokens: 0, outputTokens: 0 },
    }
  );
}

const FAILED = "^(http_|timeout|unreachable|unreadable)";

const unpriced = sql`${aiRuns.costMicroUsd} is null and ${aiRuns.outcome} !~ ${FAILED}`;

const totalUnpriced = (...columns: sqlColumn[]) =>
  sql<number>`coalesce(sum(${sql.join(columns, sql` + `)}) filter (where ${unpriced}), 0)`.mapWith(
    Number,
  );

type sqlColumn =
  | typeof aiRuns.inputTokens
  | typeof aiRuns.outputTokens
  | typeof aiRuns.cacheReadTokens
  | typeof aiRuns.costMicroUsd;
