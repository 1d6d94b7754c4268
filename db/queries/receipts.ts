/** Receipts of writes: what undo works from. */
import { and, desc, eq, inArray, isNull, max, ne, sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { receipts, runs } from "../schema/events.ts";
import { array } from "../sql.ts";

export type ReceiptRow = typeof receipts.$inferSelect;

/** The actor's own receipts of these ids, oldest first. */
export const findReceipts = (tx: Tx, actorId: string, ids: string[]): Promise<ReceiptRow[]> =>
  tx.sql
    .select()
    .from(receipts)
    .where(and(inArray(receipts.id, ids), eq(receipts.actorId, actorId)))
    .orderBy(receipts.at, receipts.id);

/** What the actor's message of that id wrote and was not undone, oldest first. */
export const receiptsOfGroup = (tx: Tx, actorId: string, groupId: string): Promise<ReceiptRow[]> =>
  tx.sql
    .select()
    .from(receipts)
    .where(
      and(eq(receipts.groupId, groupId), eq(receipts.actorId, actorId), isNull(receipts.undoneAt)),
    )
    .orderBy(receipts.at, receipts.id);

/** The receipts of the actor's last messages that wrote something and were not undone. */
export async function findLastGroups(
  tx: Tx,
  actorId: string,
  count: number,
): Promise<ReceiptRow[][]> {
  const last = await tx.sql
    .select({ groupId: receipts.groupId })
    .from(receipts)
    .innerJoin(runs, eq(runs.id, receipts.runId))
    .where(and(eq(receipts.actorId, actorId), isNull(receipts.undoneAt), ne(runs.tool, "undo")))
    .groupBy(receipts.groupId)
    .orderBy(desc(max(receipts.at)), desc(receipts.groupId))
    .limit(count);
  const rows = await tx.sql
    .select()
    .from(receipts)
    .where(
      and(
        inArray(
          receipts.groupId,
          last.map((row) => row.groupId),
        ),
        isNull(receipts.undoneAt),
      ),
    )
    .orderBy(receipts.at, receipts.id);
  return last.map(({ groupId }) => rows.filter((row) => row.groupId === groupId));
}

export async function markUndone(tx: Tx, ids: string[], at: Date): Promise<void> {
  await tx.sql.update(receipts).set({ undoneAt: at }).where(inArray(receipts.id, ids));
}

/** What an undo took back stands again once that undo is itself taken back. */
export async function reopenUndoneBy(tx: Tx, ids: string[]): Promise<void> {
  await tx.sql.execute(sql`
    update receipts r set undone_at = null
    from receipts u join runs on runs.tenant_id = u.tenant_id and runs.id = u.run_id and runs.tool = 'undo'
    where u.id = any(${array(ids)}::uuid[]) and r.tenant_id = u.tenant_id and r.stream_id = u.stream_id
      and r.actor_id = u.actor_id and r.undone_at = u.at`);
}

/** What the actor's last imported file wrote to records, if it was not undone; oldest first. */
export async function receiptsOfLastImport(tx: Tx, actorId: string): Promise<ReceiptRow[]> {
  const [last] = await tx.sql
    .select({ groupId: receipts.groupId })
    .from(receipts)
    .innerJoin(runs, eq(runs.id, receipts.runId))
    .where(
      and(eq(receipts.actorId, actorId), isNull(receipts.undoneAt), eq(runs.tool, "import_file")),
    )
    .orderBy(desc(receipts.at), desc(receipts.groupId))
    .limit(1);
  return last ? receiptsOfGroup(tx, actorId, last.groupId) : [];
}

/** What these runs wrote to records and was not undone, oldest first. */
export const receiptsOfRuns = (tx: Tx, actorId: string, runIds: string[]): Promise<ReceiptRow[]> =>
  tx.sql
    .select()
    .from(receipts)
    .where(
      and(
        inArray(receipts.runId, runIds),
        eq(receipts.actorId, actorId),
        isNull(receipts.undoneAt),
      ),
    )
    .orderBy(receipts.at, receipts.id);
