/**
 * The one door. Every call, from whatever surface, passes here: policy, validation, mentions, one
 * transaction with run, events, projections, receipts and audit, then the answer.
 *
 * Whether a write needs a person's confirmation is decided by what it did: the transaction is run,
 * looked at, and rolled back when it touched more than the actor may change unasked. So a preview
 * always shows exactly what pressing the button will do.
 */
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Tx } from "../db/client.ts";
import { isConnectionTrouble } from "../db/connection-trouble.ts";
import { LostRaceError, type Loaded } from "../db/event-store.ts";
import type { Records } from "../db/projections/registry.ts";
import { pressButton } from "../db/queries/conversations.ts";
import { recordRun } from "../db/queries/runs.ts";
import { commit, write, type Cause, type Written } from "../db/write.ts";
import { refused, type CallRequest, type CallResult } from "./call-result.ts";
import { askFirst, confirmationNeeded, previewHash } from "./confirmation.ts";
import { inTransaction, TakenOverError, type Context, type Deps } from "./context.ts";
import { describeChanges, shownAs } from "./describe.ts";
import { AppError, userMessageOf } from "./domain/errors.ts";
import { newId } from "./domain/ids.ts";
import { meaningOf } from "./embeddings/query-meaning.ts";
import type { RecordEvent } from "./domain/record.ts";
import { resolveMentions, type DoorContext } from "./mentions.ts";
import { isAllowed } from "./policy.ts";
import { refusedByTaint } from "./taint.ts";
import { Question, WhichReading } from "./question.ts";
import { NeedsReading, readContent } from "./reading.ts";
import { sendsMail } from "./sending/outbox-port.ts";
import { say, type Change, type Receipt } from "./reply.ts";
import type { Tool, ToolContext } from "./tool.ts";

/** How often a write is decided anew after another writer was first. */
const TRIES = 10;

/** Ends the transaction with an answer that must leave no trace. */
class RolledBack extends Error {
  readonly result: CallResult;
  constructor(result: CallResult) {
    super("rolled back");
    this.result = result;
  }
}

export async function callTool(
  deps: Deps,
  context: DoorContext,
  tools: readonly Tool[],
  request: CallRequest,
): Promise<CallResult> {
  const startedAt = performance.now();
  const tool = tools.find((candidate) => candidate.name === request.tool);
  const runId = newId();
  const result = tool
    ? await attempt(deps, context, { tool, request, runId })
    : refused(request, "not_found", `There is no tool called ${request.tool}.`);
  // What was done has its line already; what was not done left no trace in its own transaction.
  if (result.outcome !== "done")
    await inTransaction(deps, context, (tx) =>
      audit(tx, context, { tool, request, runId, result, startedAt }),
    );
  return result;
}

interface Attempt {
  tool: Tool;
  request: CallRequest;
  runId: string;
  meaning?: ToolContext["meaning"];
  reading?: ToolContext["reading"];
  canRead?: boolean;
  canMail?: boolean;
  slackInstallUrl?: string | undefined;
}

async function attempt(deps: Deps, context: DoorContext, asked: Attempt): Promise<CallResult> {
  const call: Attempt = { ...asked, meaning: await meaningSearched(deps, context, asked) };
  for (let tried = 1; ; tried++) {
    try {
      const { result, afterwards } = await inTransaction(deps, context, (tx) =>
        passThrough(tx, context, {
          ...call,
          canRead: deps.reader !== undefined,
          canMail: sendsMail(deps.outbox),
          slackInstallUrl: deps.slackInstallUrl,
        }),
      );
      for (const enqueue of afterwards) await enqueue(deps.jobs);
      return result;
    } catch (error) {
      if (error instanceof RolledBack) return error.result;
      if (error instanceof TakenOverError) throw error;
      if (error instanceof NeedsReading) {
        // Outside the transaction: a model takes its time.
        call.reading = await readContent(deps, context, error.contentId);
        continue;
      }
      // What is answered from a queue comes back once the database does.
      if (context.fence && isConnectionTrouble(error)) throw error;
      if (!isRace(error) || tried === TRIES) return failure(deps, call, error);
      // Of many that meet one gets through each time; waiting apart lets the others follow.
      await setTimeout(Math.random() * 20 * tried);
    }
  }
}

