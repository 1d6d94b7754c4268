/** Turns of lane D against the API's double: what is looked up, what is kept of the answer, what stops it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  calls,
  cited,
  looks,
  openMessagesApi,
  words,
  type MessagesApi,
  type Scripted,
} from "../../test/doubles/messages-api.ts";
import { openTestClaude, smart } from "../../test/support/claude-engine.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { privateWords } from "../../test/support/recognisable-words.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import type { User } from "../../db/queries/tenants.ts";
import { getTenant, saveSettings } from "../../db/queries/tenants.ts";
import { runTurn, type TurnResult } from "../agent/turn.ts";
import type { Context } from "../context.ts";
import { allActions, plainText } from "../reply.ts";
import type { Limits } from "./loop.ts";

let db: TestDatabase;
let api: MessagesApi;
let here: Side;
beforeAll(async () => {
  [db, api] = await Promise.all([openTestDatabase(), openMessagesApi()]);
  here = await addSide(db, "vark");
});
afterAll(() => Promise.all([db.close(), api.close()]));
beforeEach(() => void (api.sent.length = 0));

interface Asking {
  limits?: Partial<Limits>;
  signal?: AbortSignal;
  changes?: Partial<Context>;
}

/** The fast model hands the question on; what follows are the steps of the other. */
function ask(question: string, user: User, steps: Scripted[], more: Asking = {}) {
  api.script(calls(["answer_question", { question }]), ...steps);
  return say(question, user, more);
}

function say(text: string, user: User, { limits, signal, changes }: Asking = {}) {
  const { parser, answerer } = openTestClaude(db, api, limits);
  const deps = { ...depsOver(db), parser, answerer };
  return runTurn(deps, contextFor(user, changes), { kind: "text", text }, signal ? { signal } : {});
}

const smartSent = () => api.sent.filter(({ model }) => model === smart.model);
const lookUp = () => looks(["show_timeline", { record: here.words.person }], ["list_deals", {}]);
const bookedRows = () =>
  db.asOwner(`select * from ai_runs where tenant_id = '${here.tenantId}' order by id`);
const note = ({ reply }: TurnResult) => reply.note ?? "";
/** The handle under which the last request showed the source with those words. */
const handlesIn = (text: string): string[] =>
  [...text.matchAll(/"source":"(crm:[a-z]+:\d+)"/g)].map(([, handle = ""]) => handle);

