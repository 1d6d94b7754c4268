import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { contextFor, depsOver, testNow } from "../../test/support/two-tenants.ts";
import { companyRecords, dealRecords, personRecords } from "../../db/projections/registry.ts";
import { findStages } from "../../db/queries/deals.ts";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import { write } from "../../db/write.ts";
import { newCompany } from "../domain/company.ts";
import { newDeal } from "../domain/deal.ts";
import { newId } from "../domain/ids.ts";
import { newPerson } from "../domain/person.ts";
import { allActions, plainText } from "../reply.ts";
import { tools } from "../tools/registry.ts";
import type { Intent, IntendedCall } from "./intent.ts";
import { createLocalParser } from "./local-parser/local-parser.ts";
import { createNameFinder } from "./local-parser/name-finder.ts";
import { runTurn, type Said, type TurnDeps, type TurnResult } from "./turn.ts";

let db: TestDatabase;
let tenantId: string;
let ana: User;
let tom: User;
let ids: Record<"okafor" | "weiss" | "sofia" | "acme" | "borealis" | "pilot", string>;
let minutes = 0;
let parser: TurnDeps["parser"];

beforeAll(async () => {
  db = await openTestDatabase();
  parser = createLocalParser(tools, createNameFinder(db));
});
afterAll(() => db.close());

beforeEach(async () => {
  minutes = 0;
  ({ id: tenantId } = await createTenant(db, { slug: newId(), name: "Harbour", at: testNow }));
  ana = await addUser("Ana");
  tom = await addUser("Tom");
  ids = await addRecords();
});

const addUser = (name: string) =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) => {
    const email = `${name.toLowerCase()}@harbour.example`;
    return saveUser(tx, { email, name, role: "owner", timeZone: "UTC", locale: "en", at: testNow });
  });

function addRecords() {
  const id = () => newId();
  const made = {
    okafor: id(),
    weiss: id(),
    sofia: id(),
    acme: id(),
    borealis: id(),
    pilot: id(),
  };
  const cause = { runId: null, groupId: newId(), recordedAt: testNow };
  const ownerId = ana.id;
  return db.transaction({ tenantId, actorId: ana.id, viewerId: ana.id }, async (tx) => {
    const companies = [
      ["Acme", made.acme],
      ["Borealis", made.borealis],
    ].map(([name = "", companyId = ""]) => ({
      id: companyId,
      command: {
        kind: "create" as const,
        company: newCompany(name, "said", testNow, { ownerId }),
      },
    }));
    await write(tx, companyRecords, companies, cause);
    const people = [
      ["John Okafor", made.okafor, made.acme],
      ["John Weiss", made.weiss, made.borealis],
      ["Sofia Reyes", made.sofia, made.borealis],
    ].map(([name = "", personId = "", companyId = ""]) => ({
      id: personId,
      command: {
        kind: "create" as const,
        person: newPerson(name, "said", testNow, { ownerId, companyId }),
      },
    }));
    await write(tx, personRecords, people, cause);
    const stages = await findStages(tx);
    const proposal = stages.find(({ name }) => name === "Proposal")?.id ?? "";
    const deal = newDeal("Acme pilot", proposal, testNow, {
      value: "24000.00",
      currency: "EUR",
      companyId: made.acme,
      personId: made.okafor,
      ownerId,
    });
    await write(tx, dealRecords, [{ id: made.pilot, command: { kind: "create", deal } }], cause);
    return made;
  });
}

const turn = (said: Said, deps: Partial<TurnDeps> = {}, user = ana): Promise<TurnResult> => {
  const now = new Date(testNow.getTime() + ++minutes * 60_000);
  return runTurn({ ...depsOver(db), tools, parser, ...deps }, contextFor(user, { now }), said);
};
const say = (text: string, deps: Partial<TurnDeps> = {}) => turn({ kind: "text", text }, deps);
const use = (tool: string, args: Record<string, unknown> = {}, user = ana) =>
  turn({ kind: "tool", tool, args }, {}, user);

/** An engine that reads everything as the same calls. */
const reading = (calls: IntendedCall[], rest?: string): Partial<TurnDeps> => ({
  parser: {
    engine: "scripted",
    parse: () =>
      Promise.resolve<Intent>({
        kind: "calls",
        readings: calls.map((call) => ({ call, echo: call.tool, confidence: 1 })),
        ...(rest ? { rest } : {}),
      }),
  },
});

