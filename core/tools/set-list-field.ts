/** Says what a list's own field is for somebody on it. */
import { z } from "zod";
import { DateTime } from "luxon";
import { allLists, entriesFor, type ListCard } from "../../db/queries/lists.ts";
import { AppError } from "../domain/errors.ts";
import type { ListField } from "../domain/list.ts";
import { fieldText, readFieldValue } from "../domain/list-value.ts";
import { nameKey } from "../domain/names.ts";
import { bold, literal, type Button } from "../reply.ts";
import { Question } from "../question.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { sameKind, writeMembership, type Member } from "./add-to-list.ts";
import { readWhen } from "./dates.ts";
import { getNamedList } from "./list-named.ts";

export const setListField = defineTool({
  name: "set_list_field",
  summary: "Fill in a list's own field for somebody on it",
  effect: "write",
  needs: "records:write",
  examples: [
    "set {field:meal} of {record:Sofia} to {value:vegan} on the {list:VIP} list",
    "set {record:Sofia}'s {field:meal} to {value:vegan} on the {list:VIP} list",
    "on the {list:VIP} list, {record:Sofia}'s {field:meal} is {value:vegan}",
    "on the {list:VIP} list set {field:seats} to {value:2} for {record:Leo}",
    "set the field {field:seats} to {value:2} for {record:Leo}",
    "fill in {field:dietary needs} for {record:Dana}: {value:no nuts}",
    "{record:Dana}'s {field:shirt size} on {list:Conference guests} is {value:M}",
    "{record:Sofia}'s {field:meal} is {value:vegan} on the {list:VIP} list",
    "{field:meal} for {record:Sofia} on the {list:VIP} list is {value:vegan}",
    "change {record:Sofia}'s {field:seats} to {value:3} on the {list:VIP} list",
    "set {field:seats} to {value:2} for {record:Leo} on the {list:VIP} list",
    "put down {value:vegan} as {record:Sofia}'s {field:meal} on the {list:VIP} list",
    "on the {list:VIP} list {record:Leo} has {field:seats}: {value:2}",
    "fill in {field:shirt size} {value:M} for {record:Dana}",
    "for {record:Acme} in {list:target accounts}, {field:seats} is {value:40}",
    "for {record:Leo} on the {list:VIP} list, {field:meal} is {value:vegan}",
    "for {record:Leo} on the {list:VIP} list set {field:seats} to {value:2}",
    "set {field:meal} to {value:vegan} for {record:John Weiss} in {list:Conference guests}",
    "set {field:meal} to {value:vegan} for {record:John Weiss} on the {list:VIP} list",
    "in {list:Conference guests}, set {record:Leo}'s {field:seats} to {value:2}",
    "{field:seats} of {record:Leo} in {list:Conference guests}: {value:2}",
    "in {list:Conference guests} {record:Leo}'s {field:meal} is {value:vegan}",
  ],
  input: z.object({
    record: z.string().trim().min(1).max(200),
    list: z.string().trim().min(1).max(100).optional(),
    field: z.string().trim().min(1).max(60),
    value: z.string().trim().min(1).max(1_000),
  }),
  output: z.object({
    record: z.object({ type: z.enum(["person", "company"]), id: z.string(), name: z.string() }),
    list: z.string(),
    field: z.string(),
    value: z.string(),
  }),
  mentions: { record: ["person", "company"] },
  async run(context, { record: ref, list: said, field: fieldName, value }) {
    const [record] = sameKind([ref]);
    if (!record) throw new AppError("bad_input", "Only people and companies are on lists.");
    const args = { record: record.id, field: fieldName, value };
    const list = said
      ? await getNamedList(context, said, { tool: "set_list_field", args })
      : await listWithField(context, record, args);
    if (list.of !== record.type)
      throw new AppError("bad_input", `${list.name} is no list ${record.name} can be on.`);
    const field = fieldOf(list, fieldName);
    const read = readFieldValue(field, value, (words) => dayIn(context, words));
    const command = {
      kind: "set_list_value" as const,
      listId: list.id,
      fieldId: field.id,
      value: read,
    };
    await writeMembership(context, [record], command);
    return { record, list: list.name, field: field.name, value: fieldText(field, read) };
  },
  reply: ({ record, list, field, value }) => ({
    text: `${bold(record.name)} on ${bold(list)}: ${literal(field)} ${literal(value)}.`,
    records: [record],
  }),
});

const called = (list: ListCard, name: string): ListField | undefined =>
  list.fields.find((field) => nameKey(field.name) === nameKey(name));

function fieldOf(list: ListCard, name: string): ListField {
  const field = called(list, name);
  if (field) return field;
  const known = list.fields.map((one) => one.name).join(", ");
  throw new AppError(
    "not_found",
    `${list.name} has no field called “${name}”; ${known ? `it has ${known}` : "it has none yet"}.`,
  );
}

/** The list meant by its field: one the record is on, else the only one there is with that field. */
async function listWithField(
  context: ToolContext,
  record: Member,
  args: { record: string; field: string; value: string },
): Promise<ListCard> {
  const all = (await allLists(context.tx)).filter(
    (list) => list.of === record.type && called(list, args.field),
  );
  const on = new Set((await entriesFor(context.tx, record.id)).map((entry) => entry.listId));
  const joined = all.filter((list) => on.has(list.id));
  const [one, ...others] = joined.length > 0 ? joined : all;
  if (!one) throw new AppError("not_found", `No list has a field called “${args.field}”.`);
  if (others.length === 0) return one;
  const actions = [one, ...others].slice(0, 5).map((list): Button => ({
    label: list.name,
    press: { kind: "call", tool: "set_list_field", args: { ...args, list: list.id } },
  }));
  throw new Question({ text: `On which list is ${literal(args.field)} to be set?`, actions });
}

function dayIn(context: ToolContext, words: string): string {
  const when = readWhen(context, words, "future");
  if (when.kind === "day") return when.date;
  const zone = context.actor.timeZone;
  return DateTime.fromJSDate(when.at, { zone }).toISODate() ?? words;
}
