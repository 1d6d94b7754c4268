/** Pipelines and their stages as rows. */
import { and, inArray, notInArray } from "drizzle-orm";
import type { Pipeline } from "../../core/domain/pipeline.ts";
import type { Tx } from "../client.ts";
import { pipelines, stages } from "../schema/records.ts";
import { partition, upsert, type Projected } from "./rows.ts";

export async function projectPipelines(tx: Tx, records: Projected<Pipeline>[]): Promise<void> {
  const { tenantId } = tx.scope;
  const { present, gone } = partition(records);
  const kept = present.flatMap(({ state }) => state.stages.map((stage) => stage.id));
  const ids = records.map((record) => record.id);
  await upsert(
    tx,
    pipelines,
    present.map(({ id, state }) => ({
      tenantId,
      id,
      name: state.name,
      ownerId: state.ownerId,
      position: state.position,
    })),
  );
  // A deal's foreign key keeps a stage that is still in use.
  await tx.sql
    .delete(stages)
    .where(
      and(
        inArray(stages.pipelineId, ids),
        kept.length > 0 ? notInArray(stages.id, kept) : undefined,
      ),
    );
  await upsert(
    tx,
    stages,
    present.flatMap(({ id, state }) =>
      state.stages.map((stage, position) => ({ tenantId, pipelineId: id, position, ...stage })),
    ),
  );
  if (gone.length > 0) await tx.sql.delete(pipelines).where(inArray(pipelines.id, gone));
}