const calls = ({ calls: made }: TurnResult) =>
  made.map(({ tool, outcome }) => `${tool} ${outcome}`);
const labels = (result: TurnResult) => allActions(result.reply).map((action) => action.label);
const shown = (result: TurnResult) => plainText(result.reply);
const press = (result: TurnResult, label: RegExp) => {
  const action = allActions(result.reply).find((one) => label.test(one.label));
  if (!action) throw new Error(`no button ${String(label)} in ${labels(result).join(", ")}`);
  return turn({ kind: "press", actionId: action.id });
};
const rows = (statement: string) => db.asOwner(`${statement} `);
const dueOf = async (title: string) =>
  (await rows(`select due_at from tasks where tenant_id = '${tenantId}' and title = '${title}'`))[0]
    ?.due_at as Date;
const taskTitles = async () =>
  (await rows(`select title from tasks where tenant_id = '${tenantId}' order by title`)).map(
    (row) => row.title,
  );
const notesOn = async (personId: string) =>
  Number(
    (
      await rows(
        `select count(*) from interaction_participants p join identities i on i.id = p.identity_id
          where p.tenant_id = '${tenantId}' and i.person_id = '${personId}'`,
      )
    )[0]?.count,
  );

describe("a question with options", () => {
  test.each(["the acme one", "1", "okafor", "the first one pls", "the one at acme"])(
    "is answered by “%s”",
    async (answer) => {
      const asked = await use("last_contact", { person: "john" });
      expect(calls(asked)).toEqual(["last_contact question"]);
      const order = labels(asked).map((label) => /okafor/i.test(label));
      const words = order[0] ? answer : answer.replace("1", "2").replace("first", "second");
      const answered = await say(words);
      expect(answered.calls).toMatchObject([
        { tool: "last_contact", args: { person: ids.okafor }, outcome: "done" },
      ]);
    },
  );

  test("a yes picks the only option, and asks again among several", async () => {
    await use("last_contact", { person: "john" });
    const again = await say("yes");
    expect(again.calls).toEqual([]);
    expect(labels(again)).toHaveLength(2);
    expect(calls(await say("the second"))).toEqual(["last_contact done"]);
    const similar = await use("last_contact", { person: "sofia reyez" });
    if (similar.calls[0]?.outcome === "question" && labels(similar).length === 1)
      expect(calls(await say("ok"))).toEqual(["last_contact done"]);
  });

  test("a fuller name asks the same again, and a place narrows it", async () => {
    await use("last_contact", { person: "john" });
    expect((await say("sofia reyes")).calls).toMatchObject([
      { tool: "last_contact", args: { person: "sofia reyes" }, outcome: "done" },
    ]);
  });

  test("a command is a command, and the question is gone after it", async () => {
    await use("last_contact", { person: "john" });
    expect(calls(await say("what's due this week?"))).toEqual(["list_tasks done"]);
    expect((await say("the acme one")).calls).not.toContainEqual(
      expect.objectContaining({ tool: "last_contact" }),
    );
  });

  test.each(["never mind", "cancel", "forget it", "no"])("“%s” drops it", async (words) => {
    await use("last_contact", { person: "john" });
    const dropped = await say(words);
    expect(dropped.calls).toEqual([]);
    expect(dropped.reply.text).toMatch(/dropped/);
    expect((await say("1")).calls).toEqual([]);
  });

  test("readings offered as buttons are picked in words", async () => {
    const choose: Partial<TurnDeps> = {
      parser: {
        engine: "scripted",
        parse: () =>
          Promise.resolve<Intent>({
            kind: "choose",
            readings: [
              { call: { tool: "list_tasks", args: {} }, echo: "Show tasks.", confidence: 0.6 },
              { call: { tool: "list_people", args: {} }, echo: "List people.", confidence: 0.6 },
            ],
          }),
      },
    };
    await say("show the things", choose);
    expect(calls(await say("the second one", choose))).toEqual(["list_people done"]);
    await say("show the things", choose);
    expect(calls(await say("tasks", choose))).toEqual(["list_tasks done"]);
  });
});

