import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../core/domain/ids.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { fillEveryTable } from "../test/support/every-table.ts";
import { tenantHashes, tenantTables } from "../test/support/tenant-tables.ts";
import { addSide, type Side } from "../test/support/two-tenants.ts";
import type { Scope } from "./client.ts";

let db: TestDatabase;
let tables: string[];
let a: Side;
let b: Side;

beforeAll(async () => {
  db = await openTestDatabase();
  tables = await tenantTables(db);
  a = await addSide(db, "harbel");
  b = await addSide(db, "quizmo");
  for (const side of [a, b]) await fillEveryTable(db, side);
});
afterAll(() => db.close());

const scopeOf = ({ tenantId, ana }: Side): Scope => ({
  tenantId,
  actorId: ana.id,
  viewerId: ana.id,
});

const count = async (scope: Scope, table: string, where = "true"): Promise<number> => {
  const { rows } = await db.transaction(scope, (tx) =>
    tx.sql.execute(sql.raw(`select count(*)::int as n from ${table} where ${where}`)),
  );
  return Number(rows[0]?.n);
};

/** The SQLSTATE a statement fails with, or undefined when it goes through. */
async function failure(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: { code?: string } };
    return cause?.code ?? code ?? "?";
  }
}

const asA = (statement: string) =>
  db.transaction(scopeOf(a), (tx) => tx.sql.execute(sql.raw(statement)));

const NOT_ALLOWED = "42501";
const NO_SUCH_KEY = "23503";
const appendOnly = ["events", "runs", "ai_runs"];
/** Of which a row, once there, may change in a few columns only, and never goes. */
const kept: Record<string, string> = {
  personal_tokens: "scope = 'read-write'",
  approvals: "content_hash = ''",
  outbox: "content_hash = ''",
};
/** Rows come and go, and never change. */
const fixed = [...appendOnly, "draft_versions", "draft_attachments", "uploads"];

test("both sides have rows in every table, so nothing below holds for want of data", async () => {
  for (const side of [a, b])
    for (const table of tables)
      expect([table, await count(scopeOf(side), table)]).not.toEqual([table, 0]);
});

describe("who sees what", () => {
  test("with no tenant set, every table is empty", async () => {
    const unset = { tenantId: "", actorId: a.ana.id, viewerId: a.ana.id };
    for (const table of [...tables, "tenants"]) {
      expect([table, await count(unset, table)]).toEqual([table, 0]);
      await db.asOwner("begin");
      await db.asOwner("set local role rapport_app");
      const [row] = await db.asOwner(`select count(*)::int as n from ${table}`);
      await db.asOwner("rollback");
      expect([table, row?.n]).toEqual([table, 0]);
    }
  });

  test("a tenant that is not there, with another's user, sees nothing", async () => {
    const nowhere = { ...scopeOf(a), tenantId: newId() };
    for (const table of [...tables, "tenants"])
      expect([table, await count(nowhere, table)]).toEqual([table, 0]);
  });

  test("a tenant sees its own rows and none of another's", async () => {
    for (const table of tables) {
      const theirs = await count(scopeOf(a), table, `tenant_id = '${b.tenantId}'`);
      expect([table, theirs]).toEqual([table, 0]);
    }
    expect(await count(scopeOf(a), "tenants")).toBe(1);
  });

  test("another tenant's user id as actor and viewer opens nothing", async () => {
    const crossed = { ...scopeOf(a), actorId: b.ana.id, viewerId: b.ana.id };
    for (const table of ["suggestions", "conversations", "turns", "buttons", "imports"])
      expect([table, await count(crossed, table)]).toEqual([table, 0]);
  });

  test("the directory role sees the list of tenants, whose a workspace is, and nothing else", async () => {
    for (const listed of ["tenants", "channel_workspaces"]) {
      const seen = await db.directory((directory) =>
        directory.execute(sql.raw(`select count(id)::int as n from ${listed}`)),
      );
      expect([listed, seen.rows[0]?.n]).toEqual([listed, 2]);
    }
    for (const table of tables) {
      const reading = db.directory((directory) =>
        directory.execute(sql.raw(`select * from ${table}`)),
      );
      expect([table, await failure(reading)]).toEqual([table, NOT_ALLOWED]);
    }
  });
});

