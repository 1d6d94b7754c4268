import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { tenantHashes } from "../test/support/tenant-tables.ts";
import { contextFor, depsOver, testNow } from "../test/support/two-tenants.ts";
import { companyRecords, personRecords } from "../db/projections/registry.ts";
import { ensureIdentities } from "../db/queries/identities.ts";
import { createTenant, saveUser, type User } from "../db/queries/tenants.ts";
import { suggestions } from "../db/schema/records.ts";
import { write } from "../db/write.ts";
import { runTurn, type Said, type TurnDeps, type TurnResult } from "./agent/turn.ts";
import { newCompany } from "./domain/company.ts";
import { newId } from "./domain/ids.ts";
import { newPerson } from "./domain/person.ts";
import { allActions } from "./reply.ts";
import { defineTool } from "./tool.ts";
import { addTask } from "./tools/add-task.ts";
import { tagRecord } from "./tools/tag-record.ts";

let db: TestDatabase;
let tenantId: string;
let ana: User;
let tom: User;
/** Moves on with every turn, as a clock does. */
let minutes = 0;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

beforeEach(async () => {
  const slug = newId();
  ({ id: tenantId } = await createTenant(db, { slug, name: "Harbour & Vine", at: testNow }));
  ana = await addUser("Ana", "owner");
  tom = await addUser("Tom", "member");
});

const addUser = (name: string, role: User["role"]) =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) => {
    const email = `${name.toLowerCase()}@harbour.example`;
    return saveUser(tx, { email, name, role, timeZone: "UTC", locale: "en", at: testNow });
  });

const scopeOf = (user: User) => ({ tenantId, actorId: user.id, viewerId: user.id });

const turn = (user: User, said: Said, deps: Partial<TurnDeps> = {}): Promise<TurnResult> => {
  const now = new Date(testNow.getTime() + ++minutes * 60_000);
  return runTurn({ ...depsOver(db), ...deps }, contextFor(user, { now }), said);
};

const use = (user: User, tool: string, args: Record<string, unknown> = {}) =>
  turn(user, { kind: "tool", tool, args });

function press(user: User, shown: TurnResult, label: string | RegExp): Promise<TurnResult> {
  const action = allActions(shown.reply).find((one) => one.label.match(label));
  if (!action) throw new Error(`no button ${String(label)} in ${JSON.stringify(shown.reply)}`);
  return turn(user, { kind: "press", actionId: action.id });
}

const outcome = (result: TurnResult) => result.calls.map((call) => call.outcome).join();
const labels = (result: TurnResult) => allActions(result.reply).map((action) => action.label);

/** What a turn may leave behind without having written anything. */
const ofTheTalk = ["runs", "turns", "buttons", "conversations"];
const records = () => tenantHashes(db, tenantId, ofTheTalk);
/** Undone, the records are as before; the history, rightly, is not. */
const projections = () =>
  tenantHashes(db, tenantId, [
    ...ofTheTalk,
    "events",
    "streams",
    "receipts",
    "subject_keys",
    "identities",
  ]);

async function addPeople(owner: User, names: string[], company?: string): Promise<string[]> {
  const people = names.map((name) => ({ id: newId(), name }));
  const cause = { runId: null, groupId: newId(), recordedAt: testNow };
  await db.transaction(scopeOf(owner), async (tx) => {
    const companyId = company === undefined ? null : newId();
    if (companyId !== null && company !== undefined) {
      const made = newCompany(company, "said", testNow, { ownerId: owner.id });
      await write(
        tx,
        companyRecords,
        [{ id: companyId, command: { kind: "create", company: made } }],
        cause,
      );
    }
    const fields = { ownerId: owner.id, companyId };
    const orders = people.map(({ id, name }) => {
      const person = newPerson(name, "said", testNow, fields);
      return { id, command: { kind: "create" as const, person } };
    });
    await write(tx, personRecords, orders, cause);
  });
  return people.map(({ id }) => id);
}

async function addSuggestions(user: User, names: string[]): Promise<void> {
  await db.transaction(scopeOf(user), async (tx) => {
    const seeds = names.map((name) => {
      const value = `${name.toLowerCase()}@${name.toLowerCase()}.example`;
      return {
        kind: "email" as const,
        value,
        displayName: `${name} Vale`,
        domain: `${name.toLowerCase()}.example`,
      };
    });
    const ids = await ensureIdentities(tx, seeds);
    const evidence = { sent: 1, received: 1, meetings: 0, lastAt: testNow.toISOString() };
    await tx.sql.insert(suggestions).values(
      seeds.map(({ value, displayName }, index) => ({
        tenantId,
        id: newId(),
        userId: user.id,
        kind: "person" as const,
        identityId: ids.get(`email:${value}`) ?? "",
        value: "",
        name: displayName,
        evidence,
        score: 100 - index,
        status: "open" as const,
        createdAt: testNow,
      })),
    );
  });
}

