/**
 * The job that answers what came in: one turn at a time in each conversation, in its order, by whichever
 * process is there. A message is answered once: what a first try wrote or answered before it was cut off
 * is found under the message's own id, and a try that somebody else has taken over can write nothing.
 */
import type { Scope, Tx } from "../db/client.ts";
import { isConnectionTrouble } from "../db/connection-trouble.ts";
import { answerTo } from "../db/queries/conversations.ts";
import { storeDelivery } from "../db/queries/deliveries.ts";
import {
  claimInbox,
  endInbox,
  findInbox,
  nextInbox,
  renewInbox,
  stillHeld,
  TAKEN_BACK,
  type InboxEnd,
  type InboxRow,
} from "../db/queries/inbox.ts";
import { saveUpload } from "../db/queries/uploads.ts";
import { contextById } from "./actors.ts";
import { interruptedAnswer } from "./agent/interrupted.ts";
import type { OnProgress } from "./agent/progress.ts";
import { runTurn, type TurnDeps } from "./agent/turn.ts";
import type { Channels, Target } from "./channel-port.ts";
import { inTransaction, TakenOverError, type Context } from "./context.ts";
import { deliverNow } from "./deliver.ts";
import { AppError, userMessageOf } from "./domain/errors.ts";
import { newId } from "./domain/ids.ts";
import { hold, leaseEnd, StoppingError } from "./hold.ts";
import { answerInboxJob, conversationJob, type KeptMessage } from "./inbox.ts";
import { handleJob, type JobHandler } from "./jobs.ts";
import { privateRest } from "./private-rest.ts";
import { draftShown, type Reply } from "./reply.ts";

export interface AnswerDeps extends TurnDeps {
  channels: Channels;
  /** How long to wait after each failure; after the last one the person is told. */
  tryAgainMs?: readonly number[];
}

/** Turns mostly wait, for a model or a channel. */
const AT_ONCE = 16;
const TURN_MS = 180_000;
const TRY_AGAIN_MS = [2_000, 10_000, 30_000];
const DATABASE_AWAY_MS = 1_000;

export const answerHandler = (deps: AnswerDeps): JobHandler => ({
  ...handleJob(answerInboxJob, ({ tenantId, inboxId }, { signal }) =>
    drain(deps, { tenantId, inboxId }, signal),
  ),
  concurrency: AT_ONCE,
});

const nobodyOf = (tenantId: string): Scope => ({ tenantId, actorId: null, viewerId: null });

/** Answers all that waits in the row's conversation. */
async function drain(
  deps: AnswerDeps,
  { tenantId, inboxId }: { tenantId: string; inboxId: string },
  stop: AbortSignal,
): Promise<void> {
  const inScope = <T>(work: (tx: Tx) => Promise<T>) =>
    deps.db.transaction(nobodyOf(tenantId), work);
  const row = await inScope((tx) => findInbox(tx, inboxId));
  while (row && !stop.aborted) {
    const next = await inScope((tx) => nextInbox(tx, row));
    if (!next) return;
    const wait = (next.leaseUntil?.getTime() ?? 0) - Date.now();
    if (wait > 0) return lookAgain(deps, next, wait);
    const lease = { now: new Date(), until: leaseEnd() };
    const claimed = await inScope((tx) => claimInbox(tx, next, lease));
    if (claimed) await answer(deps, claimed, stop);
  }
}

const lookAgain = (deps: AnswerDeps, row: InboxRow, delayMs: number): Promise<void> =>
  deps.jobs.enqueue(
    answerInboxJob,
    { tenantId: row.tenantId, inboxId: row.id },
    { key: conversationJob(row.tenantId, row), delayMs },
  );

