/** The calls that put a value right: an update of the record that was written, or the same call done again. */
import type { CallRequest } from "../call-result.ts";
import type { RecordRef } from "../reply.ts";
import { inScale, isPresent, type Known, type Value } from "./correction-values.ts";
import type { CorrectionWords } from "./correction-words.ts";
import type { SpokenCall, WrittenCall } from "./intent.ts";
import { pinned, toolOf } from "./spoken-call.ts";

/** A call to make; with `ifDone`, only once the one before it came through. */
export type Step = CallRequest & { ifDone?: true };

/** One way to apply a value: a call of an update tool, or the same call over again. */
export interface Patch {
  call: SpokenCall | WrittenCall;
  field: string;
  said: string;
  /** The record to update; without it the call is done again. */
  record?: RecordRef;
  score: number;
}

/** Where a value could go in one call: better where it changed just now, best where its old value was named. */
export function patchesOf(
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

export const isWritten = (call: SpokenCall | WrittenCall): call is WrittenCall =>
  "receipts" in call;

export function stepsOf(patches: readonly Patch[]): Step[] {
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

export const spoken = (field: string): string => field.replace(/^new_/, "").replaceAll("_", " ");
