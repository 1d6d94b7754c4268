/** Puts the engine for other vendors' models together: model, books, parser and the way back to the local one. */
import type { Database } from "../../db/client.ts";
import type { IntentParser } from "../agent/intent.ts";
import { AppError } from "../domain/errors.ts";
import type { Logger } from "../log.ts";
import type { Tool } from "../tool.ts";
import type { ModelState } from "./check-model.ts";
import { createLangchainModel, type LangchainModel } from "./langchain-model.ts";
import { createLangchainParser } from "./langchain-parser.ts";
import { createLedger } from "./ledger.ts";
import { costAt, type Price } from "./prices.ts";
import { isOwnMachine, providerOf, type Provider, type ProviderOptions } from "./providers.ts";
import { withFallback } from "./with-fallback.ts";

export interface LangchainOptions extends ProviderOptions {
  db: Database;
  log: Logger;
  tools: readonly Tool[];
  local: IntentParser;
  price?: Price;
  give?: "all" | "near";
}

export interface Langchain {
  parser: IntentParser;
  /** Throws `misconfigured` when the model, the key or the vendor's package cannot be used. */
  check(): Promise<ModelState>;
}

export function openLangchain(options: LangchainOptions): Langchain {
  const { db, log, local } = options;
  const model = createLangchainModel(options);
  const ledger = createLedger(db);
  const parser = createLangchainParser({ ...parserOptions(options), model, ledger });
  return {
    parser: withFallback({ model: parser, local, log }),
    check: () => checkChatModel(model, options),
  };
}

/** What follows from the vendor where it is not set: how many tools, and at what price. */
export function parserOptions(
  options: Pick<LangchainOptions, "model" | "tools" | "price" | "give">,
) {
  const { model, tools, give } = options;
  const own = isOwnMachine(model);
  const price = options.price ?? (own ? { input: 0, output: 0 } : undefined);
  const giving = give ?? (own ? ("near" as const) : ("all" as const));
  return { tools, give: giving, ...(price ? { cost: costAt(price) } : {}) };
}

const CHECK_MS = 10_000;

async function checkChatModel(
  model: LangchainModel,
  { price, ...options }: LangchainOptions,
): Promise<ModelState> {
  await model.load();
  const provider = providerOf(options);
  const concerns = await concernsOf(provider);
  if (!price && !isOwnMachine(options.model))
    concerns.push("LLM_PRICE is not set, so its cost is unknown and budgets assume the dearest");
  return { model: model.name, concerns };
}

async function concernsOf({ name, model, list }: Provider): Promise<string[]> {
  if (!list) return [`whether ${name} has the model cannot be checked`];
  const { url, headers } = list;
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(CHECK_MS) }).catch(
    () => undefined,
  );
  if (!response) return [`nobody answers at ${new URL(url).origin}`];
  if (response.status === 401 || response.status === 403)
    throw new AppError("misconfigured", `LLM_API_KEY is not accepted by ${name}.`);
  if (!response.ok) return [`${name} answers ${response.status} when asked for its models`];
  const names = namesIn(await response.json().catch(() => undefined));
  if (names.length > 0 && !names.includes(model) && !names.includes(`${model}:latest`))
    throw new AppError(
      "misconfigured",
      `LLM_MODEL names ${model}, which ${name} does not have; it has: ${names.slice(0, 30).join(", ")}.`,
    );
  return [];
}

/** OpenAI and those that speak like it say `data` and `id`, Google says `models` and `name`. */
function namesIn(body: unknown): string[] {
  const { data, models } = (body ?? {}) as { data?: unknown; models?: unknown };
  const rows = [data, models].find((one) => Array.isArray(one)) as Record<string, unknown>[];
  return (rows ?? []).flatMap(({ id, name }) => {
    const found = typeof id === "string" ? id : name;
    return typeof found === "string" ? [found.replace(/^models\//, "")] : [];
  });
}