describe("an open question", () => {
  const ask = async () => {
    const added = await use("add_task", { title: "send the NDA" });
    const id = added.reply.records?.[0]?.id ?? "";
    const asked = await use("update_task", { task: id });
    expect(calls(asked)).toEqual(["update_task question"]);
  };

  test("takes the next words for its field", async () => {
    await ask();
    const answered = await say("next wednesday");
    expect(calls(answered)).toEqual(["update_task done"]);
    expect((await dueOf("send the NDA")).toISOString()).toMatch(/^2026-11-11/);
  });

  test("asks on when the words cannot be read, and not for ever", async () => {
    await ask();
    expect(calls(await say("purple"))).toEqual(["update_task refused"]);
    expect(calls(await say("12 November"))).toEqual(["update_task done"]);
    await ask();
    expect((await say("never mind")).calls).toEqual([]);
    expect((await say("12 November")).calls).toEqual([]);
  });

  test("gives way to a command", async () => {
    await ask();
    expect(calls(await say("who works at Borealis"))).toEqual(["list_people done"]);
  });
});

describe("a correction of what was just written", () => {
  test("of a date updates the task, and undo takes back only the correction", async () => {
    await use("add_task", { title: "send the NDA", due: "12 November" });
    const corrected = await say("sorry, I meant 13 november");
    expect(corrected.calls).toMatchObject([
      { tool: "update_task", args: { due: "13 november" }, outcome: "done" },
    ]);
    expect(corrected.reply.receipts?.[0]?.changes).toMatchObject([
      { field: "due", from: "2026-11-12", to: "2026-11-13" },
    ]);
    const again = await say("no wait, the 16th of november");
    expect(calls(again)).toEqual(["update_task done"]);
    const undone = await say("undo that");
    expect(calls(undone)).toEqual(["undo done"]);
    expect((await dueOf("send the NDA")).toISOString()).toMatch(/^2026-11-13/);
    expect(labels(undone).join()).toMatch(/Also undo/);
    expect(labels(undone).at(-1)).toBe("Undo the undo");
  });

  test("of who a call was with moves it to the other", async () => {
    await use("log_interaction", { kind: "call", about: [ids.okafor], summary: "no budget" });
    expect(await notesOn(ids.okafor)).toBe(1);
    const corrected = await say("not that John, the Borealis one");
    expect(calls(corrected)).toEqual(["undo done", "log_interaction done"]);
    expect([await notesOn(ids.okafor), await notesOn(ids.weiss)]).toEqual([0, 1]);
    // Taking the correction back leaves what stood before it.
    await say("undo");
    expect([await notesOn(ids.okafor), await notesOn(ids.weiss)]).toEqual([1, 0]);
  });

  test("wrong john, i meant weiss", async () => {
    await use("log_interaction", { kind: "call", about: ["okafor"], summary: "no budget" });
    expect(calls(await say("wrong john, i meant weiss"))).toEqual([
      "undo done",
      "log_interaction done",
    ]);
    expect(await notesOn(ids.weiss)).toBe(1);
  });

  test("oh no, it was with weiss", async () => {
    await use("show_record", { record: "Acme pilot" });
    await use("log_interaction", { kind: "call", about: ["okafor"], summary: "no budget" });
    expect(calls(await say("oh no, it was with weiss"))).toEqual([
      "undo done",
      "log_interaction done",
    ]);
  });

  test("somebody unknown changes nothing", async () => {
    await use("log_interaction", { kind: "call", about: ["okafor"], summary: "no budget" });
    const corrected = await say("wrong john, i meant zebedee quux");
    expect(corrected.calls).toEqual([]);
    expect(corrected.reply.text).toMatch(/nothing was changed/);
    expect(await notesOn(ids.okafor)).toBe(1);
  });

  test("a record the asker did not name is asked about before anything is guessed", async () => {
    await use("show_record", { record: "Acme pilot" });
    const other = await use("add_deal", { name: "Acme rollout", company: ids.acme, value: "9k" });
    const id = other.reply.records?.[0]?.id ?? "";
    await use("update_deal", { deal: ids.pilot, value: "30k" });
    const asked = await say("wrong deal");
    expect(calls(asked)).toEqual(["undo done"]);
    expect(asked.reply.text).toMatch(/Do you mean Acme rollout/);
    expect((await say("yes")).calls).toMatchObject([
      { tool: "update_deal", args: { deal: id, value: "30k" }, outcome: "done" },
    ]);
  });

  test("words that could not be used are said again", async () => {
    await use("log_interaction", { about: ["Zebedee Quux"], summary: "spoke" });
    expect((await say("sorry, weiss")).calls).toMatchObject([
      { tool: "log_interaction", args: { about: ["weiss"] }, outcome: "done" },
    ]);
  });

  test("a kind is put right by logging it again", async () => {
    await use("log_interaction", { kind: "call", about: ["okafor"], summary: "no budget" });
    const corrected = await say("a note, not a call");
    expect(calls(corrected)).toEqual(["undo done", "log_interaction done"]);
    expect(shown(corrected)).toMatch(/note/);
  });

  test("a command that merely begins with actually is that command", async () => {
    await use("add_task", { title: "send the NDA", due: "12 November" });
    expect(calls(await say("actually, show me Acme"))).toEqual(["show_record done"]);
  });

  test("thanks in between does not matter, another topic does", async () => {
    await use("add_task", { title: "send the NDA", due: "12 November" });
    expect((await say("thanks!")).reply.text).toMatch(/welcome/i);
    expect(calls(await say("make it 13 november"))).toEqual(["update_task done"]);
    await use("list_people", {});
    expect((await say("no, 14 november")).calls).not.toContainEqual(
      expect.objectContaining({ tool: "update_task" }),
    );
  });
});

