/** What a pipeline holds and is likely to bring: counts and sums by stage, what was won and lost, and what is at risk. */
import type { DealActivity } from "../../db/queries/deal-activity.ts";
import type { DealRow } from "../../db/queries/deals.ts";
import type { PipelineRow } from "../../db/queries/pipelines.ts";
import { formatIsoDay } from "../domain/format.ts";
import { sumOf, type Sums } from "../domain/money-sums.ts";

const DAY_MS = 86_400_000;
/** Less silence than this alarms nobody, whatever the others are like. */
const QUIET_DAYS = 14;
const MOST_AT_RISK = 3;
/** So long a new deal may be without contact and plan. */
const NEW_DAYS = 7;

export interface StageSummary {
  name: string;
  probability: number | null;
  count: number;
  total: Sums;
  weighted: Sums;
}

export const weigh = (deals: readonly DealRow[]): Sums =>
  sumOf(deals, ({ probability }) => probability ?? 0);

/** The open stages of a pipeline in order, empty ones too. */
export const stageSummaries = ({ stages }: PipelineRow, open: readonly DealRow[]): StageSummary[] =>
  stages
    .filter(({ outcome }) => outcome === "open")
    .map(({ id, name, probability }) => {
      const deals = open.filter(({ stageId }) => stageId === id);
      return {
        name,
        probability,
        count: deals.length,
        total: sumOf(deals),
        weighted: weigh(deals),
      };
    });

export interface AtRisk {
  deal: DealRow;
  reasons: string[];
}

/** Up to three open deals that need somebody, the worst and the largest first. */
export function dealsAtRisk(
  open: readonly DealRow[],
  activity: ReadonlyMap<string, DealActivity>,
  { now, today }: { now: Date; today: string },
): AtRisk[] {
  const silences = open.map(({ id }) => silentDays(activity.get(id), now));
  const usual = median(silences.filter((days) => days !== undefined));
  return open
    .map((deal, nth) => ({
      deal,
      signs: signsOf(deal, activity.get(deal.id), { silent: silences[nth], usual, today }).filter(
        ({ weight }) => weight > 2 || !isNew(deal, now),
      ),
    }))
    .map(({ deal, signs }) => ({
      deal,
      reasons: signs.map(({ reason }) => reason),
      weight: signs.reduce((sum, sign) => sum + sign.weight, 0),
    }))
    .filter(({ weight }) => weight >= 2)
    .sort(
      (a, b) =>
        b.weight - a.weight ||
        Number(b.deal.value ?? 0) - Number(a.deal.value ?? 0) ||
        (a.deal.name < b.deal.name ? -1 : 1),
    )
    .slice(0, MOST_AT_RISK)
    .map(({ deal, reasons }) => ({ deal, reasons }));
}

const isNew = ({ createdAt }: DealRow, now: Date): boolean =>
  now.getTime() - createdAt.getTime() < NEW_DAYS * DAY_MS;

interface Sign {
  reason: string;
  weight: number;
}

function signsOf(
  { closeDate }: DealRow,
  activity: DealActivity | undefined,
  {
    silent,
    usual,
    today,
  }: { silent: number | undefined; usual: number | undefined; today: string },
): Sign[] {
  if (!activity) return [];
  const others = usual === undefined ? "" : `, ${usual} is usual here`;
  return [
    closeDate && closeDate < today
      ? { reason: `close date ${formatIsoDay(closeDate)} has passed`, weight: 3 }
      : undefined,
    silent !== undefined && silent > Math.max(QUIET_DAYS, 2 * (usual ?? 0))
      ? { reason: `no contact for ${silent} days${others}`, weight: 2 }
      : undefined,
    silent === undefined ? { reason: "no contact on record", weight: 1 } : undefined,
    !activity.hasOpenTask && !activity.hasMeetingAhead
      ? { reason: "no next task or meeting", weight: 1 }
      : undefined,
    activity.contacts === 1 ? { reason: "only one contact", weight: 1 } : undefined,
    activity.contacts === 0 ? { reason: "no contact person", weight: 1 } : undefined,
  ].filter((sign) => sign !== undefined);
}

const silentDays = (activity: DealActivity | undefined, now: Date): number | undefined =>
  activity?.contactAt
    ? Math.floor((now.getTime() - activity.contactAt.getTime()) / DAY_MS)
    : undefined;

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
