/** What came in from channels: stored once, taken up by one worker at a time, in each conversation's order. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { inbox } from "../schema/channels.ts";

export type InboxRow = typeof inbox.$inferSelect;

/** A row as one worker holds it: `attempts` tells this worker from any that took it up later. */
export type HeldRow = Pick<InboxRow, "id" | "attempts">;

type ConversationOf = Pick<InboxRow, "channel" | "conversationKey">;

const open = inArray(inbox.state, ["waiting", "answering"]);

/** False where a delivery or a message of that key is here already. */
export async function storeInbox(
  tx: Tx,
  row: Omit<typeof inbox.$inferInsert, "tenantId" | "attempts" | "failures" | "leaseUntil">,
): Promise<boolean> {
  const { rowCount } = await tx.sql
    .insert(inbox)
    .values({ ...row, tenantId: tx.scope.tenantId })
    .onConflictDoNothing();
  return rowCount === 1;
}

export async function findInbox(tx: Tx, id: string): Promise<InboxRow | undefined> {
  const [row] = await tx.sql.select().from(inbox).where(eq(inbox.id, id));
  return row;
}

/** The next message of a conversation that has no answer yet. */
export async function nextInbox(tx: Tx, of: ConversationOf): Promise<InboxRow | undefined> {
  const [row] = await tx.sql
    .select()
    .from(inbox)
    .where(and(eq(inbox.channel, of.channel), eq(inbox.conversationKey, of.conversationKey), open))
    .orderBy(sql`${inbox.sequence} collate "C"`, asc(inbox.id))
    .limit(1);
  return row;
}

/** Takes the row up unless somebody else holds it or did since it was read. */
export async function claimInbox(
  tx: Tx,
  row: HeldRow,
  lease: { now: Date; until: Date },
): Promise<InboxRow | undefined> {
  const [claimed] = await tx.sql
    .update(inbox)
    .set({ state: "answering", attempts: row.attempts + 1, leaseUntil: lease.until })
    .where(
      and(
        eq(inbox.id, row.id),
        eq(inbox.attempts, row.attempts),
        open,
        sql`(${inbox.leaseUntil} is null or ${inbox.leaseUntil} <= ${lease.now})`,
      ),
    )
    .returning();
  return claimed;
}

const held = (row: HeldRow) =>
  and(eq(inbox.id, row.id), eq(inbox.attempts, row.attempts), eq(inbox.state, "answering"));

/** Undefined where somebody else has taken the row up meanwhile. */
export async function renewInbox(
  tx: Tx,
  row: HeldRow,
  until: Date,
): Promise<Pick<InboxRow, "reason"> | undefined> {
  const [renewed] = await tx.sql
    .update(inbox)
    .set({ leaseUntil: until })
    .where(held(row))
    .returning({ reason: inbox.reason });
  return renewed;
}

/** The reason of a message that its asker has taken back before it was answered. */
export const TAKEN_BACK = "taken back by its asker";

/** Of somebody's messages in a conversation that have no answer yet, those that are meant; how many. */
export async function takeBackInbox(
  tx: Tx,
  of: ConversationOf & { userId: string },
  isMeant: (message: unknown) => boolean,
): Promise<number> {
  const theirs = and(
    eq(inbox.channel, of.channel),
    eq(inbox.conversationKey, of.conversationKey),
    eq(inbox.userId, of.userId),
    open,
  );
  const rows = await tx.sql.select().from(inbox).where(theirs);
  const ids = rows.filter(({ message }) => isMeant(message)).map(({ id }) => id);
  if (ids.length === 0) return 0;
  const { rowCount } = await tx.sql
    .update(inbox)
    .set({ reason: TAKEN_BACK })
    .where(and(inArray(inbox.id, ids), open));
  return rowCount ?? 0;
}

/** Whether this worker still holds the row; nobody else can take it up before this transaction ends. */
export async function stillHeld(tx: Tx, row: HeldRow): Promise<boolean> {
  const found = await tx.sql.select({ id: inbox.id }).from(inbox).where(held(row)).for("update");
  return found.length === 1;
}

export type InboxEnd =
  | { state: "answered"; answeredAt: Date }
  | { state: "failed"; answeredAt: Date; reason: string; failures: number }
  /** Back to waiting, to be tried again then. */
  | { state: "waiting"; leaseUntil: Date | null; reason?: string; failures?: number };

/** How this worker's go at it ended; false where the row is no longer this worker's. */
export async function endInbox(tx: Tx, row: HeldRow, end: InboxEnd): Promise<boolean> {
  // What its asker took back stays so while it waits for another try.
  const reason =
    end.state === "waiting" && end.reason !== undefined
      ? {
          reason: sql`case when ${inbox.reason} = ${TAKEN_BACK} then ${inbox.reason} else ${end.reason} end`,
        }
      : {};
  const { rowCount } = await tx.sql
    .update(inbox)
    .set({ leaseUntil: null, ...end, ...reason })
    .where(held(row));
  return rowCount === 1;
}

/** The first message without an answer of each conversation, the longest waiting first. */
export async function openConversations(
  tx: Tx,
  most: number,
): Promise<Pick<InboxRow, "id" | "channel" | "conversationKey" | "leaseUntil">[]> {
  const first = tx.sql
    .selectDistinctOn([inbox.channel, inbox.conversationKey], {
      id: inbox.id,
      channel: inbox.channel,
      conversationKey: inbox.conversationKey,
      leaseUntil: inbox.leaseUntil,
      receivedAt: inbox.receivedAt,
    })
    .from(inbox)
    .where(open)
    .orderBy(inbox.channel, inbox.conversationKey, sql`${inbox.sequence} collate "C"`, inbox.id)
    .as("first");
  return tx.sql
    .select({
      id: first.id,
      channel: first.channel,
      conversationKey: first.conversationKey,
      leaseUntil: first.leaseUntil,
    })
    .from(first)
    .orderBy(asc(first.receivedAt), asc(first.id))
    .limit(most);
}

/**
 * Takes what is answered within its own request; the answer is the id of whoever has it. Beside
 * another transaction that takes it too, this one waits until that has ended.
 */
export async function takeInbound(
  tx: Tx,
  take: Pick<InboxRow, "id" | "channel"> & { userId: string; deliveryId: string; at: Date },
): Promise<string> {
  const { id, channel, userId, deliveryId, at } = take;
  const deliveryKey = `${userId}:${deliveryId}`;
  await tx.sql
    .insert(inbox)
    .values({
      tenantId: tx.scope.tenantId,
      id,
      channel,
      deliveryKey,
      conversationKey: userId,
      sequence: "",
      userId,
      message: {},
      state: "answered",
      receivedAt: at,
      answeredAt: at,
    })
    .onConflictDoNothing();
  const [row] = await tx.sql
    .select({ id: inbox.id })
    .from(inbox)
    .where(and(eq(inbox.channel, channel), eq(inbox.deliveryKey, deliveryKey)));
  return row?.id ?? id;
}
