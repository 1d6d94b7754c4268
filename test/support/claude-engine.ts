/** The Claude engine as the program puts it together, over a test's database and the API's double. */
import { createLocalParser } from "../../core/agent/local-parser/local-parser.ts";
import { openClaude, type Claude } from "../../core/llm/open-claude.ts";
import type { Limits } from "../../core/llm/loop.ts";
import { createLogger } from "../../core/log.ts";
import { tools } from "../../core/tools/registry.ts";
import type { Database } from "../../db/client.ts";

/** The answering model with limits as they are set by default. */
export const smart = {
  model: "claude-sonnet-5-5",
  effort: "medium" as const,
  limits: { steps: 6, tokens: 150_000, milliseconds: 20_000 },
};

export const openTestClaude = (
  db: Database,
  api: { url: string; key: string },
  limits: Partial<Limits> = {},
): Claude =>
  openClaude({
    db,
    tools,
    log: createLogger({ level: "silent" }),
    local: createLocalParser(tools),
    fastModel: "claude-haiku-5-5",
    smart: { ...smart, limits: { ...smart.limits, ...limits } },
    apiKey: api.key,
    baseUrl: api.url,
  });
