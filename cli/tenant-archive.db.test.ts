import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callTool } from "../core/call-tool.ts";
import { newId } from "../core/domain/ids.ts";
import { tools } from "../core/tools/registry.ts";
import { openDatabase, type Database } from "../db/client.ts";
import { listTenants, type User } from "../db/queries/tenants.ts";
import { notArchived } from "../db/tenant-archive.ts";
import { onServer, openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { testMasterKey } from "../test/support/master-key.ts";
import { testServices } from "../test/support/services.ts";
import { tenantHashes, tenantTables } from "../test/support/tenant-tables.ts";
import { addSide, contextFor, depsOver, type Side } from "../test/support/two-tenants.ts";
import { exportTenant, restoreTenant } from "./tenant-archive.ts";

let folder: string;
let source: TestDatabase;
let target: TestDatabase;
let side: Side;
let other: Side;
let archive: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-archive-"));
  [source, target] = [await openTestDatabase(), await openTestDatabase()];
  side = await addSide(source, "harbel");
  other = await addSide(source, "quizmo");
  await call(source, side.ana, "tag_record", { record: side.ids.person, tag: "champion" });
  await addTheRest(side);
  archive = path.join(folder, "harbel.gz");
  await exportTenant({ db: source }, "harbel", archive);
});
afterAll(async () => {
  await source.close();
  await target.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Rows of the tables that no write of the fixture fills, and values that are easily bent. */
async function addTheRest({ tenantId, ana, ids }: Side): Promise<void> {
  const until = "'2027-01-01'";
  await source.asOwner(`
    insert into sessions values ('${tenantId}', '\\x01', '${ana.id}', now(), ${until});
    insert into sign_in_links values ('${tenantId}', '\\x02', '${ana.id}', ${until});
    insert into ai_runs values ('${tenantId}', '${newId()}', '${ana.id}', now(), '${newId()}', 'claude', 'm', '', '',
      null, '[]', false, 1, 1, 0, 0, 1, 1, 'end_turn');
    insert into personal_tokens values
      ('${tenantId}', '${newId()}', '\\x03', '${ana.id}', 'laptop', 'read', now(), ${until});
    insert into snapshots values ('${tenantId}', '${ids.person}', 1, 0, now(), '${ids.person}',
      decode(repeat('00ff0a0d22', 100), 'hex'));
    update people set tags = '{"a,b","c\\"d",NULL}', note = U&'"\\\\" \\2028 \\2029 \\0085 \\000D\\000A \\0009 \\+01F600 {}'
      where tenant_id = '${tenantId}' and id = '${ids.person}';
    update deals set value = 1234567890123456.78, created_at = '1999-12-31 23:59:59.999+05:30', close_date = '0044-03-15 BC'
      where tenant_id = '${tenantId}';
    insert into thread_keys select '${tenantId}', key, '${newId()}'
      from unnest(array['a-b', 'ab', 'B', 'á', '_', '<x@y>']) key;
    insert into interaction_contents (tenant_id, id, interaction_id, occurred_at, subject, text, attachments, problems, confidential)
      select '${tenantId}', gen_random_uuid(), '${ids.note}', '2026-01-01', '', repeat('long ', 400000), '[{"size": 1e400}]', '{}', false
      from generate_series(1, 4)`);
}

const call = (db: Database, user: User, tool: string, args: Record<string, unknown>) =>
  callTool(depsOver(db), { ...contextFor(user), focus: {} }, tools, { tool, args });

const read = (file: string): string[] => gunzipSync(fs.readFileSync(file)).toString().split("\n");

/** A file made of what `change` makes of the archive's lines, or of the bytes given. */
function fileOf(change: ((lines: string[]) => string[]) | Buffer): string {
  const file = path.join(folder, newId());
  const bytes = Buffer.isBuffer(change)
    ? change
    : gzipSync(change(read(archive).slice(0, -1)).join("\n"));
  fs.writeFileSync(file, bytes);
  return file;
}

describe("an archive", () => {
  test("holds every tenant table but the ways to sign in", async () => {
    const [header = ""] = read(archive);
    const { tables } = JSON.parse(header) as { tables: string[] };
    const ofTenants = (await tenantTables(source)).filter((name) => !notArchived.includes(name));
    expect(tables.toSorted()).toEqual(["tenants", ...ofTenants].sort());
    const { rows } = JSON.parse(read(archive).at(-2) ?? "") as { rows: Record<string, number> };
    expect(Object.keys(rows).filter((table) => rows[table] === 0)).toEqual([]);
  });

  test("holds one tenant, no token, no key that opens without the master key", () => {
    const text = gunzipSync(fs.readFileSync(archive)).toString();
    expect(text).toContain(side.words.body);
    for (const word of [other.tenantId, other.words.company, testMasterKey.toString("hex")])
      expect(text).not.toContain(word);
    expect(text).not.toContain("token_hash");
  });

  test("is for its owner's eyes and never replaces a file", async () => {
    expect(fs.statSync(archive).mode & 0o777).toBe(0o600);
    const before = fs.readFileSync(archive);
    await expect(exportTenant({ db: source }, "quizmo", archive)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(fs.readFileSync(archive).equals(before)).toBe(true);
  });

  test("that cannot be finished is not left behind", async () => {
    const file = path.join(folder, "unfinished.gz");
    const failing: Database["maintenance"] = (work) =>
      source.maintenance((owner) => {
        let statements = 0;
        const execute = (...args: Parameters<typeof owner.sql.execute>) => {
          if (++statements > 12) throw new Error("the connection is gone");
          return owner.sql.execute(...args);
        };
        const sql = Object.create(owner.sql) as typeof owner.sql;
        return work({ ...owner, sql: Object.assign(sql, { execute }) });
      });
    const broken = { ...source, maintenance: failing };
    await expect(exportTenant({ db: broken }, "harbel", file)).rejects.toThrow("is gone");
    expect(fs.existsSync(file)).toBe(false);
  });
});

describe("refused, with nothing left behind:", () => {
  const expectRefused = async (file: string, sentence: RegExp, db: Database = target) => {
    await expect(restoreTenant({ db }, file)).rejects.toMatchObject({
      userMessage: expect.stringMatching(sentence) as string,
    });
    const left = Object.values(await tenantHashes(target, side.tenantId));
    expect(left.filter((hash) => hash !== "0 ")).toEqual([]);
    expect(await listTenants(target)).toEqual([]);
  };
  const firstRow = (table: string) => (line: string) => line.startsWith(`{"table":"${table}"`);

  test.each([
    ["in the middle", (size: number) => size >> 1],
    ["before its last byte", (size: number) => size - 1],
    ["after the first bytes", () => 30],
    ["before its first byte", () => 0],
  ])("a file cut off %s", async (_, at) => {
    const bytes = fs.readFileSync(archive);
    await expectRefused(fileOf(bytes.subarray(0, at(bytes.length))), /incomplete/);
  });

  test("a file whose last line is missing", () =>
    expectRefused(
      fileOf((lines) => lines.slice(0, -1)),
      /incomplete/,
    ));

  test.each([0.1, 0.5, 0.9])("a file with one bit changed at %d of its length", async (part) => {
    const bytes = Buffer.from(fs.readFileSync(archive));
    const at = Math.floor(bytes.length * part);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    await expectRefused(fileOf(bytes), /damaged|incomplete/);
  });

  test("a file with a wrong checksum", async () => {
    const bytes = Buffer.from(fs.readFileSync(archive));
    bytes[bytes.length - 6] = (bytes[bytes.length - 6] ?? 0) ^ 1;
    await expectRefused(fileOf(bytes), /damaged/);
  });

  test.each<[string, (lines: string[]) => string[]]>([
    ["a row fewer", (lines) => lines.toSpliced(lines.findIndex(firstRow("turns")), 1)],
    ["a line that is no row", (lines) => lines.toSpliced(5, 0, '{"table":"people"}')],
    ["a table we do not have", (lines) => lines.toSpliced(5, 0, '{"table":"pg_authid","row":{}}')],
    ["lines after the end", (lines) => [...lines, lines[1] ?? ""]],
    [
      "a value of a wrong kind",
      (lines) => lines.map((line) => line.replace(/"created_at":"[^"]*"/, '"created_at":"soon"')),
    ],
    [
      "a row whose parent is missing",
      (lines) => lines.filter((line) => !line.startsWith('{"table":"streams"')),
    ],
  ])("an archive with %s", (_, change) => expectRefused(fileOf(change), /damaged/));

  test.each<[string, Buffer]>([
    ["a text", Buffer.from("Dear Ana,\n")],
    ["some other compressed file", gzipSync('{"format":"something else","version":1}\n')],
    ["a compressed picture", gzipSync(Buffer.from([137, 80, 78, 71, 0, 255, 10]))],
  ])("%s", (_, bytes) => expectRefused(fileOf(bytes), /not an archive of a Rapport tenant/));

  test("a file that is not there", () =>
    expectRefused(path.join(folder, "none.gz"), /^There is no file/));

  test("an archive of a later version", () =>
    expectRefused(
      fileOf(([header = "", ...rows]) => [header.replace('"version":1', '"version":2'), ...rows]),
      /newer version/,
    ));

  test("an archive made with other tables", () =>
    expectRefused(
      fileOf(([header = "", ...rows]) => [
        header.replace(/"schema":"[^"]*"/, '"schema":"other"'),
        ...rows,
      ]),
      /other tables/,
    ));

  test("an archive made under another master key", () => {
    const maintenance: Database["maintenance"] = (work) =>
      target.maintenance((owner) => work({ ...owner, masterKey: Buffer.alloc(32, 8) }));
    return expectRefused(archive, /another master key/, { ...target, maintenance });
  });

  test("a tenant whose id or short name is there", async () => {
    const renamed = fileOf((lines) =>
      lines.map((line) => line.replaceAll('"slug":"harbel"', '"slug":"harbel-2"')),
    );
    const before = await tenantHashes(source, side.tenantId);
    for (const file of [archive, renamed])
      await expect(restoreTenant({ db: source }, file)).rejects.toMatchObject({ code: "conflict" });
    expect(await tenantHashes(source, side.tenantId)).toEqual(before);
  });
});

describe("a restored tenant", () => {
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await tenantHashes(source, side.tenantId, notArchived);
    // Rows that claim another tenant come to the archive's own all the same.
    const smuggling = fileOf((lines) =>
      lines.map((line) => line.replace('"row":{', `"row":{"tenant_id":"${other.tenantId}",`)),
    );
    await restoreTenant({ db: target }, smuggling);
  });

  test("is the same in every row of every table, generated columns included", async () => {
    expect(await tenantHashes(target, side.tenantId, notArchived)).toEqual(before);
    expect(Object.values(await tenantHashes(target, other.tenantId))).not.toContain(/^[1-9]/);
    expect((await listTenants(target)).map((tenant) => tenant.slug)).toEqual(["harbel"]);
  });

  test("gives the same archive again", async () => {
    const again = path.join(folder, "again.gz");
    const report = await exportTenant({ db: target }, "harbel", again);
    const [first, second] = [read(archive), read(again)];
    expect(second.slice(1)).toEqual(first.slice(1));
    const headers = [first, second].map(([header = ""]) => JSON.parse(header) as object);
    expect({ ...headers[1], exportedAt: "" }).toEqual({ ...headers[0], exportedAt: "" });
    expect(report.bytes).toBe(fs.statSync(again).size);
    expect(Object.values(report.rows).reduce((sum, count) => sum + count, 0)).toBe(
      first.length - 3,
    );
  });

  test("has nobody signed in", async () => {
    const hashes = await tenantHashes(target, side.tenantId);
    expect(notArchived.map((table) => hashes[table])).toEqual(["0 ", "0 ", "0 "]);
  });

  test("shows each user what they saw before, and no more", async () => {
    const shown = async (db: Database, user: User) =>
      JSON.stringify((await call(db, user, "show_record", { record: side.ids.person })).reply);
    const [ana, tom] = [await shown(target, side.ana), await shown(target, side.tom)];
    expect(ana).toContain(side.words.subject);
    expect(tom).toContain(side.words.person);
    expect(tom).not.toContain(side.words.subject);
    expect([ana, tom]).toEqual([await shown(source, side.ana), await shown(source, side.tom)]);
  });

  test("undoes what was done before the archive was made", async () => {
    const undone = await call(target, side.ana, "undo", {});
    expect(undone).toMatchObject({ outcome: "done" });
    expect(JSON.stringify(undone.reply)).toContain("tag");
  });
});

describe("past row-level security", () => {
  test("goes nobody but the archive", () => {
    const root = path.resolve(import.meta.dirname, "..");
    const files = ["bot", "cli", "core", "db", "sync", "bench"].flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .map((file) => `${folder}/${file}`),
    );
    const code = [...files, "server.ts", "worker.ts", "cli.ts", "deps.ts"].filter((file) =>
      /(?<!\.test)\.tsx?$/.test(file),
    );
    const users = code.filter((file) =>
      /\bmaintenance\(/.test(fs.readFileSync(path.join(root, file), "utf8")),
    );
    expect(users).toEqual(["cli/tenant-archive.ts"]);
  });

  test("needs the owner's login of a server", async () => {
    const url = "postgres://rapport_login@127.0.0.1:1/rapport";
    const db = await openDatabase({ url, masterKey: testMasterKey });
    await expect(db.maintenance(() => Promise.resolve())).rejects.toThrow(
      "DATABASE_ADMIN_URL is missing",
    );
    await db.close();
  });

  test.skipIf(!onServer)(
    "is refused to a login that policies filter (needs a server)",
    async () => {
      const { databaseUrl: url = "" } = testServices;
      const db = await openDatabase({ url, adminUrl: url, masterKey: testMasterKey });
      await expect(db.maintenance(() => Promise.resolve())).rejects.toThrow("held back");
      await db.close();
    },
  );
});
