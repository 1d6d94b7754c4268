/**
 * Corrections: from "no wait, 26k" and what was just said and written to the calls that put it right.
 *
 * A value goes to the update tool of the record that was written, with that one field, so that its
 * receipt shows the two values and everything else stays. What no update tool can change, and a record
 * that was the wrong one, is undone and done again.
 */
import { patchesOf, spoken, stepsOf, type Patch, type Step } from "./correction-steps.ts";
import { enumIn, valuesIn, type Known, type Value } from "./correction-values.ts";
import { correctionWords, type CorrectionWords } from "./correction-words.ts";
import type { Focus, Option, SpokenCall, WrittenCall } from "./intent.ts";
import { textCorrection } from "./text-correction.ts";
import { recordCorrection, type RecordCorrection } from "./wrong-record.ts";

/**
 * `sure`: nothing but a correction can be meant. Otherwise a message that is a command as it stands is
 * rather that command.
 */
export type Correction =
  | { kind: "calls"; steps: Step[]; echo: string; sure: boolean }
  | { kind: "ask"; options: Option[]; sure: boolean }
  | RecordCorrection;

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

function optionOf(patch: Patch): Option[] {
  const [step, ...more] = stepsOf([patch]);
  const label = `${spoken(patch.field)} of ${patch.record?.name ?? spoken(patch.call.tool)}: ${patch.said}`;
  return step && more.length === 0 ? [{ label, tool: step.tool, args: step.args }] : [];
}

const echoOf = (patches: readonly Patch[]): string =>
  `correction, ${patches.map(({ field, said }) => `${spoken(field)} ${said}`).join(", ")}.`;
