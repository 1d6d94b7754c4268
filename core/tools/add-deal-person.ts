/** Says which part somebody has in a deal. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { dealRoles, type DealRole } from "../domain/deal.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";

interface Added {
  deal: { id: string; name: string };
  person: string;
  role: DealRole;
  changed: boolean;
}

const roleWords: Record<DealRole, string> = {
  decision_maker: "decision maker",
  champion: "champion",
  influencer: "influencer",
  participant: "participant",
};

export const addDealPerson = defineTool({
  name: "add_deal_person",
  summary: "Give somebody a part in a deal: decision maker, champion, influencer, participant",
  effect: "write",
  needs: "records:write",
  examples: [
    "{person:Lena} is the {role:champion=champion} on {deal:the Acme pilot}",
    "{person:Lena Kovac} is our {role:champion=champion} for {deal:Acme pilot}",
    "{person:John Okafor} is {role:decision maker=decision_maker} for {deal:it}",
    "{person:John Okafor} is the {role:decision maker=decision_maker} on {deal:Borealis renewal}",
    "{person:Sofia} makes the {role:decision=decision_maker} on {deal:the Acme pilot}",
    "{person:Dana} is an {role:influencer=influencer} on {deal:Zeta rollout}",
    "{person:Leo} is a {role:participant=participant} in {deal:the Acme pilot}",
    "{person:Leo} takes {role:part=participant} in {deal:the Acme pilot}",
    "add {person:Sofia Reyes} to {deal:the Acme pilot} as {role:champion=champion}",
    "add {person:Sofia Reyes} to {deal:the Acme pilot} as {role:decision maker=decision_maker}",
    "add {person:Leo} to the deal {deal:Acme pilot} as {role:participant=participant}",
    "make {person:Dana} the {role:champion=champion} of {deal:Acme pilot}",
    "the {role:champion=champion} on {deal:the Acme pilot} is {person:Lena}",
    "the {role:decision maker=decision_maker} for {deal:Borealis renewal} is {person:John}",
    "{person:Dana} is {role:champion=champion} for {deal:Zeta rollout}",
    "{person:Dana} decides on {deal:Zeta rollout}{role:=decision_maker}",
    "{person:Dana} is our {role:champion=champion} there, on {deal:Zeta rollout}",
    "{person:Dana} {role:calls the shots=decision_maker} on {deal:Zeta rollout}",
    "{person:Dana} {role:has the final say=decision_maker} on {deal:Zeta rollout}",
    "{person:Dana} {role:signs off=decision_maker} on {deal:the Acme pilot}",
    "{person:Dana} {role:controls the budget=decision_maker} for {deal:Zeta rollout}",
    "{person:Dana} {role:holds the budget=decision_maker} for {deal:Zeta rollout}",
    "{person:Lena} is {role:on our side=champion} in {deal:Zeta rollout}",
    "{person:Lena} is {role:pushing for us=champion} on {deal:Zeta rollout}",
    "{person:Lena} {role:champions=champion} {deal:the Acme pilot}",
    "{person:Leo} {role:has a say=influencer} in {deal:the Acme pilot}",
    "{person:Leo} {role:influences=influencer} {deal:the Acme pilot}",
    "{person:Leo} {role:is involved=participant} in {deal:the Acme pilot}",
    "{person:Leo} {role:is part=participant} of {deal:the Acme pilot}",
    "add {person:Leo} to the deal {deal:Acme pilot}",
    "include {person:Leo} in {deal:the Acme pilot}",
    "bring {person:Leo} into {deal:the Acme pilot}",
    "bring {person:Leo} into {deal:the Acme pilot} as {role:influencer=influencer}",
    "{person:Sofia} is the {role:buyer=decision_maker} on {deal:the Acme pilot}",
    "{person:Sofia} is the {role:sponsor=champion} on {deal:the Acme pilot}",
    "on {deal:the Acme pilot} the {role:champion=champion} is {person:Lena}",
    "on {deal:the Acme pilot} the {role:decision maker=decision_maker} is {person:Lena}",
    "on {deal:the Acme pilot} {person:Lena} is the {role:champion=champion}",
    "on {deal:the Acme pilot} {person:Lena} is the {role:decision maker=decision_maker}",
    "the one who {role:decides=decision_maker} on {deal:Zeta rollout} is {person:Dana}",
    "set {person:Dana} as {role:champion=champion} on {deal:Acme pilot}",
    "set {person:Dana} as {role:decision maker=decision_maker} on {deal:Acme pilot}",
    "{deal:acme pilot}: {person:Lena} is {role:champion=champion}",
    "{deal:acme pilot}: {person:John} is {role:decision maker=decision_maker}",
    "{deal:Acme pilot}'s {role:champion=champion} is {person:Lena}",
    "{deal:Acme pilot}'s {role:decision maker=decision_maker} is {person:Dana}",
    "our {role:champion=champion} on {deal:the Acme pilot} is {person:Lena}",
    "{person:Lena} {role:sponsors=champion} the deal {deal:Acme pilot}",
    "{role:champion=champion} for {deal:Zeta rollout} is {person:Leo}",
    "{role:decision maker=decision_maker} for {deal:Zeta rollout} is {person:Dana}",
    "the {role:influencer=influencer} on {deal:the Acme pilot} is {person:Leo}",
    "{person:Leo} is also on {deal:the Acme pilot} as {role:participant=participant}",
    "make {person:Dana} the {role:champion=champion} on {deal:Acme pilot}",
    "make {person:Dana} the {role:decision maker=decision_maker} on {deal:Acme pilot}",
    "make {person:Dana} {role:champion=champion} on {deal:Acme pilot}",
    "add {person:Leo} to {deal:the Acme pilot} as {role:influencer=influencer}",
    "add {person:Leo} to {deal:the Acme pilot} as a {role:participant=participant}",
    "put {person:Leo} down as {role:influencer=influencer} on {deal:the Acme pilot}",
    "put {person:Dana} down as the {role:decision maker=decision_maker} for {deal:the Acme pilot}",
    "{person:Dana} has the {role:last word=decision_maker} on {deal:the Acme pilot}",
    "{person:Dana} plays a {role:part=participant} in {deal:the Acme pilot}",
    "{person:Dana} holds the {role:purse strings=decision_maker} on {deal:the Acme pilot}",
    "{person:Lena} is rooting for us on {deal:the Acme pilot}{role:=champion}",
    "{person:Sofia} is our {role:champion=champion} at {deal:the Acme pilot}",
    "{person:Sofia} can block {deal:the Acme pilot}{role:=influencer}",
  ],
  input: z.object({
    deal: z.string().trim().min(1).max(200),
    person: z.string().trim().min(1).max(200),
    role: z.enum(dealRoles).default("participant"),
  }),
  output: anything as Anything<Added>,
  mentions: { deal: ["deal"], person: ["person"] },
  async run(context, { deal, person, role }): Promise<Added> {
    const written = await context.write(dealRecords, [
      { id: deal.id, command: { kind: "set_role", personId: person.id, role } },
    ]);
    return { deal, person: person.name, role, changed: written.length > 0 };
  },
  reply: ({ deal, person, role, changed }) => ({
    text: `${bold(person)} ${changed ? "is" : "already is"} ${role === "influencer" ? "an" : "a"} ${roleWords[role]} on ${bold(deal.name)}.`,
    records: [{ type: "deal", id: deal.id, name: deal.name }],
  }),
});
