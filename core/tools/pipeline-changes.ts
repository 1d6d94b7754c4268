/** What changed in the pipeline since a day: deals new, moved, won, lost, worth more or less. */
import { z } from "zod";
import { listPipelines } from "../../db/queries/pipelines.ts";
import { formatDay, formatIsoDay, formatMoney } from "../domain/format.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { dealRecord } from "../views/deal-table.ts";
import { plural } from "../views/words.ts";
import { pastOf } from "./dates.ts";
import { changesSince, type DealChange } from "./deal-changes.ts";
import { anything, type Anything } from "./shapes.ts";

interface Changes {
  since: Date;
  changes: DealChange[];
}

const LISTED = 30;
const order = ["won", "lost", "new", "reopened", "moved", "value", "close_date"];

export const pipelineChanges = defineTool({
  name: "pipeline_changes",
  summary: "What changed in the pipeline since a day",
  effect: "read",
  needs: "records:read",
  examples: [
    "what's moved {since:this week}",
    "what moved {since:this week}",
    "what changed in the pipeline",
    "what changed in the pipeline since {since:Monday}",
    "pipeline changes",
    "pipeline changes since {since:last week}",
    "what moved in the pipeline since {since:1 November}",
    "which deals moved since {since:last week}",
    "which deals changed since {since:yesterday}",
    "what's new in the pipeline since {since:last month}",
    "what happened in the pipeline in the last {since:2 weeks}",
    "deal changes this week",
    "what moved since {since:last Friday}",
    "what changed since {since:last Friday}",
    "which deals moved {since:this week}",
    "what happened in the pipeline this week",
    "any movement in the pipeline",
    "any movement in the pipeline since {since:Monday}",
    "what's different in the pipeline since {since:last week}",
    "how has the pipeline changed since {since:last month}",
    "what did we win and lose since {since:last week}",
    "any new deals since {since:Monday}",
    "which deals came in since {since:last week}",
    "new deals since {since:1 November}",
    "what did I miss in the pipeline since {since:Friday}",
    "catch me up on deals since {since:last Friday}",
    "deal news since {since:yesterday}",
    "pipeline movement in the last {since:2 weeks}",
    "how did the pipeline develop in the last {since:30 days}",
    "pipeline news",
    "deals that moved in the last {since:2 weeks}",
    "which deals were won or lost since {since:last month}",
    "has anything moved in the pipeline since {since:Monday}",
    "compare the pipeline with {since:last month}",
    "what's happened with our deals since {since:Monday}",
    "what came into the pipeline since {since:last week}",
    "any movement on deals since {since:yesterday}",
    "any movement on the deals",
    "any deals won since {since:last week}",
    "any deals won or lost since {since:last week}",
    "anything new in the pipeline",
    "anything new in the pipeline since {since:Monday}",
    "what changed with our deals since {since:Monday}",
    "deals that changed since {since:Monday}",
    "which deals have moved since {since:Monday}",
    "has any deal moved since {since:Monday}",
    "what moved {since:this week}",
    "what did I miss on deals since {since:Friday}",
    "what's changed with the deals since {since:yesterday}",
    "did any deals move {since:this week}",
    "did any deals move since {since:Monday}",
    "has anything changed in the pipeline since {since:Monday}",
  ],
  input: z.object({
    since: z.string().trim().min(1).max(100).optional().describe("A week ago when absent"),
  }),
  output: anything as Anything<Changes>,
  mentions: {},
  async run(context, said): Promise<Changes> {
    const since = pastOf(context, said.since ?? "7 days");
    const pipelines = await listPipelines(context.tx);
    const all = await changesSince(context, since, { pipelines });
    // Of what came and was won or lost since, the end is the news.
    const changes = all.filter(({ kind, deal }) => kind !== "new" || deal.outcome === "open");
    return {
      since,
      changes: changes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
    };
  },
  reply({ since, changes }, { actor }) {
    const day = formatDay(since, actor);
    if (changes.length === 0) return { text: `Nothing changed in the pipeline since ${day}.` };
    const deals = new Map(changes.map(({ deal }) => [deal.id, deal]));
    const shown = changes.slice(0, LISTED);
    return {
      text: `${plural(changes.length, "change")} of ${plural(deals.size, "deal")} since ${day}${shown.length < changes.length ? `, the first ${LISTED} shown` : ""}:`,
      blocks: [
        {
          kind: "list",
          items: shown.map((change) => ({
            text: `${bold(change.deal.name)} ${literal(changeWords(change))}`,
            record: dealRecord(change.deal),
          })),
        },
      ],
      records: [...deals.values()].slice(0, LISTED).map(dealRecord),
    };
  },
});

function changeWords({ kind, deal, before, from }: DealChange): string {
  const value = formatMoney(deal.value, deal.currency);
  switch (kind) {
    case "new":
      return `is new: ${[deal.stage, value].filter(Boolean).join(", ")}`;
    case "won":
    case "lost":
      return `${before ? "" : "is new and "}was ${kind}${value ? ` (${value})` : ""}${deal.reason ? `: ${deal.reason}` : ""}`;
    case "reopened":
      return `is open again: ${deal.stage}`;
    case "moved":
      return `moved from ${from ?? "a former stage"} to ${deal.stage}`;
    case "value":
      return `value ${formatMoney(before?.value ?? null, before?.currency ?? null) ?? "none"} → ${value ?? "none"}`;
    case "close_date":
      return `closes ${before?.closeDate ? formatIsoDay(before.closeDate) : "no date"} → ${deal.closeDate ? formatIsoDay(deal.closeDate) : "no date"}`;
  }
}
