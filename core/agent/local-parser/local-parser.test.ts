import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Tool } from "../../tool.ts";
import type { Intent } from "../intent.ts";
import { exampleTools } from "../../../test/support/example-tools.ts";
import { createLocalParser } from "./local-parser.ts";
import {
  development,
  heldOut,
  notWrites,
  offTopic,
  secondHeldOut,
  type Expected,
} from "../../../test/support/utterances.ts";
import { turnOf } from "../../../test/support/turn-of.ts";

const parser = createLocalParser(exampleTools);
const writes = new Set(
  exampleTools.filter((tool) => tool.effect !== "read").map(({ name }) => name),
);
const turn = (text: string) => turnOf(text, { locale: "en-GB" });
const parse = (text: string) => parser.parse(turn(text));

function check(intent: Intent, expected: Expected): void {
  if (expected === "abstain") return expect(intent.kind).toBe("abstain");
  if (expected === "choose") return expect(intent.kind).not.toBe("calls");
  const calls = "calls" in expected ? expected.calls : [expected];
  const wanted = calls.map(([tool, args]) => ({
    tool,
    args: expect.objectContaining(args ?? {}) as unknown,
  }));
  expect(intent).toMatchObject({ kind: "calls" });
  if (intent.kind === "calls") expect(intent.readings.map(({ call }) => call)).toEqual(wanted);
}

function grade(intent: Intent, expected: Expected): { exact: boolean; mistaken: boolean } {
  try {
    check(intent, expected);
    return { exact: true, mistaken: false };
  } catch {
    const wanted =
      typeof expected === "string" ? [] : "calls" in expected ? expected.calls : [expected];
    const tools = wanted.map(([tool]) => tool);
    const got = intent.kind === "calls" ? intent.readings.map(({ call }) => call.tool) : tools;
    return { exact: false, mistaken: got.join() !== tools.join() };
  }
}

const written = (intent: Intent) =>
  intent.kind === "calls" ? intent.readings.filter(({ call }) => writes.has(call.tool)) : [];

describe("what people type", () => {
  it.each(development)("%s", async (text, expected) => {
    check(await parse(text), expected);
  });
});

describe("phrasings never used to tune the examples", () => {
  it("reads at least nine in ten exactly, and never takes one for another command", async () => {
    const set = [...heldOut, ...secondHeldOut];
    const results = await Promise.all(
      set.map(async ([text, expected]) => ({ text, ...grade(await parse(text), expected) })),
    );
    const missed = results.filter((result) => !result.exact).map((result) => result.text);
    const mistaken = results.filter((result) => result.mistaken).map((result) => result.text);
    expect(mistaken).toEqual([]);
    expect(missed.length / set.length, missed.join(" | ")).toBeLessThan(0.1);
  });
});

describe("never a write", () => {
  it.each([...offTopic, ...notWrites])("%s", async (text) => {
    expect(written(await parse(text))).toEqual([]);
  });

  it("not with every name known either", async () => {
    const names = [{ text: "Sofia", types: ["person" as const] }];
    const informed = createLocalParser(exampleTools, () => Promise.resolve(names));
    for (const text of [...offTopic, ...notWrites])
      expect(written(await informed.parse(turn(text))), text).toEqual([]);
  });
});

