/** Takes back what a message changed: all of it, or single receipts. */
import { z } from "zod";
import { loadStreams, loadVersions } from "../../db/event-store.ts";
import {
  companyRecords,
  dealRecords,
  draftRecords,
  interactionRecords,
  listRecords,
  optOutRecords,
  personRecords,
  pipelineRecords,
  preferencesRecords,
  relationshipRecords,
  shareRecords,
  suggestionRecords,
  taskRecords,
  type Records,
} from "../../db/projections/registry.ts";
import {
  findLastGroups,
  findReceipts,
  markUndone,
  reopenUndoneBy,
  type ReceiptRow,
} from "../../db/queries/receipts.ts";
import { describeChanges, type StateChange } from "../describe.ts";
import { AppError } from "../domain/errors.ts";
import { sameValue } from "../domain/record.ts";
import { isAllowed } from "../policy.ts";
import { askAboutImport } from "./import-undoing.ts";
import { literal, type Change } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";

const byType: Record<string, Records<never, never>> = Object.fromEntries(
  [
    companyRecords,
    dealRecords,
    draftRecords,
    interactionRecords,
    listRecords,
    optOutRecords,
    personRecords,
    pipelineRecords,
    preferencesRecords,
    relationshipRecords,
    shareRecords,
    suggestionRecords,
    taskRecords,
  ].map((records) => [records.aggregate.type, records as unknown as Records<never, never>]),
);

/** How many of the records a reply names. */
const NAMED = 10;

const output = z.object({
  undone: z.array(z.string()),
  /** How many more than those named. */
  more: z.number(),
  earlier: z.object({ receipts: z.array(z.string()), label: z.string() }).optional(),
});

export const undo = defineTool({
  name: "undo",
  summary: "Take back the last change, or the one of a receipt",
  short: "Undo",
  effect: "write",
  restores: true,
  // Everybody may take back what they set for themselves; records ask for more, below.
  needs: "records:read",
  examples: [
    "undo",
    "undo that",
    "take that back",
    "revert the last change",
    "undo the last thing I did",
    "roll that back",
    "roll back the last change",
    "put it back",
    "put it back the way it was",
    "reverse that",
    "scratch that",
    "that was a mistake",
    "that was wrong, undo it",
    "I didn't mean that",
    "undo what you just did",
    "wrong one, revert",
    "wrong one, undo",
    "no, put it back",
    "put that back",
    "oops, undo",
    "revert",
    "revert that",
    "undo the last change",
    "take it back",
    "that was the wrong one",
    "cancel the last change",
    "that was wrong, take it back",
    "that was wrong, undo that",
    "cancel that",
    "that's wrong",
  ],
  input: z.object({
    receipts: z
      .array(z.uuid())
      .max(5_000)
      .optional()
      .describe("Receipt ids; the last message's when absent"),
  }),
  output,
  mentions: {},
  async run(context, input) {
    const groups = await findLastGroups(context.tx, context.actor.userId, 2);
    if (!input.receipts) await askAboutImport(context, groups[0]);
    const found = input.receipts
      ? await findReceipts(context.tx, context.actor.userId, input.receipts)
      : (groups[0] ?? []);
    if (found.length === 0)
      throw new AppError(
        "not_found",
        input.receipts
          ? "There is no such change of yours to undo."
          : "There is nothing of yours to undo.",
      );
    // Of a message whose single items were undone before, the rest is.
    const rows = found.filter((row) => row.undoneAt === null);
    if (rows.length === 0) throw new AppError("conflict", "That has already been undone.");
    if (!rows.every(isOwnSetting) && !isAllowed(context.actor.role, "records:write"))
      throw new AppError("forbidden", `Your role (${context.actor.role}) does not allow that.`);
    const { undone, more } = await takeBack(context, rows);
    const earlier = input.receipts ? undefined : groups[1];
    return {
      undone,
      more,
      ...(earlier ? { earlier: await offer(context, earlier) } : {}),
    };
  },
  reply: ({ undone, more, earlier }) => ({
    text: `Undone: ${literal(undone.join(", "))}${more > 0 ? ` and ${more} more` : ""}.`,
    ...(earlier
      ? {
          actions: [
            {
              label: `Also undo: ${earlier.label}`,
              press: { kind: "undo" as const, receipts: earlier.receipts },
            },
          ],
        }
      : {}),
  }),
});

/** Puts back what receipts changed; returns the names of the records, and how many more there were. */
export async function takeBack(
  context: ToolContext,
  rows: readonly ReceiptRow[],
): Promise<{ undone: string[]; more: number }> {
  const spans = spansOf(rows);
  for (const type of [...new Set(spans.map((span) => span.recordType))].reverse())
    await restore(
      context,
      type,
      spans.filter((span) => span.recordType === type),
    );
  const ids = rows.map((row) => row.id);
  await markUndone(context.tx, ids, context.now);
  await reopenUndoneBy(context.tx, ids);
  return {
    undone: [...new Set(await namesOf(context, spans.slice(0, NAMED)))],
    more: Math.max(0, spans.length - NAMED),
  };
}

