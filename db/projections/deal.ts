/** Deals as rows. */
import { inArray } from "drizzle-orm";
import type { Deal } from "../../core/domain/deal.ts";
import { nameKey } from "../../core/domain/names.ts";
import type { Tx } from "../client.ts";
import { deals } from "../schema/records.ts";
import { partition, upsert, type Projected } from "./rows.ts";

export async function projectDeals(tx: Tx, records: Projected<Deal>[]): Promise<void> {
  const { present, gone } = partition(records);
  if (gone.length > 0) await tx.sql.delete(deals).where(inArray(deals.id, gone));
  await upsert(
    tx,
    deals,
    present.map(({ id, state }) => ({
      tenantId: tx.scope.tenantId,
      id,
      name: state.name,
      nameKey: nameKey(state.name),
      stageId: state.stageId,
      value: state.value,
      currency: state.currency,
      companyId: state.companyId,
      personId: state.personId,
      ownerId: state.ownerId,
      closeDate: state.closeDate,
      createdAt: new Date(state.createdAt),
    })),
  );
}
