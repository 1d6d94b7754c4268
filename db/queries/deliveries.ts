/** What goes back to channels: answers waiting to be handed over, and those that were. */
import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { deliveries } from "../schema/channels.ts";

export type DeliveryRow = typeof deliveries.$inferSelect;
/** A row as one worker holds it: `attempts` tells this worker from any that took it up later. */
export type HeldDelivery = Pick<DeliveryRow, "id" | "attempts">;

export async function storeDelivery(
  tx: Tx,
  row: Pick<
    typeof deliveries.$inferInsert,
    "id" | "channel" | "userId" | "address" | "audience" | "reply"
  > &
    Partial<Pick<typeof deliveries.$inferInsert, "inboxId" | "workspaceId" | "draftId">>,
  now: Date,
): Promise<void> {
  await tx.sql.insert(deliveries).values({
    ...row,
    tenantId: tx.scope.tenantId,
    state: "waiting",
    nextAt: now,
    createdAt: now,
  });
}

/** Takes the row up if it is due and nobody holds it. */
export async function claimDelivery(
  tx: Tx,
  id: string,
  lease: { now: Date; until: Date },
): Promise<DeliveryRow | undefined> {
  const [claimed] = await tx.sql
    .update(deliveries)
    .set({
      state: "sending",
      attempts: sql`${deliveries.attempts} + 1`,
      leaseUntil: lease.until,
    })
    .where(
      and(
        eq(deliveries.id, id),
        sql`(${deliveries.state} = 'waiting' and ${deliveries.nextAt} <= ${lease.now}
          or ${deliveries.state} = 'sending' and ${deliveries.leaseUntil} <= ${lease.now})`,
      ),
    )
    .returning();
  return claimed;
}

export type DeliveryEnd =
  | { state: "delivered"; deliveredAt: Date; platformMessage: unknown; error: null }
  | { state: "failed"; error: string }
  /** To be tried again at `nextAt`. */
  | { state: "waiting"; nextAt: Date; error: string };

/** How this worker's try ended; false where somebody else has taken the row up meanwhile. */
export async function endDelivery(tx: Tx, row: HeldDelivery, end: DeliveryEnd): Promise<boolean> {
  const { rowCount } = await tx.sql
    .update(deliveries)
    .set({ leaseUntil: null, ...end })
    .where(
      and(
        eq(deliveries.id, row.id),
        eq(deliveries.attempts, row.attempts),
        eq(deliveries.state, "sending"),
      ),
    );
  return rowCount === 1;
}

/** Deliveries not handed over yet, the first due first, and when to look at each again. */
export async function openDeliveries(tx: Tx, most: number): Promise<{ id: string; at: Date }[]> {
  const at = sql<Date>`case when ${deliveries.state} = 'sending' then ${deliveries.leaseUntil}
    else ${deliveries.nextAt} end`.mapWith(deliveries.nextAt);
  return tx.sql
    .select({ id: deliveries.id, at })
    .from(deliveries)
    .where(inArray(deliveries.state, ["waiting", "sending"]))
    .orderBy(at, asc(deliveries.id))
    .limit(most);
}

/** Every message a channel shows of this draft. */
export const deliveredCards = (tx: Tx, draftId: string): Promise<DeliveryRow[]> =>
  tx.sql
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.draftId, draftId),
        eq(deliveries.state, "delivered"),
        isNotNull(deliveries.platformMessage),
      ),
    )
    .orderBy(asc(deliveries.createdAt));