const column = async (statement: string): Promise<unknown[]> =>
  (await db.asOwner(statement)).map((row) => Object.values(row)[0]);
const tagsOf = async (id: string) =>
  (await column(`select array_to_string(tags, ',') from people where id = '${id}'`))[0];
const letters = (count: number) =>
  Array.from({ length: count }, (_, index) => `Zq${String.fromCharCode(97 + index).repeat(4)}`);

describe("an ambiguous name", () => {
  test("is asked back with at most five buttons that tell the namesakes apart", async () => {
    for (const company of [
      "Acme",
      "Borealis",
      "Cobalt",
      "Dunmore",
      "Eastgate",
      "Fairway",
      "Granite",
    ])
      await addPeople(ana, ["John Okafor"], company);
    const [known] = await addPeople(ana, ["John Okafor"], "Harrow");
    await use(ana, "log_interaction", { about: [known], summary: "spoke" });
    const before = await records();
    const asked = await use(ana, "log_interaction", { about: ["John"], summary: "wants a demo" });
    expect(outcome(asked)).toBe("question");
    expect(asked.reply.text).toContain("John");
    expect(labels(asked)).toHaveLength(5);
    expect(labels(asked)[0]).toMatch(/^John Okafor · Harrow · last contact .*2026/);
    for (const label of labels(asked))
      expect(label).toMatch(/^John Okafor · \w+( · last contact .+)?$/);
    expect(await records()).toEqual(before);
    const resumed = await press(ana, asked, /Harrow/);
    expect(outcome(resumed)).toBe("done");
    expect(resumed.reply.receipts?.[0]?.changes).toContainEqual({
      field: "summary",
      from: null,
      to: "wants a demo",
    });
    expect(resumed.calls[0]?.args.about).toEqual([known]);
  });

  test("asks once for each ambiguous name, keeping what was already answered", async () => {
    await addPeople(ana, ["John Okafor"], "Acme");
    await addPeople(ana, ["John Weiss"], "Borealis");
    await addPeople(ana, ["Mary Lund"], "Cobalt");
    await addPeople(ana, ["Mary Stone"], "Dunmore");
    const first = await use(ana, "log_interaction", { about: ["John", "Mary"], summary: "met" });
    const second = await press(ana, first, /Borealis/);
    expect(outcome(second)).toBe("question");
    const done = await press(ana, second, /Cobalt/);
    expect(outcome(done)).toBe("done");
    expect(done.reply.text).toContain("John Weiss, Mary Lund");
  });

  test("a name that is only similar is offered, never assumed", async () => {
    await addPeople(ana, ["Sofia Reyes"]);
    const asked = await use(ana, "tag_record", { record: "Sofya", tag: "x" });
    expect(["question", "refused"]).toContain(outcome(asked));
    expect(asked.reply.receipts ?? []).toEqual([]);
  });
});

