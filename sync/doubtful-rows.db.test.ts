/** Files through their job as a person would bring them: doubtful rows decided one by one, whole imports undone. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "../core/domain/ids.ts";
import { createImport, findImport, type ImportRow } from "../db/queries/imports.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { openDesk, type Desk } from "../test/support/desk.ts";
import { depsOver } from "../test/support/two-tenants.ts";
import { importHandler } from "./jobs/run-import.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-rows-"));
let db: TestDatabase;
let desk: Desk;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  desk = await openDesk(db);
});
afterAll(async () => {
  await db.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const scope = () => ({
  tenantId: desk.tenantId,
  actorId: desk.ana.id,
  viewerId: desk.ana.id,
});

/** Uploads a file as Ana and runs its job; returns the row as it then stands. */
async function bring(fileName: string, content: string): Promise<ImportRow> {
  const spool = path.join(folder, newId());
  fs.mkdirSync(spool);
  const spoolPath = path.join(spool, fileName);
  fs.writeFileSync(spoolPath, content);
  const bytesTotal = content.length;
  const input = { userId: desk.ana.id, fileName, spoolPath, bytesTotal, now: new Date() };
  const id = await db.transaction(scope(), (tx) => createImport(tx, input));
  return run(id);
}

async function run(importId: string): Promise<ImportRow> {
  const payload = { tenantId: desk.tenantId, userId: desk.ana.id, importId };
  await importHandler(depsOver(db)).run(payload, {
    signal: new AbortController().signal,
    attempt: 1,
  });
  const row = await db.transaction(scope(), (tx) => findImport(tx, importId));
  if (!row) throw new Error("the import is gone");
  return row;
}

const people = async (): Promise<string[]> => {
  const { rows } = await db.transaction(scope(), (tx) =>
    tx.sql.execute<{ row: string }>(
      `select p.name || ' ' || coalesce((select string_agg(c.value, ' ' order by c.value) from contact_points c
        where c.person_id = p.id), '') as row from people p order by 1`,
    ),
  );
  return rows.map(({ row }) => row);
};

// Lena Kovac and John Okafor are there, with nothing that tells whether these are the same.
const rows = [
  "Name,Phone",
  "Lena Kovac,+34600000001",
  "John Okafor,+34600000002",
  "Maria Silva,+34600000003",
].join("\n");

test("each doubtful row is decided by its own button, may be decided again, and all is undone as one", async () => {
  const before = await people();
  const preview = await bring("people.csv", rows);
  expect(preview.status).toBe("preview");
  expect(
    preview.doubtful?.map(({ position, candidates }) => [position, candidates.length]),
  ).toEqual([
    ["row 2", 1],
    ["row 3", 1],
  ]);
  const args = { import: preview.id };
  const first = await desk.call("decide_row", args);
  const same = await desk.press(first, /^Same as Lena Kovac/);
  expect(same.reply.text).toContain("the same as Lena Kovac");
  const other = await desk.press(same, "Somebody else");
  expect(other.reply.text).toContain("Every doubtful row is decided");
  const open = await desk.press(other, "Decide row 3 again");
  expect(open.reply.text).toContain("1 doubtful row left to decide");
  const decided = await desk.press(open, "Somebody else");
  expect(await people()).toEqual(before);
  await desk.press(decided, "Import 3");
  const done = await run(preview.id);
  expect(done).toMatchObject({ status: "done", doubtful: null });
  expect(await people()).toEqual([
    "John Okafor ",
    "John Okafor +34600000002",
    "Lena Kovac +34600000001",
    "Maria Silva +34600000003",
  ]);
  expect((await desk.call("undo_import")).outcome).toBe("done");
  expect(await people()).toEqual(before);
});

test("rows left out or not decided stay out, and a few are shown at a time", async () => {
  const before = await people();
  const many = Array.from({ length: 7 }, (_, n) => `Lena Kovac,+3460000000${n}`);
  const preview = await bring("many.csv", ["Name,Phone", ...many].join("\n"));
  const first = await desk.call("decide_row", { import: preview.id });
  const left = await desk.press(first, "Leave out");
  const next = await desk.press(left, "Next 1 doubtful");
  expect(JSON.stringify(next.reply.blocks)).toContain("6 to 6 of 6");
  await desk.press(next, "Import 0");
  await run(preview.id);
  expect(await people()).toEqual(before);
});

test("what nobody could know of is refused", async () => {
  const preview = await bring("people.csv", rows);
  const strange = { import: preview.id, row: "row 99", decision: { as: "new" } };
  expect((await desk.call("decide_row", strange)).code).toBe("not_found");
  const asTom = await desk.call("decide_row", { import: preview.id }, { who: desk.tom });
  expect(asTom.code).toBe("not_found");
});

const mail = [
  "From x@example.com Mon Mar  2 10:00:00 2026",
  "Message-ID: <one@x.com>",
  "Date: Mon, 02 Mar 2026 10:00:00 +0000",
  "From: Sofia Reyes <sofia@other.example>",
  "To: Ana <ana@desk.example>",
  "Subject: Hello",
  "",
  "Hello.",
  "",
  "",
].join("\n");

test("“undo” right after a file of mail asks with the count, takes it out once pressed, and only once", async () => {
  const later = new Date(Date.now() + 60_000);
  const done = await bring("wrong.mbox", mail);
  expect(JSON.stringify(done.reply)).toContain("Undo this import");
  const messages = async () =>
    (await db.transaction(scope(), (tx) => tx.sql.execute("select id from interactions"))).rows
      .length;
  const asked = await desk.call("undo", {}, { now: later });
  expect(asked.outcome).toBe("question");
  expect(asked.reply.text).toContain("Take back the import of wrong.mbox? 1 message would leave");
  expect(await messages()).toBe(1);
  const unseen = await desk.call("undo_import", { import: done.id, seen: "0".repeat(16) });
  expect([unseen.outcome, await messages()]).toEqual(["question", 1]);
  const theirs = await desk.call("undo_import", { import: done.id }, { who: desk.tom });
  expect(theirs.code).toBe("conflict");
  const undone = await desk.press(asked, "Take back 1 message");
  expect(undone.reply.text).toContain("Undone: the import of wrong.mbox, 1 message.");
  expect(await messages()).toBe(0);
  expect((await desk.press(asked, "Take back 1 message")).code).toBe("conflict");
});

test("“undo” after something written later means that", async () => {
  await bring("right.mbox", mail);
  const later = new Date(Date.now() + 60_000);
  const added = await desk.call("add_person", { name: "Maria Silva" }, { now: later });
  expect(added.outcome).toBe("done");
  const undone = await desk.call("undo", {}, { now: later });
  expect(undone.reply.text).toContain("Maria Silva");
  expect((await desk.call("undo", {}, { now: later })).reply.text).toContain("right.mbox");
});

test("an address may be claimed alone first and with the others then; somebody else's may not", async () => {
  const [one, two] = ["a@other.example", "b@other.example"];
  expect((await desk.call("claim_address", { addresses: [one] })).outcome).toBe("done");
  expect((await desk.call("claim_address", { addresses: [one, two] })).outcome).toBe("done");
  const theirs = await desk.call("claim_address", { addresses: [two] }, { who: desk.tom });
  expect(theirs.code).toBe("conflict");
});
