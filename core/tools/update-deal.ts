/** Changes a deal: its stage, value, close date, name, people, owner, any of them at once. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import { listPipelines } from "../../db/queries/pipelines.ts";
import type { Deal, DealCommand } from "../domain/deal.ts";
import { AppError } from "../domain/errors.ts";
import { formatIsoDay, formatMoney } from "../domain/format.ts";
import { bold, literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { closingDay } from "./dates.ts";
import { moneyOf } from "./deal-fields.ts";
import {
  firstStage,
  homeOf,
  pickPipeline,
  stageFor,
  stagesNamed,
  type FoundStage,
} from "./deal-stages.ts";
import { anything, type Anything } from "./shapes.ts";

interface Updated {
  id: string;
  name: string;
  /** What was done, a phrase each. */
  done: string[];
}

const mention = z.string().trim().min(1).max(200);
const short = z.string().trim().min(1).max(100);

export const updateDeal = defineTool({
  name: "update_deal",
  summary: "Change a deal: stage, value, close date, name, company, person, owner",
  guide:
    "Several fields go in one call. To say that a deal was won or lost, use close_deal; for many deals, update_deals.",
  effect: "write",
  needs: "records:write",
  examples: [
    "move {deal:the Acme pilot} to {stage:Negotiation}",
    "move {deal:it} to {stage:negotiation} and bump to {value:28k}",
    "move {deal:it} to {stage:negotiation} and bump to {value:28k}, close {close_date:end of month}",
    "move {deal:Acme pilot} to {stage:Proposal} and set the value to {value:15k}",
    "move {deal:Borealis renewal} to the {pipeline:Sponsorship} pipeline",
    "{deal:Acme pilot} is now in {stage:proposal}",
    "{deal:Acme} is at {stage:proposal} now",
    "put {deal:Zeta rollout} in {stage:Qualified}",
    "{deal:Acme pilot} to {stage:negotiation}",
    "bump {deal:acme pilot} to {value:28k}",
    "set the value of {deal:Acme pilot} to {value:28,000 EUR}",
    "set {deal:Acme pilot} to {value:28k}",
    "change the value of {deal:Borealis renewal} to {value:$40k}",
    "{deal:acme pilot} is worth {value:30k}",
    "{deal:acme} is now {value:30k}",
    "set the close date of {deal:Acme pilot} to {close_date:end of month}",
    "set {deal:Acme pilot} close date to {close_date:end of month}",
    "set {deal:Acme pilot}'s close date to {close_date:end of month}",
    "set {deal:Acme pilot} value to {value:28k}",
    "set {deal:Acme pilot} stage to {stage:Proposal}",
    "{deal:Acme pilot} will close {close_date:in March}",
    "{deal:Acme pilot} closes {close_date:30 January}",
    "push {deal:the Acme pilot} to {close_date:next quarter}",
    "push the close date of {deal:Acme pilot} to {close_date:end of January}",
    "expected close for {deal:Borealis renewal} is {close_date:15 December}",
    "rename the deal {deal:Acme pilot} to {name:Acme rollout}",
    "assign {deal:the Acme pilot} to {owner:Tom}",
    "give {deal:the Borealis renewal} to {owner:Priya}",
    "reassign the deal {deal:Acme pilot} to {owner:Tom}",
    "the deal {deal:Acme pilot} is with {company:Acme Robotics}",
    "the main contact for {deal:the Acme pilot} is {person:Sofia Reyes}",
    "make it {value:28k}",
    "bump it to {value:30k}",
    "set the stage of {deal:the Zeta rollout} to {stage:Negotiation}",
    "change the stage of {deal:Zeta rollout} to {stage:Proposal}",
    "{deal:the Zeta rollout} closes on {close_date:28 February}",
    "{deal:zeta rollout} is now at {stage:negotiation}, worth {value:44k}",
    "{deal:zeta rollout} is in {stage:proposal} now, worth {value:44k}",
    "push the {deal:zeta rollout} close to {close_date:end of January}",
    "push the {deal:zeta rollout} close date to {close_date:end of January}",
    "push {deal:zeta rollout} out to {close_date:February}",
    "move the close date of {deal:Zeta rollout} to {close_date:15 January}",
    "{deal:zeta rollout} slipped to {close_date:next month}",
    "{deal:zeta rollout} will not close before {close_date:March}",
    "bump {deal:zeta rollout} up to {value:60k}",
    "lower {deal:zeta rollout} to {value:20k}",
    "raise the value of {deal:Zeta rollout} to {value:60k}",
    "the value of {deal:Zeta rollout} is {value:60k}",
    "advance {deal:Zeta rollout} to {stage:Proposal}",
    "rename {deal:the Zeta deal} to {name:Zeta rollout 2}",
    "{owner:Tom} takes over the deal {deal:Zeta rollout}",
    "make {deal:Zeta rollout} {value:28k}",
    "make {deal:Zeta rollout} {value:28k} and close date {close_date:15 December}",
    "{deal:zeta rollout}: {stage:negotiation}, {value:28k}, close {close_date:end of month}",
    "{deal:Acme} went to {stage:negotiation} today",
    "{deal:Acme pilot} has moved to {stage:Negotiation}",
    "{deal:Acme pilot} moved on to {stage:Proposal}",
    "{deal:zeta rollout} made it to {stage:proposal}",
    "{deal:zeta rollout} got to {stage:proposal} today",
    "we are in {stage:negotiation} with {deal:Acme}",
    "we agreed {value:26k} with {deal:Borealis}",
    "we agreed on {value:26k} for {deal:Borealis renewal}",
    "we settled on {value:26k} for {deal:the Borealis renewal}",
    "{deal:Borealis} agreed to {value:26k}",
    "{deal:Zeta rollout} is down to {value:20k}",
    "{deal:Zeta rollout} went up to {value:60k}",
    "{deal:zeta rollout} grew to {value:60k}",
    "{deal:the Zeta rollout} shrank to {value:18k}",
    "cut {deal:Zeta rollout} to {value:20k}",
    "reduce the value of {deal:Zeta rollout} to {value:20k}",
    "{deal:Acme pilot} should close {close_date:in March}",
    "{deal:Acme pilot} is expected to close by {close_date:end of January}",
    "we expect {deal:Borealis renewal} to close in {close_date:March}",
    "{deal:Borealis renewal} is delayed until {close_date:next quarter}",
    "{deal:zeta rollout} won't happen before {close_date:March}",
    "park {deal:zeta rollout} until {close_date:next quarter}",
    "kick {deal:zeta rollout} down the road to {close_date:next quarter}",
    "{deal:zeta rollout} moved out to {close_date:February}",
    "bring {deal:zeta rollout} forward to {close_date:15 December}",
    "pull the close date of {deal:Zeta rollout} in to {close_date:15 December}",
    "delay {deal:the Acme pilot} to {close_date:next quarter}",
    "new close date for {deal:Acme pilot}: {close_date:15 January}",
    "close date of {deal:acme pilot} is {close_date:15 january}",
    "{deal:acme pilot} {value:28k}",
    "{deal:acme pilot} {stage:negotiation} {value:28k}",
    "{deal:acme pilot} value {value:28k}",
    "the amount of {deal:acme pilot} is {value:28k}",
    "update {deal:Acme pilot} to {value:28k}",
    "update {deal:Acme pilot}: {stage:proposal}",
    "update {deal:Acme pilot}: {value:28k}, closing {close_date:end of month}",
    "{owner:Tom} owns {deal:the Acme pilot} now",
    "{owner:Priya} is now responsible for {deal:Acme pilot}",
    "our contact for {deal:Acme pilot} is {person:Sofia Reyes}",
    "{person:Sofia Reyes} is our main contact on {deal:Acme pilot}",
    "the deal {deal:Acme pilot} should be called {name:Acme rollout}",
    "change the name of the deal {deal:Acme pilot} to {name:Acme rollout}",
    "take {deal:Acme pilot} back to {stage:Qualified}",
    "{deal:Acme pilot} fell back to {stage:Qualified}",
    "bump {deal:it} to {stage:Negotiation}",
    "shift {deal:Acme pilot} to {stage:Proposal} and close date to {close_date:end of month}",
    "change it to {value:30k}",
    "{deal:Borealis renewal} belongs in the {pipeline:Sponsorship} pipeline",
    "move {deal:Borealis renewal} over to {pipeline:Sponsorship}, stage {stage:Proposal}",
    "set {deal:Acme pilot} to {stage:Proposal}, {value:28k}, owner {owner:Tom}",
    "{deal:the Acme pilot} has progressed to {stage:Negotiation} and is now worth {value:28k}",
    "change the close date for {deal:Acme pilot} to {close_date:end of month}, value {value:28k}",
    "we can close {deal:Acme pilot} in {close_date:March}",
    "{deal:Acme pilot} gets decided {close_date:in March}",
    "{deal:the Acme pilot} is now {stage:Negotiation}, {value:28k}, closing {close_date:end of month}",
    "{deal:Zeta rollout} dropped to {value:20k} and slipped to {close_date:next month}",
    "raise {deal:Zeta rollout} to {value:60k} and move it to {stage:Negotiation}",
    "the close date of {deal:Acme pilot} is now {close_date:30 January}",
    "move {deal:Zeta rollout} one month back to {close_date:February}",
    "close date for {deal:zeta rollout} {close_date:february}",
    "{deal:acme pilot} stage {stage:negotiation}",
    "{deal:acme pilot} now with {owner:Tom}",
    "hand the deal {deal:Acme pilot} over to {owner:Tom}",
    "transfer the deal {deal:Acme pilot} to {owner:Priya}",
    "let {owner:Tom} handle the deal {deal:Acme pilot}",
    "make {owner:Tom} the owner of the deal {deal:Acme pilot}",
    "the deal {deal:Acme pilot} now belongs to {owner:Priya}",
    "the close date for {deal:Borealis renewal} moved to {close_date:15 January}",
    "the close date of {deal:Borealis renewal} slipped to {close_date:15 January}",
    "close date for {deal:Borealis renewal} moved to {close_date:15 January}",
    "{deal:acme pilot} now {value:32k}",
    "{deal:acme pilot} is now at {value:32k}",
    "{deal:acme pilot} is {value:32k} now",
    "{deal:acme pilot} is {value:22k} flat",
    "{deal:acme pilot} moved forward to {stage:negotiation}, value {value:26k}",
    "{deal:acme pilot} is with {owner:Tom} now",
    "{deal:acme pilot} is {owner:Tom}'s now",
    "shift {deal:the Acme pilot} into {stage:Proposal}",
    "move {deal:the Acme pilot} into {stage:Proposal}",
    "{deal:acme pilot} goes into {stage:negotiation}",
    "{deal:acme pilot} is at the {stage:proposal} stage",
    "hand {deal:Acme pilot} to {owner:Tom}",
    "hand {deal:the Acme pilot} over to {owner:Tom}",
    "hand over {deal:Acme pilot} to {owner:Tom}",
    "reassign {deal:Acme pilot} to {owner:Tom}",
    "transfer {deal:the Acme pilot} to {owner:Priya}",
    "make {owner:Tom} owner of {deal:Acme pilot}",
    "make {owner:Tom} the owner of {deal:the Acme pilot}",
    "{owner:Tom} takes over {deal:the Acme pilot}",
    "{owner:Tom} is taking over {deal:the Acme pilot}",
    "{owner:Tom} should own {deal:the Acme pilot}",
    "change the stage of {deal:the Acme pilot} to {stage:Proposal} and the value to {value:50k}",
    "change the value of {deal:the Acme pilot} to {value:50k} and the stage to {stage:Proposal}",
    "set the value of {deal:the Acme pilot} to {value:50k} and the close date to {close_date:30 January}",
    "{deal:zeta rollout} pushed to {close_date:next quarter}",
    "{deal:zeta rollout} got pushed out till {close_date:April}",
    "{deal:zeta rollout} got pushed to {close_date:April}",
    "{deal:zeta rollout} is slipping to {close_date:end of Q1}",
    "{deal:zeta rollout}'s slipping to {close_date:end of Q1}",
    "{deal:zeta rollout} will slip to {close_date:end of Q1}",
    "drop {deal:Acme pilot} to {value:15k}",
    "take {deal:Acme pilot} down to {value:30k}",
    "bring {deal:Acme pilot} down to {value:30k}",
    "knock {deal:Acme pilot} down to {value:30k}",
    "value for {deal:acme pilot} is now {value:33k}",
    "new value for {deal:acme pilot}: {value:33k}",
    "chg value of {deal:acme pilot} to {value:39k}",
    "change {deal:Acme pilot} to {value:39k}",
    "change {deal:Acme pilot} to {stage:Proposal}",
    "put {deal:it} in {stage:negotiation} at {value:28k}, closing {close_date:end of the month}",
    "put {deal:the Acme pilot} in {stage:negotiation} and set it to {value:90k}, closing {close_date:end of the month}",
    "bump {deal:it} to {value:28k}, close date {close_date:end of month}",
    "move {deal:Acme pilot} to {stage:Negotiation}, bump it to {value:90k} and close {close_date:end of month}",
    "move {deal:Acme pilot} to {stage:Negotiation}, {value:90k}, close {close_date:end of month}",
    "move {deal:Acme pilot} to {stage:Negotiation} at {value:90k}",
    "{deal:acme pilot}, {stage:negotiation}, {value:90k}",
    "{deal:acme pilot} sits in {stage:proposal}",
    "{deal:acme pilot} advanced to {stage:negotiation}",
    "{deal:acme pilot} progressed to {stage:negotiation}",
    "{deal:Acme} raised the budget to {value:60k}",
    "{deal:Acme pilot} came down to {value:20k}",
    "{deal:acme pilot} closing {close_date:15 December} now",
    "we now expect {deal:Acme pilot} in {close_date:March}",
    "{deal:acme pilot} close date is {close_date:15 January}",
    "we moved {deal:the Acme pilot} over to {stage:Proposal} this morning",
    "we moved {deal:the Acme pilot} to {stage:Proposal}",
    "set the expected close of {deal:the Acme pilot} to {close_date:the end of January}",
    "put {deal:zeta rollout} on {value:60k}",
    "{deal:zeta rollout} up to {value:60k}",
    "{deal:zeta rollout} down to {value:20k}",
    "{deal:zeta rollout} back to {stage:Qualified}",
    "close date {deal:acme pilot} {close_date:15 march}",
    "{deal:Acme pilot} belongs to {owner:Tom}",
    "looks like {deal:zeta rollout} is going to slip to {close_date:February}",
    "{deal:zeta rollout} is going to slip to {close_date:February}",
    "{deal:zeta rollout} is likely to slip to {close_date:February}",
    "{deal:zeta rollout} closes in {close_date:two weeks}",
    "update {deal:Acme pilot} value to {value:30k} and the stage to {stage:Proposal} and close date to {close_date:20 December}",
    "update {deal:Acme pilot} value to {value:30k}",
    "update {deal:Acme pilot} stage to {stage:Proposal}",
  ],
  input: z.object({
    deal: mention.optional().describe("The deal last spoken of when absent"),
    stage: short.optional(),
    value: short.optional().describe("As said: 28k, 12,000 EUR"),
    close_date: short.optional().describe("As said: end of month, Q1"),
    name: z.string().trim().min(1).max(200).optional(),
    company: mention.optional(),
    person: mention.optional().describe("Whom one talks to first"),
    owner: mention.optional().describe("A colleague"),
    pipeline: short.optional(),
  }),
  output: anything as Anything<Updated>,
  mentions: { deal: ["deal"], company: ["company"], person: ["person"], owner: ["user"] },
  about: "deal",
  async run(context, said): Promise<Updated> {
    const deal = await dealMeant(context, said.deal);
    const { company, person, owner } = said;
    const to = await destination(context, deal, said);
    const money = said.value ? moneyOf(said.value, context.tenant) : undefined;
    const patch: Partial<Deal> = {
      ...(money
        ? {
            value: money.amount,
            currency: money.currency ?? deal.currency ?? context.tenant.currency,
          }
        : {}),
      ...(said.close_date ? { closeDate: closingDay(context, said.close_date) } : {}),
      ...(said.name ? { name: said.name } : {}),
      ...(company ? { companyId: company.id } : {}),
      ...(person ? { personId: person.id } : {}),
      ...(owner ? { ownerId: owner.id } : {}),
    };
    if (!to && Object.keys(patch).length === 0)
      throw new AppError(
        "bad_input",
        `Say what to change about ${deal.name}: its stage, value, close date, name, company, person or owner.`,
      );
    const commands: DealCommand[] = [
      ...(to ? [moveTo(to, context.now)] : []),
      { kind: "update", patch },
    ];
    const written = await context.write(
      dealRecords,
      commands.map((command) => ({ id: deal.id, command })),
    );
    const done = whatWasDone({ deal, to, patch, company, person, owner });
    return { id: deal.id, name: said.name ?? deal.name, done: written.length > 0 ? done : [] };
  },
  reply: ({ id, name, done }) => ({
    text:
      done.length > 0
        ? `${bold(name)}: ${done.map(literal).join(", ")}.`
        : `${bold(name)} already is like that; nothing changed.`,
    records: [{ type: "deal", id, name }],
  }),
});

