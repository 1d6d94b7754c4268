/** Takes everybody a filter means out of the CRM, after a preview; one undo brings them back. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { peopleFilter, peopleMentions } from "./people-filter.ts";
import { peopleMeant } from "./people-meant.ts";

export const archivePeople = defineTool({
  name: "archive_people",
  summary: "Archive (delete) everybody a filter means",
  effect: "destructive",
  needs: "records:write",
  examples: [
    "delete all of {owner:Sofia}'s customers that are in the {status:qualified} stage and interested in {tag:services}",
    "delete all of {owner:Sofia}'s customers in the {status:lost} stage",
    "delete all of {owner:Raj}'s {status:leads=Lead}",
    "delete all of {owner:Raj}'s {status:leads=Lead} that are interested in {tag:consulting}",
    "delete all of {owner:my} {status:lost} leads",
    "delete all contacts at {company:Acme}",
    "archive everybody at {company:Acme}",
    "archive all contacts tagged {tag:unsubscribed}",
    "delete everyone tagged {tag:test}",
    "delete everyone on the {list:old leads} list",
    "archive all contacts in {place:Oslo} I haven't spoken to in {lastContactBefore:2 years}",
    "archive everybody I haven't spoken to in {lastContactBefore:3 years}",
    "remove all {status:leads=Lead} that came from {source:the trade fair}",
    "delete {owner:Raj}'s {status:lost} leads",
    "delete all {status:lost} leads",
    "get rid of all {status:lost} leads",
    "get rid of {owner:Raj}'s {status:lost} leads",
    "clear out all {status:lost} leads",
    "remove all of {owner:Raj}'s {status:leads=Lead} in {place:Oslo}",
    "remove everyone tagged {tag:test} from the crm",
    "get rid of everyone tagged {tag:test}",
    "archive {owner:my} {status:lost} leads from {source:the trade fair}",
    "delete every contact at {company:Acme}",
    "delete everybody who works at {company:Acme}",
    "delete all leads we haven't contacted in {lastContactBefore:2 years}",
    "delete all of {owner:Raj}'s customers interested in {tag:consulting}",
    "delete {owner:Raj}'s customers in the {status:lost} stage",
    "delete all {status:leads=Lead} interested in {tag:consulting}",
    "delete all leads with status {status:unqualified}",
    "delete all contacts with status {status:unqualified}",
    "all of {owner:Raj}'s {status:lost} leads can be deleted",
    "{owner:Raj}'s {status:leads=Lead} should all be deleted",
    "archive all {industry:fintech} people in {place:Oslo}",
    "archive all contacts {neverContacted:nobody ever contacted=true}",
    "clean out the contacts tagged {tag:unsubscribed}",
    "delete all {owner:my} contacts in {place:Oslo}",
    "delete all leads of {owner:Raj}{status:=Lead}",
    "delete all leads of {owner:Raj} interested in {tag:consulting}{status:=Lead}",
    "delete all leads owned by {owner:Raj}{status:=Lead}",
    "delete all of {owner:Raj}'s {status:leads=Lead} who are interested in {tag:consulting}",
    "delete {owner:Raj}'s customers that are interested in {tag:services}",
    "delete all of {owner:Raj}'s {status:qualified} leads",
    "delete all of {owner:Raj}'s customers in {place:Oslo}",
    "delete all of {owner:Raj}'s leads in the {status:proposal} stage",
    "delete all leads assigned to {owner:Raj}{status:=Lead}",
    "delete all leads assigned to {owner:Raj} that are interested in {tag:training}{status:=Lead}",
    "delete all {status:lost} customers of {owner:Raj}",
    "remove all of {owner:Raj}'s customers that are in the {status:lost} stage",
    "archive every contact in {place:Vienna}",
    "archive all contacts in {place:Vienna}",
    "archive everyone in {place:Vienna}",
    "delete everybody in {place:Vienna}",
    "delete all contacts in {place:Vienna}",
    "delete all contacts tagged {tag:test}",
    "get rid of all contacts at {company:Acme}",
    "remove every contact at {company:Acme}",
    "remove all contacts in {place:Vienna}",
    "archive everybody tagged {tag:test}",
    "archive all contacts from {source:the trade fair}",
    "clear out everyone at {company:Acme}",
  ],
  input: z.object(peopleFilter),
  output: z.object({ count: z.number(), readAs: z.array(z.string()) }),
  mentions: peopleMentions,
  async run(context, filter) {
    const asking = { tool: "archive_people", args: {} };
    const { people, readAs } = await peopleMeant(context, filter, asking);
    await context.write(
      personRecords,
      people.map(({ id }) => ({ id, command: { kind: "remove" as const } })),
    );
    return { count: people.length, readAs };
  },
  reply: ({ count, readAs }) => {
    const filter = literal(readAs.join("; "));
    return {
      text:
        count === 0
          ? `Nobody matches (${filter}); nothing was changed.`
          : `${plural(count, "person", "people")} archived (${filter}); Undo brings them back.`,
    };
  },
});
