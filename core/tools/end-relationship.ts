/** Notes down that a tie between two people or companies is over. */
import { DateTime } from "luxon";
import { z } from "zod";
import { relationshipRecords } from "../../db/projections/registry.ts";
import { findRelationships, type RelationshipRow } from "../../db/queries/relationships.ts";
import { AppError } from "../domain/errors.ts";
import { formatIsoDay } from "../domain/format.ts";
import { asKept, isMutual, relationshipKinds, saidKinds } from "../domain/relationship.ts";
import { Question } from "../question.ts";
import { bold, type Button } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { dayOf, recordsOf } from "./relationship-words.ts";
import { anything, type Anything } from "./shapes.ts";

interface Ended {
  tie: RelationshipRow;
  on: string;
}

export const endRelationship = defineTool({
  name: "end_relationship",
  summary: "Note that a tie between two people or companies is over",
  effect: "write",
  needs: "records:write",
  examples: [
    "{from:Sofia} no longer {kind:reports to=reports_to} {to:Leo}",
    "{from:Sofia} doesn't {kind:report to=reports_to} {to:Leo} any more",
    "{from:Leo} no longer {kind:manages=manages} {to:Sofia}",
    "{from:Leo} is no longer {to:Sofia}'s {kind:boss=manages}",
    "{from:Leo} is no longer {to:Sofia}'s {kind:manager=manages}",
    "{from:Mia} is no longer {to:Leo}'s {kind:assistant=assistant_to}",
    "{from:Dana} no longer {kind:advises=advises} {to:Zeta}",
    "{from:Sofia} no longer {kind:works with=works_with} {to:Dana}",
    "{from:Lena} {kind:left the board of=board_member_of} {to:Zeta}",
    "{from:Lena} {kind:left the board of=board_member_of} {to:Zeta} in {on:June}",
    "{from:Lena} is no longer {kind:on the board of=board_member_of} {to:Zeta}",
    "{from:Acme} is no longer {kind:a customer of=customer_of} {to:Zeta}",
    "{from:Acme} is no longer {kind:a partner of=partner_of} {to:Borealis}",
    "{from:Zeta} no longer {kind:supplies=supplier_of} {to:Acme}",
    "{from:Zeta} no longer {kind:competes with=competitor_of} {to:Acme}",
    "{from:Lena} is no longer {kind:married to=married_to} {to:Marco}",
    "the tie between {from:Sofia} and {to:Leo} is over",
    "end the relationship between {from:Sofia} and {to:Leo}",
    "{from:Sofia} and {to:Leo} have nothing to do with each other any more",
    "{from:Sofia} stopped {kind:reporting to=reports_to} {to:Leo}",
    "{from:Sofia} stopped {kind:working with=works_with} {to:Dana}",
    "{from:Acme} stopped {kind:buying from=customer_of} {to:Zeta}",
    "{from:Dana} stopped {kind:advising=advises} {to:Zeta} in {on:March}",
    "{from:Lena} {kind:stepped down from the board of=board_member_of} {to:Zeta}",
    "{from:Lena} {kind:resigned from the board of=board_member_of} {to:Zeta} in {on:June}",
    "{from:Lena} and {to:Marco} {kind:got divorced=married_to}",
    "{from:Acme} and {to:Borealis} are no longer {kind:partners=partner_of}",
    "{from:Zeta} is no longer {kind:part of=subsidiary_of} {to:Acme}",
    "{from:Northwind} {kind:sold its stake in=investor_in} {to:Zeta}",
    "{from:Sofia} does not {kind:report to=reports_to} {to:Leo} any longer",
    "{from:Sofia} doesn't {kind:work with=works_with} {to:Dana} any more",
    "{from:Sofia} does not {kind:work with=works_with} {to:Dana} any longer",
    "{from:Leo} doesn't {kind:manage=manages} {to:Sofia} any more",
    "{from:Sofia} isn't {kind:reporting to=reports_to} {to:Leo} any more",
    "{from:Dana} doesn't {kind:advise=advises} {to:Zeta} any more",
    "{from:Lena} is not {kind:on the board of=board_member_of} {to:Zeta} any more",
    "{from:Lena} {kind:is off the board of=board_member_of} {to:Zeta}",
    "{from:Lena} and {to:Marco} {kind:split up=married_to}",
    "{from:Acme} is not {kind:a customer of=customer_of} {to:Zeta} any more",
    "{from:Acme} and {to:Borealis} are not {kind:partners=partner_of} any more",
  ],
  input: z.object({
    from: z.string().trim().min(1).max(200),
    kind: z.enum(saidKinds).optional(),
    to: z.string().trim().min(1).max(200),
    on: z.string().trim().min(1).max(100).optional().describe("Today when absent"),
  }),
  output: anything as Anything<Ended>,
  mentions: { from: ["person", "company", "user"], to: ["person", "company", "user"] },
  async run(context, { on: words, ...said }): Promise<Ended> {
    const zone = context.actor.timeZone;
    const today = DateTime.fromJSDate(context.now, { zone }).toISODate() ?? "";
    const on = words ? dayOf(context, words, "last") : today;
    const [tie, ...others] = await openTies(context, said);
    if (!tie)
      throw new AppError(
        "not_found",
        `I know of no such tie between ${said.from.name} and ${said.to.name}.`,
      );
    if (others.length > 0) throw which([tie, ...others], words);
    if (tie.since && on < tie.since)
      throw new AppError("bad_input", `That began on ${formatIsoDay(tie.since)}, after that day.`);
    const order = { id: tie.id, command: { kind: "update" as const, patch: { until: on } } };
    await context.write(relationshipRecords, [order]);
    return { tie, on };
  },
  reply: ({ tie, on }) => ({
    text: `Noted: ${bold(tie.from)} ${relationshipKinds[tie.kind].said} ${bold(tie.to)} until ${formatIsoDay(on)}.`,
    records: recordsOf([
      { type: tie.fromType, id: tie.fromId, name: tie.from },
      { type: tie.toType, id: tie.toId, name: tie.to },
    ]),
  }),
});

async function openTies(
  { tx }: ToolContext,
  said: { kind?: (typeof saidKinds)[number] | undefined; from: Ref; to: Ref },
): Promise<RelationshipRow[]> {
  const between = { id: said.from.id, other: said.to.id, limit: 20 };
  const isOpen = ({ until }: RelationshipRow) => until === null;
  if (!said.kind) return (await findRelationships(tx, between)).filter(isOpen);
  const { kind, from } = asKept({ ...said, kind: said.kind });
  const rows = await findRelationships(tx, { ...between, kind });
  return rows.filter((row) => isOpen(row) && (isMutual(kind) || row.fromId === from.id));
}

function which(ties: readonly RelationshipRow[], on: string | undefined): Question {
  const actions = ties.slice(0, 5).map((tie): Button => ({
    label: `${tie.from} ${relationshipKinds[tie.kind].said} ${tie.to}`,
    press: {
      kind: "call",
      tool: "end_relationship",
      args: { from: tie.fromId, kind: tie.kind, to: tie.toId, ...(on ? { on } : {}) },
    },
  }));
  return new Question({ text: "Which of these is over?", actions });
}
