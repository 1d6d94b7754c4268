/** Relationships as rows. */
import { inArray } from "drizzle-orm";
import type { Relationship } from "../../core/domain/relationship.ts";
import type { Tx } from "../client.ts";
import { relationships } from "../schema/records.ts";
import { partition, upsert, type Projected } from "./rows.ts";

export async function projectRelationships(
  tx: Tx,
  records: Projected<Relationship>[],
): Promise<void> {
  const { present, gone } = partition(records);
  if (gone.length > 0) await tx.sql.delete(relationships).where(inArray(relationships.id, gone));
  await upsert(
    tx,
    relationships,
    present.map(({ id, state }) => ({
      tenantId: tx.scope.tenantId,
      id,
      kind: state.kind,
      fromType: state.from.type,
      fromId: state.from.id,
      toType: state.to.type,
      toId: state.to.id,
      validFrom: state.since,
      validTo: state.until,
      note: state.note,
      source: state.source,
      confidence: state.confidence,
      saidBy: state.saidBy,
      createdAt: new Date(state.createdAt),
    })),
  );
}
