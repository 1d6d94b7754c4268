/** Every setting Rapport reads, in one schema; the only file that reads the environment. */
import { z } from "zod";
import { AppError } from "./core/domain/errors.ts";
import { readAddress } from "./core/sending/sender.ts";

const schema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      "PostgreSQL of the runtime login. Unset: the embedded database in the data directory.",
    ),
  DATABASE_ADMIN_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      "PostgreSQL of the owner, used by `rapport migrate`, `tenant export` and `tenant restore` only.",
    ),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe("Connections to PostgreSQL per process."),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe("Redis for jobs across processes. Unset: jobs run in this process."),
  RAPPORT_DATA: z
    .string()
    .min(1)
    .default(".rapport")
    .describe("Data directory: embedded database, master key, files waiting to be imported."),
  RAPPORT_MASTER_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "64 hexadecimal digits; make one with: openssl rand -hex 32")
    .optional()
    .describe(
      "Wraps the keys that seal personal data; 64 hexadecimal digits. Required with DATABASE_URL; otherwise made and kept in the data directory.",
    ),
  RAPPORT_MASTER_KEYS_EARLIER: z
    .string()
    .regex(
      /^[0-9a-f]{64}(?:,[0-9a-f]{64})*$/i,
      "keys of 64 hexadecimal digits, with commas between",
    )
    .optional()
    .describe(
      "Earlier master keys, with commas between: they open what `rapport vault rotate` has not sealed anew yet.",
    ),
  ANTHROPIC_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe("Key of the Claude API. Unset: messages are read by the local parser alone."),
  ANTHROPIC_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Address of the Claude API, for a gateway or a test double. Unset: the vendor's."),
  LLM_FAST_MODEL: z
    .string()
    .regex(/^[\w.:/-]+$/, "a model's id")
    .default("claude-haiku-5-5")
    .describe("The Claude model that reads messages."),
  LLM_MODEL: z
    .string()
    .regex(/^[a-z][a-z-]*:[\w.:/-]+$/, "provider:model, like openai:gpt-5-mini")
    .optional()
    .describe(
      "A model of another vendor that reads messages in Claude's place, as provider:model: openai, google-genai, mistralai, ollama, or another that langchain knows.",
    ),
  LLM_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe("Key for LLM_MODEL. Not needed for ollama, or where LLM_BASE_URL asks for none."),
  LLM_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Address for LLM_MODEL: with openai any that speaks like OpenAI's (http://127.0.0.1:8080/v1). Unset: the vendor's; for ollama this machine.",
    ),
  LLM_TOOLS: z
    .enum(["all", "near"])
    .optional()
    .describe(
      "What LLM_MODEL is given with a message: all tools, or those near to it and a way to the others. Unset: near for ollama, else all.",
    ),
  LLM_PRICE: z
    .string()
    .regex(/^\d+(?:\.\d+)?\/\d+(?:\.\d+)?$/, "two prices, like 0.25/2")
    .optional()
    .describe(
      "What LLM_MODEL costs: US dollars for a million tokens in/out, like 0.25/2. Unset: nothing for ollama, else unknown, and budgets then assume the dearest.",
    ),
  LLM_SMART_MODEL: z
    .string()
    .regex(/^[\w.:/-]+$/, "a model's id")
    .default("claude-sonnet-5-5")
    .describe("The Claude model that answers from several records, briefs and drafts."),
  LLM_SMART_EFFORT: z
    .enum(["low", "medium", "high"])
    .default("medium")
    .describe("How hard that model thinks: low, medium or high."),
  LLM_MAX_STEPS: z.coerce
    .number()
    .int()
    .min(1)
    .max(6)
    .default(6)
    .describe("Most requests one such answer may take."),
  LLM_MAX_TOKENS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(2_000_000)
    .default(150_000)
    .describe(
      "Most tokens one such answer may read and write; no request follows once they are used.",
    ),
  LLM_MAX_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .default(45)
    .describe("Longest one such answer may take."),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      "Server that sends approved mail, as smtp://user:password@host:587 or smtps://host:465. Unset: mail is saved as files in the data directory, and nothing is sent.",
    ),
  MAIL_FROM: z
    .string()
    .refine((text) => readAddress(text) !== undefined, "an address, like Acme <sales@acme.example>")
    .optional()
    .describe(
      "One address all mail is from; answers go to its author. Unset: mail is from its author's own address.",
    ),
  RAPPORT_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Address under which people reach the web chat; used in sign-in links."),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe("Port of the web server."),
  HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("Interface the web server listens on; 0.0.0.0 for all."),
  MCP: z
    .enum(["on", "off"])
    .default("on")
    .describe("Whether the web server answers MCP clients with a personal token, under /mcp."),
  RAPPORT_TOKEN: z
    .string()
    .optional()
    .describe("Personal token for which `rapport mcp` answers; read by that command only."),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Turns the Slack channel on: the app's signing secret (Basic Information on api.slack.com/apps).",
    ),
  SLACK_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe("The Slack app's client id, with which admins connect their workspaces."),
  SLACK_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe("The Slack app's client secret, with which admins connect their workspaces."),
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xoxb-/, "a bot's token begins with xoxb-")
    .optional()
    .describe("Token of the bot where the app serves one workspace only, without connecting it."),
  SLACK_TENANT: z
    .string()
    .min(1)
    .optional()
    .describe("The workspace of Rapport that SLACK_BOT_TOKEN answers for, by its short name."),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, "an app-level token begins with xapp-")
    .optional()
    .describe(
      "App-level token for Socket Mode: Slack is listened to over a connection from here, without a public address.",
    ),
  SLACK_COMMAND: z
    .string()
    .regex(/^\/[a-z0-9_-]{1,31}$/, "a slash and lower-case letters, like /crm")
    .default("/crm")
    .describe("The slash command as it is named in the Slack app."),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Address of Slack's API, for a gateway or an emulator. Unset: Slack's own."),
  EMBEDDINGS: z
    .union([z.enum(["local", "off"]), z.url({ protocol: /^https?$/ })])
    .default("local")
    .describe(
      "Search by meaning: `local` for the model that comes with the program, `off`, or the address of a hosted one (OpenAI-compatible, such as https://api.example.com/v1).",
    ),
  EMBEDDINGS_MODEL: z
    .string()
    .max(200)
    .optional()
    .describe("Name of the hosted model. Required where EMBEDDINGS is an address."),
  EMBEDDINGS_KEY: z
    .string()
    .optional()
    .describe("Key of the hosted model, sent as a bearer token."),
  LOG_LEVEL: z
    .enum(["error", "warn", "info", "debug", "silent"])
    .default("info")
    .describe("How much is logged, to standard error."),
});