describe("writing into another tenant", () => {
  test("is refused for every table, and nothing of theirs changes", async () => {
    const before = await tenantHashes(db, b.tenantId);
    for (const table of tables) {
      const adding = asA(`insert into ${table} (tenant_id) values ('${b.tenantId}')`);
      expect([table, await failure(adding)]).toEqual([table, NOT_ALLOWED]);
      const moving = asA(`update ${table} set tenant_id = '${b.tenantId}'`);
      expect([table, await failure(moving)]).toEqual([table, NOT_ALLOWED]);
      if (kept[table])
        for (const statement of [`update ${table} set ${kept[table]}`, `delete from ${table}`])
          expect([statement, await failure(asA(statement))]).toEqual([statement, NOT_ALLOWED]);
      if (fixed.includes(table) || kept[table]) continue;
      const changed = await asA(
        `update ${table} set tenant_id = tenant_id where tenant_id = '${b.tenantId}'`,
      );
      const deleted = await asA(`delete from ${table} where tenant_id = '${b.tenantId}'`);
      expect([table, changed.rowCount, deleted.rowCount]).toEqual([table, 0, 0]);
    }
    expect(await tenantHashes(db, b.tenantId)).toEqual(before);
  });

  test("a tenant neither adds tenants nor renames another", async () => {
    const adding = asA(`insert into tenants values ('${newId()}', 'x', 'x', '{}', now())`);
    expect(await failure(adding)).toBe(NOT_ALLOWED);
    const renamed = await asA(`update tenants set name = 'taken' where id = '${b.tenantId}'`);
    expect(renamed.rowCount).toBe(0);
  });

  test("keys of another tenant are refused exactly like keys that exist nowhere", async () => {
    const keys = await foreignKeys();
    // It would refuse before the key is even looked at.
    await db.asOwner("alter table outbox disable trigger guard");
    expect(keys.length).toBeGreaterThan(20);
    for (const { child, column, parent, parentColumn } of keys) {
      const [theirs] = await db.asOwner(
        `select ${parentColumn} as id from ${parent} where tenant_id = '${b.tenantId}' limit 1`,
      );
      for (const id of [String(theirs?.id), newId()]) {
        const pointing = db.asOwner(
          `update ${child} set ${column} = '${id}'
            where ctid = (select ctid from ${child} where tenant_id = '${a.tenantId}' limit 1)`,
        );
        expect([child, column, await failure(pointing)]).toEqual([child, column, NO_SUCH_KEY]);
      }
    }
    await db.asOwner("alter table outbox enable trigger guard");
  });

  test("an event on another tenant's stream is refused", async () => {
    const adding =
      asA(`insert into events values ('${a.tenantId}', '${b.ids.person}', 9, 'person.changed',
      now(), now(), null, null, '${b.ids.person}', '\\x00')`);
    expect(await failure(adding)).toBe(NO_SUCH_KEY);
  });
});

/** Foreign keys between tenant tables and the column that, beside the tenant, makes them up. */
async function foreignKeys() {
  const rows = await db.asOwner(`
    select k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent, c.attname as "column", p.attname as parent_column
    from pg_constraint k, unnest(k.conkey, k.confkey) pair(here, there)
    join pg_attribute c on c.attnum = pair.here join pg_attribute p on p.attnum = pair.there
    where k.contype = 'f' and c.attrelid = k.conrelid and p.attrelid = k.confrelid and c.attname <> 'tenant_id'
      and c.atttypid = 'uuid'::regtype and k.conrelid::regclass::text not in ('events', 'runs', 'ai_runs')`);
  return rows.map((row) => ({
    child: String(row.child),
    parent: String(row.parent),
    column: String(row.column),
    parentColumn: String(row.parent_column),
  }));
}

describe("history", () => {
  const rewrites = (table: string) => [
    `update ${table} set tenant_id = tenant_id`,
    `delete from ${table}`,
    `truncate ${table}`,
    `truncate ${table} cascade`,
  ];

  test.each(appendOnly)("%s cannot be rewritten, not even by the owner", async (table) => {
    const before = await tenantHashes(db, a.tenantId);
    for (const statement of rewrites(table)) {
      expect([statement, await failure(db.asOwner(statement))]).toEqual([statement, NOT_ALLOWED]);
      expect([statement, await failure(asA(statement))]).toEqual([statement, NOT_ALLOWED]);
    }
    expect(await tenantHashes(db, a.tenantId)).toEqual(before);
  });

  test("a row of history goes with no other row either", async () => {
    const removing = db.asOwner(`delete from streams where tenant_id = '${a.tenantId}'`);
    expect(await failure(removing)).toBe(NO_SUCH_KEY);
  });
});

test("a connection used again carries nothing over", async () => {
  const look = (side: Side, fail: boolean) =>
    db.transaction(scopeOf(side), async (tx) => {
      const { rows } = await tx.sql.execute<{ id: string; who: string }>(
        sql`select id, current_user as who from tenants`,
      );
      if (fail) throw new Error("planned");
      return rows;
    });
  const rounds = Array.from({ length: 120 }, async (_, round) => {
    const side = round % 2 === 0 ? a : b;
    if (round % 5 === 0) {
      await expect(look(side, true)).rejects.toThrow("planned");
      return;
    }
    if (round % 7 === 0) {
      const { rows } = await db.directory((directory) =>
        directory.execute(sql`select coalesce(current_setting('app.tenant_id', true), '') ||
          coalesce(current_setting('app.actor_id', true), '') || coalesce(current_setting('app.viewer_id', true), '') as left_over`),
      );
      expect(rows).toEqual([{ left_over: "" }]);
      return;
    }
    expect(await look(side, false)).toEqual([{ id: side.tenantId, who: "rapport_app" }]);
  });
  await Promise.all(rounds);
});

