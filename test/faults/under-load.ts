/** Messages under way through real servers and real worker processes, while these are killed. */
import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openBullmqJobs } from "../../core/bullmq-jobs.ts";
import { createLogger } from "../../core/log.ts";
import { migrateServer, openDatabase } from "../../db/client.ts";
import { newId } from "../../core/domain/ids.ts";
import { createTenant, saveUser } from "../../db/queries/tenants.ts";
import type { PigeonWorkspace } from "../doubles/pigeon-channel.ts";
import { openPigeonVendor, type PigeonVendor } from "../doubles/pigeon-vendor.ts";
import { pigeonEvent, pigeonRequest, receiver } from "../support/answering.ts";
import { testMasterKey } from "../support/master-key.ts";
import {
  openOwnPostgres,
  openOwnRedis,
  type OwnPostgres,
  type OwnRedis,
} from "../support/own-servers.ts";

const workerFile = fileURLToPath(new URL("../support/inbox-worker.ts", import.meta.url));
const PEOPLE = 24;

export interface Site {
  postgres: OwnPostgres;
  redis: OwnRedis;
  vendor: PigeonVendor;
  workers: ChildProcess[];
  startWorker(): Promise<ChildProcess>;
  /** Kills a worker as the system would, and starts another in its place. */
  replaceWorker(): Promise<void>;
  /** Says these things, each delivered four times in any order; resolves when all are acknowledged. */
  say(texts: readonly string[], perSecond: number): Promise<void>;
  open(): Promise<number>;
  query<T>(work: (tasks: { title: string }[]) => T): Promise<T>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const [postgres, redis, vendor] = await Promise.all([
    openOwnPostgres(),
    openOwnRedis(),
    openPigeonVendor(),
  ]);
  await migrateServer(postgres.adminUrl);
  const db = await openDatabase({ url: postgres.url, masterKey: testMasterKey });
  const log = createLogger({ level: "silent" });
  const jobs = openBullmqJobs({ log, redisUrl: redis.url });
  const { tenantId, workspace } = await peopledTenant(db);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-faults-"));
  const receive = receiver(db, jobs, { desk: workspace });
  const nobody = { tenantId, actorId: null, viewerId: null };
  const site: Site = {
    postgres,
    redis,
    vendor,
    workers: [],
    startWorker: async () => {
      const child = spawn(process.execPath, ["--import", "tsx", workerFile, vendor.url], {
        stdio: ["ignore", "pipe", "ignore"],
        env: {
          PATH: "/usr/bin:/bin",
          DATABASE_URL: postgres.url,
          REDIS_URL: redis.url,
          RAPPORT_MASTER_KEY: testMasterKey.toString("hex"),
          RAPPORT_DATA: data,
          EMBEDDINGS: "off",
        },
      });
      site.workers.push(child);
      await new Promise((resolve) => child.stdout.once("data", resolve));
      return child;
    },
    replaceWorker: async () => {
      const victim = site.workers.shift();
      const ended = new Promise((resolve) => victim?.once("exit", resolve));
      victim?.kill("SIGKILL");
      await ended;
      await site.startWorker();
    },
    say: async (texts, perSecond) => {
      const deliveries = texts.flatMap((text, index) => {
        const event = pigeonEvent(text, { sender: `p${index % PEOPLE}` });
        return Array.from({ length: 4 }, () => event);
      });
      await paced(nearlyInOrder(deliveries), perSecond * 4, async (event) => {
        // The vendor tries on until it hears that we have it.
        for (;;) {
          const ack = await receive(pigeonRequest(event)).catch(() => undefined);
          if (ack?.status === 200) return;
          await pause(300);
        }
      });
    },
    open: () =>
      db.transaction(nobody, async (tx) => {
        const { rows } = await tx.sql.execute<{ open: number }>(`select
          (select count(*) from inbox where state in ('waiting', 'answering'))::int +
          (select count(*) from deliveries where state in ('waiting', 'sending'))::int as open`);
        return rows[0]?.open ?? 0;
      }),
    query: (work) =>
      db.transaction(nobody, async (tx) => {
        const { rows } = await tx.sql.execute<{ title: string }>("select title from tasks");
        return work(rows);
      }),
    close: async () => {
      for (const worker of site.workers) worker.kill("SIGKILL");
      await jobs.close();
      await db.close();
      await Promise.all([postgres.close(), redis.close(), vendor.close()]);
      fs.rmSync(data, { recursive: true, force: true });
    },
  };
  return site;
}

async function peopledTenant(
  db: Awaited<ReturnType<typeof openDatabase>>,
): Promise<{ tenantId: string; workspace: PigeonWorkspace }> {
  const at = new Date();
  const { id: tenantId } = await createTenant(db, { slug: newId(), name: "Load", at });
  const people: Record<string, string> = {};
  await db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => {
    for (let index = 0; index < PEOPLE; index++) {
      const user = { name: `P${index}`, role: "member", timeZone: "UTC", locale: "en" } as const;
      const { id } = await saveUser(tx, { ...user, email: `p${index}@load.example`, at });
      people[`p${index}`] = id;
    }
  });
  return { tenantId, workspace: { tenantId, people } };
}

/** Each thing changes places with one not far away. */
function nearlyInOrder<T>(things: readonly T[]): T[] {
  const shuffled = [...things];
  for (let index = 0; index < shuffled.length; index++) {
    const other = Math.min(shuffled.length - 1, index + Math.floor(Math.random() * 12));
    const [a, b] = [shuffled[index] as T, shuffled[other] as T];
    shuffled[index] = b;
    shuffled[other] = a;
  }
  return shuffled;
}

async function paced<T>(
  things: readonly T[],
  perSecond: number,
  act: (thing: T) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const under: Promise<void>[] = [];
  for (const [index, thing] of things.entries()) {
    const wait = (index / perSecond) * 1_000 - (performance.now() - startedAt);
    if (wait > 0) await pause(wait);
    under.push(act(thing));
  }
  await Promise.all(under);
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

export const texts = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `remind me to send report number ${index + 1}`);

/** Seconds until nothing is open any more; the database may be away at times. */
export async function drained(site: Site, mostMs: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const left = await site.open().catch(() => -1);
    const ms = performance.now() - startedAt;
    if (left === 0) return Math.round(ms / 100) / 10;
    if (ms > mostMs) throw new Error(`${left} still open after ${Math.round(ms / 1000)} s`);
    await pause(200);
  }
}