describe("a write that needs a confirmation", () => {
  test("bulk: a preview and a button, nothing written until it is pressed", async () => {
    await addSuggestions(ana, letters(12));
    const before = await records();
    const asked = await use(ana, "accept_suggestions");
    expect(outcome(asked)).toBe("confirm");
    expect(asked.reply.text).toContain("24 records");
    expect(JSON.stringify(asked.reply.blocks)).toContain("…and 26 more.");
    expect(await records()).toEqual(before);
    const done = await press(ana, asked, "Go ahead");
    expect(outcome(done)).toBe("done");
    expect(
      await column(`select count(*)::int from people where tenant_id = '${tenantId}'`),
    ).toEqual([12]);
    expect(outcome(await press(ana, done, "Undo"))).toBe("done");
    expect(await projections()).toMatchObject({
      people: "0 ",
      companies: "0 ",
      suggestions: before.suggestions,
    });
  });

  test("a colleague's record: the preview shows what would change", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const before = await records();
    const asked = await use(tom, "tag_record", { record: id, tag: "investor" });
    expect(outcome(asked)).toBe("confirm");
    expect(asked.reply.text).toBe("This belongs to a colleague. Shall I go ahead?");
    expect(JSON.stringify(asked.reply.blocks)).toContain("**Sofia Reyes**: tag investor");
    expect(await records()).toEqual(before);
    expect(outcome(await press(tom, asked, "Go ahead"))).toBe("done");
    expect(await tagsOf(id)).toBe("investor");
  });

  test("the same time of day is not asked for: a colleague's task is done at the press", async () => {
    const added = await use(ana, "add_task", { title: "Send the contract" });
    const asked = await use(tom, "complete_task", { task: "Send the contract" });
    expect(outcome(asked)).toBe("confirm");
    expect(outcome(await press(tom, asked, "Go ahead"))).toBe("done");
    expect(added.reply.records?.[0]?.name).toBe("Send the contract");
  });

  test("an effect that changed meanwhile is shown again", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const asked = await use(tom, "tag_record", { record: id, tag: "investor" });
    await use(ana, "tag_record", { record: id, tag: "angel" });
    const again = await press(tom, asked, "Go ahead");
    expect(outcome(again)).toBe("confirm");
    expect(again.reply.text).toContain("has changed since you were asked");
    expect(await tagsOf(id)).toBe("angel");
    expect(outcome(await press(tom, again, "Go ahead"))).toBe("done");
    expect(await tagsOf(id)).toBe("angel,investor");
  });

  test("words never stand for the button", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    await use(tom, "tag_record", { record: id, tag: "investor" });
    const again = await use(tom, "tag_record", { record: id, tag: "investor" });
    expect(outcome(again)).toBe("confirm");
    expect(await tagsOf(id)).toBe("");
  });
});

describe("a button", () => {
  test("pressed twice, also at the same moment, writes once", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const asked = await use(tom, "tag_record", { record: id, tag: "investor" });
    const both = await Promise.all([press(tom, asked, "Go ahead"), press(tom, asked, "Go ahead")]);
    const third = await press(tom, asked, "Go ahead");
    // The other one is told so: before it is tried, or when it meets the first.
    expect(both.map(outcome).filter((one) => one === "done")).toHaveLength(1);
    expect(third.reply.text).toMatch(/^Already done: “Go ahead”/);
    expect(await column(`select count(*)::int from receipts where stream_id = '${id}'`)).toEqual([
      1,
    ]);
  });

  test("that led to nothing may be pressed again", async () => {
    await use(ana, "add_task", { title: "Send the contract" });
    const broken = depsOver(db).tools.map((tool) =>
      tool.name === "complete_task"
        ? { ...tool, call: () => Promise.reject(new Error("planted")) }
        : tool,
    );
    const listed = await use(ana, "list_tasks");
    const actionId = allActions(listed.reply)[0]?.id ?? "";
    const failed = await turn(ana, { kind: "press", actionId }, { tools: broken });
    expect(outcome(failed)).toBe("failed");
    expect(outcome(await turn(ana, { kind: "press", actionId }))).toBe("done");
  });

  test("expires", async () => {
    const asked = await use(ana, "add_task", { title: "Send the contract" });
    const actionId = allActions(asked.reply)[0]?.id ?? "";
    const late = contextFor(ana, { now: new Date(testNow.getTime() + 30 * 86_400_000) });
    await expect(runTurn(depsOver(db), late, { kind: "press", actionId })).rejects.toMatchObject({
      code: "expired",
    });
  });
});

