/** Says of a deal that it was won or lost, and why. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import type { DealRow } from "../../db/queries/deals.ts";
import { listPipelines } from "../../db/queries/pipelines.ts";
import { formatDay, formatMoney } from "../domain/format.ts";
import { bold, literal, type Button } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { homeOf, stageOfOutcome } from "./deal-stages.ts";
import { anything, type Anything } from "./shapes.ts";
import { dealMeant, moveTo } from "./update-deal.ts";

interface Closed {
  deal: DealRow;
  outcome: "won" | "lost";
  reason: string | null;
  /** It was won or lost before, and nothing was added. */
  already: boolean;
}

const reasons = ["Price", "Timing", "Competitor", "No decision"];

export const closeDeal = defineTool({
  name: "close_deal",
  summary: "Mark a deal as won or lost, with the reason",
  effect: "write",
  needs: "records:write",
  examples: [
    "we {outcome:won} {deal:the Borealis deal}",
    "{outcome:won} {deal:the Borealis deal}!!",
    "{outcome:won} {deal:Acme renewal}",
    "mark {deal:Acme pilot} as {outcome:won}",
    "mark {deal:the Zeta deal} as {outcome:lost}",
    "mark {deal:it} {outcome:lost}, {reason:price}",
    "mark {deal:Acme pilot} as {outcome:lost} because of {reason:timing}",
    "we {outcome:lost} {deal:Acme}",
    "we {outcome:lost} {deal:Acme} because of {reason:price}",
    "we {outcome:lost} {deal:the Northwind deal} because {reason:they went with Zeta}",
    "we {outcome:lost} {deal:the Northwind deal} to {reason:a competitor}",
    "{outcome:lost} {deal:Acme pilot}: {reason:no budget}",
    "close {deal:the Acme pilot} as {outcome:won}",
    "close {deal:Northwind} as {outcome:lost}, {reason:no decision}",
    "{deal:Borealis} {outcome:signed=won}",
    "we closed {deal:Borealis}{outcome:=won}",
    "{deal:Acme} said {outcome:no=lost}, {reason:too expensive}",
    "{deal:Acme pilot} is {outcome:won}",
    "{deal:Acme pilot} is {outcome:lost}",
    "{deal:zeta rollout} is {outcome:dead=lost}, {reason:they went with somebody cheaper}",
    "{deal:zeta rollout} is {outcome:dead=lost}",
    "{deal:zeta rollout} {outcome:fell through=lost}",
    "we {outcome:lost} {deal:zeta rollout} on {reason:price}",
    "{deal:Northwind} went with {reason:a competitor}, mark it {outcome:lost}",
    "mark {deal:the Zeta deal} {outcome:won}",
    "we closed the {deal:Zeta} deal{outcome:=won}!",
    "closed {outcome:won} on {deal:Zeta rollout}",
    "{deal:zeta rollout} {outcome:came through=won}!",
    "we got {deal:the zeta deal}{outcome:=won}!",
    "{deal:Zeta rollout} {outcome:signed=won} today",
    "{deal:Acme} is {outcome:ours=won}",
    "{deal:Acme} is {outcome:in the bag=won}",
    "{deal:Northwind} {outcome:walked away=lost}",
    "{deal:Northwind} {outcome:pulled out=lost} because of {reason:budget cuts}",
    "{deal:Northwind} {outcome:turned us down=lost}",
    "we {outcome:landed=won} {deal:the Borealis deal}",
    "we {outcome:bagged=won} {deal:Zeta rollout}",
    "the contract for {deal:Zeta rollout} is {outcome:signed=won}",
    "we have a signature on {deal:Zeta rollout}{outcome:=won}",
    "the ink is dry on {deal:Zeta rollout}{outcome:=won}",
    "give up on {deal:the Acme pilot}{outcome:=lost}",
    "kill {deal:the Acme pilot}, {reason:no budget}{outcome:=lost}",
    "write off {deal:the Acme pilot}{outcome:=lost}",
    "set {deal:Acme pilot} to {outcome:won}",
    "move {deal:the Acme pilot} to {outcome:won}",
    "move {deal:the Acme pilot} to {outcome:closed won=won}",
    "move {deal:the Acme pilot} to {outcome:closed lost=lost}",
    "{deal:Acme pilot} {outcome:closed won=won}",
    "the reason we {outcome:lost} {deal:the Northwind deal} is {reason:timing}",
    "we did not get {deal:the Northwind deal}{outcome:=lost}",
    "{deal:Northwind} decided against us{outcome:=lost}",
    "{deal:Northwind} went elsewhere{outcome:=lost}",
    "{deal:Acme} {outcome:said yes=won}",
    "{deal:Acme} {outcome:accepted our offer=won}",
    "close {deal:the Acme pilot}, we {outcome:won} it",
    "mark {deal:Zeta rollout} as closed {outcome:won}",
    "I am sorry to say that we {outcome:lost} the deal {deal:Zeta rollout}, the reason was {reason:price}",
    "{reason:price} killed {deal:the Acme pilot}{outcome:=lost}",
    "we {outcome:lost=lost} {deal:zeta rollout}, they went with {reason:a competitor}",
    "{deal:zeta rollout} is {outcome:off the table=lost}",
    "unfortunately {deal:Northwind} {outcome:declined=lost}",
    "{deal:Northwind} {outcome:declined=lost} because of {reason:price}",
    "{deal:Borealis} {outcome:signed the contract=won}",
    "{outcome:closed=won} {deal:Borealis} today",
    "close the deal {deal:Acme pilot} as {outcome:lost} because {reason:they have no budget}",
    "{deal:Northwind} chose {reason:a competitor}{outcome:=lost}",
    "{outcome:lost} {deal:zeta rollout} on {reason:price}",
    "{deal:zeta rollout} {outcome:closed lost=lost}, {reason:no budget}",
    "{deal:zeta rollout} {outcome:lost}, {reason:price}",
    "{deal:zeta rollout} {outcome:won}",
    "{deal:zeta rollout} {outcome:fell through=lost}, {reason:price}",
    "{deal:zeta rollout} {outcome:fell thru=lost}, {reason:price}",
    "{deal:zeta rollout} fell apart{outcome:=lost}, {reason:no budget}",
    "{deal:zeta rollout} went to {reason:a competitor}{outcome:=lost}",
    "we {outcome:lost} {deal:zeta rollout} to {reason:the competition}",
    "{deal:zeta rollout} has been {outcome:signed=won}",
    "{deal:zeta rollout} got {outcome:signed=won}",
    "{deal:zeta rollout} is {outcome:signed=won}",
    "{deal:Acme} {outcome:signed=won}, renewal is ours",
    "they {outcome:signed=won} {deal:zeta rollout}",
    "{deal:zeta rollout} {outcome:is a no=lost}",
    "{deal:zeta rollout} {outcome:is a yes=won}",
    "{deal:zeta rollout} {outcome:is a go=won}",
    "no luck with {deal:zeta rollout}{outcome:=lost}",
    "no luck with {deal:zeta rollout}, {reason:too expensive}{outcome:=lost}",
    "{deal:Acme} bailed{outcome:=lost}",
    "{deal:Acme} backed out{outcome:=lost}",
    "{deal:Acme} passed{outcome:=lost}, {reason:no budget}",
    "call {deal:zeta rollout} {outcome:lost}",
    "chalk {deal:zeta rollout} up as {outcome:won}",
    "{deal:zeta rollout} {outcome:lost} due to {reason:budget}",
    "we {outcome:lost} {deal:zeta rollout} due to {reason:budget}",
    "sadly we {outcome:lost} {deal:zeta rollout} to {reason:a competitor}",
    "{deal:zeta rollout} is off{outcome:=lost}",
    "{deal:Northwind} decided not to go ahead{outcome:=lost}",
    "{deal:Northwind} won't go ahead{outcome:=lost}",
    "{deal:Northwind} isn't going ahead{outcome:=lost}",
  ],
  input: z.object({
    deal: z.string().trim().min(1).max(200),
    outcome: z.enum(["won", "lost"]),
    reason: z.string().trim().min(1).max(200).optional(),
  }),
  output: anything as Anything<Closed>,
  mentions: { deal: ["deal"] },
  async run(context, said): Promise<Closed> {
    const deal = await dealMeant(context, said.deal);
    const { outcome } = said;
    const home = homeOf(deal.stageId, await listPipelines(context.tx));
    const reason = said.reason && capital(said.reason);
    const command = moveTo({ id: stageOfOutcome(home, outcome).id, outcome }, context.now, reason);
    const there = deal.outcome === outcome && (!reason || reason === deal.reason);
    if (!there) await context.write(dealRecords, [{ id: deal.id, command }]);
    const kept = deal.outcome === outcome ? deal.reason : null;
    return { deal, outcome, reason: reason ?? kept, already: there };
  },
  reply: ({ deal, outcome, reason, already }, context) => {
    const value = formatMoney(deal.value, deal.currency);
    const since =
      already && deal.closedAt ? ` since ${formatDay(deal.closedAt, context.actor)}` : "";
    const ask = outcome === "lost" && reason === null;
    return {
      text: [
        `${bold(deal.name)} ${already ? "already is" : "is"} ${outcome}${since}${value && !already ? ` (${value})` : ""}`,
        reason ? `: ${literal(reason)}.` : ".",
        ask ? " Why was it lost?" : "",
      ].join(""),
      records: [{ type: "deal", id: deal.id, name: deal.name }],
      ...(ask ? { actions: reasons.map((why) => reasonButton(deal.id, why)) } : {}),
    };
  },
});

const reasonButton = (deal: string, reason: string): Button => ({
  label: reason,
  press: { kind: "call", tool: "close_deal", args: { deal, outcome: "lost", reason } },
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
