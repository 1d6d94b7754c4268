/** Secrets stay readable for their owner, through every change of keys, and for nothing and nobody else. */
import fc from "fast-check";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../db/client.ts";
import { loadStreams } from "../db/event-store.ts";
import { personRecords } from "../db/projections/registry.ts";
import { createTenant } from "../db/queries/tenants.ts";
import { countSubjectKeys, rewrapSubjectKeys } from "../db/subject-keys.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { testMasterKey } from "../test/support/master-key.ts";
import { addSide, type Side } from "../test/support/two-tenants.ts";
import { newId } from "./domain/ids.ts";
import { masterKeysOf } from "./domain/master-keys.ts";
import { newKey } from "./domain/sealing.ts";
import { createLogger } from "./log.ts";
import { openVault, type Vault } from "./vault.ts";

/** Reads that go on while keys change. */
const READS = 1_000;

let db: TestDatabase;
let vault: Vault;
let side: Side;
let other: string;

beforeAll(async () => {
  db = await openTestDatabase();
  vault = openVault({ db, masterKeys: masterKeysOf(testMasterKey) });
  side = await addSide(db, "harbel");
  other = (await createTenant(db, { slug: "quorin", name: "Quorin", at: new Date() })).id;
});
afterAll(() => db.close());

const nobody = (tenantId: string) => ({ tenantId, actorId: null, viewerId: null });
const named = (purpose: string, provider = "slack") => ({ ownerId: newId(), provider, purpose });
type Name = ReturnType<typeof named>;

const put = (tenantId: string, name: Name, secret: string, from = vault): Promise<void> =>
  db.transaction(nobody(tenantId), (tx) => from.put(tx, name, secret));
const get = (tenantId: string, name: Name, from = vault): Promise<string | undefined> =>
  db.transaction(nobody(tenantId), (tx) => from.get(tx, name));
const remove = (tenantId: string, name: Name): Promise<void> =>
  db.transaction(nobody(tenantId), (tx) => vault.remove(tx, name));

describe("a secret", () => {
  test("comes back as it was put in, until another takes its place or it is removed", async () => {
    const name = named("bot-token");
    for (const secret of ["xoxb-first", "", "Schlüssel 🔑\u0000\n", "x".repeat(100_000)]) {
      await put(side.tenantId, name, secret);
      expect(await get(side.tenantId, name)).toBe(secret);
    }
    await remove(side.tenantId, name);
    expect(await get(side.tenantId, name)).toBeUndefined();
    await remove(side.tenantId, name);
  });

  test("is sealed differently each time, and nowhere in the database as it is", async () => {
    const names = [named("bot-token"), named("bot-token")];
    for (const name of names) await put(side.tenantId, name, "xoxb-canary-secret");
    const rows = await db.asOwner(
      `select sealed from vault_secrets where owner_id in ('${names.map((name) => name.ownerId).join("','")}')`,
    );
    const sealed = rows.map((row) => Buffer.from(row.sealed as Uint8Array));
    expect(sealed[0]?.equals(sealed[1] ?? Buffer.alloc(0))).toBe(false);
    for (const bytes of sealed) expect(bytes.includes("canary")).toBe(false);
  });

  test("is another tenant's business as little as another owner's", async () => {
    const name = named("bot-token");
    await put(side.tenantId, name, "xoxb-mine");
    expect(await get(other, name)).toBeUndefined();
    expect(await get(side.tenantId, { ...name, ownerId: newId() })).toBeUndefined();
    expect(await get(side.tenantId, { ...name, provider: "google" })).toBeUndefined();
  });
});

const elsewhere = (column: string): Partial<Name> =>
  column === "owner_id"
    ? { ownerId: newId() }
    : column === "provider"
      ? { provider: "google" }
      : column === "purpose"
        ? { purpose: "refresh-token" }
        : {};

