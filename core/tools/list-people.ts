/** People by filter; the answer says how each word was read. */
import { z } from "zod";
import { countPeople, listPeople as queryPeople, type PersonRow } from "../../db/queries/people.ts";
import type { Context } from "../context.ts";
import { formatDay } from "../domain/format.ts";
import type { Block, Button } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { argsOf, peopleFilter, peopleMentions, readPeopleFilter } from "./people-filter.ts";
import { anything, type Anything } from "./shapes.ts";

interface Listed {
  people: PersonRow[];
  total: number;
  readAs: string[];
  /** Those a filter by last contact leaves out because there never was any, and the call that shows them. */
  never: { count: number; args: Record<string, unknown> } | undefined;
}

export const listPeople = defineTool({
  name: "list_people",
  summary: "List people by company, place, industry, tag, status, owner, deal or last contact",
  guide:
    "Every filter narrows. For one person use show_record, for deals list_deals, for companies list_companies.",
  effect: "read",
  needs: "records:read",
  examples: [
    "people at {company:Acme}",
    "who do we know at {company:Northwind}",
    "who works at {company:Borealis Energy}",
    "contacts at {company:Zeta}",
    "people in {place:Barcelona}",
    "contacts in {place:Spain}",
    "contacts tagged {tag:investor}",
    "people tagged {tag:investor} in {place:Madrid}",
    "who is tagged {tag:partner}",
    "list my {tag:investor} contacts",
    "people interested in {tag:software}",
    "which of {owner:my} contacts are interested in {tag:hardware}",
    "{owner:my} contacts in {place:Lisbon}",
    "show {owner:my} contacts",
    "{owner:Tom}'s contacts",
    "list {owner:Raj}'s {status:leads}",
    "show me all {status:leads}",
    "{owner:my} {status:leads} in {place:Berlin}",
    "people with status {status:qualified}",
    "{status:qualified} leads of {owner:Lena}",
    "{owner:my} {status:qualified} leads",
    "contacts owned by {owner:Priya}",
    "{industry:fintech} people in {place:Barcelona}",
    "{industry:fintech} people",
    "{industry:fintech} people in {place:Barcelona} I haven't spoken to in {lastContactBefore:3 months}",
    "{industry:fintech} people in {place:Barcelona} I haven't spoken to in {lastContactBefore:3 months}, not {not_tag:competitors}",
    "people in {place:Madrid} that are not {not_tag:competitors}",
    "contacts in {place:Spain}, {not_tag:competitors} excluded",
    "people I haven't spoken to in {lastContactBefore:3 months}",
    "people tagged {tag:investor} I haven't spoken to in {lastContactBefore:6 weeks}",
    "who haven't I talked to since {lastContactBefore:June}",
    "people in {place:Madrid} I haven't contacted for {lastContactBefore:60 days}",
    "people at {company:Acme} I haven't spoken to in {lastContactBefore:2 months}",
    "who did I talk to since {lastContactAfter:Monday}",
    "people I spoke to in the last {lastContactAfter:2 weeks}",
    "people {neverContacted:I've never contacted=true}",
    "who have we {neverContacted:never spoken to=true}",
    "people at {company:Acme} {neverContacted:I've never contacted=true}",
    "people {has_open_deal:with an open deal=true}",
    "contacts in {place:Porto} {has_open_deal:with open deals=true}",
    "people {has_open_deal:without an open deal=false}",
    "people with deals over {value_over:50k}",
    "contacts with a deal worth more than {value_over:20k} in {place:Madrid}",
    "people with deals under {value_under:10k}",
    "people with a deal in {stage:Negotiation}",
    "who has a deal at {stage:Proposal}",
    "contacts on the {list:VIP} list",
    "people on {list:conference guests} in {place:London}",
    "people who came from {source:SaaStock}",
    "leads from {source:the website}",
    "list all people",
    "list all contacts",
    "everyone at {company:Acme}",
    "who do we have at {company:Acme}",
    "do we know anyone at {company:Acme}",
    "anyone we know at {company:Acme}",
    "our contacts at {company:Acme}",
    "which people work at {company:Acme}",
    "everybody who works for {company:Acme}",
    "{company:Acme}'s people",
    "who can I talk to at {company:Acme}",
    "who do we know in {place:Berlin}",
    "who can I visit in {place:Berlin}",
    "who lives in {place:Berlin}",
    "who is based in {place:Madrid}",
    "anyone in {place:Lisbon} I haven't spoken to in {lastContactBefore:2 months}",
    "who's interested in {tag:software}",
    "who cares about {tag:hardware}",
    "which customers are interested in {tag:hardware}",
    "which of {owner:Raj}'s {status:leads} are interested in {tag:software}",
    "{owner:Raj}'s customers interested in {tag:software}",
    "{owner:Raj}'s {status:leads} interested in {tag:software}",
    "contacts with the tag {tag:press}",
    "how many leads do we have{status:=leads}",
    "which leads do we have in {place:Spain}{status:=leads}",
    "{owner:Raj}'s customers in {place:Spain}{status:=customers}",
    "our customers{status:=customers}",
    "all customers in {place:Spain}{status:=customers}",
    "which leads does {owner:Tom} have{status:=leads}",
    "which leads are qualified{status:=qualified}",
    "any new leads{status:=leads}",
    "which contacts does {owner:Tom} look after",
    "everyone owned by {owner:Priya}",
    "who haven't we contacted in {lastContactBefore:3 months}",
    "who have I neglected for {lastContactBefore:3 months}",
    "who have we lost touch with for {lastContactBefore:6 months}",
    "which contacts have gone quiet for {lastContactBefore:2 months}",
    "leads not contacted in {lastContactBefore:2 weeks}{status:=leads}",
    "{owner:my} leads I haven't called in {lastContactBefore:2 weeks}{status:=leads}",
    "people with no contact since {lastContactBefore:June}",
    "which customers haven't we spoken to in {lastContactBefore:3 months}{status:=customers}",
    "which contacts did I last speak to before {lastContactBefore:June}",
    "who have I talked to {lastContactAfter:this week}",
    "contacts I was in touch with since {lastContactAfter:Monday}",
    "who {has_open_deal:has an open deal=true}",
    "who has deals worth more than {value_over:50k}",
    "people whose deal is in {stage:Negotiation}",
    "who came from {source:SaaStock}",
    "leads that came through {source:the website}{status:=leads}",
    "leads from {source:SaaStock} in {place:Berlin}",
    "who on the {list:VIP} list is in {place:Madrid}",
    "show me everybody tagged {tag:investor}",
    "find everyone in {place:Madrid}",
    "leads {neverContacted:nobody has contacted yet=true}{status:=leads}",
    "{owner:my} leads {neverContacted:without any contact=true}{status:=leads}",
    "anyone in {place:Porto} interested in {tag:software}",
    "which customers in {place:Spain} haven't we contacted in {lastContactBefore:60 days}{status:=customers}",
    "who has not been contacted since {lastContactBefore:June}",
    "show me {owner:Raj}'s customers{status:=customers}",
    "show me all of {owner:Raj}'s {status:leads} interested in {tag:software}",
    "{owner:Raj}'s {status:leads} in {place:Berlin} interested in {tag:software}",
    "leads of {owner:Raj} interested in {tag:training}{status:=leads}",
    "leads assigned to {owner:Raj}{status:=leads}",
    "which leads are assigned to {owner:Raj}{status:=leads}",
    "show me the leads assigned to {owner:Raj}{status:=leads}",
    "customers assigned to {owner:Raj}{status:=customers}",
    "how many customers does {owner:Raj} have{status:=customers}",
    "how many leads does {owner:Raj} have{status:=leads}",
    "customers I haven't contacted since {lastContactBefore:June}{status:=customers}",
    "customers in the {status:qualified} stage",
    "which customers are in the {status:qualified} stage",
    "{owner:Raj}'s customers in the {status:qualified} stage",
    "who are our {status:qualified} leads",
    "{owner:Raj}'s {status:customers}",
    "all of {owner:Raj}'s customers that are interested in {tag:software}",
  ],
  input: z.object({ ...peopleFilter, limit: z.number().int().min(1).max(200).optional() }),
  output: anything as Anything<Listed>,
  mentions: peopleMentions,
  async run(context, { limit = 25, ...input }): Promise<Listed> {
    const args = argsOf(input);
    const { where, readAs } = await readPeopleFilter(context, input, { tool: "list_people", args });
    const result = await queryPeople(context.tx, { ...where, limit });
    return { ...result, readAs, never: await neverContacted() };

    async function neverContacted(): Promise<Listed["never"]> {
      const { contactBefore, ...others } = where;
      if (!contactBefore) return undefined;
      const count = await countPeople(context.tx, { ...others, neverContacted: true });
      const { lastContactBefore: _before, ...kept } = args;
      return count > 0 ? { count, args: { ...kept, neverContacted: true } } : undefined;
    }
  },
  reply({ people, total, readAs, never }, context) {
    const filter = readAs.length > 0 ? ` (${readAs.join("; ")})` : "";
    const more = never ? ` ${neverWords(never.count, total > 0)}` : "";
    const actions = never ? { actions: [showNever(never.args)] } : {};
    if (people.length === 0) return { text: `Nobody matches${filter}.${more}`, ...actions };
    const shown = people.length < total ? `, the first ${people.length} shown` : "";
    return {
      text: `${plural(total, "person", "people")}${filter}${shown}:`,
      blocks: [
        peopleTable(people, context),
        ...(never ? [{ kind: "text" as const, text: more.trim() }] : []),
      ],
      records: people.map(({ id, name }) => ({ type: "person", id, name })),
      ...actions,
    };
  },
});

/** People as rows; the status is shown where anybody has one. */
export function peopleTable(people: readonly PersonRow[], context: Context): Block<Button> {
  const withStatus = people.some((one) => one.status !== null);
  return {
    kind: "table",
    columns: [
      "Name",
      "Title",
      "Company",
      "Place",
      ...(withStatus ? ["Status"] : []),
      "Last contact",
    ],
    rows: people.map((one) => [
      one.name,
      one.title ?? "",
      one.company ?? "",
      one.city ?? one.country ?? "",
      ...(withStatus ? [one.status ?? ""] : []),
      one.lastAt ? formatDay(one.lastAt, context.actor) : "never",
    ]),
  };
}

const neverWords = (count: number, more: boolean): string =>
  `${more ? `${count} more` : String(count)} ${count === 1 ? "was" : "were"} never contacted at all.`;

const showNever = (args: Record<string, unknown>): Button => ({
  label: "Show those never contacted",
  press: { kind: "call", tool: "list_people", args },
});
