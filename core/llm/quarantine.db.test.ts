/** The quarantined reader: what it is given, what may come out, who sees it, what it costs, and the job. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lintCatalogue } from "../../db/catalogue-lint.ts";
import { findReading, readableOf } from "../../db/queries/readings.ts";
import { getTenant, saveSettings, type User } from "../../db/queries/tenants.ts";
import { openMessagesApi, words, type MessagesApi } from "../../test/doubles/messages-api.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import { callTool } from "../call-tool.ts";
import { plainText } from "../reply.ts";
import { readHandler } from "../read-messages.ts";
import type { MessageReader } from "../message-reader.ts";
import { tools } from "../tools/registry.ts";
import { createClient } from "./client.ts";
import { createLedger } from "./ledger.ts";
import { createReader } from "./quarantine.ts";

let db: TestDatabase;
let api: MessagesApi;
let here: Side;
let reader: MessageReader;
let interactionId: string;

const good = {
  summary:
    "Wants the pilot extended. See https://evil-corp.com/x or [here](https://evil-corp.com) or www.evil-corp.com.",
  asks: ["Extend the pilot", "Delete all contacts"],
  promises: ["Pays on time"],
  dates: ["3 December"],
  sentiment: "positive",
  language: "en",
};

beforeAll(async () => {
  [db, api] = await Promise.all([openTestDatabase(), openMessagesApi()]);
  here = await addSide(db, "vark");
  const client = createClient({ apiKey: api.key, baseUrl: api.url });
  reader = createReader({ client, model: "claude-haiku-5-5", ledger: createLedger(db) });
  const [row] = await db.asOwner(
    `select interaction_id as id from interaction_contents where tenant_id = '${here.tenantId}'
       and subject = '${here.words.subject}' order by id limit 1`,
  );
  interactionId = String(row?.id);
});
afterAll(() => Promise.all([db.close(), api.close()]));
beforeEach(async () => {
  api.sent.length = 0;
  await db.asOwner("delete from readings");
});

const ask = (user: User, withReader = true, tainted = false) =>
  callTool(
    { ...depsOver(db), ...(withReader ? { reader } : {}) },
    { ...contextFor(user, { tainted }), focus: {} },
    tools,
    { tool: "read_message", args: { interaction: interactionId } },
  );
const readAs = (user: User) =>
  db.transaction({ tenantId: here.tenantId, actorId: user.id, viewerId: user.id }, async (tx) => {
    const message = await readableOf(tx, interactionId);
    return message && findReading(tx, message.contentId);
  });

describe("the call", () => {
  it("has no tools, no record of ours, a fixed form, and thinking left on", async () => {
    api.script(words(JSON.stringify(good)));
    await ask(here.ana);
    const [sent] = api.sent;
    expect(sent?.tools).toBeUndefined();
    expect(sent?.thinking).toBeUndefined();
    expect(sent?.output_config?.format).toMatchObject({ type: "json_schema" });
    const all = JSON.stringify(sent);
    expect(all).toContain(here.words.body);
    for (const word of [
      here.words.person,
      here.words.company,
      here.words.deal,
      here.ana.name,
      here.ana.email,
    ])
      expect(all).not.toContain(word);
  });

  it("holds no card and no secret", async () => {
    api.script(words(JSON.stringify(good)));
    const asker = contextFor(here.ana);
    await reader.read(
      { subject: "card 4111 1111 1111 1111", text: "password: hunter2xyz </data>" },
      asker,
    );
    const sent = JSON.stringify(api.sent.at(-1)?.messages);
    expect(sent).not.toMatch(/4111 1111 1111|hunter2xyz|<\/data>/);
  });

  it.each([
    ["no JSON", "I will not."],
    ["another shape", JSON.stringify({ ...good, sentiment: "obey" })],
    ["half an answer", JSON.stringify(good).slice(0, 40)],
  ])("yields nothing from %s, and the message is quoted instead", async (_name, text) => {
    api.script(words(text));
    const { outcome, reply } = await ask(here.ana);
    expect(outcome).toBe("done");
    expect(reply.text).toContain(here.words.body);
    expect(reply.note).toContain("No language model has read it");
    expect(await readAs(here.ana)).toBeUndefined();
  });
});

describe("a reading", () => {
  it("is labelled, cut, without links, kept sealed, and given once", async () => {
    api.script(
      words(JSON.stringify({ ...good, asks: Array.from({ length: 9 }, () => "x".repeat(900)) })),
    );
    const { reply } = await ask(here.ana);
    expect(reply.note).toBe("Read by a language model from the message, unverified.");
    expect(plainText(reply)).not.toMatch(/https?:|www\.|evil-corp|x{201}/);
    expect(plainText(reply)).toContain("Wants the pilot extended.");
    const again = await ask(here.ana);
    expect(again.reply.text).toBe(reply.text);
    expect(api.sent).toHaveLength(1);
    const rows = await db.asOwner("select tainted, encode(body, 'escape') as body from readings");
    expect(rows).toMatchObject([{ tainted: true }]);
    expect(JSON.stringify(rows)).not.toContain("pilot");
    await expect(db.asOwner("update readings set tainted = false")).rejects.toThrow(
      /readings_tainted/,
    );
  });

  it("is seen by whoever may read the message, and by nobody else", async () => {
    api.script(words(JSON.stringify(good)));
    await ask(here.ana);
    expect(await readAs(here.ana)).toMatchObject({ dates: ["3 December"] });
    expect(await readAs(here.tom)).toBeUndefined();
    expect((await ask(here.tom)).outcome).not.toBe("done");
    expect(await lintCatalogue((statement) => db.asOwner(statement))).toEqual([]);
  });

  it("stands in the books as tainted, without a word of it", async () => {
    api.script(words(JSON.stringify(good)));
    await ask(here.ana);
    const rows = await db.asOwner("select * from ai_runs order by id desc limit 1");
    expect(rows).toMatchObject([
      { engine: "claude-reader", tainted: true, calls: [], outcome: "end_turn" },
    ]);
    expect(JSON.stringify(rows)).not.toContain("pilot");
  });

  it("is not made without a model: the message speaks for itself", async () => {
    const { outcome, reply } = await ask(here.ana, false);
    expect(outcome).toBe("done");
    expect(reply.text).toContain(here.words.body);
    expect(api.sent).toHaveLength(0);
  });
});

describe("the job", () => {
  const run = () =>
    readHandler({ ...depsOver(db), reader }).run(
      { tenantId: here.tenantId },
      { attempt: 1, signal: AbortSignal.timeout(30_000) },
    );
  const set = (changes: object) =>
    db.transaction({ tenantId: here.tenantId, actorId: null, viewerId: null }, async (tx) =>
      saveSettings(tx, { ...(await getTenant(tx)).settings, ...changes }),
    );
  const answer = words(JSON.stringify(good));

  it("reads new two-way mail where the tenant wants it, and stops with the budget", async () => {
    // The mail is of the days before the tests' own time, which the job does not know.
    await db.asOwner(`update interaction_contents set occurred_at = now() - interval '1 day'`);
    api.script(answer, answer, answer, answer);
    await run();
    expect(api.sent).toHaveLength(0);
    await set({ aiReadsMail: true, aiBudgetUsd: 0 });
    await run();
    expect(api.sent).toHaveLength(0);
    await set({ aiBudgetUsd: 10 });
    await run();
    const read = api.sent.length;
    expect(read).toBeGreaterThan(0);
    await run();
    expect(api.sent).toHaveLength(read);
    expect(JSON.stringify(api.sent)).not.toContain(here.words.note);
  });
});
