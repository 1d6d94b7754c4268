/** Pipelines with their stages in order. */
import { asc, eq, sql } from "drizzle-orm";
import type { Stage } from "../../core/domain/pipeline.ts";
import type { Tx } from "../client.ts";
import { deals, pipelines, stages } from "../schema/records.ts";

export interface PipelineRow {
  id: string;
  name: string;
  /** Whose alone it is; null when the team shares it. */
  ownerId: string | null;
  position: number;
  stages: Stage[];
}

/** All the reader may see, the first of the team first. */
export async function listPipelines(tx: Tx): Promise<PipelineRow[]> {
  const rows = await tx.sql
    .select({
      id: pipelines.id,
      name: pipelines.name,
      ownerId: pipelines.ownerId,
      position: pipelines.position,
      stage: {
        id: stages.id,
        name: stages.name,
        probability: stages.probability,
        outcome: stages.outcome,
      },
    })
    .from(pipelines)
    .innerJoin(stages, eq(stages.pipelineId, pipelines.id))
    .orderBy(
      sql`${pipelines.ownerId} is not null`,
      asc(pipelines.position),
      asc(pipelines.name),
      asc(stages.position),
    );
  const byId = new Map<string, PipelineRow>();
  for (const { stage, ...row } of rows) {
    const pipeline = byId.get(row.id) ?? { ...row, stages: [] };
    pipeline.stages.push(stage);
    byId.set(row.id, pipeline);
  }
  return [...byId.values()];
}

/** How many deals stand in each stage, by stage id, and whose they are. */
export async function countDeals(
  tx: Tx,
): Promise<{ stageId: string; ownerId: string | null; count: number }[]> {
  const rows = await tx.sql
    .select({ stageId: deals.stageId, ownerId: deals.ownerId, count: sql<string>`count(*)` })
    .from(deals)
    .groupBy(deals.stageId, deals.ownerId);
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
