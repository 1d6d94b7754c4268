/** How the pipeline stands: by stage, weighted, what was won and lost, what changed, what is at risk. */
import { DateTime } from "luxon";
import { z } from "zod";
import { dealActivity } from "../../db/queries/deal-activity.ts";
import { findDeals, type DealFilter, type DealRow } from "../../db/queries/deals.ts";
import { listPipelines, type PipelineRow } from "../../db/queries/pipelines.ts";
import { formatMoney } from "../domain/format.ts";
import { formatDifference, formatSums, sumOf } from "../domain/money-sums.ts";
import type { Period } from "../domain/period.ts";
import { bold, literal, type Block, type Button } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { dealCount, dealRecord } from "../views/deal-table.ts";
import { plural } from "../views/words.ts";
import { periodOf } from "./dates.ts";
import { changesSince, valueChange, type ChangeKind, type DealChange } from "./deal-changes.ts";
import { MOST_DEALS, periodWords } from "./deal-filters.ts";
import { pickPipeline } from "./deal-stages.ts";
import { dealsAtRisk, stageSummaries, weigh, type AtRisk } from "./pipeline-forecast.ts";
import { anything, type Anything } from "./shapes.ts";

interface Overview {
  pipelines: PipelineRow[];
  open: DealRow[];
  /** Open ones outside the asked closing time. */
  later: DealRow[];
  closed: DealRow[];
  period: Period;
  /** Whether the closing time was said, or is this quarter by default. */
  isAsked: boolean;
  changes: DealChange[];
  atRisk: AtRisk[];
  owner: string | null;
}

const short = z.string().trim().min(1).max(100).optional();

export const pipelineOverview = defineTool({
  name: "pipeline_overview",
  summary: "How the pipeline stands: totals, forecast, changes, risks",
  guide: "For totals and forecasts. For the deals themselves use list_deals.",
  effect: "read",
  needs: "records:read",
  examples: [
    "pipeline",
    "show the pipeline",
    "show me {owner:my} pipeline",
    "{owner:Tom}'s pipeline",
    "how is the pipeline looking",
    "pipeline overview",
    "show me the pipeline for {closing:this quarter}",
    "pipeline {closing:this month}",
    "pipeline summary",
    "how is the {pipeline:Sponsorship} pipeline doing",
    "show the {pipeline:Sales} pipeline",
    "how are we doing",
    "how are we doing {closing:this quarter}",
    "how is {owner:Tom} doing {closing:this quarter}",
    "how are sales {closing:this month}",
    "forecast",
    "forecast for {closing:Q1}",
    "what's the forecast for {closing:next quarter}",
    "{owner:my} forecast for {closing:this month}",
    "sales forecast {closing:this year}",
    "how much will we close {closing:this quarter}",
    "which deals are at risk",
    "weighted pipeline",
    "what's our pipeline worth",
    "what's in the pipeline",
    "what's in the funnel",
    "funnel",
    "what's in {owner:my} pipeline",
    "where do we stand {closing:this quarter}",
    "how does {closing:next month} look",
    "how does the pipeline look for {closing:next month}",
    "are we on track {closing:this quarter}",
    "what's the pipeline like",
    "how full is the pipeline",
    "how much is in the pipeline",
    "how much money is in {owner:my} pipeline",
    "what's in the {pipeline:Sponsorship} pipeline",
    "give me the state of the pipeline",
    "how healthy is our pipeline",
    "where are we with sales",
    "pipeline report",
    "pipeline status",
    "how does {owner:Tom}'s pipeline look",
    "what can we expect {closing:next quarter}",
    "how much revenue do we expect {closing:this quarter}",
    "how much will {owner:Priya} close {closing:this quarter}",
    "which deals are in danger",
    "what's at risk",
    "any deals in trouble",
    "pipeline by stage",
    "how many deals per stage",
    "how is business",
    "how is {owner:Priya} tracking {closing:this month}",
    "walk me through the pipeline",
    "sales numbers {closing:this month}",
    "how are sales going",
    "will we make our numbers {closing:this quarter}",
    "what is the total value of our pipeline",
    "how far are we {closing:this quarter}",
    "what does {closing:next quarter} look like for {owner:Tom}",
    "sum up the pipeline",
    "how's the funnel looking",
    "how does the forecast look",
    "will {owner:Tom} hit his target {closing:this quarter}",
    "what have we got in the pipeline for {closing:next quarter}",
    "how is the pipeline",
    "how's the pipeline",
    "how is my pipeline{owner:=me}",
    "how is {closing:the quarter=this quarter} looking",
    "how's {closing:the quarter=this quarter} looking",
    "how is {closing:the month=this month} looking",
    "how is {closing:this quarter} looking",
    "how is {closing:this month} going",
    "how's {closing:the quarter=this quarter} shaping up",
    "what's our forecast looking like",
    "what does our forecast look like",
    "what's the forecast looking like for {closing:next quarter}",
    "where will we land {closing:this quarter}",
    "what will we close {closing:this quarter}",
    "how much is in play",
    "how is {owner:Tom}'s pipeline looking",
    "how is {owner:Tom} doing",
    "numbers for {closing:this quarter}",
    "pipeline for {closing:this quarter}",
    "are we going to hit target {closing:this quarter}",
    "will we hit our target {closing:this quarter}",
    "are we going to make our numbers {closing:this quarter}",
    "what's the weighted forecast {closing:this quarter}",
  ],
  input: z.object({
    pipeline: short,
    owner: z.string().trim().min(1).max(200).optional().describe("A colleague, or me"),
    closing: short.describe("Only what closes then: this quarter, Q1, next month"),
  }),
  output: anything as Anything<Overview>,
  mentions: { owner: ["user"] },
  async run(context, said): Promise<Overview> {
    const all = await listPipelines(context.tx);
    const pipelines = said.pipeline ? [pickPipeline(all, said.pipeline)] : all;
    const period = periodOf(context, said.closing ?? "this quarter");
    const filter: DealFilter = {
      ...(said.owner ? { ownerId: said.owner.id } : {}),
      ...(said.pipeline && pipelines[0] ? { pipelineId: pipelines[0].id } : {}),
    };
    const deals = await findDeals(context.tx, { ...filter, limit: MOST_DEALS });
    const allOpen = deals.filter(({ outcome }) => outcome === "open");
    const open = said.closing
      ? allOpen.filter((deal) => isWithin(deal.closeDate, period))
      : allOpen;
    const { now } = context;
    const activity = await dealActivity(
      context.tx,
      open.map(({ id }) => id),
      now,
    );
    const weekAgo = DateTime.fromJSDate(now).minus({ weeks: 1 }).toJSDate();
    return {
      pipelines,
      open,
      later: allOpen.filter((deal) => !open.includes(deal)),
      closed: deals.filter(({ closedAt }) => isWithin(dayOf(closedAt, context), period)),
      period,
      isAsked: said.closing !== undefined,
      changes: await changesSince(context, weekAgo, { pipelines, ownerId: said.owner?.id }),
      atRisk: dealsAtRisk(open, activity, { now, today: dayOf(now, context) ?? "" }),
      owner: said.owner?.name ?? null,
    };
  },
  reply(overview) {
    const { open, later, owner, isAsked, period, atRisk } = overview;
    const of = owner ? ` of ${bold(owner)}` : "";
    const closing = isAsked ? `, closing ${periodWords(period)}` : "";
    const weighted = formatSums(weigh(open));
    return {
      text: [
        `Open${of}${closing}: ${dealCount(open)}${weighted ? `, weighted ${weighted} (weighted = value × stage probability)` : ""}.`,
        isAsked && later.length > 0
          ? ` Left out: ${plural(later.length, "open deal")} that close at another time or name no date.`
          : "",
      ].join(""),
      blocks: [
        ...stageTables(overview),
        { kind: "list", title: "So far", items: closedLines(overview) },
        ...riskBlock(atRisk),
      ],
      records: atRisk.map(({ deal }) => dealRecord(deal)),
    };
  },
});

