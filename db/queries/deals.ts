/** Deals and the stages they move through. */
import { asc, eq, sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { companies, deals, people, pipelines, stages } from "../schema/records.ts";
import { users } from "../schema/tenancy.ts";

export interface StageRow {
  id: string;
  name: string;
  pipeline: string;
  outcome: "open" | "won" | "lost";
  probability: number | null;
}

export const findStages = (tx: Tx): Promise<StageRow[]> =>
  tx.sql
    .select({
      id: stages.id,
      name: stages.name,
      pipeline: pipelines.name,
      outcome: stages.outcome,
      probability: stages.probability,
    })
    .from(stages)
    .innerJoin(pipelines, eq(pipelines.id, stages.pipelineId))
    .orderBy(asc(pipelines.position), asc(stages.position));

export interface DealRow {
  id: string;
  name: string;
  stage: string;
  outcome: "open" | "won" | "lost";
  value: string | null;
  currency: string | null;
  company: string | null;
  person: string | null;
  owner: string | null;
  closeDate: string | null;
}

/** Deals by company, person or outcome; open ones first, the soonest to close first. */
export async function findDeals(
  tx: Tx,
  filter: {
    companyId?: string;
    personId?: string;
    dealId?: string;
    outcome?: DealRow["outcome"];
    limit: number;
  },
): Promise<DealRow[]> {
  return tx.sql
    .select({
      id: deals.id,
      name: deals.name,
      stage: stages.name,
      outcome: stages.outcome,
      value: deals.value,
      currency: deals.currency,
      company: companies.name,
      person: people.name,
      owner: users.name,
      closeDate: deals.closeDate,
    })
    .from(deals)
    .innerJoin(stages, eq(stages.id, deals.stageId))
    .leftJoin(companies, eq(companies.id, deals.companyId))
    .leftJoin(people, eq(people.id, deals.personId))
    .leftJoin(users, eq(users.id, deals.ownerId))
    .where(
      sql`(${filter.companyId ?? null}::uuid is null or ${deals.companyId} = ${filter.companyId ?? null}::uuid)
        and (${filter.personId ?? null}::uuid is null or ${deals.personId} = ${filter.personId ?? null}::uuid)
        and (${filter.dealId ?? null}::uuid is null or ${deals.id} = ${filter.dealId ?? null}::uuid)
        and (${filter.outcome ?? null}::text is null or ${stages.outcome} = ${filter.outcome ?? null}::text)`,
    )
    .orderBy(sql`${stages.outcome} = 'open' desc`, sql`${deals.closeDate} nulls last`, deals.name)
    .limit(filter.limit);
}