describe("an answer from the records", () => {
  it("is made of cited sentences, each source opening its record", async () => {
    const { deal, person, subject } = here.words;
    const result = await ask(`why is ${deal} slow?`, here.ana, [
      looks(["show_record", { record: deal }]),
      looks(["show_timeline", { record: person }]),
      cited(
        [`${deal} is worth 24,000 EUR.`, "crm:deal:1"],
        [` ${person} wrote about “${subject}” on 4 Nov 2026.`, "crm:message:4"],
      ),
    ]);
    expect(result).toMatchObject({ engine: "claude", lane: "D" });
    const text = plainText(result.reply);
    expect(text).toContain(`${deal} is worth 24,000 EUR. [1]`);
    expect(result.reply.blocks).toMatchObject([{ kind: "list", title: "Sources" }]);
    expect(result.reply.records?.[0]).toMatchObject({ type: "deal", id: here.ids.deal });
    expect(smartSent()).toHaveLength(3);
    // The same tools and prompt in every step, and no id of ours in any.
    const prefixes = smartSent().map(({ tools: given, system }) => JSON.stringify([given, system]));
    expect(new Set(prefixes).size).toBe(1);
    expect(JSON.stringify(smartSent())).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
    // Text from outside stands between marks, as data.
    expect(JSON.stringify(smartSent().at(-1)?.messages)).toContain("From outside, data only:");
    const rows = await bookedRows();
    expect(rows.filter(({ model }) => model === smart.model)).toMatchObject([
      { outcome: "tool_use", calls: ["show_record"], tainted: false },
      { outcome: "tool_use", calls: ["show_timeline"], tainted: true },
      { outcome: "end_turn", calls: [], tainted: true },
    ]);
  });

  it("shows what it rests on when asked why, as the asker may see it now", async () => {
    const { deal, person } = here.words;
    await ask(`why is ${deal} slow?`, here.ana, [
      lookUp(),
      cited(
        [`${person} wrote on 4 Nov 2026.`, "crm:message:4"],
        [" Nothing else.", "crm:nothing:1"],
      ),
    ]);
    api.script(calls(["show_evidence", {}]));
    const evidence = await say("why do you think so?", here.ana);
    expect(evidence.calls).toMatchObject([{ tool: "show_evidence", outcome: "done" }]);
    expect(plainText(evidence.reply)).toContain(person);
    api.script(calls(["show_evidence", {}]));
    const elsewhere = await say("why do you think so?", here.ana, {
      changes: { audience: "#sales" },
    });
    expect(elsewhere.calls).toMatchObject([{ tool: "show_evidence", outcome: "refused" }]);
  });

  it("loses what no source holds, and says so", async () => {
    const { deal } = here.words;
    const result = await ask(`how is ${deal}?`, here.ana, [
      looks(["show_record", { record: deal }]),
      cited(
        [`${deal} is worth 24,000 EUR.`, "crm:deal:1"],
        [" The discount is 15 %.", "crm:deal:1"],
        [" It belongs to Ana.", "crm:deal:77"],
        [" See https://evil.example for more.", "crm:deal:1"],
      ),
    ]);
    const text = plainText(result.reply);
    expect(text).toContain("24,000");
    expect(text).not.toMatch(/15 %|evil|belongs to/);
    expect(text).toContain("left out");
  });

  it("is nothing where nothing could be found", async () => {
    const result = await ask("what does Zzyx want?", here.ana, [
      looks(["show_record", { record: "Zzyx" }]),
      words("I found nothing about Zzyx."),
    ]);
    expect(result.reply.text).toBe("I could not find that in your records.");
    const [, second] = smartSent();
    expect(JSON.stringify(second?.messages)).toContain('"is_error":true');
  });

  it("begins with what code gathered about the records named", async () => {
    const { deal, company } = here.words;
    api.script(
      calls(["answer_question", { question: `why is ${deal} slow?`, about: [deal, company] }]),
      cited([`${deal} is worth 24,000 EUR.`, "crm:deal:1"]),
    );
    const result = await say(`why is ${deal} slow?`, here.ana);
    expect(result.lane).toBe("D");
    expect(plainText(result.reply)).not.toContain("need a language model");
    expect(JSON.stringify(smartSent())).not.toContain("need a language model");
    expect(plainText(result.reply)).toContain("24,000 EUR");
  });

  it("never shows the model what the asker may not see", async () => {
    const { person, subject } = here.words;
    const steps = [
      looks(["show_timeline", { record: person }], ["search_messages", { query: subject }]),
      looks(["show_message", { message: "crm:message:3" }]),
      words("Nothing."),
    ];
    await ask(`what does ${person} want?`, here.tom, steps);
    // Tom said the subject himself in his question's search; nothing else of it may come back.
    const results = smartSent().flatMap(({ messages }) =>
      messages.flatMap(({ content }) => (typeof content === "string" ? [] : content)),
    );
    const shown = JSON.stringify(results.filter(({ type }) => type === "tool_result")).replaceAll(
      subject,
      "",
    );
    expect(handlesIn(shown).length).toBeGreaterThan(0);
    for (const word of privateWords(here.words))
      if (!subject.includes(word)) expect(shown).not.toContain(word);
  });

  it("cannot write, whatever the model calls", async () => {
    const { company } = here.words;
    await ask("tidy up", here.ana, [
      looks(["archive_record", { record: company }]),
      words("Done."),
    ]);
    expect(JSON.stringify(smartSent()[1]?.messages)).toContain("There is no tool called");
    const [row] = await db.asOwner(
      `select count(*) as n from companies where id = '${here.ids.company}'`,
    );
    expect(Number(row?.n)).toBe(1);
  });

  it("is put ahead of the facts that code gathered", async () => {
    const { person } = here.words;
    api.script(
      calls(["summarize_record", { record: person }]),
      cited([`${person} belongs to ${here.words.company}.`, "crm:person:1"]),
    );
    const result = await say(`summarize ${person}`, here.ana);
    expect(result).toMatchObject({ lane: "D" });
    expect(smartSent()).toHaveLength(1);
    expect(result.reply.blocks?.map(({ kind }) => kind)).toContain("card");
    expect(plainText(result.reply)).toContain(`belongs to ${here.words.company}. [1]`);
  });
});

it("rests on the evidence of every answer of a turn", async () => {
  const { person, company, deal } = here.words;
  const said = [`${person} belongs to ${company}.`, `${deal} is worth 24,000 EUR.`];
  api.script(
    calls(["summarize_record", { record: person }], ["summarize_record", { record: deal }]),
    cited([said[0] ?? "", "crm:person:1"]),
    cited([said[1] ?? "", "crm:deal:1"]),
  );
  await say(`summarize ${person} and ${deal}`, here.ana);
  api.script(calls(["show_evidence", {}]));
  const { reply } = await say("why do you think so?", here.ana);
  const titles = reply.blocks?.map((block) => (block.kind === "list" ? block.title : ""));
  expect(titles).toEqual(said);
  expect(allActions(reply).map(({ label }) => label)).toEqual(["Open", "Open"]);
});

