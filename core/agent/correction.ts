/**
 * Corrections: from "no wait, 26k" and what was just said and written to the calls that put it right.
 *
 * A value goes to the update tool of the record that was written, with that one field, so that its
 * receipt shows the two values and everything else stays. What no update tool can change, and a record
 * that was the wrong one, is undone and done again.
 */
import type { CallRequest } from "../call-result.ts";
import { nameKey } from "../domain/names.ts";
import type { RecordRef } from "../reply.ts";
import {
  enumIn,
  inScale,
  isPresent,
  valuesIn,
  type Known,
  type Value,
} from "./correction-values.ts";
import { correctionWords, type CorrectionWords } from "./correction-words.ts";
import type { Focus, Option, SpokenCall, WrittenCall } from "./intent.ts";
import { notInNames } from "./local-parser/vocabulary.ts";
import { pinned, toolOf } from "./spoken-call.ts";

/** A call to make; with `ifDone`, only once the one before it came through. */
export type Step = CallRequest & { ifDone?: true };

/** A record that was the wrong one: which call, which mention, and what is known of the right one. */
export interface WrongRecord {
  call: SpokenCall;
  field: string;
  index: number;
  record: { type: string; id: string; name: string };
}

/**
 * `sure`: nothing but a correction can be meant. Otherwise a message that is a command as it stands is
 * rather that command.
 */
export type Correction =
  | { kind: "calls"; steps: Step[]; echo: string; sure: boolean }
  | { kind: "ask"; options: Option[]; sure: boolean }
  | {
      kind: "record";
      wrong: WrongRecord[];
      words: CorrectionWords;
      sure: boolean;
      /** "It was with Weiss": a correction once Weiss is found, whatever else it may read as. */
      ifFound?: true;
      /** "And John Weiss?": no correction, but the same question again. */
      again?: true;
    };

export function readCorrection(text: string, focus: Focus, known: Known): Correction | undefined {
  const words = correctionWords(text);
  const calls: (SpokenCall | WrittenCall)[] = focus.written?.toReversed() ?? [];
  if (focus.read) calls.push(focus.read);
  if (!words || calls.length === 0) return undefined;
  return (
    valueCorrection(words, calls, known) ??
    recordCorrection(words, calls) ??
    textCorrection(words, calls, known)
  );
}

const asksAgain =
  /^(?:(?:and )?(?:what|how) about|(?:and )?(?:the )?same (?:thing |question |again )?(?:for|with|at))\s+(?<wanted>\S.{1,40}?)[\s?.!]*$|^(?:and|now)(?: (?:for|with|at))?\s+(?<asked>\S.{1,40}?)\s*\?+$/i;

/** "And John Weiss?", "same for Borealis": what was just looked up, of somebody else. */
export function readFollowUp(text: string, { read, written }: Focus): Correction | undefined {
  const groups = asksAgain.exec(text.trim())?.groups;
  const wanted = groups?.wanted ?? groups?.asked;
  if (!read || written || !wanted || wanted.split(/\s+/).length > 4) return undefined;
  const first = nameKey(wanted).split(" ")[0] ?? "";
  if (notInNames.has(first) && first !== "the") return undefined;
  const wrong = wrongIn(read);
  if (wrong.length !== 1) return undefined;
  return { kind: "record", wrong, words: { wanted }, sure: false, ifFound: true, again: true };
}

/** One way to apply a value: a call of an update tool, or the same call over again. */
interface Patch {
  call: SpokenCall | WrittenCall;
  field: string;
  said: string;
  /** The record to update; without it the call is done again. */
  record?: RecordRef;
  score: number;
}

function valueCorrection(
  words: CorrectionWords,
  calls: readonly (SpokenCall | WrittenCall)[],
  known: Known,
): Correction | undefined {
  const ways = [valuesIn(words, known), enumIn(words, calls, known)];
  for (const values of ways) {
    const correction = values && applied(values, words, { calls, known });
    if (correction) return correction;
  }
  return undefined;
}

function applied(
  values: readonly Value[],
  words: CorrectionWords,
  { calls, known }: { calls: readonly (SpokenCall | WrittenCall)[]; known: Known },
): Correction | undefined {
  const chosen: Patch[] = [];
  for (const value of values) {
    const patches = calls.flatMap((call, age) => patchesOf(call, value, { words, known, age }));
    const best = Math.max(...patches.map((patch) => patch.score));
    const rivals = patches.filter((patch) => patch.score >= best - 0.5);
    const [first] = rivals;
    if (!first) return undefined;
    const options = rivals.flatMap((patch) => optionOf(patch));
    if (values.length === 1 && rivals.length > 1 && options.length === rivals.length)
      return { kind: "ask", options, sure: true };
    chosen.push(first);
  }
  return { kind: "calls", steps: stepsOf(chosen), echo: echoOf(chosen), sure: true };
}

