/** The form of one evaluation case: what is said, where and when, and the right outcome. */
import fs from "node:fs";
import { z } from "zod";
import { AppError } from "../core/domain/errors.ts";

/** A value as it must be, or one of the matchers of eval/matchers.ts. */
const argument: z.ZodType = z.json();

const expectedCall = z.strictObject({
  tool: z.string(),
  args: z.record(z.string(), argument).default({}),
  /** Where absent, the call was done or is offered for confirmation. */
  outcome: z.enum(["done", "confirm", "question", "refused"]).optional(),
});

const plain = z.union([
  /** In order where they write; nothing else is called. */
  z.strictObject({ calls: z.array(expectedCall).min(1) }),
  /** A question or a choice of readings, of one of these tools where tools are named. */
  z.strictObject({
    ask: z.union([z.literal(true), z.strictObject({ tools: z.array(z.string()).optional() })]),
  }),
  /** Nothing is done and nothing offered: out of scope, not allowed, or not understood. */
  z.strictObject({ refuse: z.literal(true) }),
]);
const expectation = z.union([plain, z.strictObject({ anyOf: z.array(plain).min(2) })]);

const forbidden = z.union([
  z.string(),
  z.strictObject({ tool: z.string(), args: z.record(z.string(), argument).default({}) }),
]);

/** Names of records of the world, as if they had just been spoken of. */
const focus = z.strictObject({
  person: z.string().optional(),
  company: z.string().optional(),
  deal: z.string().optional(),
  task: z.string().optional(),
  list: z.array(z.string()).optional(),
});

const caseLine = z.strictObject({
  id: z.string().min(1),
  tags: z.array(z.string()).default([]),
  /** First name or address of a user of the world. */
  as: z.string().default("ana"),
  channel: z.string().default("dm"),
  /** Said earlier in the same conversation, carried out for real; `press` is a button's label. */
  history: z.array(z.union([z.string(), z.strictObject({ press: z.string() })])).default([]),
  focus: focus.optional(),
  now: z.iso.datetime({ offset: true, local: true }).default("2026-11-19T10:00:00+01:00"),
  tz: z.string().default("Europe/Madrid"),
  message: z.string(),
  expect: expectation,
  forbid: z.array(forbidden).default([]),
  /** Why the outcome is right, where that is not plain. */
  why: z.string().optional(),
});

export type Case = z.output<typeof caseLine>;
export type PlainExpectation = z.output<typeof plain>;
export type ExpectedCall = z.output<typeof expectedCall>;

/** Every case of a JSON Lines file; blank lines and lines that start with // are left out. */
export function readCases(file: string): Case[] {
  const cases = readLines(file).flatMap((line, index) =>
    line.trim() === "" || line.startsWith("//") ? [] : [parseCase(line, `${file}:${index + 1}`)],
  );
  if (cases.length === 0) throw new AppError("bad_input", `${file} holds no cases.`);
  const ids = new Set<string>();
  for (const { id } of cases) {
    if (ids.has(id)) throw new AppError("bad_input", `${file} holds two cases with the id ${id}.`);
    ids.add(id);
  }
  return cases;
}

function readLines(file: string): string[] {
  try {
    return fs.readFileSync(file, "utf8").split("\n");
  } catch (cause) {
    throw new AppError("bad_input", `${file} cannot be read.`, { cause });
  }
}

function parseCase(line: string, place: string): Case {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError("bad_input", `${place} is not JSON.`, { cause });
  }
  const parsed = caseLine.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new AppError("bad_input", `${place}: ${field || "the case"}: ${issue?.message ?? ""}.`);
}
