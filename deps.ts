/** The composition root: opens what the settings name and ties the parts together. */
import fs from "node:fs";
import path from "node:path";
import type { Config } from "./config.ts";
import { createLocalParser } from "./core/agent/local-parser/local-parser.ts";
import { createNameFinder } from "./core/agent/local-parser/name-finder.ts";
import type { TurnDeps } from "./core/agent/turn.ts";
import { AppError } from "./core/domain/errors.ts";
import { KEY_BYTES, newKey } from "./core/domain/sealing.ts";
import { openInProcessJobs } from "./core/in-process-jobs.ts";
import type { Jobs } from "./core/jobs.ts";
import { createLogger, type Logger } from "./core/log.ts";
import { tools } from "./core/tools/registry.ts";
import { openDatabase } from "./db/client.ts";

export interface AppDeps extends TurnDeps {
  jobs: Jobs;
  /** Where uploaded files wait to be imported. */
  spool: string;
  close(): Promise<void>;
}

export async function openDeps(config: Config): Promise<AppDeps> {
  const log = createLogger({ level: config.LOG_LEVEL });
  const directory = path.resolve(config.RAPPORT_DATA);
  const masterKey = config.RAPPORT_MASTER_KEY
    ? Buffer.from(config.RAPPORT_MASTER_KEY, "hex")
    : keptMasterKey(directory);
  const db = await openDatabase({
    masterKey,
    directory,
    poolSize: config.DATABASE_POOL_SIZE,
    ...(config.DATABASE_URL ? { url: config.DATABASE_URL } : {}),
    ...(config.DATABASE_ADMIN_URL ? { adminUrl: config.DATABASE_ADMIN_URL } : {}),
  });
  const jobs = await openJobs(config, log);
  const spool = path.join(directory, "spool");
  fs.mkdirSync(spool, { recursive: true, mode: 0o700 });
  return {
    db,
    jobs,
    log,
    tools,
    spool,
    parser: createLocalParser(tools, createNameFinder(db)),
    close: async () => {
      await jobs.close();
      await db.close();
    },
  };
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
