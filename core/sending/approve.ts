/** A person's yes to exactly these bytes: with enough of them the message goes on its way, once. */
import type { Tx } from "../../db/client.ts";
import { draftRecords } from "../../db/projections/registry.ts";
import { addApproval, lockDraft, type Bytes } from "../../db/queries/approvals.ts";
import { queueSend } from "../../db/queries/outbox.ts";
import { write } from "../../db/write.ts";
import type { CallResult } from "../call-result.ts";
import type { Context, Deps } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant } from "../domain/format.ts";
import { isAllowed, mayApprove } from "../policy.ts";
import type { Press } from "../reply.ts";
import { sendJob } from "./jobs.ts";
import { messageIdOf } from "./message-id.ts";
import { sendsMail } from "./outbox-port.ts";
import { carryOutPress, type Pressed } from "./press.ts";
import { standingOf, yesesMissing, type CheckedStanding } from "./standing.ts";
import { standingWords } from "./words.ts";

type Approve = Omit<Extract<Press, { kind: "approve" }>, "kind">;

export const approveDraft = (deps: Deps, context: Context, approve: Approve): Promise<CallResult> =>
  carryOutPress(deps, context, {
    name: "approve_draft",
    args: { ...approve },
    draftId: approve.draft,
    work: (tx, runId) => approveIn(tx, context, approve, { runId, mails: sendsMail(deps.outbox) }),
  });

/** The same in a transaction that is open already. */
export async function approveIn(
  tx: Tx,
  context: Context,
  approve: Approve,
  { runId, mails }: { runId: string; mails: boolean },
): Promise<Pressed> {
  const { actor, now } = context;
  if (!isAllowed(actor.role, "drafts:approve"))
    throw new AppError("forbidden", `Your role (${actor.role}) does not allow that.`);
  await lockDraft(tx, approve.draft);
  const standing = await standingOf(tx, approve.draft, now);
  if (!standing) throw new AppError("not_found", "That draft is no longer here.");
  const draftId = standing.draft.id;
  const already = doneBefore(standing, approve, context);
  if (already) return { draftId, say: already };
  refuseUnfit(standing, approve, context);
  const own = standing.yes.find(({ approverId }) => approverId === actor.userId);
  const missing = yesesMissing(standing, actor.userId);
  if (own && missing > 0 && standing.draft.shared)
    return { draftId, say: "You approved it already; a second person has yet to." };
  const bytes: Bytes = { draftId, version: approve.version, contentHash: approve.contentHash };
  const given = { approverId: actor.userId, surface: context.surface, at: now };
  const approvalId = own?.id ?? (await addApproval(tx, bytes, given));
  return missing > 0
    ? waitForSecond(tx, context, standing, runId)
    : onItsWay(tx, context, { standing, bytes, approvalId, mails });
}

/** A second press, or another's before: said, not done again. */
function doneBefore(
  standing: CheckedStanding,
  { version, contentHash }: Approve,
  context: Context,
): string | undefined {
  const { draft, send } = standing;
  const same = version === draft.version && contentHash === draft.contentHash;
  if (!send || send.state === "failed") return undefined;
  return `${same ? "Already " : "It has changed since you saw it, and is "}${standingWords(standing, context)}`;
}

function refuseUnfit(
  { draft, checked, send }: CheckedStanding,
  { version, contentHash, sendAt }: Approve,
  { actor, now }: Context,
): void {
  const refuse = (code: "changed_since" | "forbidden" | "expired" | "conflict", why: string) => {
    throw new AppError(code, why);
  };
  if (!mayApprove(actor.role, draft.ownerId === actor.userId))
    refuse("forbidden", "Only who wrote it, an owner, an admin or a manager approves a draft.");
  if (version !== draft.version || contentHash !== draft.contentHash)
    refuse(
      "changed_since",
      `Nothing was sent: this draft has changed since you saw it. This is version ${draft.version}; approve it if it is right.`,
    );
  if ((sendAt ?? null) !== (draft.sendAt?.toISOString() ?? null))
    refuse(
      "changed_since",
      "Nothing was sent: when it goes out has changed since you saw it. Look again, and approve that.",
    );
  // What was tried in time and failed may be tried late.
  if (draft.sendAt && draft.sendAt <= now && !send)
    refuse(
      "expired",
      `Nothing was sent: the time it was planned for, ${formatInstant(draft.sendAt, actor)}, has passed. Choose another, or send it at once.`,
    );
  if (draft.expiresAt < now)
    refuse("expired", "Nothing was sent: this draft is too old. Renew it if it still holds.");
  const [problem] = checked.problems;
  if (problem) refuse("conflict", `Nothing was sent. ${checked.problems.join(" ")}`);
}

/** The second person has to see it: with the first yes it is shared with the team. */
async function waitForSecond(
  tx: Tx,
  { correlationId, now }: Context,
  { draft, checked }: CheckedStanding,
  runId: string,
): Promise<Pressed> {
  if (!draft.shared) {
    const cause = { runId, groupId: correlationId, recordedAt: now };
    const command = { kind: "share" as const, shared: true };
    await write(tx, draftRecords, [{ id: draft.id, command }], cause);
  }
  return {
    draftId: draft.id,
    changed: true,
    say: `Approved by you. A second person must approve it too, for ${checked.because ?? "it is no ordinary mail"}; your team can see the draft now.`,
  };
}

interface Letting {
  standing: CheckedStanding;
  bytes: Bytes;
  approvalId: string;
  mails: boolean;
}

async function onItsWay(
  tx: Tx,
  context: Context,
  { standing, bytes, approvalId, mails }: Letting,
): Promise<Pressed> {
  const { draft } = standing;
  const { now, actor } = context;
  const sendAt = draft.sendAt && draft.sendAt > now ? draft.sendAt : now;
  const outboxId = await queueSend(tx, bytes, {
    approvalId,
    senderId: draft.ownerId,
    messageId: messageIdOf(draft.id, draft.version, draft.ownerEmail),
    sendAt,
    now,
  });
  const delayMs = Math.max(0, sendAt.getTime() - now.getTime());
  return {
    draftId: draft.id,
    changed: true,
    say: `Approved. ${onItsWayWords(delayMs > 0 ? formatInstant(sendAt, actor) : undefined, mails)}`,
    afterwards: (jobs) =>
      jobs.enqueue(
        sendJob,
        { tenantId: actor.tenantId, outboxId },
        { key: outboxId, ...(delayMs > 0 ? { delayMs } : {}) },
      ),
  };
}

function onItsWayWords(planned: string | undefined, mails: boolean): string {
  if (mails) return planned ? `It goes out on ${planned}.` : "It is going out now.";
  return `${planned ? `On ${planned} it` : "It"} becomes a file in the data directory: nothing here sends mail until SMTP_URL is set.`;
}