/** The deal named, or the one last spoken of. */
export async function dealMeant(
  { tx, focus }: ToolContext,
  said: Ref | undefined,
): Promise<DealRow> {
  const ref = said ?? focus.deal;
  if (!ref) throw new AppError("bad_input", "Which deal do you mean? Say its name.");
  const [deal] = await findDeals(tx, { dealId: ref.id, limit: 1 });
  if (!deal) throw new AppError("not_found", "That deal is no longer here.");
  return deal;
}

export const moveTo = (
  { id, outcome }: { id: string; outcome: DealRow["outcome"] },
  now: Date,
  reason?: string,
): DealCommand => ({
  kind: "move",
  to: { stageId: id, outcome },
  at: now.toISOString(),
  reason,
});

async function destination(
  { tx }: ToolContext,
  deal: DealRow,
  said: { stage?: string | undefined; pipeline?: string | undefined },
): Promise<FoundStage | undefined> {
  if (!said.stage && !said.pipeline) return undefined;
  const pipelines = await listPipelines(tx);
  if (!said.pipeline && said.stage)
    return stageFor(said.stage, homeOf(deal.stageId, pipelines), pipelines);
  const pipeline = pickPipeline(pipelines, said.pipeline);
  if (said.stage) return stageFor(said.stage, pipeline, [pipeline]);
  // Elsewhere a deal stands where its stage has the same name, else at the start.
  const same = stagesNamed(deal.stage, [pipeline]);
  return same[0] ?? { ...firstStage(pipeline), pipeline };
}

interface Doing {
  deal: DealRow;
  to: FoundStage | undefined;
  patch: Partial<Deal>;
  company: Ref | undefined;
  person: Ref | undefined;
  owner: Ref | undefined;
}

function whatWasDone({ deal, to, patch, company, person, owner }: Doing): string[] {
  const elsewhere = to && to.pipeline.id !== deal.pipelineId ? ` (${to.pipeline.name})` : "";
  return [
    to ? `${to.id === deal.stageId ? "stays in" : "moved to"} ${to.name}${elsewhere}` : "",
    patch.value ? `value ${formatMoney(patch.value, patch.currency ?? null) ?? ""}` : "",
    patch.closeDate ? `closes ${formatIsoDay(patch.closeDate)}` : "",
    patch.name ? `was called ${deal.name}` : "",
    company ? `company ${company.name}` : "",
    person ? `person ${person.name}` : "",
    owner ? `owner ${owner.name}` : "",
  ].filter(Boolean);
}