describe("the registry teaches", () => {
  it("reads every example back as its own tool", async () => {
    for (const tool of exampleTools) {
      for (const example of tool.examples) {
        const text = example.replace(/\{\w+:([^}]*)\}/g, "$1");
        const intent = await parse(text);
        const named = intent.kind === "abstain" ? [] : intent.readings.map(({ call }) => call.tool);
        // "Show me X" is taught to three tools; the widest of them answers.
        const alike = tool.name.startsWith("show_")
          ? named.some((name) => name.startsWith("show_"))
          : false;
        expect(alike || named.includes(tool.name), text).toBe(true);
      }
    }
  });

  it("learns a new tool from its examples alone", async () => {
    const archive: Tool = {
      ...exampleTools.find(({ name }) => name === "show_record")!,
      name: "move_deal",
      effect: "write",
      summary: "Move a deal to another stage",
      examples: [
        "move {deal:the Acme pilot} to {stage:negotiation}",
        "{deal:it} is worth {value:28k}",
      ],
      input: z.object({
        deal: z.string(),
        stage: z.enum(["lead", "negotiation", "won"]).optional(),
        value: z.string().optional(),
      }),
      mentions: { deal: ["deal"] },
    };
    const taught = createLocalParser([...exampleTools, archive]);
    check(await taught.parse(turn("pls move the Borealis renewal to won")), [
      "move_deal",
      { deal: "the Borealis renewal", stage: "won" },
    ]);
    check(await taught.parse(turn("move it to Negotiation")), [
      "move_deal",
      { deal: "it", stage: "negotiation" },
    ]);
    check(await taught.parse(turn("that deal is worth €26k")), [
      "move_deal",
      { deal: "that deal", value: "€26k" },
    ]);
    check(await taught.parse(turn("move it to the moon")), "choose");
  });

  it("takes a field from an example that has no word for it", async () => {
    const base = exampleTools.find(({ name }) => name === "tag_record")!;
    const tag: Tool = {
      ...base,
      input: z.object({ record: z.string(), tag: z.string(), remove: z.boolean().optional() }),
      examples: [
        "tag {record:Leo} as {tag:investor}",
        "take {tag:investor} off {record:Leo}, {remove:true}",
      ],
    };
    const taught = createLocalParser([tag]);
    check(await taught.parse(turn("take partner off Acme")), [
      "tag_record",
      { record: "Acme", tag: "partner", remove: true },
    ]);
  });
});

describe("names known", () => {
  const names = [
    { text: "Acme", types: ["company" as const] },
    { text: "Write Now", types: ["company" as const] },
  ];
  const informed = createLocalParser(exampleTools, (text) =>
    Promise.resolve(names.filter((name) => text.includes(name.text))),
  );

  it("tells a company from a person", async () => {
    check(await informed.parse(turn("who is Acme")), "choose");
    check(await informed.parse(turn("what's happening with Write Now")), [
      "show_company",
      { company: "Write Now" },
    ]);
  });
});

describe("answers", () => {
  it("says how it read the words, dates spelled out", async () => {
    const intent = await parse("remind me to send pricing to Sofia on Friday");
    expect(intent).toMatchObject({
      readings: [{ echo: "Add a task: title “send pricing to Sofia”, due Fri 20 Nov 2026." }],
    });
    const list = await parse("people I've never contacted");
    expect(list).toMatchObject({ readings: [{ echo: "List people: never contacted." }] });
  });

  it("offers at most three readings", async () => {
    const intent = await parse("should I tag Sofia as investor?");
    expect(intent.kind).toBe("choose");
    if (intent.kind === "choose") expect(intent.readings.length).toBeLessThanOrEqual(3);
  });

  it("says that a message is too long, and reads one that is long", async () => {
    const note = (times: number) => `note on Acme: ${"they asked again. ".repeat(times)}`;
    expect(await parse(note(2_000))).toMatchObject({
      kind: "abstain",
      say: expect.stringContaining("has 36,013 characters") as unknown,
    });
    const { readings } = (await parse(note(200))) as Extract<Intent, { kind: "calls" }>;
    expect(readings[0]?.call.tool).toBe("log_interaction");
  });

  it("points to help when it has nothing", async () => {
    for (const text of ["", "asdf qwer", "Qué tengo hoy?"])
      expect(await parse(text)).toMatchObject({
        kind: "abstain",
        say: expect.stringContaining("help") as unknown,
      });
  });

  it("keeps the whole of a long note", async () => {
    const note = "they want the security review first, ".repeat(40).trim();
    const intent = await parse(`note on Acme: ${note}`);
    expect(intent).toMatchObject({
      kind: "calls",
      readings: [{ call: { tool: "log_interaction" } }],
    });
    const summary = intent.kind === "calls" ? intent.readings[0]?.call.args.summary : "";
    expect(String(summary)).toHaveLength(note.length - 1);
  });

  it("survives anything", async () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: "grapheme", maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        expect(written(await parse(text))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
