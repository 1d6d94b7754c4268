/**
 * One try to send one row of the outbox: claim it, call the provider outside of any transaction, note
 * how it ended. Whatever is not known for certain becomes `unknown`, and nothing of unknown end is ever
 * sent again without a person's word.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Scope } from "../../db/client.ts";
import {
  endSend,
  findSend,
  lockSend,
  markSending,
  type End,
  type Send,
} from "../../db/queries/sends.ts";
import type { Deps } from "../context.ts";
import { newId } from "../domain/ids.ts";
import { handleJob, type JobHandler } from "../jobs.ts";
import { composeMail } from "./compose-mail.ts";
import { refreshDraftJob, sendJob } from "./jobs.ts";
import type { Mail, Outbox, Sent } from "./outbox-port.ts";
import { recordSentJob } from "./record-sent-job.ts";
import { approvedOrNot } from "./send-checks.ts";

export interface SendDeps extends Pick<Deps, "db" | "jobs" | "log"> {
  outbox: Outbox;
  /** The time of day; the real one unless a test says otherwise. */
  clock?: () => Date;
}

/** After this the provider is no longer waited for. */
export const PROVIDER_MS = 120_000;
/** Waits between tries, about eight hours in all. */
const WAITS_MINUTES = [1, 2, 5, 10, 20, 40, 60, 120, 240] as const;
/** What became of a mail is worth waiting for a database that is away for a moment. */
const NOTE_WAITS_MS = [200, 1_000, 3_000, 10_000, 15_000];

export const sendHandler = (deps: SendDeps): JobHandler =>
  handleJob(sendJob, async ({ tenantId, outboxId }, { signal }) => {
    if (signal.aborted) return;
    const claim = await claimSend(deps, { tenantId, outboxId });
    if (claim === undefined) return;
    if ("waitMs" in claim)
      return deps.jobs.enqueue(
        sendJob,
        { tenantId, outboxId },
        { key: outboxId, delayMs: claim.waitMs },
      );
    await changed(deps, claim.send);
    if (claim.mail === undefined) return;
    // A program that is told to stop lets this end: broken off, its end would be unknown.
    const sent = await handOver(deps.outbox, claim.mail, claim.send);
    // Left as it is, the sweep asks the provider when it has had time to know.
    if (sent.end === "unknown" && deps.outbox.find) return;
    await note(deps, claim.send, endOf(sent, claim.send.attempts));
  });

interface Claim {
  send: Send;
  /** Absent where it may not go out; the row says why. */
  mail?: Mail;
}

/** Undefined: there is nothing to send. Everything is looked at in the transaction that claims the row. */
async function claimSend(
  deps: SendDeps,
  { tenantId, outboxId }: { tenantId: string; outboxId: string },
): Promise<Claim | { waitMs: number } | undefined> {
  const now = (deps.clock ?? (() => new Date()))();
  const known = await deps.db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
    findSend(tx, outboxId),
  );
  if (known?.state !== "approved") return undefined;
  return deps.db.transaction(senderScope(known), async (tx) => {
    const send = await lockSend(tx, outboxId, now);
    if (send?.state !== "approved") return undefined;
    if (send.waitMs > 0) return { waitMs: send.waitMs };
    const look = await approvedOrNot(tx, send, now);
    if ("objection" in look) {
      await endSend(tx, { ...send, from: ["approved"] }, look.objection);
      return { send };
    }
    const claimed = await markSending(tx, send.id, { attemptId: newId(), via: deps.outbox.name });
    return { send: claimed, mail: await composeMail(tx, claimed, look.approved) };
  });
}

/** Whose row it is: under row-level security nobody else reads the draft. */
const senderScope = ({ tenantId, senderId }: Send): Scope => ({
  tenantId,
  actorId: senderId,
  viewerId: senderId,
});

async function handOver(outbox: Outbox, mail: Mail, send: Send): Promise<Sent> {
  const { tenantId, attemptId } = send;
  const signal = AbortSignal.timeout(PROVIDER_MS);
  try {
    return await outbox.send(mail, { tenantId, attemptId: attemptId ?? "", signal });
  } catch {
    // Not foreseen, so it cannot be said how far it came.
    return { end: "unknown", why: "Something went wrong while it was handed over." };
  }
}

function endOf(sent: Sent, attempts: number): End {
  switch (sent.end) {
    case "sent":
      return { state: "sent", providerId: sent.providerId ?? null, error: sent.why ?? null };
    case "saved":
      return { state: "saved", providerId: sent.file };
    case "unknown":
      return { state: "unknown", error: sent.why };
    case "refused": {
      const minutes = sent.retry ? WAITS_MINUTES[attempts - 1] : undefined;
      return minutes === undefined
        ? { state: "failed", error: sent.why }
        : { state: "approved", error: sent.why, inMs: minutes * 60_000 };
    }
  }
}

/** Writes down how it ended, trying on for a while: nobody else knows. */
async function note(deps: SendDeps, send: Send, end: End): Promise<void> {
  for (const wait of [...NOTE_WAITS_MS, undefined])
    try {
      await settle(deps, send, end);
      return;
    } catch (err) {
      if (wait === undefined) throw err;
      deps.log.warn({ outboxId: send.id, err }, "how a send ended could not be noted yet");
      await pause(wait);
    }
}

/** Notes the end of an attempt and tells who must know. A row that has gone on since stays as it is. */
export async function settle(deps: SendDeps, send: Send, end: End): Promise<void> {
  // Given up as unknown meanwhile: then this is the answer, unless it was only to be tried again.
  const from: Send["state"][] =
    end.state === "sent" || end.state === "failed" ? ["sending", "unknown"] : ["sending"];
  const noted = await deps.db.transaction(senderScope(send), (tx) =>
    endSend(tx, { ...send, from }, end),
  );
  if (!noted) return;
  const { tenantId, id: outboxId } = send;
  if (end.state === "approved")
    await deps.jobs.enqueue(sendJob, { tenantId, outboxId }, { key: outboxId, delayMs: end.inMs });
  if (end.state === "sent")
    await deps.jobs.enqueue(recordSentJob, { tenantId, outboxId }, { key: outboxId });
  await changed(deps, send);
}

const changed = ({ jobs }: SendDeps, { tenantId, draftId }: Send): Promise<void> =>
  jobs.enqueue(refreshDraftJob, { tenantId, draftId }, { key: draftId });