describe("a deal, as on the first day", () => {
  const dealRow = async () => {
    const [row] = await rows(
      `select d.value, d.currency, d.close_date::text as closes, s.name as stage from deals d
        join stages s on s.id = d.stage_id where d.id = '${ids.pilot}'`,
    );
    return [row?.stage, Number(row?.value), row?.currency, row?.closes];
  };
  const move = async () => {
    await use("show_record", { record: "Acme pilot" });
    const changes = { stage: "negotiation", value: "28k", close_date: "end of month" };
    const moved = await use("update_deal", { deal: "it", ...changes });
    expect(calls(moved)).toEqual(["update_deal done"]);
    expect(await dealRow()).toEqual(["Negotiation", 28_000, "EUR", "2026-11-30"]);
  };

  test("no wait 26k not 28, then undo that", async () => {
    await move();
    const corrected = await say("no wait 26k not 28");
    expect(corrected.calls).toMatchObject([
      { tool: "update_deal", args: { deal: ids.pilot, value: "26k" }, outcome: "done" },
    ]);
    expect(corrected.reply.receipts?.map((receipt) => receipt.changes)).toMatchObject([
      [{ field: "value", from: "28000.00", to: "26000.00" }],
    ]);
    expect(await dealRow()).toEqual(["Negotiation", 26_000, "EUR", "2026-11-30"]);
    const undone = await say("undo that");
    expect(await dealRow()).toEqual(["Negotiation", 28_000, "EUR", "2026-11-30"]);
    await press(undone, /Also undo/);
    expect(await dealRow()).toEqual(["Proposal", 24_000, "EUR", null]);
  });

  test.each([
    ["make it 50k", ["Negotiation", 50_000, "EUR", "2026-11-30"]],
    ["actually proposal not negotiation", ["Proposal", 28_000, "EUR", "2026-11-30"]],
    ["sorry, I meant the 20th", ["Negotiation", 28_000, "EUR", "2026-11-20"]],
    ["no, 26k and qualified", ["Qualified", 26_000, "EUR", "2026-11-30"]],
    ["undo only the stage", ["Proposal", 28_000, "EUR", "2026-11-30"]],
  ])("%s", async (words, row) => {
    await move();
    expect(calls(await say(words))).toEqual(["update_deal done"]);
    expect(await dealRow()).toEqual(row);
  });
});

describe("a correction of what was looked up", () => {
  test("the other one, after a question", async () => {
    await use("last_contact", { person: "john" });
    await say("the acme one");
    expect((await say("no, the other one")).calls).toMatchObject([
      { tool: "last_contact", args: { person: ids.weiss }, outcome: "done" },
    ]);
  });

  test.each(["not that John, the Borealis one", "wrong john, i meant weiss", "no, weiss"])(
    "%s",
    async (words) => {
      await use("last_contact", { person: "john okafor" });
      expect((await say(words)).calls).toMatchObject([
        { tool: "last_contact", args: { person: ids.weiss }, outcome: "done" },
      ]);
    },
  );

  test("by another word", async () => {
    await use("list_people", { place: "Barcelona" });
    expect((await say("sorry, Madrid")).calls).toMatchObject([
      { tool: "list_people", args: { place: "Madrid" } },
    ]);
  });
});

