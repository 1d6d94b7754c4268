import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callTool } from "../core/call-tool.ts";
import { newId } from "../core/domain/ids.ts";
import { masterKeysOf } from "../core/domain/master-keys.ts";
import { tools } from "../core/tools/registry.ts";
import { openVault } from "../core/vault.ts";
import { openDatabase, type Database } from "../db/client.ts";
import { linkedUser, linkUser } from "../db/queries/channel-users.ts";
import { listTenants, type User } from "../db/queries/tenants.ts";
import { bindWorkspace, findWorkspace, type Workspace } from "../db/queries/workspaces.ts";
import { notArchived } from "../db/tenant-archive.ts";
import { onServer, openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { fillEveryTable } from "../test/support/every-table.ts";
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
  await fillEveryTable(source, side);
  await addAwkwardValues(side);
  archive = path.join(folder, "harbel.gz");
  await exportTenant({ db: source }, "harbel", archive);
});
afterAll(async () => {
  await source.close();
  await target.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Values that are easily bent. */
async function addAwkwardValues({ tenantId, ids }: Side): Promise<void> {
  await source.asOwner(`
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
    expect(notArchived.map((table) => hashes[table])).toEqual(notArchived.map(() => "0 "));
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

describe("with a workspace connected and work under way", () => {
  const name = { channel: "slack", workspaceKey: "T0LIVE" } as const;
  const scope = () => ({ tenantId: other.tenantId, actorId: null, viewerId: null });
  const bind = (db: Database, tenantId: string) =>
    bindWorkspace(db, tenantId, {
      ...name,
      name: "Live",
      details: {},
      installedById: null,
      now: new Date(),
    });
  const vaultOf = (db: Database) => openVault({ db, masterKeys: masterKeysOf(testMasterKey) });
  const token = (workspaceId: string) => ({
    ownerId: workspaceId,
    provider: "slack",
    purpose: "bot-token",
  });
  let file: string;
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await bind(source, other.tenantId);
    await source.transaction(scope(), async (tx) => {
      await vaultOf(source).put(tx, token(workspace.id), "xoxb-canary");
      const person = { workspaceId: workspace.id, platformUserId: "U0TOM" };
      await linkUser(tx, { ...person, userId: other.tom.id, email: null, now: new Date() });
    });
    await source.asOwner(`
      insert into approvals select tenant_id, '${newId()}', draft_id, version, content_hash, '${other.ana.id}', 'web', now()
        from draft_versions where tenant_id = '${other.tenantId}';
      insert into outbox (tenant_id, id, key, draft_id, version, content_hash, approval_id, sender_id, message_id, state,
          send_at, created_at, updated_at)
        select tenant_id, gen_random_uuid(), state, draft_id, version, content_hash, id, approver_id, state, state, now(), now(), now()
        from approvals, unnest(array['approved', 'sending', 'sent', 'failed']) state where tenant_id = '${other.tenantId}';
      insert into inbox (tenant_id, id, channel, delivery_key, conversation_key, sequence, message, state, received_at)
        select '${other.tenantId}', gen_random_uuid(), 'slack', state, 'dm', '1', '{}', state, now()
        from unnest(array['waiting', 'answering', 'answered']) state;
      insert into deliveries (tenant_id, id, channel, user_id, audience, address, reply, state, attempts, next_at, created_at)
        select '${other.tenantId}', gen_random_uuid(), 'slack', '${other.ana.id}', 'dm', '{}', '{}', state, 1, now(), now()
        from unnest(array['waiting', 'sending', 'delivered']) state`);
    file = path.join(folder, "live.gz");
    await exportTenant({ db: source }, other.words.slug, file);
  });

  test("the archive holds nothing of the vault, sealed or not", async () => {
    const text = gunzipSync(fs.readFileSync(file)).toString();
    const secrets = await source.asOwner(
      "select left(encode(sealed, 'base64'), 40) as sealed from vault_secrets",
    );
    expect(secrets.length).toBeGreaterThan(1);
    for (const word of ["xoxb", "canary", "vault_", ...secrets.map((row) => String(row.sealed))])
      expect(text).not.toContain(word);
  });

  test("what another tenant has meanwhile stays its own, and nothing is done a second time", async () => {
    await bind(target, side.tenantId);
    await restoreTenant({ db: target }, file);
    expect(await findWorkspace(target, name)).toMatchObject({ tenantId: side.tenantId });
    const states = async (table: string) => {
      const rows = await target.asOwner(
        `select state from ${table} where tenant_id = '${other.tenantId}' order by 1`,
      );
      return rows.map(({ state }) => state);
    };
    expect(await states("outbox")).toEqual(["cancelled", "failed", "sent", "unknown"]);
    expect(await states("inbox")).toEqual(["answered", "answered", "ignored", "ignored"]);
    expect(await states("deliveries")).toEqual(["delivered", "delivered", "failed", "failed"]);
    const kept = await target.transaction(scope(), (tx) =>
      vaultOf(target).get(tx, token(workspace.id)),
    );
    expect(kept).toBeUndefined();
  });

  test("connected again, the workspace has its people", async () => {
    await target.asOwner(
      `delete from channel_workspaces where tenant_id = '${side.tenantId}' and workspace_key = 'T0LIVE'`,
    );
    const again = await bind(target, other.tenantId);
    expect(again.id).toBe(workspace.id);
    const person = { workspaceId: again.id, platformUserId: "U0TOM" };
    expect(await target.transaction(scope(), (tx) => linkedUser(tx, person))).toMatchObject({
      userId: other.tom.id,
    });
  });
});

test("records under an earlier master key are not archived before they are rotated", async () => {
  const next: Database = {
    ...source,
    transaction: (scope, work) =>
      source.transaction(scope, (tx) =>
        work({ ...tx, masterKey: Buffer.alloc(32, 8), earlierKeys: [testMasterKey] }),
      ),
  };
  await expect(
    exportTenant({ db: next }, "harbel", path.join(folder, "early.gz")),
  ).rejects.toMatchObject({ userMessage: expect.stringContaining("vault rotate") as string });
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
