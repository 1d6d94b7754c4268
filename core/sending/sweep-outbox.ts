/** The look at the outbox each minute: what is due, what was left half-sent, what the timeline lacks. */
import {
  dueSends,
  sendsUnderWay,
  unrecordedSends,
  type End,
  type Send,
} from "../../db/queries/sends.ts";
import { listTenants } from "../../db/queries/tenants.ts";
import { sendJob } from "./jobs.ts";
import type { Found } from "./outbox-port.ts";
import { recordSentJob } from "./record-sent-job.ts";
import { PROVIDER_MS, settle, type SendDeps } from "./send-job.ts";

interface Patience {
  /** How long an attempt may be seen before whoever made it counts as dead. */
  stuckAfterMs?: number;
  /** Milliseconds that only ever go forward: no clock that is set right makes an attempt look old. */
  elapsed?: () => number;
}

// Longer than any living attempt lasts.
const STUCK_AFTER_MS = PROVIDER_MS + 60_000;
const ASK_AGAIN_MS = 5_000;
const LOST = "The program ended while it was being sent, so it may have gone out.";

/** Keeps in mind since when it has seen which attempt; one of these per process. */
export function createOutboxSweep(
  deps: SendDeps,
  { stuckAfterMs = STUCK_AFTER_MS, elapsed = () => performance.now() }: Patience = {},
): () => Promise<void> {
  let seen = new Map<string, number>();
  return async () => {
    const now = elapsed();
    const still = new Map<string, number>();
    for (const { id: tenantId } of await listTenants(deps.db)) {
      const found = await look(deps, tenantId);
      for (const outboxId of found.due)
        await deps.jobs.enqueue(sendJob, { tenantId, outboxId }, { key: outboxId });
      for (const outboxId of found.unrecorded)
        await deps.jobs.enqueue(recordSentJob, { tenantId, outboxId }, { key: outboxId });
      for (const send of found.underWay) {
        const attempt = send.attemptId ?? send.id;
        const since = seen.get(attempt) ?? now;
        still.set(attempt, since);
        if (now - since >= stuckAfterMs) await settle(deps, send, await endOfLost(deps, send));
      }
    }
    seen = still;
  };
}

const look = ({ db, clock = () => new Date() }: SendDeps, tenantId: string) =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => ({
    due: await dueSends(tx, clock()),
    underWay: await sendsUnderWay(tx),
    unrecorded: await unrecordedSends(tx),
  }));

/** How an attempt ended of which nobody told: only whom it was handed to can be asked. */
async function endOfLost({ outbox }: SendDeps, send: Send): Promise<End> {
  const { messageId, tenantId } = send;
  const found: Found =
    outbox.find && outbox.name === send.via
      ? await outbox.find({ messageId, tenantId }).catch(() => "unknown")
      : "unknown";
  if (typeof found === "object") return { state: "saved", providerId: found.file };
  switch (found) {
    case "sent":
      return {
        state: "sent",
        providerId: null,
        error: null,
        ...(send.attemptAt ? { sentAt: send.attemptAt } : {}),
      };
    case "absent":
      return { state: "approved", error: null, inMs: ASK_AGAIN_MS };
    case "unknown":
      return { state: "unknown", error: LOST };
  }
}
