/** What a model reads ahead of every message, in tokens and in the counts that its API limits. */
import { countOptional, countUnions } from "./llm-schema.ts";
import type { LlmSurface, LlmTool } from "./to-llm.ts";

export interface PromptBudget {
  /** Estimated: the prompt, and with it the tools that are loaded. */
  system: number;
  tokens: number;
  /** Tools that are loaded, and those found by searching, with the tokens all of these would add. */
  loaded: number;
  deferred: number;
  searched: number;
  /** Strict tools, and the optional and union-typed fields in them. */
  strict: number;
  optional: number;
  unions: number;
}

/** Four characters are about one token of English or JSON. */
export const tokensOf = (value: unknown): number =>
  Math.ceil((typeof value === "string" ? value : JSON.stringify(value)).length / 4);

export function budgetOf({ system, tools }: LlmSurface): PromptBudget {
  const loaded = tools.filter((tool) => !tool.defer_loading);
  const deferred = tools.filter((tool) => tool.defer_loading);
  const strict = tools.filter((tool) => tool.strict);
  const inStrict = (count: (schema: LlmTool["input_schema"]) => number) =>
    strict.reduce((sum, tool) => sum + count(tool.input_schema), 0);
  return {
    system: tokensOf(system),
    tokens: tokensOf(system) + tokensOf(loaded),
    loaded: loaded.length,
    deferred: deferred.length,
    searched: tokensOf(deferred),
    strict: strict.length,
    optional: inStrict(countOptional),
    unions: inStrict(countUnions),
  };
}
