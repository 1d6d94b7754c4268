/** The look at what waits for an answer or for a channel: whatever became of its job, it is asked for again. */
import { openDeliveries } from "../db/queries/deliveries.ts";
import { openConversations } from "../db/queries/inbox.ts";
import { listTenants } from "../db/queries/tenants.ts";
import type { Deps } from "./context.ts";
import { deliverJob } from "./deliver.ts";
import { answerInboxJob, conversationJob } from "./inbox.ts";

/** More than this wait for the next look. */
const MOST = 500;

export async function sweepInbox({ db, jobs }: Pick<Deps, "db" | "jobs">): Promise<void> {
  for (const { id: tenantId } of await listTenants(db)) {
    const nobody = { tenantId, actorId: null, viewerId: null };
    const [conversations, deliveries] = await db.transaction(nobody, async (tx) => [
      await openConversations(tx, MOST),
      await openDeliveries(tx, MOST),
    ]);
    for (const { id: inboxId, leaseUntil, ...conversation } of conversations)
      await jobs.enqueue(
        answerInboxJob,
        { tenantId, inboxId },
        { key: conversationJob(tenantId, conversation), delayMs: until(leaseUntil) },
      );
    for (const { id: deliveryId, at } of deliveries)
      await jobs.enqueue(
        deliverJob,
        { tenantId, deliveryId },
        { key: deliveryId, delayMs: until(at) },
      );
  }
}

/** Held or put off until then: looking sooner would find that only. */
const until = (at: Date | null): number => Math.max(0, (at?.getTime() ?? 0) - Date.now());