async function answer(deps: AnswerDeps, row: InboxRow, stop: AbortSignal): Promise<void> {
  const takenBack = new AbortController();
  const heed = ({ reason }: Pick<InboxRow, "reason">): void => {
    if (reason === TAKEN_BACK) takenBack.abort();
  };
  heed(row);
  const held = hold({
    renew: async (until) => {
      const nobody = nobodyOf(row.tenantId);
      const renewed = await deps.db.transaction(nobody, (tx) => renewInbox(tx, row, until));
      if (renewed) heed(renewed);
      return renewed !== undefined;
    },
    stop,
    mostMs: TURN_MS,
  });
  try {
    const signals = { signal: held.signal, stop: takenBack.signal };
    const reply = await held.within(replyTo(deps, row, signals));
    await finish(deps, row, { state: "answered", answeredAt: new Date() }, reply);
  } catch (error) {
    await afterFailure(deps, row, error);
  } finally {
    held.end();
  }
}

async function replyTo(
  deps: AnswerDeps,
  row: InboxRow,
  signals: { signal: AbortSignal; stop: AbortSignal },
): Promise<Reply> {
  const { said, thread = "" } = messageOf(row);
  const context = await contextOf(deps, row);
  showBegin(deps, row);
  const deliveryId = `inbox:${row.id}`;
  if (row.attempts > 1) {
    const given = await answerOf(deps, context, row);
    if (given) return given;
  }
  const stream = deps.channels.get(row.channel)?.stream?.(targetOf(row));
  const onProgress: OnProgress | undefined =
    stream &&
    (({ kind, text }) => {
      if (kind === "sentence") void stream.write(text).catch(() => undefined);
    });
  const asking = { ...context, ...(await broughtWith(deps, context, row)) };
  const turn = await runTurn(deps, asking, said, {
    thread,
    deliveryId,
    ...signals,
    ...(onProgress ? { onProgress } : {}),
  }).finally(() => stream?.end().catch(() => undefined));
  const rest = signals.stop.aborted ? undefined : await privateRest(deps, context, turn);
  return { ...turn.reply, ...(rest ? { private: rest } : {}) };
}

/** Fetched from the channel, and kept for their user, before the words that may take them up are read. */
async function broughtWith(
  deps: AnswerDeps,
  context: Context,
  row: InboxRow,
): Promise<Pick<Context, "uploads">> {
  const { files = [] } = messageOf(row);
  const channel = deps.channels.get(row.channel);
  if (files.length === 0 || !channel?.fetchFile || context.audience !== "dm") return {};
  const uploads: string[] = [];
  for (const id of files) {
    const file = await channel.fetchFile(targetOf(row), id);
    const { uploadId } = await inTransaction(deps, context, async (tx) => {
      await context.fence?.(tx);
      return saveUpload(tx, context.actor.userId, file, context.now);
    });
    uploads.push(uploadId);
  }
  return { uploads };
}

/** What an earlier try answered, or wrote before it was cut off. */
async function answerOf(
  deps: AnswerDeps,
  context: Context,
  row: InboxRow,
): Promise<Reply | undefined> {
  const { said, thread = "" } = messageOf(row);
  const deliveryId = `inbox:${row.id}`;
  const given = await inTransaction(deps, context, (tx) =>
    answerTo(tx, context.actor.userId, deliveryId),
  );
  return (
    (given as Reply | undefined) ?? interruptedAnswer(deps, context, { said, thread, deliveryId })
  );
}

const messageOf = (row: InboxRow): KeptMessage => row.message as KeptMessage;

async function contextOf({ db }: AnswerDeps, row: InboxRow): Promise<Context> {
  const { tenantId, userId, channel } = row;
  if (userId === null) throw new AppError("internal", "Nobody is meant by this message.");
  const { audience } = messageOf(row);
  const asking = { surface: channel, audience, correlationId: row.id };
  const fence = async (tx: Tx): Promise<void> => {
    if (!(await stillHeld(tx, row))) throw new TakenOverError();
  };
  return { ...(await contextById(db, { tenantId, userId }, asking)), fence };
}