describe("inside one tenant", () => {
  const ofOneUser = [
    "suggestions",
    "conversations",
    "turns",
    "buttons",
    "imports",
    "files",
    "shares",
  ];
  const as = ({ id }: { id: string }): Scope => ({ ...scopeOf(a), actorId: id, viewerId: id });

  test("a colleague sees nothing that is one user's own, and no text of their mail", async () => {
    const colleague = { ...scopeOf(a), actorId: a.tom.id, viewerId: a.tom.id };
    for (const table of ofOneUser)
      expect([table, await count(colleague, table)]).toEqual([table, 0]);
    const theirs = await count(scopeOf(a), "interaction_contents");
    expect(theirs).toBeGreaterThan(4);
    // The note was said for the whole team.
    expect(await count(colleague, "interaction_contents")).toBe(1);
    expect(await count(colleague, "interactions")).toBe(await count(scopeOf(a), "interactions"));
  });

  test("a pipeline with an owner is that owner's alone, and so are its deals", async () => {
    const [pipelineId, stageId, dealId] = [newId(), newId(), newId()];
    const tables = { pipelines: pipelineId, stages: stageId, deals: dealId };
    const { tenantId, ana, tom } = a;
    await db.transaction(as(ana), async ({ sql: query }) => {
      for (const statement of [
        `insert into pipelines (tenant_id, id, name, owner_id, position) values ('${tenantId}', '${pipelineId}', 'Quiet', '${ana.id}', 1)`,
        `insert into stages (tenant_id, id, pipeline_id, name, position, outcome) values ('${tenantId}', '${stageId}', '${pipelineId}', 'First', 0, 'open')`,
        `insert into deals (tenant_id, id, name, name_key, stage_id, created_at) values ('${tenantId}', '${dealId}', 'Quiet deal', 'quiet deal', '${stageId}', now())`,
      ])
        await query.execute(sql.raw(statement));
    });
    const seen = (scope: Scope) =>
      Promise.all(Object.entries(tables).map(([table, id]) => count(scope, table, `id = '${id}'`)));
    expect(await seen(as(ana))).toEqual([1, 1, 1]);
    expect(await seen(as(tom))).toEqual([0, 0, 0]);
    expect(await seen({ ...as(ana), viewerId: null })).toEqual([0, 0, 0]);
    const moving = db.transaction(as(tom), (tx) =>
      tx.sql.execute(
        sql.raw(`update deals set stage_id = '${stageId}' where id = '${a.ids.deal}'`),
      ),
    );
    expect(await failure(moving)).toBe(NOT_ALLOWED);
  });

  test("a private list and who is on it are its owner's alone", async () => {
    const entries = (scope: Scope) => count(scope, "list_entries");
    expect(await count(as(a.ana), "lists")).toBe(2);
    expect(await count(as(a.tom), "lists")).toBe(1);
    expect(await count({ ...as(a.ana), viewerId: null }, "lists")).toBe(1);
    expect([await entries(as(a.ana)), await entries(as(a.tom))]).toEqual([2, 1]);
  });

  test("in a shared channel even the owner's mail has no text", async () => {
    const channel = { ...scopeOf(a), viewerId: null };
    expect(await count(channel, "interaction_contents")).toBe(1);
    expect(await count(channel, "suggestions")).toBe(0);
  });

  test("a colleague neither shares, rewrites nor deletes what they cannot see", async () => {
    const before = await tenantHashes(db, a.tenantId);
    const asTom = (statement: string) =>
      db.transaction({ ...scopeOf(a), actorId: a.tom.id, viewerId: a.tom.id }, (tx) =>
        tx.sql.execute(sql.raw(statement)),
      );
    for (const table of [...ofOneUser, "interaction_contents", "content_viewers"]) {
      const own = table === "content_viewers" ? "viewer_id is not null" : `tenant_id = tenant_id`;
      const kept = table.startsWith("interaction") ? `${own} and id <> '${a.ids.note}'` : own;
      const { rowCount } = await asTom(`delete from ${table} where ${kept}`);
      expect([table, rowCount]).toEqual([table, 0]);
    }
    const handingOn = asTom(
      `insert into content_viewers select tenant_id, content_id, '${a.vera.id}', id
         from content_viewers, (select id from shares) s limit 1`,
    );
    expect((await handingOn).rowCount).toBe(0);
    const taking = asTom(`update suggestions set user_id = '${a.tom.id}'`);
    expect((await taking).rowCount).toBe(0);
    expect(await tenantHashes(db, a.tenantId)).toEqual(before);
  });
});
