/** Shares as rows, and the viewers they make. */
import { inArray } from "drizzle-orm";
import { AppError } from "../../core/domain/errors.ts";
import type { Share } from "../../core/domain/share.ts";
import type { Tx } from "../client.ts";
import { applyShares } from "../queries/shares.ts";
import { shares } from "../schema/interactions.ts";
import { partition, type Projected } from "./rows.ts";

export async function projectShares(tx: Tx, records: Projected<Share>[]): Promise<void> {
  const { present } = partition(records);
  const ids = records.map((record) => record.id);
  // The viewers that a share made go with it.
  await tx.sql.delete(shares).where(inArray(shares.id, ids));
  if (present.length === 0) return;
  if (present.some(({ state }) => state.ownerId !== tx.scope.viewerId))
    throw new AppError("forbidden", "Only the owner of mail shares it, in a direct message.");
  await tx.sql.insert(shares).values(
    present.map(({ id, state: { createdAt, ...share } }) => ({
      tenantId: tx.scope.tenantId,
      id,
      ...share,
      createdAt: new Date(createdAt),
    })),
  );
  await applyShares(tx, { shareIds: present.map(({ id }) => id) });
}