/** Only ever a sign that somebody listens. */
function showBegin({ channels, log }: AnswerDeps, row: InboxRow): void {
  channels
    .get(row.channel)
    ?.begin?.(targetOf(row))
    .catch((err: unknown) => log.debug({ channel: row.channel, err }, "no sign of life was shown"));
}

function targetOf(row: InboxRow): Target {
  const { workspaceId, address, audience } = messageOf(row);
  const { tenantId, userId } = row;
  const workspace = workspaceId === undefined ? {} : { workspaceId };
  return { tenantId, ...workspace, userId: userId ?? "", address, audience };
}

/** The row's end and what goes back to the channel stand together; then the channel gets it. */
async function finish(
  deps: AnswerDeps,
  row: InboxRow,
  end: Exclude<InboxEnd, { state: "waiting" }>,
  { private: rest, ...reply }: Reply,
): Promise<void> {
  const { tenantId } = row;
  const { privateAddress } = messageOf(row);
  const ids = [newId()];
  const ours = await deps.db.transaction(nobodyOf(tenantId), async (tx) => {
    if (!(await endInbox(tx, row, end))) return false;
    const target = targetOf(row);
    await storeDelivery(tx, deliveryOf(row, { id: ids[0] ?? "", target, reply }), end.answeredAt);
    if (rest && privateAddress !== undefined) {
      const alone = { ...target, address: privateAddress, audience: "dm" };
      const id = newId();
      ids.push(id);
      const { inboxId: _one, ...second } = deliveryOf(row, { id, target: alone, reply: rest });
      await storeDelivery(tx, second, end.answeredAt);
    }
    return true;
  });
  // At once, so that the next answer of the conversation comes after it.
  if (ours) for (const deliveryId of ids) await deliverNow(deps, { tenantId, deliveryId });
}

function deliveryOf(
  row: InboxRow,
  { id, target, reply }: { id: string; target: Target; reply: Reply },
) {
  const { workspaceId, address, audience, userId } = target;
  const draftId = draftShown(reply);
  return {
    id,
    channel: row.channel,
    inboxId: row.id,
    userId,
    address,
    audience,
    reply,
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(draftId === undefined ? {} : { draftId }),
  };
}

async function afterFailure(deps: AnswerDeps, row: InboxRow, error: unknown): Promise<void> {
  if (error instanceof TakenOverError) return;
  if (error instanceof StoppingError) return letGo(deps, row, { leaseUntil: null });
  if (isConnectionTrouble(error)) return letGo(deps, row, { leaseUntil: later(DATABASE_AWAY_MS) });
  const { channel, id } = row;
  // A refusal with a sentence of its own is an answer.
  if (error instanceof AppError && error.code !== "internal" && error.code !== "busy")
    return finish(deps, row, { state: "answered", answeredAt: new Date() }, sentence(error));
  const wait = (deps.tryAgainMs ?? TRY_AGAIN_MS)[row.failures];
  const failures = row.failures + 1;
  deps.log.error({ inbox: id, channel, failures, err: error }, "a message could not be answered");
  const reason = error instanceof Error ? error.name : "failed";
  if (wait !== undefined) return letGo(deps, row, { leaseUntil: later(wait), failures, reason });
  const done = await answerOf(deps, await contextOf(deps, row), row);
  const end = { state: "failed", answeredAt: new Date(), reason, failures } as const;
  await finish(deps, row, end, done ?? sentence(error));
}

const later = (ms: number): Date => new Date(Date.now() + ms);
const sentence = (error: unknown): Reply => ({ text: userMessageOf(error) });

/** Back to waiting. If not even this can be written, the lease runs out by itself. */
async function letGo(
  { db }: AnswerDeps,
  row: InboxRow,
  end: { leaseUntil: Date | null; failures?: number; reason?: string },
): Promise<void> {
  await db.transaction(nobodyOf(row.tenantId), (tx) =>
    endInbox(tx, row, { state: "waiting", ...end }),
  );
}