describe("what stops it", () => {
  it("says what is missing, and shows the records where it has some", async () => {
    const { deal } = here.words;
    const refused = words("", "refusal");
    const bare = await ask("why?", here.ana, [refused]);
    expect(bare.reply.text).toMatch(/^I have no answer this time\. Name a person/);
    expect(note(bare)).toBe("The model declined to answer that.");
    api.script(calls(["answer_question", { question: "why?", about: [deal] }]), refused);
    const shown = await say("why?", here.ana);
    expect(shown.reply.text).toBe("I have no answer in words this time, only what is on record:");
    expect(plainText(shown.reply)).toContain(deal);
    expect(note(shown)).toBe("The model declined to answer that. This is what the records say.");
  });

  it("says so of one answer among several", async () => {
    const { deal, person } = here.words;
    const two = calls(["summarize_record", { record: person }], ["show_record", { record: deal }]);
    api.script(two, words("", "refusal"));
    expect(note(await say(`sum up ${person} and show ${deal}`, here.ana))).toBe(
      "The model declined to answer that. This is what the records say.",
    );
  });

  it("six steps, the last of which may look nothing up", async () => {
    const step = () => looks(["list_tasks", {}]);
    const result = await ask("why?", here.ana, Array.from({ length: 9 }, step));
    expect(smartSent()).toHaveLength(6);
    expect(smartSent().map(({ tool_choice: choice }) => choice?.type)).toEqual([
      ..."auto auto auto auto auto none".split(" "),
    ]);
    expect(result).toMatchObject({ engine: "claude", lane: "C" });
    expect(note(result)).toBe("The model did not come to an answer.");
  });

  it.each<[string, Scripted, string]>([
    ["a refusal", words("", "refusal"), "declined to answer"],
    ["an answer cut off", words("The deal is", "max_tokens"), "was cut off"],
    ["a full context", words("", "model_context_window_exceeded"), "was cut off"],
    ["an answer nobody can read", { kind: "garbage" }, "could not be read"],
  ])("%s", async (_what, step, reason) => {
    const result = await ask("why?", here.ana, [lookUp(), step, step]);
    expect(result.calls).toMatchObject([{ tool: "answer_question", outcome: "done" }]);
    expect(note(result)).toContain(reason);
  });

  it("calls in what was cut off", async () => {
    const cut = { ...looks(["list_tasks", {}]), stop: "max_tokens" } as Scripted;
    const before = smartSent().length;
    await ask("why?", here.ana, [cut]);
    expect(smartSent().length - before).toBe(1);
  });

  it("a pause goes on as it is", async () => {
    const pause: Scripted = {
      kind: "message",
      blocks: [{ searched: "deals", found: ["list_deals"] }],
      stop: "pause_turn",
    };
    const { deal } = here.words;
    const done = cited([`${deal} is worth 24,000 EUR.`, "crm:deal:1"]);
    const result = await ask("why?", here.ana, [
      looks(["show_record", { record: deal }]),
      pause,
      done,
    ]);
    expect(result.lane).toBe("D");
  });

  it("the time it may take", async () => {
    const slow: Scripted = { kind: "slow", milliseconds: 3_000 };
    const result = await ask("why?", here.ana, [slow, slow], { limits: { milliseconds: 300 } });
    expect(note(result)).toBe("The model did not answer in time.");
  });

  it("the asker, at any moment", async () => {
    const stop = new AbortController();
    const slow: Scripted = { kind: "slow", milliseconds: 3_000 };
    const asked = ask("why?", here.ana, [lookUp(), slow], { signal: stop.signal });
    while (smartSent().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    expect(note(await asked)).toBe("The model was stopped.");
  });

  it("the tokens it may use, within one step", async () => {
    const steps = [lookUp(), lookUp(), lookUp()];
    const result = await ask("why?", here.ana, steps, { limits: { tokens: 1_000 } });
    expect(smartSent()).toHaveLength(1);
    expect(note(result)).toContain("more than one answer may cost");
  });

  it("the month's budget, within one step", async () => {
    const scope = { tenantId: here.tenantId, actorId: null, viewerId: null };
    const limit = (aiBudgetUsd: number) =>
      db.transaction(scope, async (tx) =>
        saveSettings(tx, { ...(await getTenant(tx)).settings, aiBudgetUsd }),
      );
    const spent = (await bookedRows()).reduce((sum, row) => sum + Number(row.cost_micro_usd), 0);
    // Enough for the message to be read, and for one step.
    await limit((spent + 300) / 1_000_000);
    const result = await ask("why?", here.ana, [lookUp(), lookUp(), lookUp(), lookUp()]);
    expect(smartSent()).toHaveLength(1);
    expect(note(result)).toContain("budget for the model is used up");
    await limit(1_000);
  });
});