describe("a row that was tampered with opens nothing", () => {
  const secrets = fc.string({ minLength: 1, maxLength: 60, unit: "binary" });

  test("moved to another owner, provider, purpose or data key of the tenant", () =>
    fc.assert(
      fc.asyncProperty(
        secrets,
        fc.constantFrom("owner_id", "provider", "purpose", "key_id"),
        async (secret, column) => {
          const name = named("bot-token");
          await put(side.tenantId, name, secret);
          const moved = { ...name, ...elsewhere(column) };
          await db.asOwner(
            column === "key_id"
              ? `with k as (insert into vault_keys (tenant_id, id, master_key_version, wrapped, created_at)
                   select tenant_id, '${newId()}', master_key_version, wrapped, created_at - interval '1 day'
                   from vault_keys where tenant_id = '${side.tenantId}' limit 1 returning id)
                 update vault_secrets set key_id = (select id from k) where owner_id = '${name.ownerId}'`
              : `update vault_secrets set owner_id = '${moved.ownerId}', provider = '${moved.provider}',
                   purpose = '${moved.purpose}' where owner_id = '${name.ownerId}'`,
          );
          await expect(get(side.tenantId, moved)).rejects.toThrow(/does not open/);
          await db.asOwner(`delete from vault_secrets where owner_id = '${moved.ownerId}'`);
        },
      ),
      { numRuns: 60 },
    ));

  test("copied to another tenant, with or without its key", () =>
    fc.assert(
      fc.asyncProperty(secrets, fc.boolean(), async (secret, withKey) => {
        const name = named("bot-token");
        await put(side.tenantId, name, secret);
        await put(other, name, "xoxb-theirs");
        if (withKey)
          await db.asOwner(`insert into vault_keys (tenant_id, id, master_key_version, wrapped, created_at)
            select '${other}', id, master_key_version, wrapped, created_at - interval '1 day' from vault_keys
            where tenant_id = '${side.tenantId}' on conflict do nothing`);
        await db.asOwner(`update vault_secrets t set sealed = s.sealed
            ${withKey ? ", key_id = s.key_id" : ""} from vault_secrets s
          where t.tenant_id = '${other}' and s.tenant_id = '${side.tenantId}'
            and t.owner_id = '${name.ownerId}' and s.owner_id = t.owner_id`);
        await expect(get(other, name)).rejects.toThrow(/does not open/);
        expect(await get(side.tenantId, name)).toBe(secret);
        await db.asOwner(`delete from vault_secrets where tenant_id = '${other}'`);
      }),
      { numRuns: 40 },
    ));

  test("with a bit flipped anywhere, or cut off anywhere, in the secret or in its key", () =>
    fc.assert(
      fc.asyncProperty(
        secrets,
        fc.constantFrom("flip", "cut"),
        fc.constantFrom("secret", "key"),
        fc.nat({ max: 10_000 }),
        async (secret, how, what, place) => {
          const name = named("bot-token");
          await put(side.tenantId, name, secret);
          const row = `tenant_id = '${side.tenantId}' and owner_id = '${name.ownerId}'`;
          const [table, column, where] =
            what === "secret"
              ? ["vault_secrets", "sealed", row]
              : ["vault_keys", "wrapped", `id = (select key_id from vault_secrets where ${row})`];
          const [kept] = await db.asOwner(
            `select encode(${column}, 'hex') as hex from ${table} where ${where}`,
          );
          const bytes = Buffer.from(String(kept?.hex), "hex");
          const changed =
            how === "cut"
              ? bytes.subarray(0, place % bytes.length)
              : bytes.map((byte, nth) =>
                  nth === place % bytes.length ? byte ^ (1 << (place % 8)) : byte,
                );
          const set = (value: Buffer | Uint8Array) =>
            db.asOwner(
              `update ${table} set ${column} = decode('${Buffer.from(value).toString("hex")}', 'hex') where ${where}`,
            );
          await set(changed);
          await expect(get(side.tenantId, name)).rejects.toThrow(/does not open/);
          await set(bytes);
          expect(await get(side.tenantId, name)).toBe(secret);
          await remove(side.tenantId, name);
        },
      ),
      { numRuns: 150 },
    ));
});

