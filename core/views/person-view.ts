/** One person: who they are, how to reach them, what happened, what is coming, what is open. */
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import { openSuggestionsFor } from "../../db/queries/open-suggestions.ts";
import { findIdentity, findPerson, keyDatesOf } from "../../db/queries/people.ts";
import { findRelationships, type RelationshipRow } from "../../db/queries/relationships.ts";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import type { Context } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay } from "../domain/format.ts";
import { formatKeyDate } from "../domain/key-date.ts";
import { formatPhone } from "../domain/phone.ts";
import { relationshipKinds } from "../domain/relationship.ts";
import { bold, literal, type Block, type Button, type Reply } from "../reply.ts";
import type { ToolContext } from "../tool.ts";
import { dealLine } from "./deal-table.ts";
import { listWords } from "./list-words.ts";
import { contactEvidence, fieldsOf, happenings, timelineBlocks, type Happenings } from "./words.ts";

type Person = NonNullable<Awaited<ReturnType<typeof findPerson>>>;
type Identity = NonNullable<Awaited<ReturnType<typeof findIdentity>>>;

interface ShownPerson extends Happenings {
  person: Person;
  keyDates: { label: string; date: string }[];
  /** Those the asker sees, with what their fields say. */
  lists: string[];
  ties: RelationshipRow[];
  deals: DealRow[];
  tasks: TaskRow[];
}

interface ShownIdentity extends Happenings {
  identity: Identity;
  suggestionId?: string;
}

export async function showPerson(context: ToolContext, id: string): Promise<Reply<Button>> {
  const person = await findPerson(context.tx, id);
  if (!person) throw new AppError("not_found", "That person is no longer here.");
  const { tx } = context;
  const shown = {
    person,
    deals: await findDeals(tx, { personId: id, limit: 5 }),
    tasks: await openTasks(tx, { personId: id, limit: 5 }),
    keyDates: await keyDatesOf(tx, [id]),
    lists: await listWords(tx, id),
    ties: await findRelationships(tx, { id, limit: TIES_SHOWN }),
  };
  return personReply({ ...shown, ...(await happenings(context, person.identityIds)) }, context);
}

const TIES_SHOWN = 6;

/** Somebody known from mail only, with the button that makes them a record. */
export async function showIdentity(context: ToolContext, id: string): Promise<Reply<Button>> {
  const identity = await findIdentity(context.tx, id);
  if (!identity) throw new AppError("not_found", "That address is no longer here.");
  const suggestionId = await openSuggestionsFor(context.tx, id);
  return identityReply(
    { identity, ...(suggestionId ? { suggestionId } : {}), ...(await happenings(context, [id])) },
    context,
  );
}

function personReply(shown: ShownPerson, context: Context): Reply<Button> {
  const { person } = shown;
  const record = { type: "person" as const, id: person.id, name: person.name };
  const role = [person.title, person.company].filter(Boolean).join(", ");
  const evidence = contactEvidence(person, context.now);
  const card: Block<Button> = {
    kind: "card",
    title: person.name,
    ...(role ? { subtitle: role } : {}),
    record,
    fields: fieldsOf([
      ["Email", person.emails.join(", ")],
      ["Phone", person.phones.map((phone) => formatPhone(phone)).join(", ")],
      ["Profiles", person.links.join(", ")],
      ["Place", [person.city, person.country].filter(Boolean).join(", ")],
      ["Status", person.status],
      ["Lead source", person.leadSource],
      ["Tags", person.tags.join(", ")],
      ["Lists", shown.lists.join("; ")],
      ["Dates", shown.keyDates.map(keyDateWords).join(", ")],
      ["Ties", tieWords(shown.ties, person.id)],
      ["Owner", person.owner],
      ["Contact", evidence],
      ["Deals", shown.deals.map(dealLine).join("; ")],
      ["Open tasks", shown.tasks.map((task) => task.title).join("; ")],
      ["Note", person.note],
    ]),
  };
  return {
    text: `${bold(person.name)}${role ? `, ${literal(role)}` : ""}. ${lastContactSentence(person.lastAt, context)}`,
    blocks: [card, ...timelineBlocks(shown, context)],
    records: [record],
  };
}

const keyDateWords = ({ label, date }: { label: string; date: string }): string =>
  `${label} ${formatKeyDate(date)}`;

/** "manages Lena Kovac; knows Leo Brandt": ties that have not ended, read from this person's side. */
const tieWords = (ties: readonly RelationshipRow[], id: string): string =>
  ties
    .filter((tie) => tie.until === null)
    .map((tie) => {
      const { said, inverse } = relationshipKinds[tie.kind];
      return tie.fromId === id ? `${said} ${tie.to}` : `${inverse} ${tie.from}`;
    })
    .join("; ");

const lastContactSentence = (lastAt: Date | null, context: Context): string =>
  lastAt ? `Last contact ${formatDay(lastAt, context.actor)}.` : "No contact on record.";

function identityReply(shown: ShownIdentity, context: Context): Reply<Button> {
  const { identity } = shown;
  return {
    text: `${bold(identity.name)} is in your mail but not in the CRM yet.`,
    blocks: [
      {
        kind: "card",
        title: identity.name,
        subtitle: "known from mail only",
        fields: fieldsOf([
          ["Email", identity.email],
          ["Contact", contactEvidence(identity, context.now)],
        ]),
        ...(shown.suggestionId
          ? {
              actions: [
                {
                  label: "Add to the CRM",
                  style: "primary" as const,
                  press: {
                    kind: "call" as const,
                    tool: "accept_suggestion",
                    args: { suggestion: shown.suggestionId },
                  },
                },
              ],
            }
          : {}),
      },
      ...timelineBlocks(shown, context),
    ],
  };
}
