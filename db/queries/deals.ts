/** Deals and the stages they move through. */
import { and, asc, eq, gte, inArray, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import type { DealRole } from "../../core/domain/deal.ts";
import type { Tx } from "../client.ts";
import { companies, dealPeople, deals, people, pipelines, stages } from "../schema/records.ts";
import { users } from "../schema/tenancy.ts";

export interface StageRow {
  id: string;
  name: string;
  pipeline: string;
  outcome: "open" | "won" | "lost";
  probability: number | null;
}

/** Every stage in the order people see them. */
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
  stageId: string;
  stage: string;
  outcome: "open" | "won" | "lost";
  probability: number | null;
  pipelineId: string;
  pipeline: string;
  value: string | null;
  currency: string | null;
  companyId: string | null;
  company: string | null;
  personId: string | null;
  person: string | null;
  ownerId: string | null;
  owner: string | null;
  closeDate: string | null;
  closedAt: Date | null;
  reason: string | null;
  createdAt: Date;
}

export interface DealFilter {
  dealId?: string;
  dealIds?: readonly string[];
  /** Of the deal, or where it names none, of its person. */
  companyId?: string;
  /** Whom one talks to first, or anybody with a part in it. */
  personId?: string;
  outcome?: DealRow["outcome"];
  stageIds?: readonly string[];
  pipelineId?: string;
  ownerId?: string;
  /** Decimal amounts; they count only in `currency` where one is given, else in each deal's own. */
  valueOver?: string;
  valueUnder?: string;
  currency?: string;
  /** Calendar days, included. */
  closesFrom?: string;
  closesTo?: string;
}

const columns = {
  id: deals.id,
  name: deals.name,
  stageId: deals.stageId,
  stage: stages.name,
  outcome: stages.outcome,
  probability: stages.probability,
  pipelineId: stages.pipelineId,
  pipeline: pipelines.name,
  value: deals.value,
  currency: deals.currency,
  companyId: deals.companyId,
  company: companies.name,
  personId: deals.personId,
  person: people.name,
  ownerId: deals.ownerId,
  owner: users.name,
  closeDate: deals.closeDate,
  closedAt: deals.closedAt,
  reason: deals.reason,
  createdAt: deals.createdAt,
};

/** Deals that match every part of the filter; open ones first, the soonest to close first. */
export function findDeals(tx: Tx, filter: DealFilter & { limit: number }): Promise<DealRow[]> {
  return tx.sql
    .select(columns)
    .from(deals)
    .innerJoin(stages, eq(stages.id, deals.stageId))
    .innerJoin(pipelines, eq(pipelines.id, stages.pipelineId))
    .leftJoin(companies, eq(companies.id, deals.companyId))
    .leftJoin(people, eq(people.id, deals.personId))
    .leftJoin(users, eq(users.id, deals.ownerId))
    .where(and(...conditions(filter)))
    .orderBy(
      sql`${stages.outcome} = 'open' desc`,
      sql`${deals.closeDate} nulls last`,
      deals.name,
      deals.id,
    )
    .limit(filter.limit);
}

function conditions(filter: DealFilter): (SQL | undefined)[] {
  const { companyId, personId } = filter;
  return [
    filter.dealId ? eq(deals.id, filter.dealId) : undefined,
    filter.dealIds ? inArray(deals.id, [...filter.dealIds]) : undefined,
    companyId
      ? or(
          eq(deals.companyId, companyId),
          and(isNull(deals.companyId), eq(people.companyId, companyId)),
        )
      : undefined,
    personId
      ? or(
          eq(deals.personId, personId),
          sql`exists (select from deal_people r where r.tenant_id = ${deals.tenantId}
            and r.deal_id = ${deals.id} and r.person_id = ${personId})`,
        )
      : undefined,
    filter.outcome ? eq(stages.outcome, filter.outcome) : undefined,
    filter.stageIds ? inArray(deals.stageId, [...filter.stageIds]) : undefined,
    filter.pipelineId ? eq(stages.pipelineId, filter.pipelineId) : undefined,
    filter.ownerId ? eq(deals.ownerId, filter.ownerId) : undefined,
    filter.valueOver ? sql`${deals.value} > ${filter.valueOver}::numeric` : undefined,
    filter.valueUnder ? sql`${deals.value} < ${filter.valueUnder}::numeric` : undefined,
    filter.currency ? eq(deals.currency, filter.currency) : undefined,
    filter.closesFrom ? gte(deals.closeDate, filter.closesFrom) : undefined,
    filter.closesTo ? lte(deals.closeDate, filter.closesTo) : undefined,
  ];
}

/** Everybody with a part in a deal, by role. */
export const findDealPeople = (
  tx: Tx,
  dealId: string,
): Promise<{ id: string; name: string; title: string | null; role: DealRole }[]> =>
  tx.sql
    .select({ id: people.id, name: people.name, title: people.title, role: dealPeople.role })
    .from(dealPeople)
    .innerJoin(people, eq(people.id, dealPeople.personId))
    .where(eq(dealPeople.dealId, dealId))
    .orderBy(asc(dealPeople.role), asc(people.name));
