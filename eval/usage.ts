/** What an evaluation asked of a model: books that are kept in memory, and their sum. */
import type { Ledger } from "../core/llm/ledger.ts";
import type { AiRun } from "../db/queries/ai-runs.ts";

export interface Usage {
  model: string;
  /** Attempts, and those of them that brought no answer. */
  requests: number;
  failed: number;
  /** Tokens of prompts, those from the cache among them, and of answers. */
  inputTokens: number;
  outputTokens: number;
  /** Of the prompts' tokens, the share that was read from the vendor's cache. */
  cacheReadShare: number | null;
  /** Null where the model's price is not known. */
  costUsd: number | null;
}

export interface Books {
  ledger: Ledger;
  usage: () => Usage;
}

const MICRO = 1_000_000;

/** Without a budget: who evaluates means to. */
export function openBooks(model: string): Books {
  const runs: AiRun[] = [];
  return {
    ledger: {
      isSpent: () => Promise.resolve(false),
      record: (_who, more) => {
        runs.push(...more);
        return Promise.resolve(false);
      },
    },
    usage: () => summed(model, runs),
  };
}

function summed(model: string, runs: readonly AiRun[]): Usage {
  const total = (value: (run: AiRun) => number) => runs.reduce((sum, run) => sum + value(run), 0);
  const cached = total((run) => run.cacheReadTokens);
  const inputTokens = total((run) => run.inputTokens + run.cacheWriteTokens) + cached;
  const answered = runs.filter((run) => run.outputTokens > 0);
  const priced = answered.every((run) => typeof run.costMicroUsd === "number");
  return {
    model,
    requests: runs.length,
    failed: runs.length - answered.length,
    inputTokens,
    outputTokens: total((run) => run.outputTokens),
    cacheReadShare: inputTokens > 0 ? cached / inputTokens : null,
    costUsd: priced ? total((run) => run.costMicroUsd ?? 0) / MICRO : null,
  };
}
