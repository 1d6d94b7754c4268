/** The composition root: opens what the settings name and ties the parts together. */
import fs from "node:fs";
import path from "node:path";
import type { SlackSettings } from "./bot/slack/slack-deps.ts";
import type { Config } from "./config.ts";
import type { IntentParser } from "./core/agent/intent.ts";
import { createLocalParser } from "./core/agent/local-parser/local-parser.ts";
import { createNameFinder } from "./core/agent/local-parser/name-finder.ts";
import type { TurnDeps } from "./core/agent/turn.ts";
import type { ChannelName, Outbound } from "./core/channel-port.ts";
import { AppError } from "./core/domain/errors.ts";
import { masterKeysOf } from "./core/domain/master-keys.ts";
import { KEY_BYTES, newKey } from "./core/domain/sealing.ts";
import { openEmbedder } from "./core/embeddings/open-embedder.ts";
import { openInProcessJobs } from "./core/in-process-jobs.ts";
import type { Jobs } from "./core/jobs.ts";
import type { Claude } from "./core/llm/open-claude.ts";
import type { Langchain, LangchainOptions } from "./core/llm/open-langchain.ts";
import { createLogger, type Logger } from "./core/log.ts";
import type { Outbox } from "./core/sending/outbox-port.ts";
import { readAddress } from "./core/sending/sender.ts";
import { tools } from "./core/tools/registry.ts";
import { openVault, type Vault } from "./core/vault.ts";
import { openDatabase, type Database } from "./db/client.ts";

export interface AppDeps extends TurnDeps {
  jobs: Jobs;
  /** Every engine there is, by name; `parser` is the one that is asked unless another is named. */
  engines: Readonly<Record<string, IntentParser>>;
  /** The language model, where one is configured. */
  claude?: Claude;
  /** The model of another vendor, where one is named. */
  langchain?: Langchain;
  /** Where answers go that nobody waits for at the other end of a request; each channel enters itself. */
  channels: Map<ChannelName, Outbound>;
  /** What carries approved mail away. */
  outbox: Outbox;
  /** Where uploaded files wait to be imported. */
  spool: string;
  /** Tokens of other services. */
  vault: Vault;
  /** Absent where the Slack channel is off. */
  slack?: SlackSettings;
  close(): Promise<void>;
}

export async function openDeps(config: Config): Promise<AppDeps> {
  const log = createLogger({ level: config.LOG_LEVEL });
  const directory = path.resolve(config.RAPPORT_DATA);
  const masterKey = config.RAPPORT_MASTER_KEY
    ? Buffer.from(config.RAPPORT_MASTER_KEY, "hex")
    : keptMasterKey(directory);
  const earlierKeys = (config.RAPPORT_MASTER_KEYS_EARLIER?.split(",") ?? []).map((key) =>
    Buffer.from(key, "hex"),
  );
  const db = await openDatabase({
    masterKey,
    earlierKeys,
    directory,
    poolSize: config.DATABASE_POOL_SIZE,
    ...(config.DATABASE_URL ? { url: config.DATABASE_URL } : {}),
    ...(config.DATABASE_ADMIN_URL ? { adminUrl: config.DATABASE_ADMIN_URL } : {}),
  });
  const jobs = await openJobs(config, log);
  const embedder = openEmbedder(config, log);
  const vault = openVault({ db, masterKeys: masterKeysOf(masterKey, earlierKeys) });
  const slack = slackSettings(config);
  const spool = path.join(directory, "spool");
  fs.mkdirSync(spool, { recursive: true, mode: 0o700 });
  return {
    db,
    jobs,
    log,
    embedder,
    tools,
    spool,
    vault,
    ...(slack ? { slack } : {}),
    channels: await openChannels({ db, log, vault }, slack),
    outbox: await openOutbox(config, directory),
    slackInstallUrl: slackInstallUrl(config),
    ...(await openEngines(config, { db, log })),
    close: async () => {
      await jobs.close();
      await embedder?.close();
      await db.close();
    },
  };
}

/** What goes back to chats; what comes from them is taken in by the web process. */
async function openChannels(
  opened: Pick<AppDeps, "db" | "log" | "vault">,
  slack: SlackSettings | undefined,
): Promise<AppDeps["channels"]> {
  if (!slack) return new Map();
  // The SDK takes seconds to load.
  const { slackOutbound } = await import("./bot/slack/outbound.ts");
  return new Map([["slack", slackOutbound({ ...opened, settings: slack })]]);
}

