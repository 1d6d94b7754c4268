/** A database for one test file: embedded by default, a real PostgreSQL where one is named. */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { databaseOver, migrateServer, openDatabase, type Database } from "../../db/client.ts";
import { openEmbedded } from "../../db/embedded.ts";
import { testMasterKey } from "./master-key.ts";
import { testServices } from "./services.ts";
import { templateDirectory } from "./template-database.ts";

export interface TestDatabase extends Database {
  /** Runs SQL as the owner: only to look at the catalogue or to plant a fault. */
  asOwner(statement: string): Promise<Record<string, unknown>[]>;
  /** The same database over the owner's login: a transaction of it may step back out of its role. */
  owned: Database;
}

export const onServer = testServices.databaseAdminUrl !== undefined;

const testKeys = { masterKey: testMasterKey, earlierKeys: [] };

export const openTestDatabase = (): Promise<TestDatabase> =>
  testServices.databaseAdminUrl && testServices.databaseUrl
    ? openOnServer(testServices.databaseAdminUrl, testServices.databaseUrl)
    : openEmbeddedCopy();

async function openEmbeddedCopy(): Promise<TestDatabase> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-test-"));
  fs.cpSync(path.join(templateDirectory(), "db"), directory, { recursive: true });
  const { pool, close } = await openEmbedded(directory);
  const database = databaseOver("embedded", pool, testKeys, async () => {
    await close();
    fs.rmSync(directory, { recursive: true, force: true });
  });
  return {
    ...database,
    owned: database,
    asOwner: async (statement) => (await pool.query<Record<string, unknown>>(statement)).rows,
  };
}

async function openOnServer(adminUrl: string, url: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Pool({ connectionString: adminUrl, max: 1 });
  await admin.query(`create database ${name}`);
  const on = (base: string) => Object.assign(new URL(base), { pathname: `/${name}` }).href;
  await migrateServer(on(adminUrl));
  const database = await openDatabase({
    url: on(url),
    adminUrl: on(adminUrl),
    masterKey: testMasterKey,
  });
  const owner = new pg.Pool({ connectionString: on(adminUrl), max: 1 });
  // Dropping the database ends connections that idle in the pools.
  for (const pool of [owner, admin]) pool.on("error", () => undefined);
  return {
    ...database,
    owned: databaseOver("postgres", owner, testKeys, () => Promise.resolve()),
    asOwner: async (statement) => (await owner.query<Record<string, unknown>>(statement)).rows,
    close: async () => {
      await database.close();
      await owner.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
