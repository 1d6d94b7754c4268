/**
 * One approval, one mail, however often the worker is killed: none lost, none sent twice, and what
 * nobody can know is listed as unknown. RAPPORT_TEST_FULL=1 runs it in full size.
 */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { migrateServer, openDatabase, type Database } from "../../db/client.ts";
import type { Send } from "../../db/queries/sends.ts";
import type { User } from "../../db/queries/tenants.ts";
import { outbox } from "../../db/schema/sending.ts";
import { readTaken } from "../doubles/smtp-recorder.ts";
import { approve, openSender } from "../support/approved-sends.ts";
import { openProviderProcess, sendUnderFire, type Killed } from "../support/kill-sends.ts";
import { testMasterKey } from "../support/master-key.ts";
import type { SendChild } from "../support/send-child.ts";
import { testServices } from "../support/services.ts";
import { templateDirectory } from "../support/template-database.ts";

const { full, databaseUrl, databaseAdminUrl, redisUrl } = testServices;
const size = full ? { sends: 1_000, kills: 200 } : { sends: 40, kills: 10 };
/** At once, where a server has the rows. */
const workers = full ? 4 : 2;
const patience = full ? 3_600_000 : 400_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-sends-"));
const THINKS_MS = 60;

/** Where the rows are: in a directory that one process opens at a time, or on a server. */
interface Place {
  settings: Pick<SendChild, "directory" | "databaseUrl" | "redis">;
  open(): Promise<Database>;
  remove(): Promise<void>;
}

function embedded(name: string): Promise<Place> {
  const directory = path.join(folder, name);
  fs.cpSync(templateDirectory(), directory, { recursive: true });
  return Promise.resolve({
    settings: { directory },
    open: () => openDatabase({ masterKey: testMasterKey, directory }),
    remove: () => Promise.resolve(),
  });
}