/** On with a way to be heard: a signing secret for HTTP, an app-level token for Socket Mode, or both. */
function slackSettings(config: Config): SlackSettings | undefined {
  const { SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = config;
  if (!signingSecret && !appToken) return undefined;
  return {
    signingSecret,
    appToken,
    command: config.SLACK_COMMAND,
    apiUrl: config.SLACK_API_URL,
    publicUrl: config.RAPPORT_PUBLIC_URL,
  };
}

/** Where people reach this server. */
export const publicUrlOf = ({ RAPPORT_PUBLIC_URL: given, HOST, PORT }: Config): string =>
  given ?? `http://${HOST === "0.0.0.0" ? "localhost" : HOST}:${PORT}`;

/** Where admins connect their workspaces, with an app of ours to connect them to. */
const slackInstallUrl = (config: Config): string | undefined =>
  config.SLACK_CLIENT_ID && config.SLACK_CLIENT_SECRET
    ? new URL("/slack/install", publicUrlOf(config)).href
    : undefined;

type Engines = Pick<AppDeps, "parser" | "engines" | "claude" | "langchain" | "reader" | "answerer">;

interface Opened {
  db: Database;
  log: Logger;
}

/** The model that is named, else Claude with a key; the local parser reads whatever they cannot. */
async function openEngines(config: Config, opened: Opened): Promise<Engines> {
  const local = createLocalParser(tools, createNameFinder(opened.db));
  const claude = await openClaudeEngine(config, { ...opened, local });
  const langchain = await openLangchainEngine(config, { ...opened, local });
  const parser = (langchain ?? claude)?.parser ?? local;
  const all = [local, claude?.parser, langchain?.parser].filter((one) => one !== undefined);
  return {
    parser,
    engines: Object.fromEntries(all.map((one) => [one.engine, one])),
    ...(claude ? { claude, reader: claude.reader, answerer: claude.answerer } : {}),
    ...(langchain ? { langchain } : {}),
  };
}

type Beside = Opened & { local: IntentParser };

async function openClaudeEngine(
  config: Config,
  { db, log, local }: Beside,
): Promise<Claude | undefined> {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = config;
  if (!apiKey) return undefined;
  // The SDK takes its time to load, and without a key nobody needs it.
  const { openClaude } = await import("./core/llm/open-claude.ts");
  return openClaude({
    db,
    log,
    tools,
    local,
    apiKey,
    fastModel: config.LLM_FAST_MODEL,
    smart: {
      model: config.LLM_SMART_MODEL,
      effort: config.LLM_SMART_EFFORT,
      limits: {
        steps: config.LLM_MAX_STEPS,
        tokens: config.LLM_MAX_TOKENS,
        milliseconds: config.LLM_MAX_SECONDS * 1_000,
      },
    },
    ...(baseUrl ? { baseUrl } : {}),
  });
}

async function openLangchainEngine(
  config: Config,
  { db, log, local }: Beside,
): Promise<Langchain | undefined> {
  const chosen = langchainOptions(config);
  if (!chosen) return undefined;
  const { openLangchain } = await import("./core/llm/open-langchain.ts");
  return openLangchain({ db, log, tools, local, ...chosen });
}

/** The settings of `LLM_MODEL`; undefined where none is named. */
export function langchainOptions(
  config: Config,
): Omit<LangchainOptions, "db" | "log" | "tools" | "local"> | undefined {
  const { LLM_MODEL: model, LLM_API_KEY: apiKey, LLM_BASE_URL: baseUrl } = config;
  if (model === undefined) return undefined;
  const [input, output] = config.LLM_PRICE?.split("/").map(Number) ?? [];
  return {
    model,
    ...(apiKey ? { apiKey } : {}),
    ...(baseUrl ? { baseUrl } : {}),
    ...(config.LLM_TOOLS ? { give: config.LLM_TOOLS } : {}),
    ...(input !== undefined && output !== undefined ? { price: { input, output } } : {}),
  };
}

async function openOutbox(config: Config, directory: string): Promise<Outbox> {
  const address = config.MAIL_FROM === undefined ? undefined : readAddress(config.MAIL_FROM);
  const from = address ? { from: address } : {};
  if (config.SMTP_URL) {
    const { openSmtpOutbox } = await import("./core/sending/smtp-outbox.ts");
    return openSmtpOutbox({ url: config.SMTP_URL, ...from });
  }
  const { openFileOutbox } = await import("./core/sending/file-outbox.ts");
  return openFileOutbox({ directory: path.join(directory, "outbox"), ...from });
}

async function openJobs(config: Config, log: Logger): Promise<Jobs> {
  if (!config.REDIS_URL) return openInProcessJobs({ log });
  const { openBullmqJobs } = await import("./core/bullmq-jobs.ts");
  return openBullmqJobs({ log, redisUrl: config.REDIS_URL });
}

/**
 * The embedded default keeps its master key beside the database, readable by its owner only. A key
 * made anew beside an old database would lock everything in it up for good, so that is refused.
 */
function keptMasterKey(directory: string): Buffer {
  const file = path.join(directory, "master.key");
  const kept = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : undefined;
  if (kept !== undefined) {
    const key = Buffer.from(kept, "hex");
    if (key.length === KEY_BYTES) return key;
    throw new AppError(
      "misconfigured",
      `${file} does not hold a master key; restore it from a backup.`,
    );
  }
  if (fs.existsSync(path.join(directory, "db")))
    throw new AppError(
      "misconfigured",
      `${file} is missing; restore it, or set RAPPORT_MASTER_KEY.`,
    );
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const key = newKey();
  fs.writeFileSync(file, `${key.toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  return key;
}
