/** Conversations, their turns, and the buttons of replies. */
import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, or } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { buttons, conversations, turns } from "../schema/chat.ts";

export type ButtonRow = typeof buttons.$inferSelect;

export interface ConversationRow {
  id: string;
  focus: unknown;
}

/** The conversation of a user (per thread, where a channel has threads), made when there is none. */
export async function openConversation(
  tx: Tx,
  input: { userId: string; thread: string; now: Date },
): Promise<ConversationRow> {
  const { tenantId } = tx.scope;
  const where = and(eq(conversations.userId, input.userId), eq(conversations.thread, input.thread));
  const columns = { id: conversations.id, focus: conversations.focus };
  const [known] = await tx.sql.select(columns).from(conversations).where(where);
  if (known) return known;
  await tx.sql
    .insert(conversations)
    .values({ tenantId, id: newId(), ...input, focus: {}, updatedAt: input.now })
    .onConflictDoNothing();
  const [made] = await tx.sql.select(columns).from(conversations).where(where);
  if (!made) throw new Error("conversation was neither found nor made");
  return made;
}

export async function saveTurn(
  tx: Tx,
  turn: {
    conversationId: string;
    userId: string;
    at: Date;
    said: string;
    reply: unknown;
    focus: unknown;
    deliveryId?: string;
  },
): Promise<void> {
  const { focus, ...row } = turn;
  await tx.sql.insert(turns).values({ tenantId: tx.scope.tenantId, id: newId(), ...row });
  await tx.sql
    .update(conversations)
    .set({ focus, updatedAt: turn.at })
    .where(eq(conversations.id, turn.conversationId));
}

/** The last turns of a user's conversation, oldest first. */
export async function lastTurns(
  tx: Tx,
  userId: string,
  count: number,
): Promise<{ said: string; reply: unknown; at: Date }[]> {
  const rows = await tx.sql
    .select({ said: turns.said, reply: turns.reply, at: turns.at })
    .from(turns)
    .where(eq(turns.userId, userId))
    .orderBy(desc(turns.at), desc(turns.id))
    .limit(count);
  return rows.reverse();
}

/** The last turns of one conversation since then, oldest first. */
export async function recentTurns(
  tx: Tx,
  within: { conversationId: string; since: Date; most: number },
): Promise<{ said: string; reply: unknown }[]> {
  const rows = await tx.sql
    .select({ said: turns.said, reply: turns.reply })
    .from(turns)
    .where(and(eq(turns.conversationId, within.conversationId), gte(turns.at, within.since)))
    .orderBy(desc(turns.at), desc(turns.id))
    .limit(within.most);
  return rows.reverse();
}

export async function saveButtons(
  tx: Tx,
  rows: Omit<typeof buttons.$inferInsert, "tenantId">[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.sql.insert(buttons).values(rows.map((row) => ({ ...row, tenantId: tx.scope.tenantId })));
}

export async function findButton(tx: Tx, id: string): Promise<ButtonRow | undefined> {
  const [button] = await tx.sql.select().from(buttons).where(eq(buttons.id, id));
  return button;
}

/** Marks the button as pressed; false when somebody was faster. */
export async function pressButton(tx: Tx, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.sql
    .update(buttons)
    .set({ pressedAt: at })
    .where(and(eq(buttons.id, id), isNull(buttons.pressedAt)));
  return rowCount === 1;
}

/** Of these buttons those that were pressed, or whose time is over. */
export async function spentButtons(
  tx: Tx,
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.sql
    .select({ id: buttons.id })
    .from(buttons)
    .where(
      and(
        inArray(buttons.id, [...ids]),
        or(isNotNull(buttons.pressedAt), lt(buttons.expiresAt, now)),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** The answer already given under a delivery id, when a channel hands the same in again. */
export async function answerTo(tx: Tx, userId: string, deliveryId: string): Promise<unknown> {
  const [turn] = await tx.sql
    .select({ reply: turns.reply })
    .from(turns)
    .where(and(eq(turns.userId, userId), eq(turns.deliveryId, deliveryId)));
  return turn?.reply;
}