export type Config = z.infer<typeof schema>;
export const configSchema = schema;

/** Reads settings from the environment; an empty variable counts as unset. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const values = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== ""),
  );
  const result = schema.safeParse(values);
  if (!result.success) {
    const issue = result.error.issues[0];
    const variable = String(issue?.path[0] ?? "configuration");
    const field = schema.shape[variable as keyof Config];
    throw new AppError(
      "misconfigured",
      `${variable} is not usable (${issue?.message ?? "invalid"}): ${field.description ?? ""}`,
    );
  }
  if (result.data.DATABASE_URL && !result.data.RAPPORT_MASTER_KEY)
    throw new AppError(
      "misconfigured",
      "RAPPORT_MASTER_KEY is missing: with DATABASE_URL it must be set; make one with `openssl rand -hex 32`.",
    );
  refuseHalves(result.data);
  const tracing = Object.keys(values).find((name) => /^(?:LANGCHAIN|LANGSMITH)_/.test(name));
  if (result.data.LLM_MODEL && tracing)
    throw new AppError(
      "misconfigured",
      `${tracing} is set: with it langchain may send or print people's words elsewhere; unset it to use LLM_MODEL.`,
    );
  if (result.data.EMBEDDINGS.startsWith("http") && !result.data.EMBEDDINGS_MODEL)
    throw new AppError(
      "misconfigured",
      "EMBEDDINGS_MODEL is missing: where EMBEDDINGS is an address, name the model to ask for.",
    );
  return result.data;
}

const pairs = [
  ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"],
  ["SLACK_BOT_TOKEN", "SLACK_TENANT"],
] as const;

/** Settings of no use without one another. */
function refuseHalves(config: Config): void {
  for (const pair of pairs) {
    const missing = pair.filter((name) => config[name] === undefined);
    if (missing.length === 1)
      throw new AppError(
        "misconfigured",
        `${missing.join()} is missing: ${pair.join(" and ")} go together.`,
      );
  }
}