async function onServer(adminUrl: string, runtimeUrl: string): Promise<Place> {
  const name = `sends_${randomUUID().replaceAll("-", "")}`;
  const on = (base: string) => Object.assign(new URL(base), { pathname: `/${name}` }).href;
  const admin = new pg.Pool({ connectionString: adminUrl, max: 1 });
  await admin.query(`create database ${name}`);
  await migrateServer(on(adminUrl));
  const url = on(runtimeUrl);
  return {
    settings: { databaseUrl: url, ...(redisUrl ? { redis: { redisUrl, prefix: name } } : {}) },
    open: () => openDatabase({ masterKey: testMasterKey, url }),
    remove: async () => {
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

interface Outcome extends Killed {
  rows: Send[];
  /** Message-IDs in the order the provider took them. */
  taken: string[];
  /** Of how many sent mails the timeline knows. */
  recorded: number;
}

async function underFire(
  kind: "smtp" | "asked",
  place: Place,
  { recipientOf, workers = 1 }: { recipientOf: (n: number) => string; workers?: number },
): Promise<Outcome> {
  const db = await place.open();
  const ana = await openSender(db);
  for (let n = 0; n < size.sends; n++)
    await approve(db, ana, { to: recipientOf(n), subject: `Offer ${n}` });
  await db.close();
  const file = path.join(folder, `${randomUUID()}.jsonl`);
  const provider = await openProviderProcess(kind, { file, thinksMs: THINKS_MS });
  const settings = { ...place.settings, tenantId: ana.tenantId, provider: provider.url };
  const killed = await sendUnderFire(settings, { provider, kills: size.kills, workers }).finally(
    () => provider.kill(),
  );
  const taken = readTaken(file).map(({ messageId }) => messageId);
  const outcome = { ...killed, taken, ...(await stored(place, ana)) };
  await place.remove();
  report(kind, outcome);
  return outcome;
}

async function stored(place: Place, { tenantId, id }: User) {
  const db = await place.open();
  const result = await db.transaction({ tenantId, actorId: id, viewerId: id }, async (tx) => ({
    rows: await tx.sql.select().from(outbox),
    recorded: (await tx.sql.execute("select 1 from interaction_keys where key like 'mid:%'")).rows
      .length,
  }));
  await db.close();
  return result;
}

function report(kind: string, { kills, seconds, rows, taken, recorded }: Outcome): void {
  const count = (state: Send["state"]) => rows.filter((row) => row.state === state).length;
  process.stdout.write(
    `${kind}: ${rows.length} sends, ${kills} kills, ${seconds} s: ${count("sent")} sent, ` +
      `${count("unknown")} unknown, ${taken.length} taken, ${new Set(taken).size} different, ` +
      `${recorded} in the timeline\n`,
  );
}

/** What holds whatever the provider can be asked. */
function expectHonest({ rows, taken, recorded }: Outcome): void {
  const state = (row: Send) => row.state;
  const ids = (...states: Send["state"][]) =>
    rows.filter((row) => states.includes(row.state)).map(({ messageId }) => messageId);
  expect(rows).toHaveLength(size.sends);
  // None is double.
  expect(taken).toHaveLength(new Set(taken).size);
  // None is lost: each was sent, or is there for a person to look at.
  expect(rows.filter((row) => !["sent", "unknown"].includes(state(row)))).toEqual([]);
  expect(rows.filter((row) => state(row) === "unknown" && row.error === null)).toEqual([]);
  // Sent is only what was taken, and all that was taken is sent or unknown.
  expect(ids("sent").filter((id) => !taken.includes(id))).toEqual([]);
  expect(taken.filter((id) => !ids("sent", "unknown").includes(id))).toEqual([]);
  expect(recorded).toBe(ids("sent").length);
}

/** In each twenty mails, one the provider takes and hangs up on, and one it loses on the way. */
const awkward = (n: number): string =>
  `${{ 7: "gone-late", 13: "gone-early" }[n % 20] ?? "zoe"}.${n}@outside.example`;
const takenSilently = (n: number): string =>
  `${n % 20 === 7 ? "gone-late" : "zoe"}.${n}@outside.example`;

const servers = databaseUrl && databaseAdminUrl && redisUrl;
const named = servers
  ? "workers killed on PostgreSQL and Redis"
  : "workers killed on PostgreSQL and Redis (skipped: no RAPPORT_TEST_DATABASE_URL and RAPPORT_TEST_REDIS_URL)";

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const embeddedTitle = servers
  ? "a worker killed on the embedded database (skipped: the services are tested instead)"
  : "a worker killed on the embedded database";

describe.skipIf(servers).concurrent(embeddedTitle, () => {
  it(
    "sends by SMTP no mail twice and loses none; what it cannot know is unknown",
    async () => {
      const outcome = await underFire("smtp", await embedded("smtp"), { recipientOf: awkward });
      expectHonest(outcome);
      // Each that the server hung up on, and at most a handful for each kill.
      const unknown = outcome.rows.filter(({ state }) => state === "unknown").length;
      expect(unknown).toBeGreaterThanOrEqual(size.sends / 10);
      expect(unknown).toBeLessThanOrEqual(size.sends / 10 + 4 * outcome.kills);
    },
    patience,
  );

  it(
    "sends each mail exactly once where the provider can be asked",
    async () => {
      const outcome = await underFire("asked", await embedded("asked"), {
        recipientOf: takenSilently,
      });
      expectHonest(outcome);
      expect(outcome.rows.map(({ state }) => state)).toEqual(outcome.rows.map(() => "sent"));
      expect(outcome.taken).toHaveLength(size.sends);
    },
    patience,
  );
});

describe.skipIf(!servers)(named, () => {
  const server = () => onServer(databaseAdminUrl ?? "", databaseUrl ?? "");

  it(
    "send by SMTP no mail twice and lose none, several of them at once",
    async () => {
      const options = { recipientOf: awkward, workers };
      expectHonest(await underFire("smtp", await server(), options));
    },
    patience,
  );

  it(
    "send each mail exactly once where the provider can be asked",
    async () => {
      const options = { recipientOf: takenSilently, workers };
      const outcome = await underFire("asked", await server(), options);
      expectHonest(outcome);
      expect(outcome.taken).toHaveLength(size.sends);
    },
    patience,
  );
});
