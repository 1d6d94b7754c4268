/** Corrections of words that are no record's: a name that was misspelt, a title, what a look-up went by. */
import { nameKey } from "../domain/names.ts";
import { isWritten, patchesOf, spoken, stepsOf, type Step } from "./correction-steps.ts";
import type { Known, Value } from "./correction-values.ts";
import type { CorrectionWords } from "./correction-words.ts";
import type { SpokenCall, WrittenCall } from "./intent.ts";
import { notInNames } from "./local-parser/vocabulary.ts";
import { pinned, toolOf } from "./spoken-call.ts";

export interface TextCorrection {
  kind: "calls";
  steps: Step[];
  echo: string;
  sure: boolean;
}

/** A name that was misspelt, words of a title, or the only words a look-up or a failed call went by. */
export function textCorrection(
  { wanted, rejected }: CorrectionWords,
  calls: readonly (SpokenCall | WrittenCall)[],
  known: Known,
): TextCorrection | undefined {
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