/** Where a value could go in one call: better where it changed just now, best where its old value was named. */
function patchesOf(
  call: SpokenCall | WrittenCall,
  value: Value,
  { words, known, age }: { words: CorrectionWords; known: Known; age: number },
): Patch[] {
  const changed = "changed" in call ? call.changed : [];
  const many = changed.length > 1 && new Set(changed.map(({ record }) => record.type)).size === 1;
  const updates = (many ? [] : changed).flatMap(({ record, changes }): Patch[] => {
    const updater = toolOf(known.tools, `update_${record.type}`);
    const field = value.fields.find((name) => updater?.input.shape[name] !== undefined);
    if (!field) return [];
    const now = changes.find((change) => change.field === field)?.to;
    // A bare number is an amount only where an amount was just said.
    if (value.kind === "money" && now === undefined && /^[\d.,]+$/.test(value.said)) return [];
    const score =
      (now === undefined ? 0 : 2) +
      (call.tool.endsWith(`_${record.type}`) ? 1 : 0) +
      (now && words.rejected && isPresent(words.rejected, now, { value, known }) ? 4 : 0) -
      age * 0.1;
    const said = inScale(value, { words, now: now ?? null, args: call.args, field });
    return [{ call, field, said, record, score }];
  });
  if (updates.length > 0) return updates;
  const shape = toolOf(known.tools, call.tool)?.input.shape ?? {};
  const field =
    value.fields.find((name) => name in call.args) ??
    value.fields.find((name) => shape[name] !== undefined && "changed" in call);
  const score = field !== undefined && field in call.args ? 2 : 0;
  return field && toolOf(known.tools, call.tool)?.mentions[field] === undefined
    ? [{ call, field, said: value.said, score: score - age * 0.1 }]
    : [];
}

const isWritten = (call: SpokenCall | WrittenCall): call is WrittenCall => "receipts" in call;

function stepsOf(patches: readonly Patch[]): Step[] {
  const steps: Step[] = [];
  for (const patch of patches) {
    const { call, field, said, record } = patch;
    if (!record) {
      steps.push(...doneAgain(call, { ...pinned(call), [field]: said }));
      continue;
    }
    const tool = `update_${record.type}`;
    const same = steps.find((step) => step.tool === tool && step.args[record.type] === record.id);
    if (same) same.args = { ...same.args, [field]: said };
    else steps.push({ tool, args: { [record.type]: record.id, [field]: said } });
  }
  return steps;
}

/** The call once more with other arguments, what it wrote before taken back first. */
export function doneAgain(call: SpokenCall | WrittenCall, args: Record<string, unknown>): Step[] {
  if (!isWritten(call)) return [{ tool: call.tool, args }];
  return [
    { tool: "undo", args: { receipts: call.receipts } },
    { tool: call.tool, args: { ...momentOf(call), ...args }, ifDone: true },
  ];
}

/** What took place "now" took place when it was first said. */
function momentOf({ tool, changed }: WrittenCall): { when?: string } {
  if (tool !== "log_interaction") return {};
  const moments = changed.flatMap(({ changes }) =>
    changes.flatMap(({ field, to }) => (field === "occurred_at" && to !== null ? [to] : [])),
  );
  return moments[0] === undefined ? {} : { when: moments[0] };
}

function optionOf(patch: Patch): Option[] {
  const [step, ...more] = stepsOf([patch]);
  const label = `${spoken(patch.field)} of ${patch.record?.name ?? spoken(patch.call.tool)}: ${patch.said}`;
  return step && more.length === 0 ? [{ label, tool: step.tool, args: step.args }] : [];
}

const echoOf = (patches: readonly Patch[]): string =>
  `correction, ${patches.map(({ field, said }) => `${spoken(field)} ${said}`).join(", ")}.`;

const spoken = (field: string): string => field.replace(/^new_/, "").replaceAll("_", " ");

/** "Not that John", "the other one", "weiss not okafor": the mention that meant the wrong record. */
function recordCorrection(
  words: CorrectionWords,
  calls: readonly (SpokenCall | WrittenCall)[],
): Correction | undefined {
  const mentioned = calls.flatMap((call) => wrongIn(call));
  const rejected = baseOf(words);
  const named = rejected
    ? mentioned.filter(({ record, call, field, index }) =>
        matches(rejected, `${record.name} ${saidIn(call, field, index)}`),
      )
    : mentioned;
  const wrong = named.length > 0 ? named : generic(words.rejected) ? mentioned : [];
  if (wrong.length === 0 || words.field !== undefined) return undefined;
  if (words.wanted.split(/\s+/).length > 6) return undefined;
  const sure = words.other === true || words.rejected !== undefined;
  const wanted = words.wanted.replace(/^(?:with|about)\s+/i, "");
  const ifFound = wanted !== words.wanted && wanted.split(/\s+/).length <= 3;
  const said = { ...words, wanted };
  return { kind: "record", wrong, words: said, sure, ...(ifFound ? { ifFound } : {}) };
}

