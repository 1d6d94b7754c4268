/** What list_deals and update_deals filter by: the arguments, the query they make, and how they were read. */
import { z } from "zod";
import { dealActivity, lastActivity, type DealActivity } from "../../db/queries/deal-activity.ts";
import { findDeals, type DealFilter, type DealRow } from "../../db/queries/deals.ts";
import { listPipelines } from "../../db/queries/pipelines.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay, formatIsoDay, formatMoney } from "../domain/format.ts";
import type { Period } from "../domain/period.ts";
import type { Ref } from "../ref.ts";
import type { ToolContext } from "../tool.ts";
import { pastOf, periodOf } from "./dates.ts";
import { moneyOf } from "./deal-fields.ts";
import { noStage, pickPipeline, stagesNamed } from "./deal-stages.ts";

const mention = z.string().trim().min(1).max(200).optional();
const short = z.string().trim().min(1).max(100).optional();

export const dealFilters = {
  company: mention,
  person: mention,
  status: z.enum(["open", "won", "lost"]).optional(),
  stage: short,
  pipeline: short,
  owner: mention.describe("A colleague, or me"),
  value_over: short.describe("As said: 50k"),
  value_under: short,
  closing: short.describe("When they close: this month, Q1, before Friday, overdue"),
  stale_for: short.describe("No contact and no change for so long: 30 days"),
};

export const dealFilterMentions = {
  company: ["company"],
  person: ["person"],
  owner: ["user"],
} as const;

export interface SaidFilter {
  company?: Ref | undefined;
  person?: Ref | undefined;
  status?: "open" | "won" | "lost" | undefined;
  stage?: string | undefined;
  pipeline?: string | undefined;
  owner?: Ref | undefined;
  value_over?: string | undefined;
  value_under?: string | undefined;
  closing?: string | undefined;
  stale_for?: string | undefined;
}

export interface Filtered {
  deals: DealRow[];
  /** When something last happened with each, where silence was asked for. */
  activity: Map<string, DealActivity>;
  /** How each word of the filter was read. */
  readAs: string[];
}

/** More deals than this no answer and no bulk change holds. */
export const MOST_DEALS = 5_000;

export async function filterDeals(context: ToolContext, said: SaidFilter): Promise<Filtered> {
  const { filter, readAs, silentSince } = await readFilter(context, said);
  const found = await findDeals(context.tx, { ...filter, limit: MOST_DEALS });
  if (!silentSince) return { deals: found, activity: new Map(), readAs };
  const activity = await dealActivity(
    context.tx,
    found.map(({ id }) => id),
    context.now,
  );
  const silent = found.filter(({ id }) => isSilent(activity.get(id), silentSince));
  return { deals: silent, activity, readAs };
}

/** Nothing happened since then, and no meeting lies ahead. */
export const isSilent = (activity: DealActivity | undefined, since: Date): boolean =>
  activity !== undefined && !activity.hasMeetingAhead && lastActivity(activity) < since;

interface ReadFilter {
  filter: DealFilter;
  readAs: string[];
  silentSince: Date | undefined;
}

async function readFilter(context: ToolContext, said: SaidFilter): Promise<ReadFilter> {
  const { company, person, owner } = said;
  const where = await readPlace(context, said);
  const amounts = readAmounts(context, said);
  const period = said.closing ? periodOf(context, said.closing) : undefined;
  const silentSince = said.stale_for ? pastOf(context, said.stale_for) : undefined;
  // What closes and what lies still is open, unless somebody says otherwise.
  const implied = !said.status && (period !== undefined || silentSince !== undefined);
  const outcome = said.status ?? (implied ? "open" : undefined);
  return {
    filter: {
      ...where.filter,
      ...amounts.filter,
      ...(company ? { companyId: company.id } : {}),
      ...(person ? { personId: person.id } : {}),
      ...(owner ? { ownerId: owner.id } : {}),
      ...(outcome ? { outcome } : {}),
      ...(period?.from ? { closesFrom: period.from } : {}),
      ...(period?.to ? { closesTo: period.to } : {}),
    },
    readAs: [
      outcome ?? "",
      company ? `with ${company.name}` : "",
      person ? `with ${person.name}` : "",
      ...where.readAs,
      owner ? `owned by ${owner.name}` : "",
      ...amounts.readAs,
      period ? `closing ${periodWords(period)}` : "",
      silentSince
        ? `no contact and no change since ${formatDay(silentSince, context.actor)}, no meeting ahead`
        : "",
    ].filter(Boolean),
    silentSince,
  };
}

async function readPlace(
  { tx }: ToolContext,
  { stage, pipeline }: SaidFilter,
): Promise<{ filter: DealFilter; readAs: string[] }> {
  if (!stage && !pipeline) return { filter: {}, readAs: [] };
  const all = await listPipelines(tx);
  const within = pipeline ? [pickPipeline(all, pipeline)] : all;
  const readAs = pipeline ? [`pipeline ${within[0]?.name ?? pipeline}`] : [];
  if (!stage) return { filter: within[0] ? { pipelineId: within[0].id } : {}, readAs };
  const stages = stagesNamed(stage, within);
  if (stages.length === 0) throw noStage(stage, within);
  const names = [...new Set(stages.map(({ name }) => name))].join(" or ");
  return {
    filter: { stageIds: stages.map(({ id }) => id) },
    readAs: [`stage ${names}`, ...readAs],
  };
}

function readAmounts(
  { tenant }: ToolContext,
  said: SaidFilter,
): { filter: DealFilter; readAs: string[] } {
  const over = said.value_over ? moneyOf(said.value_over, tenant) : undefined;
  const under = said.value_under ? moneyOf(said.value_under, tenant) : undefined;
  const currency = over?.currency ?? under?.currency ?? null;
  const own = currency ? "" : " in its own currency";
  const words = (amount: string) => `${formatMoney(amount, currency) ?? amount}${own}`;
  return {
    filter: {
      ...(over ? { valueOver: over.amount } : {}),
      ...(under ? { valueUnder: under.amount } : {}),
      ...(currency ? { currency } : {}),
    },
    readAs: [
      over ? `worth over ${words(over.amount)}` : "",
      under ? `worth under ${words(under.amount)}` : "",
    ].filter(Boolean),
  };
}

/** "1 Nov 2026 to 30 Nov 2026", "up to 30 Nov 2026" */
export function periodWords({ from, to }: Period): string {
  if (from && to)
    return from === to
      ? `on ${formatIsoDay(from)}`
      : `${formatIsoDay(from)} to ${formatIsoDay(to)}`;
  if (to) return `up to ${formatIsoDay(to)}`;
  return from ? `from ${formatIsoDay(from)} on` : "any day";
}

/** A bulk change names which deals it means: never all of them by silence. */
export function needsAFilter(said: SaidFilter): void {
  const named = Object.keys(dealFilters).some(
    (field) => said[field as keyof SaidFilter] !== undefined,
  );
  if (!named)
    throw new AppError(
      "bad_input",
      "Say which deals: a stage, an owner, a company, a value or when they close.",
    );
}
