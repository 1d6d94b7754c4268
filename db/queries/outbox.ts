/** Outbox rows as approving, taking back and resolving see them; what sends them has queries of its own. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { AppError } from "../../core/domain/errors.ts";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { outbox } from "../schema/sending.ts";
import { users } from "../schema/tenancy.ts";
import type { Bytes } from "./approvals.ts";
import type { Send } from "./sends.ts";

/** With who said how it ended, where nobody knew. */
export type SendOfDraft = Send & { resolvedBy: string | null };

/** Gone, or perhaps gone: from here on the words stay as they are. */
export const leftStates = ["sending", "sent", "saved", "unknown"] as const;

/** Every send of these drafts, with who resolved it; the oldest first. */
export const findSends = (tx: Tx, draftIds: readonly string[]): Promise<SendOfDraft[]> =>
  tx.sql
    .select({ row: outbox, resolvedBy: users.name })
    .from(outbox)
    .leftJoin(users, eq(users.id, outbox.resolvedById))
    .where(inArray(outbox.draftId, [...draftIds]))
    .orderBy(asc(outbox.createdAt), asc(outbox.id))
    .then((rows) => rows.map(({ row, resolvedBy }) => ({ ...row, resolvedBy })));

/** The one send of a version: a new row, or the one that was cancelled or failed, approved anew. */
export async function queueSend(
  tx: Tx,
  { draftId, version, contentHash }: Bytes,
  send: { approvalId: string; senderId: string; messageId: string; sendAt: Date; now: Date },
): Promise<string> {
  const { now, ...rest } = send;
  const anew = {
    approvalId: rest.approvalId,
    state: "approved" as const,
    sendAt: rest.sendAt,
    attempts: 0,
    attemptId: null,
    attemptAt: null,
    error: null,
    updatedAt: now,
  };
  const [row] = await tx.sql
    .insert(outbox)
    .values({
      tenantId: tx.scope.tenantId,
      id: newId(),
      key: `${draftId}:${version}`,
      draftId,
      version,
      contentHash,
      ...rest,
      state: "approved",
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoUpdate({
      target: [outbox.tenantId, outbox.key],
      set: anew,
      setWhere: inArray(outbox.state, ["cancelled", "failed"]),
    })
    .returning({ id: outbox.id });
  if (!row) throw new AppError("conflict", "This version is on its way already.");
  return row.id;
}

/** Cancels what waits to go out; a row that is being sent at this moment stays, and shows as such. */
export async function cancelQueued(tx: Tx, draftId: string, at: Date): Promise<void> {
  await tx.sql
    .update(outbox)
    .set({ state: "cancelled", updatedAt: at })
    .where(and(eq(outbox.draftId, draftId), eq(outbox.state, "approved")));
}

/** How many sends of a draft have left, or may have. */
export async function countLeft(tx: Tx, draftId: string): Promise<number> {
  const [row] = await tx.sql
    .select({ count: sql<number>`count(*)::int` })
    .from(outbox)
    .where(and(eq(outbox.draftId, draftId), inArray(outbox.state, [...leftStates])));
  return row?.count ?? 0;
}

/** A person's word on how an unknown send ended; false when it is not unknown any more. */
export async function settleUnknown(
  tx: Tx,
  id: string,
  end: { state: "sent" | "failed"; byId: string; at: Date },
): Promise<boolean> {
  const { state, byId, at } = end;
  const { rowCount } = await tx.sql
    .update(outbox)
    .set({
      state,
      resolvedById: byId,
      updatedAt: at,
      // Why nobody knew is over; an error on what was sent says whom it did not reach.
      ...(state === "sent"
        ? { sentAt: sql`coalesce(${outbox.attemptAt}, ${at})`, error: null }
        : {}),
    })
    .where(and(eq(outbox.id, id), eq(outbox.state, "unknown")));
  return rowCount === 1;
}