/** Before the transaction: a model may take its time, and the embedded database has one connection. */
function meaningSearched(
  deps: Deps,
  context: DoorContext,
  { tool, request }: Attempt,
): Promise<ToolContext["meaning"]> {
  const parsed = tool.input.safeParse(request.args);
  return tool.searchesFor && parsed.success && isAllowed(context.actor.role, tool.needs)
    ? meaningOf(deps, tool.searchesFor(parsed.data), context.surface)
    : Promise.resolve(undefined);
}

/** Another writer was first, or two met in opposite order: deciding again is safe. */
export function isRace(error: unknown): boolean {
  if (error instanceof LostRaceError) return true;
  const code = ((error as { cause?: { code?: string } }).cause ?? (error as { code?: string }))
    ?.code;
  return code === "40P01" || code === "40001";
}

function failure(deps: Deps, { tool, request }: Attempt, error: unknown): CallResult {
  if (error instanceof AppError && error.code !== "internal")
    return refused(request, error.code, error.userMessage);
  deps.log.error({ tool: tool.name, err: error }, "tool failed");
  const reply = say(userMessageOf(error));
  return { ...refused(request, "internal", reply.text), outcome: "failed", reply };
}

/** What a call came to, and the jobs to enqueue now that it stands. */
interface Passed {
  result: CallResult;
  afterwards: Afterwards[];
}

type Afterwards = (jobs: Deps["jobs"]) => Promise<void>;

const answered = (result: CallResult): Passed => ({ result, afterwards: [] });

async function passThrough(tx: Tx, context: DoorContext, call: Attempt): Promise<Passed> {
  const { tool, request, runId } = call;
  const startedAt = performance.now();
  if (!isAllowed(context.actor.role, tool.needs))
    return answered(
      refused(request, "forbidden", `Your role (${context.actor.role}) does not allow that.`),
    );
  const parsed = tool.input.safeParse(request.args);
  if (!parsed.success)
    return answered(refused(request, "bad_input", whatIsWrong(parsed.error.issues[0])));
  const mentions = await resolveMentions(tx, context, tool, parsed.data);
  if (tool.effect !== "read") await context.fence?.(tx);
  const refs = mentions.kind === "resolved" ? mentions.refs : undefined;
  const barred = await refusedByTaint(tx, context, { tool, request, refs });
  if (barred) return answered(barred);
  if (mentions.kind === "answer")
    return answered({ ...mentions.result, tool: tool.name, args: request.args });

  if (
    tool.effect !== "read" &&
    request.button &&
    !(await pressButton(tx, request.button, context.now))
  )
    return answered(
      refused(request, "conflict", "That was pressed a moment ago; it is done once."),
    );

  const written: Written<unknown>[] = [];
  const afterwards: Afterwards[] = [];
  const toolContext = {
    ...toolContextOf(tx, context, runId, { written, afterwards }),
    meaning: call.meaning,
    reading: call.reading,
    canRead: call.canRead ?? false,
    canMail: call.canMail ?? false,
    slackInstallUrl: call.slackInstallUrl,
  };
  const reply = await tool.call(toolContext, mentions.input).catch((error: unknown) => {
    const question = error instanceof WhichReading ? error.within(request) : error;
    throw question instanceof Question
      ? new RolledBack(asked(call, question, mentions.refs))
      : question;
  });
  const described = await describeChanges(tx, written, context.actor.timeZone);
  const receipts = written.map((entry, index) => toReceipt(entry, described[index]));
  const resolved = mentions.refs;
  const needed = confirmationNeeded(tool, context, written) ?? previewAsked(request, written);
  if (needed && request.confirmed !== previewHash(receipts, context.now))
    throw new RolledBack({
      ...askFirst({ request, receipts, reason: needed, now: context.now }),
      resolved,
    });
  const shown = shownReceipts(written, receipts);
  const actions = [...(reply.actions ?? []), ...mentions.otherwise];
  const result: CallResult = {
    tool: tool.name,
    args: request.args,
    outcome: "done",
    reply: {
      ...reply,
      ...(actions.length > 0 ? { actions } : {}),
      ...(shown.length > 0 ? { receipts: shown } : {}),
    },
    receipts: shown,
    undoable: receipts.map((receipt) => receipt.id),
    resolved,
  };
  // A call and its audit line stand or fall together.
  await audit(tx, context, { tool, request, runId, result, startedAt });
  return { result, afterwards };
}

