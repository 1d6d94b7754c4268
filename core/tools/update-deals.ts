/** Changes many deals at once: their stage, owner or close date. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { listPipelines } from "../../db/queries/pipelines.ts";
import type { DealCommand } from "../domain/deal.ts";
import { AppError } from "../domain/errors.ts";
import { formatIsoDay } from "../domain/format.ts";
import { literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { dealRecord } from "../views/deal-table.ts";
import { plural } from "../views/words.ts";
import { closingDay } from "./dates.ts";
import { dealFilterMentions, dealFilters, filterDeals, needsAFilter } from "./deal-filters.ts";
import { homeOf, stageFor } from "./deal-stages.ts";
import { anything, type Anything } from "./shapes.ts";
import { moveTo } from "./update-deal.ts";

interface Updated {
  matched: number;
  changed: { id: string; name: string }[];
  readAs: string[];
  done: string[];
}

const short = z.string().trim().min(1).max(100).optional();

export const updateDeals = defineTool({
  name: "update_deals",
  summary: "Change many deals at once: stage, owner or close date",
  guide: "For several deals picked by a filter. For one deal by name use update_deal.",
  effect: "write",
  needs: "records:write",
  examples: [
    "move all of {owner:Tom}'s {stage:proposals} to {new_stage:negotiation}",
    "move all deals in {stage:Lead} to {new_stage:Qualified}",
    "move all {company:Acme} deals to {new_stage:Negotiation}",
    "move {owner:my} deals in {stage:proposal} to {new_stage:negotiation}",
    "move all {owner:my} deals in {stage:proposal} to {new_stage:negotiation}",
    "move all {stage:proposal} deals over {value_over:50k} to {new_stage:negotiation}",
    "reassign all {owner:my} deals at {company:Acme} to {new_owner:Priya}",
    "reassign all deals in {stage:proposal} to {new_owner:Tom}",
    "give all of {owner:Tom}'s deals to {new_owner:Priya}",
    "hand {owner:Tom}'s {status:open} deals over to {new_owner:me}",
    "assign all {status:open} deals with {company:Borealis} to {new_owner:Tom}",
    "push all deals closing {closing:this month} to {new_close_date:end of next month}",
    "push all {closing:overdue=overdue} deals to {new_close_date:end of month}",
    "push {owner:my} deals closing {closing:this quarter} to {new_close_date:next quarter}",
    "set the close date of all deals in {stage:negotiation} to {new_close_date:31 December}",
    "move all {owner:Tom}'s {stage:leads} to {new_stage:Qualified}",
    "move all my {stage:leads} to {new_stage:Qualified}{owner:=me}",
    "reassign all {owner:my} {stage:negotiation} deals to {new_owner:Tom}",
    "reassign {owner:Tom}'s deals to {new_owner:Priya}",
    "all of {owner:Tom}'s deals go to {new_owner:me}",
    "move everything in {stage:proposal} to {new_stage:negotiation}",
    "move every deal with {company:Acme} to {new_stage:Proposal}",
    "{new_owner:Priya} takes over all of {owner:Tom}'s deals",
    "{new_owner:Priya} takes over all deals in {stage:negotiation}",
    "transfer all of {owner:Tom}'s deals to {new_owner:Priya}",
    "pass all {owner:my} deals on to {new_owner:Tom}",
    "bump all deals closing {closing:this month} to {new_close_date:next month}",
    "change the close date of all {closing:overdue=overdue} deals to {new_close_date:end of month}",
    "delay all deals in {stage:proposal} until {new_close_date:next quarter}",
    "put all {company:Acme} deals in {new_stage:Negotiation}",
    "advance all deals in {stage:Lead} to {new_stage:Qualified}",
    "set all deals in {stage:Lead} to {new_stage:Qualified}",
    "{owner:Tom} is leaving, his deals go to {new_owner:Priya}",
    "{owner:Tom} is leaving, give all his deals to {new_owner:Priya}",
    "all deals under {value_under:10k} go to {new_owner:Tom}",
    "give {new_owner:Tom} all the {company:Borealis} deals",
    "move deals with no activity for {stale_for:60 days} back to {new_stage:Lead}",
    "all deals closing {closing:this month} slip to {new_close_date:next month}",
    "kick all deals in {stage:proposal} down the road to {new_close_date:next quarter}",
    "all {closing:overdue=overdue} deals close {new_close_date:end of month}",
    "everything in {stage:proposal} closes {new_close_date:next quarter}",
    "let {new_owner:Priya} handle all {stage:proposal} deals",
    "whatever {owner:Tom} has in {stage:proposal} goes to {new_owner:Priya}",
    "postpone all {company:Acme} deals to {new_close_date:next quarter}",
    "make {new_owner:Priya} the owner of all deals with {company:Borealis}",
    "all deals in the {pipeline:Sponsorship} pipeline go to {new_owner:Priya}",
    "postpone everything in {stage:proposal} to {new_close_date:next quarter}",
    "push everything in {stage:negotiation} to {new_close_date:next quarter}",
    "push everything closing {closing:this month} to {new_close_date:next month}",
    "hand all {company:Acme} deals over to {new_owner:Priya}",
    "split off all deals over {value_over:50k} to {new_owner:Priya}",
    "from now on {new_owner:Priya} looks after all {stage:negotiation} deals",
    "move all my {stage:Lead} deals to {new_stage:Qualified}{owner:=me}",
    "move all {stage:Lead} deals to {new_stage:Qualified}",
    "move {owner:Tom}'s {stage:proposal} deals to {new_stage:negotiation}",
    "push every deal closing {closing:this month} to {new_close_date:January}",
    "push all {stage:proposal} deals to {new_close_date:next quarter}",
    "set the close date of all {owner:my} {stage:Lead} deals to {new_close_date:31 March}",
    "set the close date of all {stage:Lead} deals to {new_close_date:31 March}",
    "all {owner:my} {stage:Lead} deals close {new_close_date:31 March}",
    "hand all of {owner:Tom}'s deals to {new_owner:Priya}",
    "{new_owner:Priya} gets all of {owner:Tom}'s deals",
    "{new_owner:Priya} gets all deals in {stage:proposal}",
    "{new_owner:Priya} to take over all of {owner:Tom}'s deals",
    "change the owner of all deals in {stage:proposal} to {new_owner:Priya}",
    "change the stage of all {company:Acme} deals to {new_stage:Negotiation}",
    "set all {owner:my} {stage:proposals} to {new_stage:negotiation}",
    "give {new_owner:Tom} all deals under {value_under:10k}",
    "all {stage:negotiation} deals slip to {new_close_date:February}",
    "all {stage:negotiation} deals move to {new_close_date:February}",
  ],
  input: z.object({
    ...dealFilters,
    new_stage: short,
    new_owner: z.string().trim().min(1).max(200).optional().describe("A colleague"),
    new_close_date: short,
  }),
  output: anything as Anything<Updated>,
  mentions: { ...dealFilterMentions, new_owner: ["user"] },
  async run(context, said): Promise<Updated> {
    needsAFilter(said);
    const { new_stage: newStage, new_owner: newOwner } = said;
    if (!newStage && !newOwner && !said.new_close_date)
      throw new AppError(
        "bad_input",
        "Say what to change: the stage, the owner or the close date.",
      );
    // Nobody means deals long won or lost by "all his deals", unless they say so.
    const { deals, readAs } = await filterDeals(context, {
      ...said,
      status: said.status ?? (said.stage ? undefined : "open"),
    });
    const day = said.new_close_date ? closingDay(context, said.new_close_date) : undefined;
    const patch = {
      ...(newOwner ? { ownerId: newOwner.id } : {}),
      ...(day ? { closeDate: day } : {}),
    };
    const pipelines = newStage ? await listPipelines(context.tx) : [];
    const reached = new Set<string>();
    const orders = deals.flatMap(({ id, stageId }) => {
      const commands: DealCommand[] = [{ kind: "update", patch }];
      if (newStage) {
        const stage = stageFor(newStage, homeOf(stageId, pipelines), pipelines);
        reached.add(stage.name);
        commands.push(moveTo(stage, context.now));
      }
      return commands.map((command) => ({ id, command }));
    });
    const changed = new Set((await context.write(dealRecords, orders)).map(({ id }) => id));
    return {
      matched: deals.length,
      changed: deals.filter(({ id }) => changed.has(id)).map(({ id, name }) => ({ id, name })),
      readAs,
      done: [
        newStage ? `moved to ${[...reached].join(" or ")}` : "",
        newOwner ? `given to ${newOwner.name}` : "",
        day ? `set to close ${formatIsoDay(day)}` : "",
      ].filter(Boolean),
    };
  },
  reply({ matched, changed, readAs, done }) {
    const filter = literal(readAs.join("; "));
    if (matched === 0) return { text: `No deals match (${filter}); nothing changed.` };
    if (changed.length === 0)
      return {
        text: `${matched === 1 ? "The deal that matches" : `All ${matched} deals that match`} (${filter}) already ${matched === 1 ? "is" : "are"} like that.`,
      };
    return {
      text: `${plural(changed.length, "deal")} (${filter}) ${literal(done.join(" and "))}.`,
      records: changed.slice(0, 50).map(dealRecord),
    };
  },
});