const isOwnSetting = ({ recordType }: ReceiptRow): boolean =>
  recordType === preferencesRecords.aggregate.type;

/** What these receipts changed, each record named with its fields. */
export const changedBy = (
  context: Pick<ToolContext, "tx" | "actor">,
  rows: readonly ReceiptRow[],
): Promise<string[]> => namesOf(context, spansOf(rows).slice(0, NAMED));

/** Everything one message did to one record: from the version before it to the version after. */
interface Span {
  recordType: string;
  streamId: string;
  fromVersion: number;
  toVersion: number;
  /** Versions at which somebody else's change would show between two of the message's own. */
  seams: [number, number][];
}

function spansOf(rows: readonly ReceiptRow[]): Span[] {
  const spans = new Map<string, Span>();
  for (const { recordType, streamId, fromVersion, toVersion } of [...rows].sort(
    (a, b) => a.fromVersion - b.fromVersion,
  )) {
    const span = spans.get(streamId);
    if (span) {
      if (span.toVersion !== fromVersion) span.seams.push([span.toVersion, fromVersion]);
      span.toVersion = toVersion;
    } else spans.set(streamId, { recordType, streamId, fromVersion, toVersion, seams: [] });
  }
  return [...spans.values()];
}

async function restore(
  context: ToolContext,
  recordType: string,
  spans: readonly Span[],
): Promise<void> {
  const records = byType[recordType];
  if (!records) throw new AppError("internal", "That change cannot be undone.");
  const { aggregate } = records;
  const current = await loadStreams(
    context.tx,
    aggregate,
    spans.map((span) => span.streamId),
  );
  const earlier = await loadVersions(context.tx, aggregate, versionsOf(spans));
  const stateAt = (span: Span, version: number) =>
    earlier.get(`${span.streamId}@${version}`) ?? null;
  const changes = [];
  for (const span of spans) {
    const before = current.get(span.streamId) ?? { state: null, version: 0 };
    const left = stateAt(span, span.toVersion);
    const untouched =
      sameValue(before.state, left) &&
      span.seams.every(([to, from]) => sameValue(stateAt(span, to), stateAt(span, from)));
    if (!untouched)
      throw new AppError("changed_since", await whatChanged(context, span, left, before.state));
    changes.push({ id: span.streamId, before, to: stateAt(span, span.fromVersion) });
  }
  await context.restore(records, changes);
}

const versionsOf = (spans: readonly Span[]) =>
  spans.flatMap(({ streamId, fromVersion, toVersion, seams }) =>
    [fromVersion, toVersion, ...seams.flat()].map((version) => ({ id: streamId, version })),
  );

/** Why not: the record is no longer as that change left it. */
async function whatChanged(
  context: ToolContext,
  { recordType, streamId }: Span,
  left: unknown,
  current: unknown,
): Promise<string> {
  const [described] = await describeChanges(
    context.tx,
    [{ recordType, id: streamId, before: left, after: current }],
    context.actor.timeZone,
  );
  const fields = described?.changes.map(fieldName).join(", ");
  return `I can't undo that: ${described?.name ?? "the record"} has changed since (${fields ?? "removed"}). Undo the later change first.`;
}

const fieldName = ({ field }: Change): string => field.replaceAll("_", " ");

async function namesOf(
  context: Pick<ToolContext, "tx" | "actor">,
  spans: readonly Span[],
): Promise<string[]> {
  const states = await statesOf(context, spans);
  const described = await describeChanges(context.tx, states, context.actor.timeZone);
  return described.map(({ name, changes }, index) => {
    const { before, after } = states[index] ?? {};
    const isWhole = before === null || after === null;
    return changes.length > 0 && changes.length <= 3 && !isWhole
      ? `${name} (${changes.map(fieldName).join(", ")})`
      : name;
  });
}

async function offer(
  context: ToolContext,
  rows: ReceiptRow[],
): Promise<{ receipts: string[]; label: string }> {
  const names = await changedBy(context, rows);
  return { receipts: rows.map((row) => row.id), label: names.join(", ") };
}

/** One after the other: a transaction is one connection. */
async function statesOf(
  context: Pick<ToolContext, "tx">,
  spans: readonly Span[],
): Promise<StateChange[]> {
  const states: StateChange[] = [];
  for (const span of spans) {
    const aggregate = byType[span.recordType]?.aggregate;
    if (!aggregate) continue;
    const loaded = await loadVersions(context.tx, aggregate, versionsOf([span]));
    const at = (version: number) => loaded.get(`${span.streamId}@${version}`) ?? null;
    states.push({
      recordType: span.recordType,
      id: span.streamId,
      before: at(span.fromVersion),
      after: at(span.toVersion),
    });
  }
  return states;
}