/** What waited for a button still does, even if by now it would need none. */
const previewAsked = (request: CallRequest, written: readonly unknown[]): string | undefined =>
  request.preview && written.length > 0 ? "This was waiting for you." : undefined;

const asked = (
  { request }: Attempt,
  { reply, field }: Question,
  resolved: CallResult["resolved"],
): CallResult => ({
  tool: request.tool,
  args: request.args,
  outcome: "question",
  reply,
  receipts: [],
  undoable: [],
  resolved,
  ...(field ? { asksFor: field } : {}),
});

const toolContextOf = (
  tx: Tx,
  context: DoorContext,
  runId: string,
  { written, afterwards }: { written: Written<unknown>[]; afterwards: Afterwards[] },
): ToolContext => ({
  ...context,
  tx,
  runId,
  write: async (records, orders, options = {}) => {
    const result = await write(tx, records, orders, { ...causeOf(context, runId), ...options });
    written.push(...result);
    return result;
  },
  afterwards: (job, payload, options) => {
    afterwards.push((jobs) => jobs.enqueue(job, payload, options));
  },
  restore: async <State, Command>(
    records: Records<State, Command>,
    changes: readonly { id: string; before: Loaded<State>; to: State | null }[],
  ) => {
    const appends = changes.map(({ id, before, to }) => {
      const events: RecordEvent<State>[] = [{ type: "restored", state: to }];
      return { streamId: id, subjectId: id, before, events };
    });
    written.push(...(await commit(tx, records, appends, causeOf(context, runId))));
  },
});

const causeOf = (context: Context, runId: string): Cause => ({
  runId,
  groupId: context.correlationId,
  recordedAt: context.now,
});

function whatIsWrong(issue: { path: PropertyKey[]; message: string } | undefined): string {
  const field = issue?.path.map(String).join(".");
  if (!issue || !field) return "I can't read that.";
  if (issue.message.endsWith("received undefined")) return `I need “${field}” for that.`;
  return `I need a usable “${field}”: ${issue.message.replace(/^Invalid input: /, "")}.`;
}

function toReceipt(
  written: Written<unknown>,
  described: { name: string; changes: Change[] } | undefined,
): Receipt {
  return {
    id: written.receiptId,
    record: { type: shownAs(written.recordType), id: written.id, name: described?.name ?? "" },
    changes: described?.changes ?? [],
  };
}

/** The decision on a suggestion is only news where nothing else was written. */
function shownReceipts(written: readonly Written<unknown>[], receipts: Receipt[]): Receipt[] {
  const records = receipts.filter((_, index) => written[index]?.recordType !== "suggestion");
  return records.length > 0 ? records : receipts;
}

interface Audited {
  tool: Tool | undefined;
  request: CallRequest;
  runId: string;
  result: CallResult;
  startedAt: number;
}

const audit = (tx: Tx, context: Context, audited: Audited): Promise<void> =>
  recordRun(tx, {
    id: audited.runId,
    at: context.now,
    surface: context.surface,
    tokenId: context.tokenId ?? null,
    tool: audited.tool?.name ?? "unknown",
    effect: audited.tool?.effect ?? "read",
    outcome: audited.result.outcome,
    code: audited.result.code ?? null,
    argsHash: createHash("sha256").update(JSON.stringify(audited.request.args)).digest("hex"),
    correlationId: context.correlationId,
    milliseconds: Math.round(performance.now() - audited.startedAt),
  });
