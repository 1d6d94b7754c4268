/** Approvals of a draft's versions: given by a person, void once anything changes, never deleted. */
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { approvals } from "../schema/sending.ts";
import { users } from "../schema/tenancy.ts";

export interface Bytes {
  draftId: string;
  version: number;
  contentHash: string;
}

export interface ApprovalRow {
  id: string;
  draftId: string;
  version: number;
  contentHash: string;
  approverId: string;
  approver: string;
  /** As it is now, not as it was. */
  role: typeof users.$inferSelect.role;
  at: Date;
  voidedAt: Date | null;
}

/** Whatever changes a draft's way out comes one after the other: press, edit, undo. */
export async function lockDraft(tx: Tx, draftId: string): Promise<void> {
  await tx.sql.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`draft ${draftId}`}, 0))`,
  );
}

/** Of all versions, void ones too, the first given first. */
export const findApprovals = (tx: Tx, draftIds: readonly string[]): Promise<ApprovalRow[]> =>
  tx.sql
    .select({
      id: approvals.id,
      draftId: approvals.draftId,
      version: approvals.version,
      contentHash: approvals.contentHash,
      approverId: approvals.approverId,
      approver: users.name,
      role: users.role,
      at: approvals.at,
      voidedAt: approvals.voidedAt,
    })
    .from(approvals)
    .innerJoin(users, eq(users.id, approvals.approverId))
    .where(inArray(approvals.draftId, [...draftIds]))
    .orderBy(asc(approvals.at), asc(approvals.id));

export async function addApproval(
  tx: Tx,
  bytes: Bytes,
  given: { approverId: string; surface: string; at: Date },
): Promise<string> {
  const id = newId();
  await tx.sql.insert(approvals).values({ tenantId: tx.scope.tenantId, id, ...bytes, ...given });
  return id;
}

/** Voids every approval of a draft that still holds; says how many there were. */
export async function voidApprovals(tx: Tx, draftId: string, at: Date): Promise<number> {
  const { rowCount } = await tx.sql
    .update(approvals)
    .set({ voidedAt: at })
    .where(and(eq(approvals.draftId, draftId), isNull(approvals.voidedAt)));
  return rowCount ?? 0;
}
