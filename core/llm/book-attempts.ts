/** Every attempt at a model, the failed ones too, as lines of the books. */
import { createHash } from "node:crypto";
import type { Turn } from "../agent/intent.ts";
import type { Asker } from "../message-reader.ts";
import type { Ledger } from "./ledger.ts";
import type { Metered } from "./meter.ts";
import { costOf, type Tokens } from "./prices.ts";

/** What was asked, and with what sent ahead of every question. */
export interface Used {
  engine: string;
  model: string;
  promptHash: string;
  toolsHash: string;
  /** In millionths of a US dollar; null where nobody told the price. Claude's list when absent. */
  cost?: (model: string, tokens: Tokens) => number | null;
}

/** And for whom. */
export interface Booked extends Used {
  tenantId: string;
  userId: string;
  correlationId: string;
  at: Date;
  /** Text from outside had entered the turn. */
  tainted: boolean;
}

/** Nobody's where the turn names nobody: nothing is booked then. */
export function bookedFor({ scope, asker, now }: Turn, used: Used): Booked | undefined {
  if (!scope || !asker) return undefined;
  const { userId, tainted, correlationId } = asker;
  return { ...used, tenantId: scope.tenantId, userId, tainted, correlationId, at: now };
}

/** The same for a call in the context of a turn. */
export const bookedBy = (
  { actor, correlationId, now }: Asker,
  used: Used,
  tainted: boolean,
): Booked => ({
  ...used,
  tenantId: actor.tenantId,
  userId: actor.userId,
  correlationId,
  tainted,
  at: now,
});

/** Whether the budget is used up with them. */
export async function bookAttempts(
  ledger: Ledger | undefined,
  attempts: readonly Metered[],
  booked: Booked | undefined,
): Promise<boolean> {
  if (!ledger || !booked || attempts.length === 0) return false;
  const { tenantId, cost = costOf, ...used } = booked;
  const runs = attempts.map(({ tokens, model, ...attempt }) => ({
    ...used,
    ...attempt,
    model: model ?? used.model,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    cacheReadTokens: tokens.cacheRead,
    cacheWriteTokens: tokens.cacheWrite + tokens.cacheWriteLong,
    costMicroUsd: cost(model ?? used.model, tokens),
  }));
  return ledger.record({ tenantId, userId: used.userId }, runs);
}

/** Tells one prompt or set of tools from another in the books. */
export const hashOf = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
