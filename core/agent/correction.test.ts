import { describe, expect, test } from "vitest";
import { z } from "zod";
import { say } from "../reply.ts";
import type { MentionType } from "../ref.ts";
import { defineTool, type Tool } from "../tool.ts";
import { correctionWords } from "./correction-words.ts";
import type { Known } from "./correction-values.ts";
import { readCorrection } from "./correction.ts";
import type { Focus, WrittenCall } from "./intent.ts";
import { readFollowUp } from "./wrong-record.ts";

const text = z.string().optional();

const toolWith = (
  name: string,
  input: z.ZodRawShape,
  mentions: Record<string, MentionType[]> = {},
): Tool =>
  defineTool({
    name,
    summary: name,
    effect: name.startsWith("list") || name.startsWith("last") ? "read" : "write",
    needs: "records:read",
    examples: [],
    input: z.object(input),
    output: z.unknown(),
    mentions,
    run: () => Promise.resolve({}),
    reply: () => say(""),
  });

const known: Known = {
  tools: [
    toolWith(
      "update_deal",
      { deal: text, stage: text, value: text, close_date: text, name: text },
      { deal: ["deal"] },
    ),
    toolWith("update_task", { task: text, title: text, due: text }, { task: ["task"] }),
    toolWith(
      "update_person",
      { person: text, name: text, email: text, phone: text, title: text, company: text },
      { person: ["person"] },
    ),
    toolWith("add_task", { title: text, due: text, about: text }, { about: ["person"] }),
    toolWith("add_person", { name: z.string(), email: text, phone: text }),
    toolWith(
      "log_interaction",
      {
        kind: z.enum(["call", "meeting", "note"]).optional(),
        about: z.array(z.string()),
        summary: text,
        when: text,
      },
      { about: ["person"] },
    ),
    toolWith("last_contact", { person: z.string() }, { person: ["person"] }),
    toolWith("list_people", { place: text, lastContactBefore: text }),
  ],
  stages: ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"],
  turn: {
    now: new Date("2026-11-19T09:00:00Z"),
    timeZone: "Europe/Madrid",
    locale: "en-GB",
    country: "ES",
    currency: "EUR",
  },
};

const pilot = { type: "deal", id: "deal-1", name: "Acme pilot" } as const;
const nda = { type: "task", id: "task-1", name: "send the NDA" } as const;
const john = { type: "person", id: "john-1", name: "John Okafor" } as const;
const call = { type: "interaction", id: "call-1", name: "no budget" } as const;

const deal: WrittenCall = {
  tool: "update_deal",
  args: { deal: "it", stage: "negotiation", value: "28k", close_date: "end of month" },
  records: { deal: [pilot] },
  receipts: ["r1"],
  changed: [
    {
      id: "r1",
      record: pilot,
      changes: [
        { field: "stage", from: "Proposal", to: "Negotiation" },
        { field: "value", from: "24000.00", to: "28000.00" },
        { field: "close_date", from: null, to: "2026-11-30" },
      ],
    },
  ],
};
const task: WrittenCall = {
  tool: "add_task",
  args: { title: "send the NDA to Tom", due: "friday 3pm" },
  records: {},
  receipts: ["r2"],
  changed: [
    {
      id: "r2",
      record: nda,
      changes: [{ field: "due", from: null, to: "2026-11-20T15:00:00+01:00" }],
    },
  ],
};
const logged: WrittenCall = {
  tool: "log_interaction",
  args: { kind: "call", about: ["john"], summary: "no budget" },
  records: { about: [john] },
  receipts: ["r3"],
  changed: [{ id: "r3", record: call, changes: [{ field: "kind", from: null, to: "call" }] }],
};

const after = (said: string, focus: Focus) => readCorrection(said, focus, known);
const steps = (said: string, focus: Focus) => {
  const correction = after(said, focus);
  return correction?.kind === "calls" ? correction.steps : correction?.kind;
};
const update = (changes: Record<string, string>) => [
  { tool: "update_deal", args: { deal: "deal-1", ...changes } },
];

