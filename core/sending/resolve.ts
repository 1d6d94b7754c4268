/** A send nobody knows the end of is never tried again by itself: a person looks, and says how it ended. */
import { lockDraft } from "../../db/queries/approvals.ts";
import { settleUnknown } from "../../db/queries/outbox.ts";
import { findSend, type Send } from "../../db/queries/sends.ts";
import type { Tx } from "../../db/client.ts";
import type { CallResult } from "../call-result.ts";
import type { Context, Deps } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { mayApprove } from "../policy.ts";
import type { Press } from "../reply.ts";
import { approveIn } from "./approve.ts";
import { sendsMail } from "./outbox-port.ts";
import { carryOutPress, type Pressed } from "./press.ts";
import { recordSentJob } from "./record-sent-job.ts";
import { standingOf } from "./standing.ts";
import { standingWords } from "./words.ts";

type Resolve = Omit<Extract<Press, { kind: "resolve" }>, "kind">;

export const resolveSend = (deps: Deps, context: Context, said: Resolve): Promise<CallResult> =>
  carryOutPress(deps, context, {
    name: "resolve_send",
    args: { ...said },
    work: (tx, runId) => resolve(tx, context, said, { runId, mails: sendsMail(deps.outbox) }),
  });

async function resolve(
  tx: Tx,
  context: Context,
  { outbox, as }: Resolve,
  how: Parameters<typeof approveIn>[3],
): Promise<Pressed> {
  const { actor, now } = context;
  const row = await findSend(tx, outbox);
  if (!row) throw new AppError("not_found", "That message is no longer here.");
  if (!mayApprove(actor.role, row.senderId === actor.userId))
    throw new AppError("forbidden", "Only who may approve this message says how it ended.");
  await lockDraft(tx, row.draftId);
  const end = { state: as === "sent" ? ("sent" as const) : ("failed" as const) };
  const settled = await settleUnknown(tx, row.id, { ...end, byId: actor.userId, at: now });
  if (!settled) return { draftId: row.draftId, say: await asItIs(tx, context, row) };
  if (as === "retry") return again(tx, context, row, how);
  if (as === "sent") return arrived(row);
  const said = "Noted: it did not arrive. Nothing is sent again.";
  return { draftId: row.draftId, changed: true, say: said };
}

/** Into the timeline with it, as with any mail that left. */
const arrived = ({ draftId, tenantId, id: outboxId }: Send): Pressed => ({
  draftId,
  changed: true,
  say: "Noted: it arrived.",
  afterwards: (jobs) => jobs.enqueue(recordSentJob, { tenantId, outboxId }, { key: outboxId }),
});

/** The same message once more, on this person's word: everything is checked as with the first yes. */
async function again(
  tx: Tx,
  context: Context,
  { draftId, version, contentHash }: Send,
  how: Parameters<typeof approveIn>[3],
): Promise<Pressed> {
  const standing = await standingOf(tx, draftId, context.now);
  const planned = standing?.draft.sendAt;
  const bytes = { draft: draftId, version, contentHash };
  const approve = planned ? { ...bytes, sendAt: planned.toISOString() } : bytes;
  return approveIn(tx, context, approve, how);
}

async function asItIs(tx: Tx, context: Context, { draftId }: Send): Promise<string> {
  const standing = await standingOf(tx, draftId, context.now);
  return standing
    ? `Nothing to say any more: it is ${standingWords(standing, context)}`
    : "Nothing to say any more.";
}
