/** Deals as rows: the deal, who has a part in it, and what belongs to it. */
import { inArray } from "drizzle-orm";
import type { Deal } from "../../core/domain/deal.ts";
import { nameKey } from "../../core/domain/names.ts";
import type { Tx } from "../client.ts";
import { dealInteractions, dealPeople, deals } from "../schema/records.ts";
import { chunks, partition, upsert, type Projected } from "./rows.ts";

export async function projectDeals(tx: Tx, records: Projected<Deal>[]): Promise<void> {
  const { present, gone } = partition(records);
  const { tenantId } = tx.scope;
  const ids = records.map((record) => record.id);
  await tx.sql.delete(dealPeople).where(inArray(dealPeople.dealId, ids));
  await tx.sql.delete(dealInteractions).where(inArray(dealInteractions.dealId, ids));
  if (gone.length > 0) await tx.sql.delete(deals).where(inArray(deals.id, gone));
  await upsert(
    tx,
    deals,
    present.map(({ id, state }) => ({
      tenantId,
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
      reason: state.reason,
      closedAt: state.closedAt === null ? null : new Date(state.closedAt),
      createdAt: new Date(state.createdAt),
    })),
  );
  const parts = present.flatMap(({ id, state }) =>
    state.people.map(({ personId, role }) => ({ tenantId, dealId: id, personId, role })),
  );
  for (const part of chunks(parts)) await tx.sql.insert(dealPeople).values(part);
  const links = present.flatMap(({ id, state }) =>
    state.interactionIds.map((interactionId) => ({ tenantId, dealId: id, interactionId })),
  );
  for (const part of chunks(links)) await tx.sql.insert(dealInteractions).values(part);
}