describe("previews that wait", () => {
  test("typed words show the preview again and write nothing", async () => {
    await use("add_task", { title: "send the NDA", due: "12 November" });
    const first = await turn(
      { kind: "tool", tool: "tag_record", args: { record: ids.acme, tag: "hot" } },
      {},
      tom,
    );
    expect(calls(first)).toEqual(["tag_record confirm"]);
    for (const words of ["confirm", "yes, go ahead", "do it", "ok", "confirm 1"]) {
      const again = await turn({ kind: "text", text: words }, {}, tom);
      expect(calls(again)).toEqual(["tag_record confirm"]);
      expect(labels(again)).toEqual(["Go ahead"]);
      expect(again.reply.text).toMatch(/button/);
    }
    expect(await tagsOf(ids.acme)).toBe("");
    const again = await turn({ kind: "text", text: "go ahead" }, {}, tom);
    const id = allActions(again.reply)[0]?.id ?? "";
    expect(calls(await turn({ kind: "press", actionId: id }, {}, tom))).toEqual([
      "tag_record done",
    ]);
    expect(await tagsOf(ids.acme)).toBe("hot");
    const none = await turn({ kind: "text", text: "confirm" }, {}, tom);
    expect([none.calls, none.reply.text]).toEqual([
      [],
      "Nothing is waiting for your confirmation.",
    ]);
  });

  test("several are counted, and shown anew once one is gone", async () => {
    const as = (said: Said) => turn(said, {}, tom);
    const tag = (record: string, tag: string) =>
      as({ kind: "tool", tool: "tag_record", args: { record, tag } });
    const type = (text: string) => as({ kind: "text", text });
    const first = await tag(ids.acme, "hot");
    await tag(ids.borealis, "cold");
    await tag(ids.sofia, "vip");
    const second = await type("confirm 2");
    expect(second.calls).toMatchObject([{ args: { record: ids.borealis }, outcome: "confirm" }]);
    expect(labels(second)).toEqual(["Go ahead (2)"]);
    const list = await type("yes");
    expect(labels(list)).toEqual(["Go ahead (1)", "Go ahead (2)", "Go ahead (3)"]);
    expect((await type("confirm 7")).calls).toHaveLength(3);
    await as({ kind: "press", actionId: allActions(first.reply)[0]?.id ?? "" });
    const renumbered = await type("confirm 2");
    expect(renumbered.calls).toMatchObject([
      { args: { record: ids.borealis } },
      { args: { record: ids.sofia } },
    ]);
    expect((await type("confirm 2")).calls).toMatchObject([{ args: { record: ids.sofia } }]);
    expect((await type("cancel 1")).reply.text).toMatch(/Dropped number 1/);
    expect((await type("never mind")).reply.text).toMatch(/dropped/);
    expect((await type("confirm 1")).calls).toEqual([]);
    expect([await tagsOf(ids.acme), await tagsOf(ids.borealis)]).toEqual(["hot", ""]);
  });

  test("a preview that by now would need no confirmation still waits for its button", async () => {
    await turn(
      { kind: "tool", tool: "tag_record", args: { record: ids.acme, tag: "hot" } },
      {},
      tom,
    );
    await rows(`update companies set owner_id = null where id = '${ids.acme}'`);
    const again = await turn({ kind: "text", text: "yes do it" }, {}, tom);
    expect(calls(again)).toEqual(["tag_record confirm"]);
    expect(await tagsOf(ids.acme)).toBe("");
  });

  test("“it” in a preview stays what it was", async () => {
    const as = (said: Said) => turn(said, {}, tom);
    await as({ kind: "tool", tool: "show_record", args: { record: ids.acme } });
    const asked = await as({
      kind: "tool",
      tool: "tag_record",
      args: { record: "it", tag: "hot" },
    });
    await as({ kind: "tool", tool: "show_record", args: { record: ids.borealis } });
    await as({ kind: "press", actionId: allActions(asked.reply)[0]?.id ?? "" });
    expect([await tagsOf(ids.acme), await tagsOf(ids.borealis)]).toEqual(["hot", ""]);
  });
});