describe("a value just written", () => {
  test.each([
    ["no wait 26k not 28", { value: "26k" }],
    ["No, 26k", { value: "26k" }],
    ["sorry, 26 not 28", { value: "26k" }],
    ["make it 50k", { value: "50k" }],
    ["make that €50,000", { value: "€50,000" }],
    ["the value should be 26000, sorry", { value: "26000" }],
    ["not 28k, 26k", { value: "26k" }],
    ["26k instead of 28k", { value: "26k" }],
    ["wait, 26,000 euros", { value: "26,000 euros" }],
    ["actually proposal not negotiation", { stage: "Proposal" }],
    ["no, qualified", { stage: "Qualified" }],
    ["sorry, I meant friday", { close_date: "friday" }],
    ["actually closing friday", { close_date: "friday" }],
    ["oops 15 December", { close_date: "15 December" }],
    ["no, 26k and proposal", { value: "26k", stage: "Proposal" }],
  ])("%s", (said, changes) => {
    expect(steps(said, { written: [deal] })).toEqual(update(changes));
  });

  test("a time of day stays on the day that was set", () => {
    expect(steps("no, 4pm", { written: [task] })).toEqual([
      { tool: "update_task", args: { task: "task-1", due: "2026-11-20 at 4pm" } },
    ]);
  });

  test("words of a title are replaced", () => {
    expect(steps("Leo, not Tom", { written: [task] })).toEqual([
      { tool: "update_task", args: { task: "task-1", title: "send the NDA to Leo" } },
    ]);
  });

  test("of two that could be meant the rejected value tells; without it, it is asked", () => {
    expect(steps("thursday, not 30 november", { written: [deal, task] })).toEqual(
      update({ close_date: "thursday" }),
    );
    expect(after("sorry, thursday", { written: [deal, task] })).toMatchObject({
      kind: "ask",
      options: [
        { label: "due of send the NDA: thursday", tool: "update_task" },
        { label: "close date of Acme pilot: thursday", tool: "update_deal" },
      ],
    });
  });

  test("what no update tool changes is taken back and done again", () => {
    expect(steps("no, yesterday", { written: [logged] })).toEqual([
      { tool: "undo", args: { receipts: ["r3"] } },
      {
        tool: "log_interaction",
        args: { kind: "call", about: ["john-1"], summary: "no budget", when: "yesterday" },
        ifDone: true,
      },
    ]);
    expect(steps("a meeting, not a call", { written: [logged] })).toMatchObject([
      { tool: "undo" },
      { args: { kind: "meeting", about: ["john-1"] } },
    ]);
  });

  test("a person's name, address and number", () => {
    const priya = { type: "person", id: "p", name: "Priya Sha" } as const;
    const added: WrittenCall = {
      tool: "add_person",
      args: { name: "Priya Sha", email: "p@sha.example" },
      records: {},
      receipts: ["r5"],
      changed: [
        { id: "r5", record: priya, changes: [{ field: "email", from: null, to: "p@sha.example" }] },
      ],
    };
    const person = (args: object) => [{ tool: "update_person", args: { person: "p", ...args } }];
    const focus = { written: [added] };
    expect(steps("sorry, priya@shah.example", focus)).toEqual(
      person({ email: "priya@shah.example" }),
    );
    expect(steps("the phone is +44 7700 900123, sorry", focus)).toEqual(
      person({ phone: "+44 7700 900123" }),
    );
    expect(steps("sorry, Priya Shah", focus)).toEqual(person({ name: "Priya Shah" }));
    expect(steps("no, her title is CFO", focus)).toEqual(person({ title: "CFO" }));
  });
});

describe("a record that was the wrong one", () => {
  const read = { tool: "last_contact", args: { person: "john" }, records: { person: [john] } };

  test.each([
    ["not that John, the Borealis one", "the Borealis one", "John", true],
    ["wrong john, i meant weiss", "weiss", "john", true],
    ["no, not john, weiss", "weiss", "john", true],
    ["weiss not okafor", "weiss", "okafor", true],
    ["not that John", "", "John", true],
    ["wrong one", "", "one", true],
    ["no, the other one", "", undefined, true],
    ["the other john", "", "john", true],
    ["i meant john weiss", "john weiss", undefined, false],
    ["no, weiss", "weiss", undefined, false],
  ])("%s", (said, wanted, rejected, sure) => {
    for (const focus of [{ read }, { written: [logged] }])
      expect(after(said, focus)).toMatchObject({
        kind: "record",
        wrong: [{ record: { id: "john-1" } }],
        words: { wanted, ...(rejected ? { rejected } : {}) },
        sure,
      });
  });
});

describe("what was looked up by a word", () => {
  const read = { tool: "list_people", args: { place: "Barcelona" }, records: {} };

  test("is looked up by the other word", () => {
    expect(steps("no, Madrid", { read })).toEqual([
      { tool: "list_people", args: { place: "Madrid" } },
    ]);
    expect(steps("Madrid not Barcelona", { read })).toEqual([
      { tool: "list_people", args: { place: "Madrid" } },
    ]);
  });
});

describe("what is no correction", () => {
  test.each([
    "show me Acme",
    "add a task to call Leo on friday",
    "who is John",
    "26k",
    "friday",
    "notify tom",
    "nora is our new contact",
    "",
  ])("%s", (said) => {
    expect(after(said, { written: [deal] })).toBeUndefined();
  });

  test("nothing was said before", () => {
    expect(after("no wait 26k", {})).toBeUndefined();
  });

  test.each([
    "actually, show me Acme",
    "no, add a task to call Leo on friday",
    "wait, what is her email?",
    "sorry, who is John?",
  ])("%s is never surely one", (said) => {
    const correction = after(said, { written: [deal] });
    expect(correction?.sure ?? false).toBe(false);
    expect(correction?.kind).not.toBe("calls");
  });

  test("an amount is no bare number out of nothing", () => {
    expect(steps("no, 3", { written: [task] })).not.toEqual(expect.any(Array));
  });

  test("however long and odd the text", () => {
    for (const said of ["no ".repeat(400), `no ${"not ".repeat(30)}`, "(((not", "not", "no, not"])
      expect(() => correctionWords(said)).not.toThrow();
  });
});

describe("the same question of somebody else", () => {
  const sofia = { type: "person" as const, id: "p1", name: "Sofia Reyes" };
  const read = { tool: "last_contact", args: { person: "sofia" }, records: { person: [sofia] } };

  test.each([
    ["and john weiss?", "john weiss"],
    ["what about Leo", "Leo"],
    ["same for the other John", "the other John"],
  ])("%s", (said, wanted) => {
    expect(readFollowUp(said, { read })).toMatchObject({ kind: "record", words: { wanted } });
  });

  test.each(["and john weiss", "and send it?", "and why?"])(
    "%s asks nothing of the kind",
    (said) => {
      expect(readFollowUp(said, { read })).toBeUndefined();
    },
  );

  test("follows a question only", () => {
    expect(readFollowUp("and leo?", {})).toBeUndefined();
    expect(readFollowUp("and leo?", { read: { ...read, records: {} } })).toBeUndefined();
  });
});
