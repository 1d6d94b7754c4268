/** Sets deals lost with which nothing happens any more: says which those are, asks why, and for a confirmation. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { dealActivity, lastActivity } from "../../db/queries/deal-activity.ts";
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import { listPipelines } from "../../db/queries/pipelines.ts";
import type { Role } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatMoney } from "../domain/format.ts";
import { formatSums, sumOf } from "../domain/money-sums.ts";
import { Question } from "../question.ts";
import { literal, bold } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { dealRecord } from "../views/deal-table.ts";
import { plural } from "../views/words.ts";
import { isSilent, MOST_DEALS } from "./deal-filters.ts";
import { homeOf, stageOfOutcome } from "./deal-stages.ts";
import { pressAgain } from "./same-call.ts";
import { anything, type Anything } from "./shapes.ts";
import { moveTo } from "./update-deal.ts";

const SILENT_DAYS = 60;
const LISTED = 25;
const DAY_MS = 86_400_000;

const reasons = ["No response", "No budget", "Went with a competitor"];

interface Dead extends DealRow {
  silentDays: number;
}

interface Closed {
  deals: { id: string; name: string }[];
  total: string;
  reason: string;
  definition: string;
}

export const closeDeadDeals = defineTool({
  name: "close_dead_deals",
  summary: "Mark deals as lost that nothing has happened with for long",
  guide: "Asks for a reason and a confirmation. Only to see them, use list_deals with stale_for.",
  effect: "destructive",
  needs: "records:write",
  examples: [
    "mark all my dead deals as lost",
    "mark all dead deals as lost",
    "mark my dead deals as lost, {reason:no response}",
    "close all dead deals",
    "close the dead deals",
    "close my dead deals because of {reason:no budget}",
    "close out stale deals",
    "clean up dead deals",
    "clean up my pipeline",
    "get rid of dead deals",
    "close deals that are dead for {days:90} days",
    "mark deals dead for {days:90} days as lost",
    "close all deals silent for more than {days:120} days",
    "close all my dead deals as lost",
    "close my dead deals as lost",
    "set all dead deals to lost",
    "mark dead deals lost",
    "mark everything that's dead as lost",
    "kill the dead deals",
    "mark {everybodys:everybody's} dead deals as lost",
    "close {everybodys:the team's} dead deals",
    "mark {everybodys:everyone's} dead deals as lost",
    "sweep out the dead deals",
    "purge dead deals",
    "tidy up my pipeline",
    "tidy up the pipeline",
    "mark as lost everything untouched for {days:90} days",
    "close everything with no activity for {days:90} days",
    "close deals nobody has touched in {days:120} days",
    "bury the dead deals",
    "all my dead deals are lost",
    "declare the dead deals lost",
    "throw out the stale deals",
    "clear out dead deals, {reason:gone silent}",
    "write off my dead deals",
    "write off everything that has been silent for {days:90} days",
    "the dead deals should be marked as lost because of {reason:no response}",
    "close every deal that has been dead for {days:90} days, {reason:no response}",
    "please mark every deal of mine that is dead as lost",
    "bin the dead deals",
    "write off all deals nobody has touched in {days:90} days",
    "write off deals nobody has touched for {days:90} days",
    "close everything stale for {days:90} days as lost",
    "close deals with no activity in {days:60} days",
    "clean up deals with no activity in {days:60} days",
    "mark deals untouched for {days:90} days as lost",
    "mark as lost all deals with no activity for {days:90} days",
    "kill all deals that have been quiet for {days:90} days",
    "kill off my dead deals",
    "all dead deals are lost",
    "dead deals are lost",
    "close everything nobody has touched in {days:90} days",
    "clean out the pipeline",
    "get the dead wood out of my pipeline",
  ],
  input: z.object({
    reason: z.string().trim().min(1).max(200).optional(),
    days: z
      .number()
      .int()
      .min(7)
      .max(3_650)
      .optional()
      .describe("Silent for so long; 60 if absent"),
    everybodys: z
      .boolean()
      .optional()
      .describe("Colleagues' deals as well; only the asker's own when absent"),
  }),
  output: anything as Anything<Closed>,
  mentions: {},
  async run(context, said): Promise<Closed> {
    const days = said.days ?? SILENT_DAYS;
    if (said.everybodys && !mayCloseAll(context.actor.role))
      throw new AppError("forbidden", "Only a manager closes colleagues' deals in bulk.");
    const onlyOwn = said.everybodys !== true;
    const all = await deadDeals(context, days);
    const dead = onlyOwn ? all.filter(({ ownerId }) => ownerId === context.actor.userId) : all;
    const definition = definitionOf(days, onlyOwn);
    if (dead.length > 0 && !said.reason)
      throw whyLost(dead, {
        said,
        definition,
        others: onlyOwn && mayCloseAll(context.actor.role) ? all.length - dead.length : 0,
      });
    const reason = said.reason ?? "";
    const pipelines = await listPipelines(context.tx);
    await context.write(
      dealRecords,
      dead.map(({ id, stageId }) => {
        const lost = stageOfOutcome(homeOf(stageId, pipelines), "lost");
        return { id, command: moveTo(lost, context.now, reason) };
      }),
    );
    return {
      deals: dead.map(({ id, name }) => ({ id, name })),
      total: formatSums(sumOf(dead)),
      reason,
      definition,
    };
  },
  reply: ({ deals, total, reason, definition }) =>
    deals.length === 0
      ? { text: `No dead deals: ${definition} Nothing changed.` }
      : {
          text: `Marked ${plural(deals.length, "dead deal")}${total ? ` (${total})` : ""} as lost: ${literal(reason)}.`,
          records: deals.slice(0, 50).map(dealRecord),
        },
});

/** Who leads the team may close anybody's deals, when that is what they ask for. */
const mayCloseAll = (role: Role): boolean => ["owner", "admin", "manager"].includes(role);

