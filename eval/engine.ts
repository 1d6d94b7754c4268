/** The engines under evaluation: one parser for all cases, alone, without the way back to another. */
import type { Config } from "../config.ts";
import type { IntentParser, Turn } from "../core/agent/intent.ts";
import { createLocalParser, type NameFinder } from "../core/agent/local-parser/local-parser.ts";
import { createNameFinder } from "../core/agent/local-parser/name-finder.ts";
import { AppError } from "../core/domain/errors.ts";
import type { Cassettes } from "../core/llm/cassettes.ts";
import type { Tool } from "../core/tool.ts";
import type { Database } from "../db/client.ts";
import { langchainOptions } from "../deps.ts";
import { openBooks, type Usage } from "./usage.ts";

export interface Engine {
  parser: IntentParser;
  /** From now on names are looked up here; what `refresh` gives up to date stays so for one message. */
  use(db: Database): void;
  /** Brings the names up to date, so that this is not counted as time of a message. */
  refresh(tenantId: string): Promise<void>;
  /** What a model was asked and what it cost, so far. */
  usage?(): Usage;
}

/** A model, and its answers kept or replayed. */
export interface ModelOptions {
  config: Config;
  cassettes?: Cassettes;
}

/** `local`, `claude`, or `langchain:` with the provider and its model. */
export async function openEngine(
  name: string,
  tools: readonly Tool[],
  options: ModelOptions,
): Promise<Engine> {
  if (name === "local") return createLocalEngine(tools);
  if (name === "claude") return openClaudeEngine(tools, options);
  const [kind, ...model] = name.split(":");
  if (kind === "langchain") return openLangchainEngine(tools, options, model.join(":"));
  throw new AppError(
    "bad_input",
    `There is no engine called “${name}”; there are local, claude and langchain:provider:model.`,
  );
}

/** Longer than a name finder trusts its index. */
const LATER_MS = 60_000;

/** Its names are those of the case at hand. */
export function createLocalEngine(tools: readonly Tool[]): Engine {
  let find: NameFinder | undefined;
  let clock = 0;
  const names: NameFinder = (text, turn) => find?.(text, turn) ?? Promise.resolve([]);
  return {
    parser: createLocalParser(tools, names),
    use: (db) => {
      find = createNameFinder(db, () => clock);
    },
    refresh: async (tenantId) => {
      clock += LATER_MS;
      await names("names", { scope: { tenantId } } as Turn);
    },
  };
}

/** A model is given no names: code resolves what it passes on. */
const nameless = { use: () => undefined, refresh: () => Promise.resolve() };

const NO_KEY = "none: answers are replayed";

async function openClaudeEngine(
  tools: readonly Tool[],
  { config, cassettes }: ModelOptions,
): Promise<Engine> {
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: baseUrl, LLM_FAST_MODEL: model } = config;
  const replayed = cassettes?.mode === "replay";
  if (!key && !replayed)
    throw new AppError("misconfigured", "ANTHROPIC_API_KEY is missing: set it, or use --replay.");
  const { createClient } = await import("../core/llm/client.ts");
  const { createClaudeParser } = await import("../core/llm/claude-parser.ts");
  const client = createClient({
    apiKey: key ?? NO_KEY,
    ...(baseUrl ? { baseUrl } : {}),
  });
  const { ledger, usage } = openBooks(model);
  const kept = cassettes ? { cassettes } : {};
  const parser = createClaudeParser({ client, tools, model, ledger, ...kept });
  return { ...nameless, usage, parser };
}

async function openLangchainEngine(
  tools: readonly Tool[],
  { config, cassettes }: ModelOptions,
  named: string,
): Promise<Engine> {
  const settings = langchainOptions(named === "" ? config : { ...config, LLM_MODEL: named });
  if (!settings)
    throw new AppError("bad_input", "Name the model: --engine langchain:provider:model.");
  const { createLangchainModel } = await import("../core/llm/langchain-model.ts");
  const { createLangchainParser } = await import("../core/llm/langchain-parser.ts");
  const { parserOptions } = await import("../core/llm/open-langchain.ts");
  const { withCassettes } = await import("../core/llm/chat-cassettes.ts");
  const live = createLangchainModel(settings);
  if (cassettes?.mode !== "replay") await live.load();
  const model = cassettes ? withCassettes(live, cassettes) : live;
  const { ledger, usage } = openBooks(settings.model);
  const given = parserOptions({ ...settings, tools });
  return { ...nameless, usage, parser: createLangchainParser({ ...given, model, ledger }) };
}
