/** One change of everybody a filter means: a new owner, a status, a tag, a list. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import type { PersonCommand } from "../domain/person.ts";
import { literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { plural } from "../views/words.ts";
import { listToJoin } from "./list-to-join.ts";
import { peopleFilter, peopleMentions } from "./people-filter.ts";
import { peopleMeant } from "./people-meant.ts";
import { readStatus } from "./status-words.ts";

export const updatePeople = defineTool({
  name: "update_people",
  summary: "Reassign, tag or change the status of everybody a filter means",
  guide: "For many people at once; for one use update_person, tag_record or add_to_list.",
  effect: "write",
  needs: "records:write",
  examples: [
    "reassign all of {owner:Akira}'s {status:leads=Lead} that are interested in {tag:hardware} to {new_owner:Lena}",
    "reassign all of {owner:Akira}'s {status:leads=Lead} to {new_owner:Lena}",
    "{new_owner:Akira} is taking over all of {owner:Lena}'s {status:leads=Lead} that are interested in {tag:software}, can you reassign them",
    "{new_owner:Akira} is taking over all of {owner:Lena}'s {status:leads=Lead} that are interested in {tag:software}",
    "{new_owner:Akira} is taking over {owner:Lena}'s contacts in {place:Madrid}",
    "move all of {owner:Raj}'s {status:customers=customers} to {new_owner:Lena}",
    "move all of {owner:Raj}'s customers that are in the {status:lost} stage and interested in {tag:software} to {new_status:won}",
    "move all of {owner:Raj}'s customers that are in the {status:lost} stage to {new_status:won}",
    "move all of {owner:Raj}'s customers interested in {tag:software} to {new_status:won}",
    "give {new_owner:Tom} all of {owner:Ana}'s contacts in {place:Madrid}",
    "give {new_owner:Tom} all of {owner:Ana}'s contacts",
    "reassign all contacts at {company:Acme} to {new_owner:Tom}",
    "reassign everybody in {place:Lisbon} to {new_owner:Priya}",
    "hand all of {owner:my} {status:leads=Lead} over to {new_owner:Raj}",
    "assign all of {owner:Sofia}'s {status:qualified} leads to {new_owner:Raj}",
    "set the status of everybody at {company:Acme} to {new_status:customer}",
    "mark all of {owner:my} {status:leads=Lead} from {source:SaaStock} as {new_status:qualified}",
    "change all {status:qualified} leads interested in {tag:training} to {new_status:proposal}",
    "tag everybody at {company:Acme} as {add_tag:robotics}",
    "tag all contacts in {place:Madrid} as {add_tag:local}",
    "tag everyone on {list:conference guests} with {add_tag:event 2026}",
    "put everybody at {company:Acme} on the {add_to_list:VIP} list",
    "add all contacts in {place:Madrid} to the {add_to_list:dinner} list",
    "add everyone tagged {tag:investor} to the list {add_to_list:newsletter}",
    "give all of {owner:Lena}'s {status:leads=Lead} to {new_owner:Akira}",
    "give {owner:Lena}'s {status:leads=Lead} to {new_owner:Akira}",
    "reassign {owner:Akira}'s {status:leads=Lead} to {new_owner:Lena}",
    "reassign all of {owner:Akira}'s {status:customers=customers} to {new_owner:Lena}",
    "transfer all of {owner:Raj}'s {status:customers=customers} to {new_owner:Lena}",
    "transfer {owner:Raj}'s contacts in {place:Madrid} to {new_owner:Lena}",
    "hand {owner:Raj}'s contacts over to {new_owner:Lena}",
    "hand over all of {owner:Raj}'s {status:leads=Lead} to {new_owner:Lena}",
    "pass {owner:Raj}'s {status:customers=customers} on to {new_owner:Lena}",
    "{owner:Akira} is leaving, give all his {status:leads=Lead} to {new_owner:Lena}",
    "{owner:Akira} is leaving, move all her contacts to {new_owner:Lena}",
    "{owner:Akira} is leaving. Reassign all of their {status:leads=Lead} to {new_owner:Lena}",
    "all of {owner:Akira}'s {status:leads=Lead} go to {new_owner:Lena}",
    "{owner:Akira}'s {status:customers=customers} should go to {new_owner:Lena}",
    "all {status:leads=Lead} in {place:Lisbon} should go to {new_owner:Raj}",
    "{new_owner:Raj} gets all of {owner:Ana}'s {status:leads=Lead}",
    "{new_owner:Raj} will take all of {owner:Ana}'s {status:leads=Lead} in {place:Madrid}",
    "{new_owner:Raj} takes over all of {owner:Ana}'s {status:customers=customers}",
    "{new_owner:Raj} is taking over everyone at {company:Acme}",
    "I'm taking over all of {owner:Raj}'s {status:leads=Lead}{new_owner:=me}",
    "assign all {status:leads=Lead} from {source:the website} to {new_owner:Raj}",
    "assign all {status:leads=Lead} interested in {tag:software} to {new_owner:Raj}",
    "assign everyone interested in {tag:software} to {new_owner:Raj}",
    "make {new_owner:Raj} the owner of all {status:leads=Lead} in {place:Madrid}",
    "change the owner of all of {owner:Raj}'s {status:leads=Lead} to {new_owner:Lena}",
    "reassign all of {owner:my} {status:qualified} leads to {new_owner:Raj}",
    "{owner:Akira} is going on leave, {new_owner:Lena} takes all of her {status:leads=Lead}",
    "let {new_owner:Raj} handle all {status:leads=Lead} from {source:SaaStock}",
    "mark all of {owner:Raj}'s {status:qualified} leads as {new_status:customer}",
    "change the status of all of {owner:Raj}'s {status:leads=Lead} to {new_status:qualified}",
    "set everyone on {list:conference guests} to status {new_status:lead}",
    "set all contacts tagged {tag:investor} to status {new_status:prospect}",
    "move all of {owner:Raj}'s customers in the {status:proposal} stage to {new_status:negotiation}",
    "move {owner:Raj}'s customers in the {status:proposal} stage to {new_status:negotiation}",
    "move all of {owner:Raj}'s customers to {new_status:won}",
    "move all of {owner:Raj}'s customers that are interested in {tag:software} and in the {status:qualified} stage to {new_status:proposal}",
    "move all of {owner:Raj}'s customers that are interested in {tag:software} to the {new_status:proposal} stage",
    "{owner:Raj}'s customers in the {status:qualified} stage move to {new_status:proposal}",
    "move everyone interested in {tag:software} to the {new_status:qualified} stage",
    "mark everybody at {company:Acme} as {new_status:customer}",
    "turn all {status:qualified} leads into {new_status:customers=customer}",
    "update all of {owner:Raj}'s customers in the {status:lost} stage to {new_status:won}",
    "tag all of {owner:my} {status:leads=Lead} as {add_tag:hot}",
    "add the tag {add_tag:vip} to all contacts at {company:Acme}",
    "tag everyone from {source:SaaStock} as {add_tag:event 2026}",
    "everyone at {company:Acme} gets the tag {add_tag:robotics}",
    "put all {status:leads=Lead} from {source:SaaStock} on the {add_to_list:newsletter} list",
    "put everyone tagged {tag:investor} on the {add_to_list:dinner} list",
    "add all of {owner:my} {status:leads=Lead} to the {add_to_list:newsletter} list",
    "everyone in {place:Madrid} goes on the {add_to_list:dinner} list",
    "give all of {owner:Akira}'s {status:leads=Lead} who are interested in {tag:software} to {new_owner:Raj}",
    "give all of {owner:Akira}'s {status:customers=customers} who are interested in {tag:software} to {new_owner:Raj}",
    "give {owner:Akira}'s contacts in {place:Lisbon} to {new_owner:Raj}",
    "hand {owner:Lena}'s {status:leads=Lead} in {place:Lisbon} over to {new_owner:Tom}",
    "reassign all leads of {owner:Akira} to {new_owner:Lena}{status:=Lead}",
    "reassign all leads of {owner:Akira} interested in {tag:hardware} to {new_owner:Lena}{status:=Lead}",
    "assign {owner:Raj}'s {status:leads=Lead} interested in {tag:software} to {new_owner:Lena}",
    "reassign {owner:Akira}'s {status:customers=customers} that are interested in {tag:hardware} to {new_owner:Lena}",
    "move all of {owner:Raj}'s {status:leads=Lead} that are interested in {tag:software} over to {new_owner:Lena}",
    "{owner:Akira} is leaving. Reassign all of his leads to {new_owner:Lena}{status:=Lead}",
    "{owner:Akira} left, reassign everything of hers to {new_owner:Lena}",
    "{new_owner:Lena} is taking {owner:Raj}'s {status:leads=Lead} interested in {tag:training}",
    "tag all leads in {place:Madrid} as {add_tag:hot}{status:=Lead}",
    "tag all leads from {source:SaaStock} as {add_tag:hot}{status:=Lead}",
    "transfer {owner:Lena}'s {status:leads=Lead} that are interested in {tag:software} to {new_owner:Akira}",
    "{new_owner:Akira} will be taking over all of {owner:Raj}'s {status:leads=Lead}",
    "move all customers interested in {tag:training} in the {status:qualified} stage to {new_status:won}",
    "change all of {owner:Raj}'s {status:proposal} customers to {new_status:negotiation}",
    "update the status of all of {owner:Raj}'s {status:leads=Lead} interested in {tag:hardware} to {new_status:qualified}",
    "mark all of {owner:Raj}'s {status:qualified} customers as {new_status:won}",
    "set all leads from {source:SaaStock} to {new_status:qualified}{status:=Lead}",
    "reassign all of {owner:Raj}'s leads in the {status:proposal} stage to {new_owner:Lena}",
    "give all contacts at {company:Acme} to {new_owner:Tom}",
    "give everyone at {company:Acme} to {new_owner:Tom}",
    "give all contacts in {place:Madrid} to {new_owner:Tom}",
    "give everybody in {place:Madrid} to {new_owner:Tom}",
    "hand all contacts in {place:Madrid} over to {new_owner:Tom}",
    "{new_owner:Tom} to take over all contacts in {place:Madrid}",
    "{new_owner:Tom} takes over all contacts in {place:Madrid}",
    "{new_owner:Tom} should take over everyone at {company:Acme}",
    "all contacts in {place:Madrid} go to {new_owner:Tom}",
    "everyone at {company:Acme} goes to {new_owner:Tom}",
    "assign all contacts at {company:Acme} to {new_owner:Tom}",
    "assign everyone tagged {tag:investor} to {new_owner:Tom}",
    "move all contacts in {place:Madrid} to {new_owner:Tom}",
    "make {new_owner:Tom} the owner of all contacts in {place:Madrid}",
    "all contacts in {place:Madrid} should be tagged {add_tag:local}",
    "tag everyone in {place:Madrid} {add_tag:local}",
    "label everyone at {company:Acme} as {add_tag:robotics}",
    "assign everyone in {place:Berlin} to {new_owner:Tom}",
    "assign everybody at {company:Acme} to {new_owner:Tom}",
    "put the people at {company:Acme} on the {add_to_list:VIP} list",
  ],
  input: z.object({
    ...peopleFilter,
    new_owner: z.string().min(1).max(200).optional().describe("A colleague"),
    new_status: z.string().trim().min(1).max(60).optional(),
    add_tag: z.string().trim().min(1).max(60).optional(),
    add_to_list: z.string().trim().min(1).max(100).optional(),
  }),
  output: z.object({
    matched: z.number(),
    changed: z.number(),
    readAs: z.array(z.string()),
    what: z.string(),
    records: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
  mentions: { ...peopleMentions, new_owner: ["user"] },
  async run(context, { new_owner, new_status, add_tag, add_to_list, ...filter }) {
    const changes = { new_status, add_tag, add_to_list, new_owner: new_owner?.id };
    const asking = { tool: "update_people", args: defined(changes) };
    const { people, readAs } = await peopleMeant(context, filter, asking);
    const said = { owner: new_owner, status: new_status, tag: add_tag, list: add_to_list };
    const { commands, what } = await changesOf(context, said, people.length);
    const written = await context.write(
      personRecords,
      people.flatMap(({ id }) => commands.map((command) => ({ id, command }))),
    );
    const records = people.slice(0, 50).map(({ id, name }) => ({ id, name }));
    return { matched: people.length, changed: written.length, readAs, what, records };
  },
  reply({ matched, changed, readAs, what, records }) {
    const filter = literal(readAs.join("; "));
    if (matched === 0) return { text: `Nobody matches (${filter}); nothing was changed.` };
    const same = matched - changed;
    const already = same > 0 ? ` ${same === matched ? "All" : same} were like that already.` : "";
    return {
      text: `${plural(changed, "person", "people")} ${literal(what)} (${filter}).${already}`,
      records: records.map((one) => ({ type: "person", ...one })),
    };
  },
});

interface Changes {
  owner: Ref | undefined;
  status: string | undefined;
  tag: string | undefined;
  list: string | undefined;
}

async function changesOf(
  context: ToolContext,
  { owner, status: said, tag, list: listName }: Changes,
  count: number,
): Promise<{ commands: PersonCommand[]; what: string }> {
  if (!owner && !said && !tag && !listName)
    throw new AppError(
      "bad_input",
      "Say what to change: a new owner, a new status, a tag or a list.",
    );
  const status = said ? await readStatus(context, said) : undefined;
  // Nobody to put on it: no list is made for nobody either.
  const list = listName && count > 0 ? await listToJoin(context, listName, "person") : undefined;
  const commands: PersonCommand[] = [
    ...(owner ? [{ kind: "update" as const, patch: { ownerId: owner.id } }] : []),
    ...(status ? [{ kind: "update" as const, patch: { status } }] : []),
    ...(tag ? [{ kind: "tag" as const, tag: tag.toLowerCase() }] : []),
    ...(list ? [{ kind: "join_list" as const, listId: list.id }] : []),
  ];
  const what = [
    owner ? `reassigned to ${owner.name}` : "",
    status ? `moved to ${status}` : "",
    tag ? `tagged ${tag.toLowerCase()}` : "",
    list ? `put on ${list.name}` : "",
  ].filter(Boolean);
  return { commands, what: what.join(" and ") };
}

const defined = (args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