const dayOf = (at: Date | null, { actor }: Pick<ToolContext, "actor">): string | null =>
  at === null ? null : DateTime.fromJSDate(at, { zone: actor.timeZone }).toISODate();

const isWithin = (day: string | null, { from, to }: Period): boolean =>
  day !== null && (from === null || day >= from) && (to === null || day <= to);

/** One table a pipeline, those without open deals left out unless it is the only one. */
const stageTables = ({ pipelines, open }: Overview): Block<Button>[] =>
  pipelines
    .filter(({ id }) => pipelines.length === 1 || open.some((deal) => deal.pipelineId === id))
    .flatMap((pipeline): Block<Button>[] => [
      { kind: "text", text: bold(pipeline.name) },
      {
        kind: "table",
        columns: ["Stage", "Probability", "Deals", "Total", "Weighted"],
        rows: stageSummaries(pipeline, open).map((stage) => [
          stage.name,
          stage.probability === null ? "" : `${stage.probability} %`,
          String(stage.count),
          formatSums(stage.total),
          formatSums(stage.weighted),
        ]),
      },
    ]);

function closedLines({ closed, changes, period, isAsked }: Overview): { text: string }[] {
  const when = isAsked ? periodWords(period) : "this quarter";
  const line = (outcome: "won" | "lost") =>
    dealCount(closed.filter((deal) => deal.outcome === outcome));
  return [
    { text: `Won ${when}: ${line("won")}` },
    { text: `Lost ${when}: ${line("lost")}` },
    { text: `Since a week ago: ${changeWords(changes)}` },
  ];
}

/** "2 new (30,000 EUR), 1 moved, value +5,000 EUR" */
function changeWords(changes: readonly DealChange[]): string {
  const count = (kind: ChangeKind, said: string) => {
    const deals = changes.filter((change) => change.kind === kind).map(({ deal }) => deal);
    const sum = kind === "moved" ? "" : formatSums(sumOf(deals));
    return deals.length > 0 ? `${deals.length} ${said}${sum ? ` (${sum})` : ""}` : "";
  };
  const value = formatDifference(valueChange(changes));
  const parts = [
    count("new", "new"),
    count("moved", "moved"),
    count("won", "won"),
    count("lost", "lost"),
    count("reopened", "reopened"),
    value ? `value ${value}` : "",
  ];
  return parts.filter(Boolean).join(", ") || "nothing changed";
}

const riskBlock = (atRisk: readonly AtRisk[]): Block<Button>[] =>
  atRisk.length === 0
    ? []
    : [
        {
          kind: "list",
          title: "At risk",
          items: atRisk.map(({ deal, reasons }) => ({
            text: `${bold(deal.name)}: ${reasons.join(", ")}`,
            detail: [deal.stage, formatMoney(deal.value, deal.currency), deal.owner]
              .filter((part) => part !== null)
              .map(literal)
              .join(" · "),
            record: dealRecord(deal),
          })),
        },
      ];
