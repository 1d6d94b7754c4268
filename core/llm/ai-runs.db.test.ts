/** Turns that Claude reads, from the words to the books: lane, answer, what is kept of the call, the budget. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  openMessagesApi,
  calls,
  words,
  type MessagesApi,
  type Scripted,
} from "../../test/doubles/messages-api.ts";
import { MODEL, openOpenAiApi, toolCalls } from "../../test/doubles/openai-api.ts";
import { openTestClaude } from "../../test/support/claude-engine.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import {
  addSide,
  contextFor,
  depsOver,
  testNow,
  type Side,
} from "../../test/support/two-tenants.ts";
import { lintCatalogue } from "../../db/catalogue-lint.ts";
import { aiTotals, type AiTotals } from "../../db/queries/ai-runs.ts";
import { getTenant, saveSettings, type User } from "../../db/queries/tenants.ts";
import { createLocalParser } from "../agent/local-parser/local-parser.ts";
import { runTurn, type TurnResult } from "../agent/turn.ts";
import type { Context } from "../context.ts";
import type { IntentParser } from "../agent/intent.ts";
import { plainText } from "../reply.ts";
import { tools } from "../tools/registry.ts";
import { openLangchain } from "./open-langchain.ts";

const local = createLocalParser(tools);
let db: TestDatabase;
let api: MessagesApi;
let here: Side;
let there: Side;
let third: Side;
let parser: IntentParser;
beforeAll(async () => {
  [db, api] = await Promise.all([openTestDatabase(), openMessagesApi()]);
  here = await addSide(db, "vark");
  there = await addSide(db, "plim");
  third = await addSide(db, "drem");
});
afterAll(() => Promise.all([db.close(), api.close()]));
beforeEach(() => {
  api.sent.length = 0;
  ({ parser } = openTestClaude(db, api));
});

function say(text: string, user: User, ...steps: Scripted[]): Promise<TurnResult> {
  return sayIn({}, text, user, ...steps);
}

async function sayIn(changes: Partial<Context>, text: string, user: User, ...steps: Scripted[]) {
  api.script(...steps);
  return runTurn({ ...depsOver(db), parser }, contextFor(user, changes), { kind: "text", text });
}

const scopeOf = ({ tenantId }: Side) => ({ tenantId, actorId: null, viewerId: null });
const totalsOf = (side: Side): Promise<AiTotals> =>
  db.transaction(scopeOf(side), (tx) => aiTotals(tx, testNow));
const rowsOf = (side: Side) =>
  db.asOwner(`select * from ai_runs where tenant_id = '${side.tenantId}' order by id`);

describe("a turn that Claude reads", () => {
  it("carries out its calls in lane C, without a word of basic mode", async () => {
    const { person, company } = here.words;
    const result = await say(
      `note that ${person} likes tea, then open ${company}`,
      here.ana,
      calls(
        ["log_interaction", { kind: "note", about: [person], summary: "likes tea" }],
        ["show_record", { record: company }],
      ),
    );
    expect(result).toMatchObject({ engine: "claude", lane: "C" });
    expect(result.calls.map(({ tool, outcome }) => [tool, outcome])).toEqual([
      ["log_interaction", "done"],
      ["show_record", "done"],
    ]);
    expect(plainText(result.reply)).toContain("likes tea");
    expect(plainText(result.reply)).not.toMatch(/basic mode/i);
    const undone = await say("undo that", here.ana, calls(["undo", {}]));
    expect(undone.calls).toMatchObject([{ tool: "undo", outcome: "done" }]);
  });

  it("takes the next words for an answer to the model's question, not for a correction", async () => {
    const { deal } = here.words;
    await say(`${deal} is 25k`, here.ana, calls(["update_deal", { deal, value: "25k" }]));
    const question = calls(["ask_user", { question: "What should the value be?" }]);
    expect((await say("that is wrong", here.ana, question)).reply.text).toBe(
      "What should the value be?",
    );
    const answered = await say("no, 26k", here.ana, calls(["update_deal", { deal, value: "26k" }]));
    expect(answered).toMatchObject({
      lane: "C",
      calls: [{ tool: "update_deal", outcome: "done" }],
    });
    expect(JSON.stringify(api.sent.at(-1)?.messages)).toContain("What should the value be?");
  });

  it("knows what was said before, in private only", async () => {
    const { person } = here.words;
    await say(`show ${person}`, here.ana, calls(["show_record", { record: person }]));
    await say("and her tasks?", here.ana, calls(["list_tasks", { about: "her" }]));
    expect(JSON.stringify(api.sent.at(-1)?.messages)).toContain(`show ${person}`);
    await sayIn({ audience: "#sales" }, "and her tasks?", here.ana, calls(["list_tasks", {}]));
    expect(JSON.stringify(api.sent.at(-1)?.messages)).not.toContain(person);
  });

  it("sends every tenant and user the same tools and prompt, read from the cache by the second", async () => {
    await say("what now", here.ana, words("Nothing."));
    await say("what now", there.tom, words("Nothing."));
    const [one, two] = api.sent.map(({ tools: given, system }) => JSON.stringify([given, system]));
    expect(one).toBe(two);
    for (const word of [here.words.company, there.words.company, here.words.person])
      expect(one).not.toContain(word);
    expect((await totalsOf(there)).cacheReadTokens).toBeGreaterThan(1_000);
  });

  it("refuses what the asker may not do, whatever the model calls", async () => {
    const { company } = here.words;
    const result = await say(
      `archive ${company}`,
      here.vera,
      calls(["archive_record", { record: company }]),
    );
    expect(result.calls).toMatchObject([{ tool: "archive_record", outcome: "refused" }]);
  });

  it("is read locally, and says so, when the model fails", async () => {
    const broken: Scripted = { kind: "status", status: 500, type: "api_error" };
    const result = await say("list my tasks", here.ana, broken, broken);
    expect(result).toMatchObject({ engine: "local", lane: "B" });
    expect(result.calls).toMatchObject([{ tool: "list_tasks" }]);
    expect(result.reply.note).toMatch(
      /^The model could not be reached, so I read this in basic mode\. Read as: /,
    );
  });
});

describe("the books", () => {
  it("keep of each attempt what it was, took and cost, and none of the words", async () => {
    const before = (await rowsOf(there)).length;
    const busy: Scripted = { kind: "status", status: 529, type: "overloaded_error" };
    const result = await say(
      `show ${there.words.person}`,
      there.ana,
      busy,
      calls(["show_record", { record: there.words.person }]),
    );
    const rows = (await rowsOf(there)).slice(before);
    expect(rows).toMatchObject([
      { outcome: "http_529", calls: [], cost_micro_usd: "0" },
      {
        user_id: there.ana.id,
        engine: "claude",
        model: "claude-haiku-5-5",
        outcome: "tool_use",
        calls: ["show_record"],
        tainted: false,
        request_id: expect.stringMatching(/^req_double_/) as string,
        prompt_hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        tools_hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      },
    ]);
    expect(Number(rows[1]?.cost_micro_usd)).toBeGreaterThan(0);
    expect(rows[0]?.correlation_id).toBe(rows[1]?.correlation_id);
    expect(JSON.stringify(rows)).not.toContain(there.words.person);
    expect(result.lane).toBe("C");
  });

  it("are each tenant's own, can only be added to, and pass the catalogue's checks", async () => {
    const [mine, theirs] = [await totalsOf(here), await totalsOf(there)];
    expect(mine.calls).toBe((await rowsOf(here)).length);
    expect(theirs.calls).toBe((await rowsOf(there)).length);
    expect(mine.failed).toBeGreaterThan(0);
    await expect(db.asOwner("update ai_runs set cost_micro_usd = 0")).rejects.toThrow(
      /append-only/,
    );
    await expect(db.asOwner("delete from ai_runs")).rejects.toThrow(/append-only/);
    expect(await lintCatalogue((statement) => db.asOwner(statement))).toEqual([]);
  });

  it("keep a price that nobody told as unknown, and hold the budget at the dearest", async () => {
    const other = await openOpenAiApi();
    const open = { db, tools, local, log: depsOver(db).log, model: `openai:${MODEL}` };
    ({ parser } = openLangchain({ ...open, apiKey: other.key, baseUrl: other.url }));
    const ask = () => {
      other.script(toolCalls(["list_tasks", {}]));
      return sayIn({}, "list my tasks", third.ana);
    };
    const before = (await rowsOf(third)).length;
    expect(await ask()).toMatchObject({ engine: "langchain", lane: "C" });
    expect((await rowsOf(third)).slice(before)).toMatchObject([
      {
        engine: "langchain",
        model: `openai:${MODEL}`,
        cost_micro_usd: null,
        outcome: "tool_calls",
      },
    ]);
    const totals = await totalsOf(third);
    expect(totals).toMatchObject({
      calls: before + 1,
      costMicroUsd: 0,
      unpriced: { calls: 1 },
    });
    expect(totals.unpriced.inputTokens).toBe(totals.inputTokens + totals.cacheReadTokens);
    await db.transaction(scopeOf(third), async (tx) =>
      saveSettings(tx, { ...(await getTenant(tx)).settings, aiBudgetUsd: 0.05 }),
    );
    const stopped = await ask();
    expect(stopped).toMatchObject({ engine: "local", lane: "B" });
    expect(stopped.reply.note).toContain("This month's budget for the model is used up");
    await other.close();
  });

  it("start anew each month", async () => {
    const next = new Date("2026-12-01T00:00:00Z");
    const totals = await db.transaction(scopeOf(here), (tx) => aiTotals(tx, next));
    expect(totals).toMatchObject({ calls: 0, costMicroUsd: 0 });
  });

  it("stop the next call once the month's budget is used up, and say so", async () => {
    const spent = (await totalsOf(here)).costMicroUsd / 1_000_000;
    const limit = (aiBudgetUsd: number) =>
      db.transaction(scopeOf(here), async (tx) =>
        saveSettings(tx, { ...(await getTenant(tx)).settings, aiBudgetUsd }),
      );
    await limit(spent + 0.000_001);
    const last = await say("list my tasks", here.ana, calls(["list_tasks", {}]));
    expect(last).toMatchObject({ engine: "claude" });
    const sent = api.sent.length;
    const stopped = await say("list my tasks", here.ana, calls(["list_tasks", {}]));
    expect(stopped).toMatchObject({ engine: "local", lane: "B" });
    expect(stopped.reply.note).toContain("This month's budget for the model is used up");
    expect(api.sent).toHaveLength(sent);
    const other = await say("list my tasks", there.ana, calls(["list_tasks", {}]));
    expect(other.engine).toBe("claude");
  });
});
