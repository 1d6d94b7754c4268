/** Adds a deal to a pipeline. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { findDeals } from "../../db/queries/deals.ts";
import { findPerson } from "../../db/queries/people.ts";
import { dealsByName } from "../../db/queries/matching.ts";
import { listPipelines } from "../../db/queries/pipelines.ts";
import { newDeal } from "../domain/deal.ts";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { nameKey } from "../domain/names.ts";
import { Question } from "../question.ts";
import { bold, literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { closingDay } from "./dates.ts";
import { dealWords, moneyOf } from "./deal-fields.ts";
import { firstStage, pickPipeline, stageFor } from "./deal-stages.ts";
import { anything, type Anything } from "./shapes.ts";

interface Added {
  id: string;
  name: string;
  company: string | null;
  details: string;
  pipeline: string;
}

const mention = z.string().trim().min(1).max(200);
const short = z.string().trim().min(1).max(100);

const input = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  company: mention.optional(),
  person: mention.optional().describe("Whom one talks to first"),
  value: short.optional().describe("As said: 40k, 12,000 EUR"),
  stage: short.optional(),
  pipeline: short.optional(),
  close_date: short.optional().describe("As said: end of March, Q1"),
  owner: mention.optional().describe("A colleague; the asker when absent"),
});

export const addDeal = defineTool({
  name: "add_deal",
  summary: "Add a deal",
  guide:
    "For a new opportunity with a company or person. To change one that is there, use update_deal.",
  effect: "write",
  needs: "records:write",
  examples: [
    "new deal with {company:Borealis}",
    "new deal with {company:Borealis} worth {value:40k}",
    "new deal with {company:Borealis} worth {value:40k}, close in {close_date:March}",
    "new deal with {company:Northwind} for {value:25,000 EUR} closing {close_date:end of Q1}",
    "create a deal {name:Acme renewal} {value:12,000 EUR} for {company:Acme}",
    "create a deal called {name:Zeta rollout} for {company:Zeta Analytics}",
    "create a deal called {name:Zeta rollout} with {company:Zeta Analytics} worth {value:$30k}",
    "add a deal with {company:Acme}, {value:28k}, {stage:Proposal}",
    "add a {value:15k} deal with {company:Northwind}",
    "add a {value:15k} deal for {company:Northwind} in {stage:Qualified}",
    "add deal {name:Borealis expansion}",
    "add a deal {name:Harbour pilot} with {person:Sofia Reyes} worth {value:8,000}",
    "new opportunity: {company:Acme}, {value:50k}, {close_date:end of month}",
    "new opportunity at {company:Acme} worth {value:50k}",
    "open a new deal for {company:Borealis} in the {pipeline:Sponsorship} pipeline",
    "start a deal with {company:Northwind} in {stage:Lead} owned by {owner:Tom}",
    "we have a new deal with {company:Acme}, {value:20k}, closes {close_date:30 January}",
    "create a deal with {company:Northwind} for {value:45k} called {name:Northwind rollout}",
    "create a deal with {company:Northwind} for {value:45k}",
    "add a deal called {name:Northwind rollout}, {value:45k}, with {company:Northwind}",
    "got a new opp at {company:Harbor Insurance}, {value:12k}, should close by {close_date:March}",
    "new opp with {company:Harbor Insurance}, {value:12k}",
    "new deal: {company:Harbor Insurance} {value:12k}, close {close_date:end of Q1}",
    "new deal {name:Harbor audit} at {company:Harbor Insurance}, {value:12k}, in {stage:Proposal}",
    "put in a deal for {company:Northwind} at {value:18k}, closing {close_date:next month}",
    "there's a deal brewing at {company:Acme}",
    "there is an opportunity at {company:Acme} worth {value:30k}",
    "there's a {value:30k} opportunity with {company:Acme}, likely to close in {close_date:March}",
    "log a new deal: {company:Northwind}, {value:22k}",
    "register a deal for {company:Northwind}, {value:22k}, in {stage:Qualified}",
    "track a new deal with {company:Zeta Analytics}",
    "put {company:Zeta Analytics} in the pipeline at {value:20k}",
    "put {company:Zeta Analytics} in the pipeline",
    "add {company:Harbor Insurance} to the pipeline with {value:15k}",
    "add {company:Harbor Insurance} to the {pipeline:Sponsorship} pipeline",
    "start tracking a {value:60k} opportunity at {company:Northwind}",
    "{company:Borealis} new deal {value:40k}",
    "{company:Borealis}: new deal, {value:40k}, {close_date:March}",
    "new deal {value:40k} {company:Borealis} {stage:Qualified}",
    "fresh deal with {company:Northwind}, around {value:15k}",
    "a new deal came in from {company:Northwind}, {value:15k}",
    "new deal with {company:Acme}, contact is {person:Sofia Reyes}",
    "new deal {name:Harbor audit} for {company:Harbor Insurance}, main contact {person:Sofia Reyes}, {value:12k}",
    "new deal for {owner:Priya}: {company:Northwind}, {value:18k}",
    "create a deal for {company:Acme} and assign it to {owner:Tom}",
    "I would like to create a new deal with {company:Acme} for {value:50,000 EUR}, expected to close in {close_date:March}",
    "enter a new opportunity called {name:Harbor audit} for {company:Harbor Insurance}",
    "set up a deal {name:Acme support contract}, {value:12k}, {close_date:end of June}",
    "{company:Acme} could be a {value:40k} deal",
    "looks like a {value:25k} deal at {company:Northwind}",
    "we are pitching {company:Northwind} for {value:25k}",
    "we are quoting {company:Acme} {value:40k}",
    "we have a {value:35k} deal on the table with {company:Acme}",
    "new business with {company:Northwind}, {value:25k}, expected {close_date:next month}",
    "open a {value:30k} opportunity for {company:Zeta Analytics} in {stage:Lead}, close {close_date:end of Q1}",
    "{company:Acme} is interested in a {value:30k} deal",
    "we got a new lead at {company:Northwind} worth {value:20k}, add a deal",
    "please add a deal for {company:Acme} about {value:28k}, which should close in {close_date:March}",
    "create opportunity {name:Harbor audit}, {company:Harbor Insurance}, {value:12k}, {stage:Proposal}, {close_date:end of Q1}",
    "add a deal for {person:Sofia Reyes}",
    "new {value:20k} deal, {company:Acme}",
    "deal with {company:Acme} for {value:20k}, new",
    "there's a {value:12k} opportunity at {company:Zeta Analytics}",
    "there's a {value:12k} deal to be had at {company:Zeta Analytics}",
    "new deal {company:Acme} {value:40k} closing {close_date:February}",
    "opened a deal with {company:Borealis}, {value:12k}, {stage:Proposal} stage",
    "open a deal for {company:Northwind} worth {value:9,000 euros}",
    "there is a new deal named {name:Harbor audit} with {person:Sofia Reyes}, {value:14k}",
    "there's a fresh lead with {person:Sofia Reyes}, {value:6k}, call it {name:Reyes advisory}",
    "we have a new opportunity with {company:Northwind}, {value:6k}, call it {name:Northwind audit}",
    "just pitched {company:Acme}, call it {value:18k}",
    "we have a deal with {company:Acme} for {value:30k}",
    "new oppty {company:Borealis} {value:55k} {stage:Qualified}",
    "{person:Sofia Reyes} wants to buy, {value:9k}, open a deal",
    "{company:Acme} wants a quote, {value:9k}, open a deal",
    "log new deal {name:Borealis onboarding} {value:7.5k} for {owner:Tom}",
    "add a {value:20k} deal called {name:Acme phase two} to the {pipeline:Sponsorship} pipeline",
    "deal worth {value:14k} at {company:Acme}, close by {close_date:June}",
    "create a deal for {company:Acme}, it is worth {value:20k} and should close in {close_date:March}",
    "got a new opportunity at {company:Acme}, about {value:12k}, should close by {close_date:March}",
    "there's an opportunity at {company:Acme}, about {value:12k}, should close by {close_date:March}",
    "add a deal: {name:Harbor audit}, {company:Harbor Insurance}, {value:12k}, closes {close_date:30 January}",
    "open a deal {name:Harbor audit} with {company:Harbor Insurance}, {value:12k}",
    "opened a new opportunity with {company:Northwind}",
    "we opened a deal with {company:Northwind} for {value:25k}",
    "open a deal for {company:Northwind}, about {value:20k}, closing in {close_date:Q1}",
    "deal with {person:Sofia Reyes}, {value:15k}, {stage:Qualified}",
    "deal with {company:Acme}, {value:15k}, {stage:Qualified}",
    "{person:Sofia Reyes} is interested in a deal worth {value:12k}",
  ],
  input,
  output: anything as Anything<Added>,
  mentions: { company: ["company"], person: ["person"], owner: ["user"] },
  async run(context, said): Promise<Added> {
    const { company, person, owner } = said;
    const pipelines = await listPipelines(context.tx);
    const pipeline = pickPipeline(pipelines, said.pipeline);
    const stage = said.stage
      ? stageFor(said.stage, pipeline, said.pipeline ? [pipeline] : pipelines)
      : { ...firstStage(pipeline), pipeline };
    const money = said.value ? moneyOf(said.value, context.tenant) : undefined;
    const closeDate = said.close_date ? closingDay(context, said.close_date) : null;
    const companyId = company?.id ?? (person ? await companyOf(context, person) : null);
    const name = said.name
      ? await unlessThere(context, said.name, companyId)
      : await freeName(context, company ?? person);
    const deal = newDeal(name, stage.id, context.now, {
      value: money?.amount ?? null,
      currency: money ? (money.currency ?? context.tenant.currency) : null,
      companyId,
      personId: person?.id ?? null,
      ownerId: owner?.id ?? context.actor.userId,
      closeDate,
      closedAt: stage.outcome === "open" ? null : context.now.toISOString(),
    });
    const id = newId();
    await context.write(dealRecords, [{ id, command: { kind: "create", deal } }]);
    return {
      id,
      name,
      company: company?.name ?? person?.name ?? null,
      details: dealWords({ ...deal, stage: stage.name }),
      pipeline: stage.pipeline.name,
    };
  },
  reply: ({ id, name, company, details, pipeline }) => ({
    text: `Added the deal ${bold(name)}${company && !name.includes(company) ? ` with ${bold(company)}` : ""} to ${literal(pipeline)}: ${literal(details)}.`,
    records: [{ type: "deal", id, name }],
  }),
});

const companyOf = async ({ tx }: ToolContext, { id }: Ref): Promise<string | null> =>
  (await findPerson(tx, id))?.companyId ?? null;

/** A deal of that name with that company that is open already is most likely the one meant. */
async function unlessThere(
  { tx }: ToolContext,
  name: string,
  companyId: string | null,
): Promise<string> {
  const known = await dealsByName(tx, [nameKey(name)]);
  const ids = known.get(`${nameKey(name)}|${companyId ?? ""}`) ?? [];
  const [open] =
    ids.length > 0 ? await findDeals(tx, { dealIds: ids, outcome: "open", limit: 1 }) : [];
  if (open)
    throw new AppError(
      "conflict",
      `There already is an open deal ${open.name} (${dealWords(open)}); change that one, or give the new one another name.`,
    );
  return name;
}

/** "Borealis deal", "Borealis deal 2", … */
async function freeName({ tx }: ToolContext, of: Ref | undefined): Promise<string> {
  if (!of)
    throw new Question(
      { text: "What is the deal called? Say its name, or with which company it is." },
      "name",
    );
  const base = `${of.name} deal`;
  const names = Array.from({ length: 100 }, (_, nth) => (nth === 0 ? base : `${base} ${nth + 1}`));
  const taken = await dealsByName(tx, names.map(nameKey));
  const keys = new Set([...taken.keys()].map((key) => key.split("|")[0]));
  return names.find((name) => !keys.has(nameKey(name))) ?? `${base} ${keys.size + 1}`;
}