const tagsOf = async (id: string) =>
  (await rows(`select array_to_string(tags, ',') as tags from companies where id = '${id}'`))[0]
    ?.tags;

describe("several things in one message", () => {
  test("one that fails is named and does not stop the others", async () => {
    const result = await say(
      "whatever",
      reading([
        { tool: "add_task", args: { title: "one" } },
        { tool: "last_contact", args: { person: "Zebedee Quux" } },
        { tool: "add_task", args: { title: "two" } },
      ]),
    );
    expect(calls(result)).toEqual(["add_task done", "last_contact refused", "add_task done"]);
    expect(result.reply.text).toMatch(/Not done \(lastcontact\): I don't find “Zebedee Quux”/);
    expect(await taskTitles()).toEqual(["one", "two"]);
  });

  test("what depends on a question waits for it", async () => {
    await use("show_record", { record: ids.sofia });
    const result = await say(
      "whatever",
      reading([
        { tool: "log_interaction", args: { about: ["john"], summary: "spoke" } },
        { tool: "add_task", args: { title: "write", about: "him" } },
        { tool: "add_task", args: { title: "sleep" } },
      ]),
    );
    expect(calls(result)).toEqual([
      "log_interaction question",
      "add_task refused",
      "add_task done",
    ]);
    expect(calls(await say("weiss"))).toEqual(["log_interaction done"]);
  });

  test("words that were not understood are named", async () => {
    const script = reading([{ tool: "add_task", args: { title: "one" } }], "sing a song");
    const result = await say("whatever", script);
    expect(result.reply.text).toMatch(/did not understand “sing a song”.*the rest is done/);
    expect(result.reply.note).toMatch(/Basic mode · read as: add_task/);
  });
});

describe("focus", () => {
  test("these are the people last listed, where several are taken", async () => {
    await use("list_people", { company: "Borealis" });
    await use("log_interaction", { about: ["these"], summary: "met at the fair" });
    expect([await notesOn(ids.weiss), await notesOn(ids.sofia), await notesOn(ids.okafor)]).toEqual(
      [1, 1, 0],
    );
  });

  test("she is nobody while only a company was spoken of", async () => {
    await use("show_record", { record: "Acme" });
    expect(calls(await use("last_contact", { person: "she" }))).not.toEqual(["last_contact done"]);
  });

  test("the last filter is remembered with its records as ids", async () => {
    await use("list_people", { company: "Borealis" });
    await say("thanks");
    const [row] = await rows(
      `select focus from conversations where tenant_id = '${tenantId}' and user_id = '${ana.id}'`,
    );
    expect(row?.focus).toMatchObject({
      filter: { tool: "list_people", args: { company: ids.borealis } },
    });
  });

  test("a topic ends after half an hour", async () => {
    await use("add_task", { title: "send the NDA", due: "12 November" });
    minutes += 40;
    expect((await say("no, 13 november")).calls).not.toContainEqual(
      expect.objectContaining({ tool: "update_task" }),
    );
  });
});

describe("what it means", () => {
  test("is what was just spoken of, not a deal of some turns ago", async () => {
    await use("show_record", { record: "Acme pilot" });
    await use("log_interaction", { about: [ids.weiss], summary: "moving to Berlin" });
    const added = await use("add_task", { about: "it", due: "12 November" });
    expect(added.reply.text).toMatch(/John Weiss/);
  });
});

describe("courtesies and undo", () => {
  test.each([
    "thanks",
    "ok",
    "great",
    "hi",
    "good morning",
    "thank you so much!",
    "ok cool thanks",
  ])("%s", async (words) => {
    const result = await say(words);
    expect(result.calls).toEqual([]);
    expect(result.reply.text.length).toBeLessThan(80);
    expect(result.reply.text).not.toMatch(/did not understand/);
  });

  test("undo the last two", async () => {
    for (const title of ["one", "two", "three"]) await use("add_task", { title });
    expect(calls(await say("undo the last two"))).toEqual(["undo done", "undo done"]);
    expect(await taskTitles()).toEqual(["one"]);
  });

  test("a button pressed stays pressed once", async () => {
    const added = await use("add_task", { title: "one" });
    expect(calls(await press(added, /^Undo/))).toEqual(["undo done"]);
    expect((await press(added, /^Undo/)).calls).toEqual([]);
  });
});
