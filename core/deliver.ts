/** The job that hands an answer to its channel, again and again for a day; a repeated try is recognisable by its id. */
import { z } from "zod";
import type { Database } from "../db/client.ts";
import {
  claimDelivery,
  endDelivery,
  type DeliveryEnd,
  type DeliveryRow,
} from "../db/queries/deliveries.ts";
import { DeliveryError, type Channels, type Target } from "./channel-port.ts";
import { LEASE_MS } from "./hold.ts";
import { defineJob, handleJob, type JobHandler, type Jobs } from "./jobs.ts";
import type { Logger } from "./log.ts";
import type { Reply } from "./reply.ts";
import { refreshDraftJob } from "./sending/jobs.ts";

export interface DeliverDeps {
  db: Database;
  jobs: Pick<Jobs, "enqueue">;
  log: Logger;
  channels: Channels;
}

export const deliverJob = defineJob({
  name: "deliver",
  payload: z.object({ tenantId: z.uuid(), deliveryId: z.uuid() }),
});

const AT_ONCE = 16;
/** Less than the lease: whoever takes the row up next is alone with it. */
const TRY_MS = LEASE_MS - 5_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
const GIVE_UP_MS = 24 * 3_600_000;

export const deliverHandler = (deps: DeliverDeps): JobHandler => ({
  ...handleJob(deliverJob, (delivery) => deliverNow(deps, delivery)),
  concurrency: AT_ONCE,
});

/** Tries once, if it is due and nobody else does; then the row says how it went and when to try again. */
export async function deliverNow(
  deps: DeliverDeps,
  { tenantId, deliveryId }: { tenantId: string; deliveryId: string },
): Promise<void> {
  const nobody = { tenantId, actorId: null, viewerId: null };
  const lease = { now: new Date(), until: new Date(Date.now() + LEASE_MS) };
  const row = await deps.db.transaction(nobody, (tx) => claimDelivery(tx, deliveryId, lease));
  if (!row) return;
  const end = await handOver(deps, row);
  const ours = await deps.db.transaction(nobody, (tx) => endDelivery(tx, row, end));
  if (!ours) return;
  if (end.state === "waiting") {
    const delayMs = end.nextAt.getTime() - Date.now();
    await deps.jobs.enqueue(deliverJob, { tenantId, deliveryId }, { key: deliveryId, delayMs });
  }
  // While it waited the draft may have changed.
  if (end.state === "delivered" && row.draftId !== null && row.attempts > 1)
    await deps.jobs.enqueue(
      refreshDraftJob,
      { tenantId, draftId: row.draftId },
      { key: row.draftId },
    );
}

async function handOver({ channels, log }: DeliverDeps, row: DeliveryRow): Promise<DeliveryEnd> {
  try {
    const channel = channels.get(row.channel);
    if (!channel)
      throw new DeliveryError({ final: false, reason: `${row.channel} is not set up here` });
    const { platformMessage = null } = await inTime(
      channel.deliver(targetOf(row), row.reply as Reply, { id: row.id, attempt: row.attempts }),
    );
    return { state: "delivered", deliveredAt: new Date(), platformMessage, error: null };
  } catch (err) {
    const end = afterFailure(row, err);
    const fields = {
      delivery: row.id,
      channel: row.channel,
      attempt: row.attempts,
      reason: end.error,
      err,
    };
    if (end.state === "failed") log.error(fields, "an answer was not delivered and is given up");
    else log.warn(fields, "an answer was not delivered, will be tried again");
    return end;
  }
}

export const targetOf = (row: DeliveryRow): Target => ({
  tenantId: row.tenantId,
  ...(row.workspaceId === null ? {} : { workspaceId: row.workspaceId }),
  userId: row.userId,
  address: row.address,
  audience: row.audience,
});

function afterFailure(row: DeliveryRow, error: unknown): DeliveryEnd {
  const known = error instanceof DeliveryError ? error : undefined;
  const reason = known?.reason ?? "the channel failed in a way it did not foresee";
  if (known?.final) return { state: "failed", error: reason };
  const nextAt = new Date(Date.now() + (known?.retryAfterMs ?? backoff(row.attempts)));
  if (nextAt.getTime() - row.createdAt.getTime() > GIVE_UP_MS)
    return { state: "failed", error: `given up after a day: ${reason}` };
  return { state: "waiting", nextAt, error: reason };
}

const backoff = (attempts: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)) * (0.75 + Math.random() / 2);

/** It may have arrived all the same: the next try goes by the same id. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const late = new DeliveryError({ final: false, reason: "the channel did not answer in time" });
    timer = setTimeout(() => reject(late), TRY_MS);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
