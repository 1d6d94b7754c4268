/** Calls carried out, as the conversation remembers them: for corrections, for saving and confirming. */
import { isDeepStrictEqual } from "node:util";
import type { CallRequest, CallResult } from "../call-result.ts";
import type { Receipt } from "../reply.ts";
import type { Ref } from "../ref.ts";
import type { Tool } from "../tool.ts";
import type { Focus, IntendedCall, PendingQuestion, SpokenCall, WrittenCall } from "./intent.ts";

/** More receipts than this are a batch, which no later word corrects; it can be undone. */
const MOST_RECEIPTS = 20;
const MOST_PENDING = 5;
const listing = new Set(["list_people", "list_companies", "list_deals"]);

/** One call of a turn: what was asked of the door, and what came of it. */
export interface Done {
  request: CallRequest;
  result: CallResult;
}

/** Which record each mention meant, when all of them were resolved. */
function recordsOf(
  tool: Tool | undefined,
  { args, resolved }: Pick<CallResult, "args" | "resolved">,
): Record<string, Ref[]> {
  const records: Record<string, Ref[]> = {};
  let taken = 0;
  for (const field of Object.keys(tool?.mentions ?? {})) {
    const value = args[field];
    if (value === undefined || value === null) continue;
    const count = Array.isArray(value) ? value.length : 1;
    records[field] = resolved.slice(taken, taken + count);
    taken += count;
  }
  return taken === resolved.length ? records : {};
}

/** The arguments with every mention as an id, so that the call means the same later on. */
export function pinned({ args, records }: Pick<SpokenCall, "args" | "records">) {
  const ids = Object.entries(records).map(([field, refs]) => [
    field,
    Array.isArray(args[field]) ? refs.map((ref) => ref.id) : refs[0]?.id,
  ]);
  return { ...args, ...(Object.fromEntries(ids) as Record<string, unknown>) };
}

/** What "update_deal" without a deal works on is the deal in focus; later that may be another. */
export function pinnedWithFocus(tool: Tool | undefined, result: CallResult, focus: Focus) {
  const args = pinned({ args: result.args, records: recordsOf(tool, result) });
  const kind = /^update_(deal|person|company|task)$/.exec(result.tool)?.[1];
  const meant = kind && args[kind] === undefined ? focus[kind as "deal"] : undefined;
  return kind && meant ? { ...args, [kind]: meant.id } : args;
}

/** The focus with what the turn's calls wrote, read, listed and left waiting. */
export function withCalls(
  focus: Focus,
  turn: readonly Done[],
  tools: readonly Tool[],
  answered?: PendingQuestion,
): Focus {
  const next = withPending(focus, turn, tools);
  const { written: _written, read: _read, ...kept } = next;
  const done = turn.filter(({ result }) => result.outcome === "done");
  if (done.length === 0) {
    const vain = turn.find(({ result: { code } }) => code === "bad_input" || code === "not_found");
    const { tool, args } = vain?.result ?? {};
    return tool && args ? { ...kept, read: { tool, args, records: {} } } : next;
  }
  const spoken = done.flatMap(({ result }) => spokenOf(result, tools, answered));
  const written = spoken.flatMap(({ call, result }) => writtenOf(call, result));
  const last = spoken.at(-1);
  const filter = done.filter(({ result }) => listing.has(result.tool)).at(-1)?.result;
  return {
    ...kept,
    ...(written.length > 0 ? { written } : {}),
    ...(written.length === 0 && last?.reads ? { read: last.call } : {}),
    ...(filter ? { filter: asCall(filter, tools) } : {}),
  };
}

function spokenOf(result: CallResult, tools: readonly Tool[], answered?: PendingQuestion) {
  const tool = toolOf(tools, result.tool);
  if (!tool || tool.name === "undo" || tool.name === "help") return [];
  const { args } = result;
  const chosen = answered?.options.some((option) => isSame(option, { tool: tool.name, args }));
  const others = answered?.options.filter((option) => !isSame(option, { tool: tool.name, args }));
  const call: SpokenCall = {
    tool: tool.name,
    args,
    records: recordsOf(tool, result),
    ...(chosen && others && others.length > 0 ? { others } : {}),
  };
  return [{ call, result, reads: tool.effect === "read" }];
}

const writtenOf = (call: SpokenCall, { receipts, undoable }: CallResult): WrittenCall[] =>
  undoable.length === 0 || undoable.length > MOST_RECEIPTS
    ? []
    : [{ ...call, receipts: undoable, changed: perRecord(receipts) }];

/** One entry a record: a call may have written it twice. */
function perRecord(receipts: readonly Receipt[]): Receipt[] {
  const merged = new Map<string, Receipt>();
  for (const receipt of receipts) {
    const before = merged.get(receipt.record.id);
    const fields = new Map(before?.changes.map((change) => [change.field, change]));
    for (const change of receipt.changes)
      fields.set(change.field, { ...change, from: fields.get(change.field)?.from ?? change.from });
    merged.set(receipt.record.id, { ...(before ?? receipt), changes: [...fields.values()] });
  }
  return [...merged.values()];
}

const asCall = (result: CallResult, tools: readonly Tool[]): IntendedCall => ({
  tool: result.tool,
  args: pinned({ args: result.args, records: recordsOf(toolOf(tools, result.tool), result) }),
});

/** A preview is added where it was asked for, and goes once its call came to anything else. */
function withPending(focus: Focus, turn: readonly Done[], tools: readonly Tool[]): Focus {
  const { pending: before = [], renumbered, ...kept } = focus;
  let pending = before;
  for (const { request, result } of turn) {
    const args = pinnedWithFocus(toolOf(tools, result.tool), result, focus);
    const call = { tool: result.tool, args };
    const waits = result.outcome === "confirm";
    const known = pending.some((other) => isSame(other, call));
    if (waits && !known) pending = [...pending, call];
    const came = request.confirmed !== undefined || request.preview;
    if (!waits && came) pending = pending.filter((other) => !isSame(other, request));
  }
  const gone = before.some((one) => !pending.some((other) => isSame(one, other)));
  const shown = pending.slice(-MOST_PENDING);
  return {
    ...kept,
    ...(shown.length > 0 ? { pending: shown } : {}),
    ...(shown.length > 0 && (gone || renumbered) ? { renumbered: true as const } : {}),
  };
}

export const toolOf = (tools: readonly Tool[], name: string): Tool | undefined =>
  tools.find((tool) => tool.name === name);

/** Stored calls come back with their fields in another order. */
export const isSame = (one: IntendedCall, other: IntendedCall): boolean =>
  one.tool === other.tool && isDeepStrictEqual(one.args, other.args);