describe("undo", () => {
  test("takes back one write, by its button or by the word", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const before = await projections();
    for (const back of [(shown: TurnResult) => press(ana, shown, "Undo"), () => use(ana, "undo")]) {
      const tagged = await use(ana, "tag_record", { record: id, tag: "investor" });
      expect(tagged.reply.receipts).toMatchObject([
        {
          record: { name: "Sofia Reyes" },
          changes: [{ field: "tag", from: null, to: "investor" }],
        },
      ]);
      const undone = await back(tagged);
      expect(undone.reply.text).toBe("Undone: Sofia Reyes (tag).");
      expect(await projections()).toEqual(before);
    }
  });

  test("takes back a suggestion's decision together with the person it made", async () => {
    await addSuggestions(ana, ["Zelda"]);
    const before = await projections();
    const accepted = await use(ana, "accept_suggestion", { suggestion: "Zelda Vale" });
    expect(outcome(accepted)).toBe("done");
    await press(ana, accepted, "Undo");
    expect(await projections()).toEqual(before);
  });

  test("of what is one's own is refused in a shared channel, where it cannot be seen", async () => {
    await addSuggestions(ana, ["Zelda"]);
    await use(ana, "accept_suggestion", { suggestion: "Zelda Vale" });
    const before = await records();
    const inChannel = contextFor(ana, { audience: "sales", now: testNow });
    const refused = await runTurn(depsOver(db), inChannel, {
      kind: "tool",
      tool: "undo",
      args: {},
    });
    expect(outcome(refused)).toBe("refused");
    expect(refused.reply.text).toContain("direct message");
    expect(await records()).toEqual(before);
    expect(outcome(await use(ana, "undo"))).toBe("done");
  });

  const both: TurnDeps["parser"] = {
    engine: "stub",
    parse: () =>
      Promise.resolve({
        kind: "calls",
        readings: [
          { call: { tool: "add_task", args: { title: "Call Leo" } }, echo: "", confidence: 1 },
          {
            call: { tool: "tag_record", args: { record: "Sofia", tag: "vip" } },
            echo: "",
            confidence: 1,
          },
        ],
      }),
  };

  test("takes back a message's writes as one, or single ones of it", async () => {
    await addPeople(ana, ["Sofia Reyes"]);
    const before = await projections();
    const whole = await turn(ana, { kind: "text", text: "both" }, { parser: both });
    expect(labels(whole)).toEqual(["Undo", "Undo only Call Leo", "Undo only Sofia Reyes"]);
    await press(ana, whole, /^Undo$/);
    expect(await projections()).toEqual(before);

    const parts = await turn(ana, { kind: "text", text: "both" }, { parser: both });
    await press(ana, parts, "Undo only Sofia Reyes");
    expect((await projections()).people).toBe(before.people);
    expect((await projections()).tasks).not.toBe(before.tasks);
    // What is left of the message goes with the button for all of it.
    expect(outcome(await press(ana, parts, /^Undo$/))).toBe("done");
    expect(await projections()).toEqual(before);
  });

  test("is refused, with the reason, when the record changed since", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const tagged = await use(ana, "tag_record", { record: id, tag: "investor" });
    const asked = await use(tom, "tag_record", { record: id, tag: "angel" });
    await press(tom, asked, "Go ahead");
    const refused = await press(ana, tagged, "Undo");
    expect(outcome(refused)).toBe("refused");
    expect(refused.reply.text).toBe(
      "I can't undo that: Sofia Reyes has changed since (tag). Undo the later change first.",
    );
    expect(await tagsOf(id)).toBe("angel,investor");
  });

  test("said again walks further back, and ends with a clear sentence", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    for (const tag of ["one", "two", "three"]) await use(ana, "tag_record", { record: id, tag });
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      expect(outcome(await use(ana, "undo"))).toBe("done");
      seen.push(await tagsOf(id));
    }
    expect(seen).toEqual(["one,two", "one", ""]);
    const end = await use(ana, "undo");
    expect(outcome(end)).toBe("refused");
    expect(end.reply.text).toBe("There is nothing of yours to undo.");
  });

  test("names what was new alone, and of what changed the fields", async () => {
    await use(ana, "create_list", { name: "Fresh list" });
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    await use(ana, "tag_record", { record: id, tag: "one" });
    const texts = [await use(ana, "undo"), await use(ana, "undo")];
    expect(texts.map(({ reply }) => reply.text)).toEqual([
      "Undone: Sofia Reyes (tag).",
      "Undone: Fresh list.",
    ]);
  });

  test("can itself be undone, and then done again", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    await use(ana, "tag_record", { record: id, tag: "one" });
    await use(ana, "tag_record", { record: id, tag: "two" });
    const undone = await use(ana, "undo");
    const redone = await press(ana, undone, "Undo the undo");
    expect(outcome(redone)).toBe("done");
    expect(await tagsOf(id)).toBe("one,two");
    await use(ana, "undo");
    expect(await tagsOf(id)).toBe("one");
    await use(ana, "undo");
    expect(await tagsOf(id)).toBe("");
  });

  test("takes back one's own writes only", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const tagged = await use(ana, "tag_record", { record: id, tag: "one" });
    const receipts = tagged.reply.receipts?.map((receipt) => receipt.id) ?? [];
    const own = await use(tom, "undo", { receipts });
    const none = await use(tom, "undo", { receipts: [newId()] });
    expect(own.reply.text).toBe(none.reply.text);
    expect(outcome(await use(tom, "undo"))).toBe("refused");
    expect(await tagsOf(id)).toBe("one");
  });

  test("at the same moment twice happens once", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const tagged = await use(ana, "tag_record", { record: id, tag: "one" });
    const receipts = tagged.reply.receipts?.map((receipt) => receipt.id) ?? [];
    const results = await Promise.all([
      use(ana, "undo", { receipts }),
      use(ana, "undo", { receipts }),
    ]);
    expect(results.map(outcome).sort()).toEqual(["done", "refused"]);
  });
});