/** The name in what was rejected: "that John" is John, "that one" is nobody by name. */
export function baseOf({ rejected }: CorrectionWords): string | undefined {
  return rejected === undefined || generic(rejected) ? undefined : rejected.replace(/\s+one$/i, "");
}

const generic = (rejected: string | undefined): boolean =>
  rejected !== undefined &&
  /^(?:(?:that|this|the)\s+)?(?:one|person|company|deal|task|contact|guy|him|her|it|them|record|that|this)$/i.test(
    rejected,
  );

function wrongIn(call: SpokenCall | WrittenCall): WrongRecord[] {
  return Object.entries(call.records).flatMap(([field, refs]) =>
    refs.map((record, index) => ({ call, field, index, record })),
  );
}

export function saidIn({ args }: SpokenCall, field: string, index: number): string {
  const value = args[field];
  const said = Array.isArray(value) ? (value as unknown[])[index] : value;
  return typeof said === "string" ? said : "";
}

/** Every word of the one begins a word of the other. */
export function matches(words: string, name: string): boolean {
  const named = nameKey(name).split(" ");
  const said = nameKey(words)
    .split(" ")
    .filter((word) => word !== "the" && word !== "one");
  return said.length > 0 && said.every((word) => named.some((other) => other.startsWith(word)));
}

/** A name that was misspelt, words of a title, or the only words a look-up or a failed call went by. */
function textCorrection(
  { wanted, rejected }: CorrectionWords,
  calls: readonly (SpokenCall | WrittenCall)[],
  known: Known,
): Correction | undefined {
  const said = nameKey(wanted).split(" ");
  if (!wanted || said.length > 4 || (!rejected && said.some((word) => notInNames.has(word))))
    return undefined;
  for (const call of calls) {
    const texts = textsOf(call, known);
    const replaced = rejected && texts.find(([, text]) => wordIn(text, rejected));
    const only = !rejected && texts.length === 1 && !isWritten(call) ? texts[0] : undefined;
    const name = rejected ? undefined : texts.find((entry) => isNameOf(call, entry, wanted));
    const [field, before] = replaced ?? only ?? name ?? [];
    if (field === undefined || before === undefined) continue;
    const text = replaced && rejected ? before.replace(wordPattern(rejected), wanted) : wanted;
    const steps = textSteps(call, { field, text }, known);
    const echo = `correction, ${spoken(field)} ${text}.`;
    if (steps.length > 0) return { kind: "calls", steps, echo, sure: Boolean(replaced) };
  }
  return undefined;
}

/** The words of a call, without the mentions that found their record. */
function textsOf(call: SpokenCall | WrittenCall, { tools }: Known): [string, string][] {
  const mentions = toolOf(tools, call.tool)?.mentions ?? {};
  const named = Object.entries(call.args).filter(
    ([field]) => mentions[field] !== undefined && call.records[field] === undefined,
  );
  const open = named.length > 0 ? named : Object.entries(call.args);
  return open.flatMap(([field, value]): [string, string][] => {
    const [only, ...more] = Array.isArray(value) ? (value as unknown[]) : [value];
    const resolved = call.records[field] !== undefined;
    return typeof only === "string" && more.length === 0 && !resolved ? [[field, only]] : [];
  });
}

function textSteps(
  call: SpokenCall | WrittenCall,
  { field, text }: { field: string; text: string },
  known: Known,
): Step[] {
  if (!isWritten(call)) {
    const value = Array.isArray(call.args[field]) ? [text] : text;
    return [{ tool: call.tool, args: { ...pinned(call), [field]: value } }];
  }
  const value: Value = { kind: "text", said: text, fields: [field] };
  const [patch] = patchesOf(call, value, { words: { wanted: text }, known, age: 0 });
  return patch ? stepsOf([patch]) : [];
}

/** The name of what was just added, said again: it shares a word with what was understood. */
const isNameOf = ({ tool }: SpokenCall, [field, text]: [string, string], wanted: string): boolean =>
  field === "name" &&
  /^(?:add|create)_/.test(tool) &&
  nameKey(wanted)
    .split(" ")
    .some((word) => wordIn(nameKey(text), word));

const wordPattern = (word: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`,
    "iu",
  );

const wordIn = (text: string, word: string): boolean => wordPattern(word).test(text);
