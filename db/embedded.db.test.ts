/** The driver and PGlite speak the wire protocol to each other: where that could go out of step. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { templateDirectory } from "../test/support/template-database.ts";
import { openEmbedded, type EmbeddedDatabase } from "./embedded.ts";
import { PLANNED_ANEW } from "./kept-statements.ts";

let directory: string;
let database: EmbeddedDatabase;

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-embedded-"));
  fs.cpSync(path.join(templateDirectory(), "db"), directory, { recursive: true });
  database = await openEmbedded(directory);
});
afterAll(async () => {
  await database.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

test("every length of answer is followed by its own next answer", async () => {
  const client = await database.pool.connect();
  // The backend flushes about every 8 KB: these lengths move the end of the answer over that edge.
  for (let length = 8_100; length < 8_260; length++) {
    const { rows } = await client.query<{ text: string }>("select repeat('x', $1::int) as text", [
      length,
    ]);
    expect(rows[0]?.text).toHaveLength(length);
    const next = await client.query<{ n: number }>("select $1::int as n", [length]);
    expect(next.rows).toEqual([{ n: length }]);
  }
  client.release();
});

test("an error leaves the connection usable, inside a transaction and outside", async () => {
  const client = await database.pool.connect();
  await expect(client.query("select 1 / $1::int", [0])).rejects.toThrow("division by zero");
  expect((await client.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  await client.query("begin");
  await expect(client.query("select * from nowhere where a = $1", [1])).rejects.toThrow("nowhere");
  await expect(client.query("select 1")).rejects.toThrow("current transaction is aborted");
  await client.query("rollback");
  expect((await client.query("select $1::text as said", ["here"])).rows).toEqual([
    { said: "here" },
  ]);
  client.release();
});

test("a statement met again is kept, also by a connection on which it failed", async () => {
  const client = await database.pool.connect();
  const divide = (by: number) =>
    client.query<{ n: number }>({ text: "select 6 / $1::int as n" }, [by]);
  const kept = async () =>
    (await client.query("select 1 from pg_prepared_statements where statement like '%6 / $1%'"))
      .rows.length;
  await expect(divide(0)).rejects.toThrow("division by zero");
  for (let by = 1; by <= 8; by++)
    expect((await divide(by)).rows).toEqual([{ n: Math.trunc(6 / by) }]);
  expect(await kept()).toBe(1);
  // Planned again where what it reads has changed.
  await client.query("create temporary table kept_test as select 1 as a");
  const read = () => client.query({ text: "select a from kept_test where a > $1::int" }, [0]);
  expect((await read()).rows).toEqual([{ a: 1 }]);
  await client.query("alter table kept_test add column b int");
  expect((await read()).rows).toEqual([{ a: 1 }]);
  client.release(true);
  const next = await database.pool.connect();
  expect((await next.query({ text: "select 6 / $1::int as n" }, [2])).rows).toEqual([{ n: 3 }]);
  next.release();
});

test("a statement that asks to be planned anew is not kept", async () => {
  const client = await database.pool.connect();
  await client.query({ text: `${PLANNED_ANEW} select 7 / $1::int as n` }, [1]);
  const { rows } = await client.query(
    "select 1 from pg_prepared_statements where statement like '%7 / $1%'",
  );
  expect(rows).toEqual([]);
  client.release();
});

test("a connection given up leaves nothing behind for the next one", async () => {
  const first = await database.pool.connect();
  await first.query("begin");
  await first.query("select set_config('app.tenant_id', 'left-over', false)");
  first.release(true);
  const second = await database.pool.connect();
  const { rows } = await second.query(
    "select coalesce(current_setting('app.tenant_id', true), '') as tenant",
  );
  expect(rows).toEqual([{ tenant: "" }]);
  await second.query("begin");
  await second.query("commit");
  second.release();
});

test("a slow query does not hold this thread", async () => {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 5);
  await database.pool.query("select count(*) from generate_series(1, 2000000)");
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
});
