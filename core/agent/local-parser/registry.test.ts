/** Every tool's every example, read with all other tools in the way: adding its examples is all a tool takes. */
import { describe, expect, it } from "vitest";
import { exampleText, piecesOf } from "../../example-marks.ts";
import type { Tool } from "../../tool.ts";
import { tools } from "../../tools/registry.ts";
import type { Intent } from "../intent.ts";
import { createLocalParser } from "./local-parser.ts";
import { nameIndexOf, type KnownName } from "./name-index.ts";
import { nameKindsOf } from "./name-kinds.ts";
import { turnOf } from "../../../test/support/turn-of.ts";

const turn = (text: string) => turnOf(text, { locale: "en-GB", scope: { tenantId: "any" } });

/** A tenant in which whatever the examples name is called so. */
function namesInExamples(): KnownName[] {
  const isName = (said: string) =>
    /^\p{Lu}/u.test(said) && !/['’,]| (?:from|at|of|and) /.test(said);
  return tools.flatMap((tool) =>
    tool.examples.flatMap(piecesOf).flatMap((piece): KnownName[] => {
      if (!("field" in piece) || !isName(piece.said)) return [];
      const kinds = tool.mentions[piece.field] ?? nameKindsOf(piece.field);
      const [kind, ...more] = kinds;
      return kind && more.length === 0 ? [{ kind, name: piece.said }] : [];
    }),
  );
}

const index = nameIndexOf(namesInExamples());
const parser = createLocalParser(tools, (text) => Promise.resolve(index(text)));

interface Read {
  tool: Tool;
  example: string;
  intent: Intent;
}

async function readAll(): Promise<Read[]> {
  const all: Read[] = [];
  for (const tool of tools)
    for (const example of tool.examples)
      all.push({ tool, example, intent: await parser.parse(turn(exampleText(example))) });
  return all;
}

const toolsOf = (intent: Intent) =>
  intent.kind === "abstain" ? [] : intent.readings.map(({ call }) => call.tool);

/** Prepositions and articles aside: "on Friday" and "Friday" are one date. */
const plain = (value: unknown): string =>
  [value]
    .flat()
    .map(String)
    .join(" and ")
    .toLowerCase()
    .replace(/, (?:and )?/g, " and ")
    .replace(/^(?:on|by|at|in|for|until|since|the|to|an?) /, "")
    .replace(/[“”".,!]+$/, "");

function argumentsIn({ tool, example }: Read): Map<string, string> {
  const wanted = new Map<string, string>();
  for (const piece of piecesOf(example)) {
    if (!("field" in piece) || !(piece.field in tool.input.shape)) continue;
    const before = wanted.get(piece.field);
    const value = plain(piece.value ?? piece.said);
    wanted.set(piece.field, before === undefined ? value : `${before} and ${value}`);
  }
  return wanted;
}

function isExact(read: Read): boolean {
  const { tool, intent } = read;
  if (intent.kind !== "calls" || toolsOf(intent).join() !== tool.name) return false;
  const args = intent.readings[0]?.call.args ?? {};
  const wanted = argumentsIn(read);
  return Array.from(new Set([...wanted.keys(), ...Object.keys(args)])).every((field) => {
    const [want, got] = [wanted.get(field), args[field]];
    // Who is not named is the one spoken of, or the asker: "make it 28k", "my deals".
    if (want === undefined) return /^(?:it|my|me)$/.test(plain(got));
    return got !== undefined && plain(got) === want;
  });
}

/** Thousands of messages; two cores that are busy otherwise take their time. */
const reading = { timeout: 240_000 };

describe("every example of every tool", () => {
  it("is read as that tool with those arguments, or offered as one of three", reading, async () => {
    const reads = await readAll();
    const inexact = reads.filter((read) => !isExact(read));
    const wrong = inexact.filter(
      ({ intent, tool }) => intent.kind === "calls" && !toolsOf(intent).includes(tool.name),
    );
    const wrongWrites = wrong.filter(({ intent }) =>
      toolsOf(intent).some((name) => tools.find((tool) => tool.name === name)?.effect !== "read"),
    );
    const shown = (some: readonly Read[]) =>
      some.map(
        ({ tool, example, intent }) => `${tool.name}: ${example} → ${toolsOf(intent).join()}`,
      );
    expect(shown(wrongWrites)).toEqual([]);
    expect(wrong.length / reads.length, shown(wrong).join("\n")).toBeLessThan(0.005);
    expect(inexact.length / reads.length, shown(inexact).join("\n")).toBeLessThan(0.04);
  });
});