describe("changing keys", () => {
  const next = newKey();
  const both = masterKeysOf(next, [testMasterKey]);

  test("re-seals every secret while reads and writes go on, and none of them fails", async () => {
    const names = Array.from({ length: 40 }, () => named("refresh-token", "google"));
    const expected = new Map(names.map((name) => [name, `secret of ${name.ownerId}`]));
    for (const [name, secret] of expected) await put(side.tenantId, name, secret);
    const changing = openVault({ db, masterKeys: both });
    let reads = 0;
    const reader = async (): Promise<void> => {
      while (reads < READS) {
        const name = names[reads++ % names.length] ?? named("none");
        expect(await get(side.tenantId, name, changing)).toBe(expected.get(name));
      }
    };
    const writer = async (): Promise<void> => {
      while (reads < READS)
        for (const name of names.slice(0, 5))
          await put(side.tenantId, name, expected.get(name) ?? "", changing);
    };
    let rotations = 0;
    const rotator = async (): Promise<void> => {
      while (reads < READS) {
        const { secrets } = await changing.rotate(side.tenantId);
        expect(secrets).toBeGreaterThanOrEqual(names.length - 5);
        rotations += 1;
      }
    };
    await Promise.all([reader(), reader(), reader(), reader(), writer(), rotator()]);
    expect(rotations).toBeGreaterThan(1);
    expect((await changing.status(side.tenantId)).keys).toMatchObject({ earlier: 0, unknown: 0 });

    const afterwards = openVault({ db, masterKeys: masterKeysOf(next) });
    for (const [name, secret] of expected)
      expect(await get(side.tenantId, name, afterwards)).toBe(secret);
    for (const name of names.slice(0, 2))
      await expect(get(side.tenantId, name)).rejects.toThrow(/RAPPORT_MASTER_KEYS_EARLIER/);
  }, 300_000);

  test("says how many keys which master key opens", async () => {
    await db.asOwner("delete from vault_secrets; delete from vault_keys");
    await put(side.tenantId, named("bot-token"), "xoxb");
    const keysUnder = async (current: Buffer, ...earlier: Buffer[]) =>
      (await openVault({ db, masterKeys: masterKeysOf(current, earlier) }).status(side.tenantId))
        .keys;
    expect(await keysUnder(testMasterKey)).toEqual({ current: 1, earlier: 0, unknown: 0 });
    expect(await keysUnder(next, testMasterKey)).toEqual({ current: 0, earlier: 1, unknown: 0 });
    expect(await keysUnder(next)).toEqual({ current: 0, earlier: 0, unknown: 1 });
    expect(await vault.status(side.tenantId)).toMatchObject({
      secrets: [{ provider: "slack", purpose: "bot-token", count: 1 }],
    });
  });

  test("reaches the keys of records too: they are read before, meanwhile and afterwards", async () => {
    const under = (masterKey: Buffer, earlierKeys: Buffer[]): Database => ({
      ...db,
      transaction: (scope, work) =>
        db.transaction(scope, (tx) => work({ ...tx, masterKey, earlierKeys })),
    });
    const nameOf = (on: Database): Promise<string | undefined> =>
      on.transaction(nobody(side.tenantId), async (tx) => {
        const loaded = await loadStreams(tx, personRecords.aggregate, [side.ids.person]);
        return loaded.get(side.ids.person)?.state?.name;
      });
    const changing = under(next, [testMasterKey]);
    expect(await nameOf(changing)).toBe(side.words.person);
    const scope = nobody(side.tenantId);
    const before = await changing.transaction(scope, countSubjectKeys);
    expect(before).toMatchObject({ current: 0, unknown: 0 });
    const { rewrapped, next: more } = await changing.transaction(scope, (tx) =>
      rewrapSubjectKeys(tx, undefined),
    );
    expect({ rewrapped, more }).toEqual({ rewrapped: before.earlier, more: undefined });
    expect(await nameOf(under(next, []))).toBe(side.words.person);
    await expect(under(testMasterKey, []).transaction(scope, countSubjectKeys)).resolves.toEqual({
      current: 0,
      earlier: 0,
      unknown: before.earlier,
    });
    // And back, for the tests that follow.
    await under(testMasterKey, [next]).transaction(scope, (tx) => rewrapSubjectKeys(tx, undefined));
  });
});

test("no secret reaches the log, whatever goes wrong", async () => {
  const lines: string[] = [];
  const log = createLogger({
    level: "debug",
    stream: new Writable({
      write: (chunk: Buffer, _encoding, written) => {
        lines.push(chunk.toString());
        written();
      },
    }),
  });
  const note = (error: unknown): void => {
    log.error({ err: error, error, botToken: "xoxb-canary" }, "failed");
    expect(JSON.stringify({ ...(error as object) })).not.toContain("canary");
    expect(String((error as Error).stack)).not.toContain("canary");
  };
  const name = named("bot-token");
  await put(side.tenantId, name, "xoxb-canary");
  await db.asOwner(
    `update vault_secrets set provider = 'google' where owner_id = '${name.ownerId}'`,
  );
  await get(side.tenantId, { ...name, provider: "google" }).catch(note);
  await put(newId(), { ...name, ownerId: "xoxb-no-uuid" }, "xoxb-canary").catch(note);
  await put(
    side.tenantId,
    name,
    "xoxb-canary",
    openVault({ db, masterKeys: masterKeysOf(newKey()) }),
  ).catch(note);
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain("canary");
});
