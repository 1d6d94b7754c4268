/** What became of deals since a moment, from their events: new, moved, won, lost, worth more or less. */
import { loadStreamsAt } from "../../db/event-store.ts";
import { dealRecords } from "../../db/projections/registry.ts";
import { dealsChangedSince } from "../../db/queries/deal-activity.ts";
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import type { PipelineRow } from "../../db/queries/pipelines.ts";
import type { Deal } from "../domain/deal.ts";
import { difference, sumOf, type Sums } from "../domain/money-sums.ts";
import type { Stage } from "../domain/pipeline.ts";
import type { ToolContext } from "../tool.ts";
import { MOST_DEALS } from "./deal-filters.ts";
import { allStages } from "./deal-stages.ts";

export type ChangeKind = "new" | "won" | "lost" | "reopened" | "moved" | "value" | "close_date";

export interface DealChange {
  kind: ChangeKind;
  deal: DealRow;
  /** As it was then; null of a deal that was not known yet. */
  before: Deal | null;
  /** The stage it was in, where that is still there. */
  from: string | null;
}

/** A deal appears once for its stage, and once more where its value or close date changed too. */
export async function changesSince(
  { tx }: ToolContext,
  since: Date,
  { pipelines, ownerId }: { pipelines: readonly PipelineRow[]; ownerId?: string | undefined },
): Promise<DealChange[]> {
  const ids = await dealsChangedSince(tx, since);
  const owned = ownerId ? { ownerId } : {};
  const deals = await findDeals(tx, { dealIds: ids, limit: MOST_DEALS, ...owned });
  const before = await loadStreamsAt(tx, dealRecords.aggregate, ids, since);
  const stages = new Map(allStages(pipelines).map((stage) => [stage.id, stage]));
  return deals
    .filter(({ stageId }) => stages.has(stageId))
    .flatMap((deal) => {
      const then = before.get(deal.id)?.state ?? null;
      const from = then ? stages.get(then.stageId) : undefined;
      return kindsOf(deal, then, from).map((kind) => ({
        kind,
        deal,
        before: then,
        from: from?.name ?? null,
      }));
    });
}

function kindsOf(deal: DealRow, before: Deal | null, from: Stage | undefined): ChangeKind[] {
  if (!before) return deal.outcome === "open" ? ["new"] : ["new", deal.outcome];
  const kinds: ChangeKind[] = [];
  if (deal.stageId !== before.stageId) kinds.push(stageChange(deal, from));
  if (deal.value !== before.value || deal.currency !== before.currency) kinds.push("value");
  if (deal.closeDate !== before.closeDate) kinds.push("close_date");
  return kinds;
}

function stageChange({ outcome }: DealRow, from: Stage | undefined): ChangeKind {
  if (outcome !== "open") return from?.outcome === outcome ? "moved" : outcome;
  return from && from.outcome !== "open" ? "reopened" : "moved";
}

/** What deals that were there before are worth more or less, whatever their stage. */
export function valueChange(changes: readonly DealChange[]): Sums {
  const changed = changes.filter(({ kind }) => kind === "value");
  return difference(
    sumOf(changed.map(({ deal }) => deal)),
    sumOf(changed.flatMap(({ before }) => (before ? [before] : []))),
  );
}
