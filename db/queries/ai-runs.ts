/** The books of language-model calls: added to, summed up, never changed. */
import { and, count, eq, gte, lt, sql, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { AppError } from "../../core/domain/errors.ts";
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
  const monthStart = (later: number) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later));
  const [row] = await tx.sql
    .select({
      calls: count(),
      failed: countWhere(failed),
      inputTokens: total(aiRuns.inputTokens),
      outputTokens: total(aiRuns.outputTokens),
      cacheReadTokens: total(aiRuns.cacheReadTokens),
      costMicroUsd: total(aiRuns.costMicroUsd),
      unpriced: {
        calls: countWhere(unpriced),
        inputTokens: totalUnpriced(sql`${aiRuns.inputTokens} + ${aiRuns.cacheReadTokens}`),
        outputTokens: totalUnpriced(sql`${aiRuns.outputTokens}`),
      },
    })
    .from(aiRuns)
    .where(
      and(
        eq(aiRuns.tenantId, tx.scope.tenantId),
        gte(aiRuns.at, monthStart(0)),
        lt(aiRuns.at, monthStart(1)),
      ),
    );
  if (!row) throw new AppError("internal", "The books could not be summed up.");
  return row;
}

const failed = sql`${aiRuns.outcome} ~ '^(http_|timeout|unreachable|unreadable)'`;

const unpriced = sql`${aiRuns.costMicroUsd} is null and not (${failed})`;

const countWhere = (condition: SQL) =>
  sql<number>`count(*) filter (where ${condition})`.mapWith(Number);

const total = (column: AnyPgColumn) => sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number);

const totalUnpriced = (tokens: SQL) =>
  sql<number>`coalesce(sum(${tokens}) filter (where ${unpriced}), 0)`.mapWith(Number);