describe("bad input", () => {
  const cases: [tool: string, args: Record<string, unknown>][] = [
    ["add_task", { title: "" }],
    ["add_task", { title: "x".repeat(501) }],
    ["add_task", { title: 7 }],
    ["add_task", { title: "Call Leo", due: "the day of the blue moon" }],
    ["add_person", {}],
    ["add_person", { name: "Leo Lund", email: "not an address" }],
    ["add_person", { name: "Leo Lund", phone: "call me" }],
    ["log_interaction", { about: [], summary: "x" }],
    ["log_interaction", { about: ["Nobody Here"], summary: "x" }],
    ["log_interaction", { about: "Leo", summary: "x" }],
    ["undo", { receipts: ["not an id"] }],
    ["complete_task", { task: newId() }],
    ["fly_to_the_moon", {}],
  ];

  test.each(cases)(
    "%s %j is answered with one sentence and changes nothing",
    async (tool, args) => {
      const before = await records();
      const result = await use(ana, tool, args);
      expect(outcome(result)).toBe("refused");
      expect(result.reply.text).toMatch(/^[^\n]{10,200}[.?]$/);
      expect(result.reply.text).not.toMatch(/undefined|null|NaN|\[object/);
      expect(await records()).toEqual(before);
    },
  );
});

describe("the audit", () => {
  const broken = defineTool({
    name: "break_things",
    summary: "Writes, then fails",
    effect: "write",
    needs: "records:write",
    examples: [],
    input: z.object({ id: z.string() }),
    output: z.object({}),
    mentions: {},
    async run(context, { id }) {
      const command = { kind: "tag" as const, tag: "planted" };
      await context.write(personRecords, [{ id, command }]);
      throw new Error("planted");
    },
    reply: () => ({ text: "" }),
  });

  test("has a line for every outcome, and a failed tool leaves nothing else", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes", "Sofia Lund"]);
    await use(ana, "tag_record", { record: id, tag: "one" });
    await use(ana, "show_record", { record: id });
    await use(ana, "tag_record", { record: "Sofia", tag: "two" });
    await use(tom, "tag_record", { record: id, tag: "three" });
    await use(ana, "tag_record", { record: "Nobody Here", tag: "four" });
    await use(ana, "fly_to_the_moon");
    const before = await records();
    const failed = await turn(
      ana,
      { kind: "tool", tool: "break_things", args: { id } },
      { tools: [broken] },
    );
    expect(outcome(failed)).toBe("failed");
    expect(failed.reply.text).toBe(
      "Something went wrong on our side; nothing was changed. Try again in a moment.",
    );
    expect(await records()).toEqual(before);
    const rows = await db.asOwner(
      `select tool || ' ' || outcome || ' ' || coalesce(code, '-') as line, actor_id, args_hash
       from runs where tenant_id = '${tenantId}' order by at`,
    );
    expect(rows.map((row) => row.line)).toEqual([
      "tag_record done -",
      "show_record done -",
      "tag_record question -",
      "tag_record confirm -",
      "tag_record refused not_found",
      "unknown refused not_found",
      "break_things failed internal",
    ]);
    for (const row of rows) expect(row.args_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(rows.map((row) => row.actor_id))).toEqual(new Set([ana.id, tom.id]));
  });

  test("writers that meet on one record both get through", async () => {
    const [id = ""] = await addPeople(ana, ["Sofia Reyes"]);
    const tags = ["a", "b", "c", "d", "e"];
    const results = await Promise.all(
      tags.map((tag) => use(ana, "tag_record", { record: id, tag })),
    );
    const done = results.filter((result) => outcome(result) === "done").length;
    expect(done).toBe(tags.length);
    expect(await tagsOf(id)).toBe("a,b,c,d,e");
  });

  test("tools used here are the registry's own", () => {
    expect(depsOver(db).tools).toEqual(expect.arrayContaining([addTask, tagRecord]));
  });
});
