import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { CallResult } from "../call-result.ts";
import { say } from "../reply.ts";
import { defineTool } from "../tool.ts";
import type { PendingQuestion } from "./intent.ts";
import { answerIn, filledWith, isBareAnswer, questionOf } from "./pending-question.ts";

const option = (label: string, person: string) => ({
  label,
  tool: "last_contact",
  args: { person },
});
const question: PendingQuestion = {
  options: [
    option("John Okafor · Acme · last contact 3 Nov 2026", "okafor"),
    option("John Weiss · Borealis", "weiss"),
    option("Johnny Reyes · Harbour & Vine", "reyes"),
  ],
};

describe("an answer in words", () => {
  test.each([
    ["the acme one", "okafor"],
    ["1", "okafor"],
    ["the second", "weiss"],
    ["second one please", "weiss"],
    ["number 3", "reyes"],
    ["the last one", "reyes"],
    ["weiss", "weiss"],
    ["Weiss!", "weiss"],
    ["i mean weiss", "weiss"],
    ["the borealis one pls", "weiss"],
    ["john okafor", "okafor"],
    ["the one at harbour", "reyes"],
  ])("%s", (text, person) => {
    expect(answerIn(text, question)?.args).toEqual({ person });
  });

  test.each([
    "john",
    "7",
    "zeta",
    "yes",
    "ok",
    "",
    "what did the borealis one say to sofia yesterday",
  ])("“%s” names none of them alone", (text) => {
    expect(answerIn(text, question)).toBeUndefined();
  });

  test("a slip in a name is forgiven, in words of ours it is another word", () => {
    const offered: PendingQuestion = {
      options: [
        option("Draft an e-mail for you to check: to Sofia", "sofia"),
        option("Log a call: about John Weiss", "weiss"),
      ],
    };
    expect(answerIn("the sofai one", offered)?.args).toEqual({ person: "sofia" });
    expect(answerIn("chuck it", offered)).toBeUndefined();
  });

  test("a yes takes the only option", () => {
    const [only] = question.options;
    for (const text of ["yes", "ok", "yes please", "that's him", "sure, go ahead"])
      expect(answerIn(text, { options: only ? [only] : [] })?.args).toEqual({ person: "okafor" });
  });
});

const tool = defineTool({
  name: "log",
  summary: "",
  effect: "write",
  needs: "records:read",
  examples: [],
  input: z.object({
    about: z.array(z.string()),
    kind: z.enum(["call", "meeting"]).optional(),
    probability: z.number().optional(),
    tags: z.array(z.string()).optional(),
    name: z.string().optional(),
  }),
  output: z.unknown(),
  mentions: { about: ["person"] },
  run: () => Promise.resolve({}),
  reply: () => say(""),
});

const result = (changes: Partial<CallResult>): CallResult => ({
  tool: "log",
  args: { about: ["sofia", "john"], kind: "call" },
  outcome: "question",
  reply: {
    text: "Which?",
    actions: ["a", "b"].map((id) => ({
      label: id,
      press: { kind: "call", tool: "log", args: { about: ["sofia", id], kind: "call" } },
    })),
  },
  receipts: [],
  undoable: [],
  resolved: [],
  ...changes,
});

describe("an open field", () => {
  test("of a mention is the one its options differ in", () => {
    const open = questionOf(result({}))?.open;
    expect(open).toMatchObject({ field: "about", unclear: "john" });
    const filled = (text: string) => open && filledWith(text, open, tool)?.args;
    expect(filled("John Weiss")).toMatchObject({ about: ["sofia", "John Weiss"], kind: "call" });
    expect(filled("the borealis one")).toMatchObject({ about: ["sofia", "john (borealis)"] });
    expect(filled("i meant weiss")).toMatchObject({ about: ["sofia", "weiss"] });
    expect(filled("tell me everything about the weather in Berlin")).toBeUndefined();
  });

  test.each([
    ["name", "Hot leads.", "Hot leads"],
    ["kind", "a meeting", "meeting"],
    ["probability", "40%", 40],
    ["tags", "vip", ["vip"]],
  ])("%s takes the answer in its own shape", (field, text, value) => {
    const open = questionOf(result({ asksFor: field }))?.open;
    expect(open && filledWith(text, open, tool)?.args[field]).toEqual(value);
  });

  test("there is none where the options differ in more than one thing, and none without a question", () => {
    const reply = {
      text: "",
      actions: [
        {
          label: "x",
          press: { kind: "call" as const, tool: "log", args: { about: ["q"], name: "w" } },
        },
      ],
    };
    expect(questionOf(result({ reply }))?.open).toBeUndefined();
    expect(questionOf(result({ outcome: "done" }))).toBeUndefined();
  });

  test("a bare name is an answer, though it also reads as a look-up", () => {
    const reading = (args: object) => [
      { call: { tool: "show_record", args: { ...args } }, echo: "", confidence: 1 },
    ];
    expect(isBareAnswer("sofia reyes", reading({ record: "Sofia Reyes" }))).toBe(true);
    expect(isBareAnswer("show sofia reyes", reading({ record: "Sofia Reyes" }))).toBe(false);
  });
});
