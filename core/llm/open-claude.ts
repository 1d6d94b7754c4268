/** Puts the Claude engine together: client, books, parser and the way back to the local parser. */
import type { Database } from "../../db/client.ts";
import type { Answerer } from "../agent/answerer.ts";
import type { IntentParser } from "../agent/intent.ts";
import type { Logger } from "../log.ts";
import type { Tool } from "../tool.ts";
import { checkModel, type ModelState } from "./check-model.ts";
import { createClaudeParser } from "./claude-parser.ts";
import { createClient, type ClientOptions } from "./client.ts";
import { createLedger } from "./ledger.ts";
import { createReader } from "./quarantine.ts";
import type { MessageReader } from "../message-reader.ts";
import { createClaudeAnswerer, type LoopOptions } from "./loop.ts";
import { withFallback } from "./with-fallback.ts";

export interface ClaudeOptions extends ClientOptions {
  db: Database;
  log: Logger;
  tools: readonly Tool[];
  local: IntentParser;
  fastModel: string;
  /** The model that answers from several records. */
  smart: Pick<LoopOptions, "model" | "effort" | "limits">;
}

export interface Claude {
  parser: IntentParser;
  reader: MessageReader;
  answerer: Answerer;
  /** Throws `misconfigured` when the model or the key cannot be used. */
  check(): Promise<ModelState>;
}

export function openClaude(options: ClaudeOptions): Claude {
  const { db, log, tools, local, fastModel, smart } = options;
  const client = createClient(options);
  const ledger = createLedger(db);
  const model = createClaudeParser({ client, tools, model: fastModel, ledger });
  return {
    parser: withFallback({ model, local, log }),
    reader: createReader({ client, model: fastModel, ledger }),
    answerer: createClaudeAnswerer({ client, tools, ledger, ...smart }),
    check: async () => {
      await checkModel(client, { setting: "LLM_SMART_MODEL", model: smart.model });
      return checkModel(client, { setting: "LLM_FAST_MODEL", model: fastModel });
    },
  };
}