const definitionOf = (days: number, onlyOwn: boolean): string =>
  `A deal counts as dead when it is open and for ${days} days there was no mail, meeting, call or note with its people or company, no change of the deal, and no open task or meeting ahead is about it.${onlyOwn ? " Only your own deals are meant." : ""}`;

async function deadDeals({ tx, now }: ToolContext, days: number): Promise<Dead[]> {
  const open = await findDeals(tx, { outcome: "open", limit: MOST_DEALS });
  const activity = await dealActivity(
    tx,
    open.map(({ id }) => id),
    now,
  );
  const since = new Date(now.getTime() - days * DAY_MS);
  return open
    .flatMap((deal) => {
      const last = activity.get(deal.id);
      if (!last || last.hasOpenTask || !isSilent(last, since)) return [];
      const silentDays = Math.floor((now.getTime() - lastActivity(last).getTime()) / DAY_MS);
      return [{ ...deal, silentDays }];
    })
    .sort((a, b) => b.silentDays - a.silentDays || (a.name < b.name ? -1 : 1));
}

interface Asking {
  said: object;
  definition: string;
  /** How many dead deals of colleagues the asker could take along. */
  others: number;
}

function whyLost(dead: readonly Dead[], { said, definition, others }: Asking): Question {
  const call = { tool: "close_dead_deals", input: said };
  const total = formatSums(sumOf(dead));
  const items = dead.slice(0, LISTED).map((deal) => ({
    text: `${bold(deal.name)} · ${formatMoney(deal.value, deal.currency) ?? "no value"} · silent for ${deal.silentDays} days`,
    detail: [deal.stage, deal.company, deal.owner].filter(Boolean).join(" · "),
    record: dealRecord(deal),
  }));
  const more = dead.length - items.length;
  return new Question(
    {
      text: `${plural(dead.length, "dead deal")}${total ? `, ${total} in all` : ""}. Why were they lost? Pick a reason or type one; I ask once more before anything changes.`,
      blocks: [
        { kind: "text", text: definition },
        { kind: "list", items },
        ...(more > 0 ? [{ kind: "text" as const, text: `…and ${more} more.` }] : []),
      ],
      records: dead.slice(0, LISTED).map(dealRecord),
      actions: [
        ...reasons.map((reason) => ({ label: reason, press: pressAgain(call, { reason }) })),
        ...(others > 0
          ? [
              {
                label: `Everybody's (${dead.length + others})`,
                press: pressAgain(call, { everybodys: true }),
              },
            ]
          : []),
      ],
    },
    "reason",
  );
}
