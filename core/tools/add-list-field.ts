/** Gives a list a field of its own. */
import { z } from "zod";
import { listRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { listFieldTypes } from "../domain/list.ts";
import { Question } from "../question.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { getNamedList } from "./list-named.ts";

const kinds: Record<(typeof listFieldTypes)[number], string> = {
  text: "text",
  number: "a number",
  date: "a date",
  choice: "one of",
  choices: "some of",
};

export const addListField = defineTool({
  name: "add_list_field",
  summary: "Give a list a field of its own",
  effect: "write",
  needs: "settings:write",
  examples: [
    "add a {type:text=text} field {name:dietary needs} to the {list:VIP} list",
    "add a {type:number=number} field called {name:seats} to the {list:VIP} list",
    "add a {type:date=date} field {name:invite date} to the list {list:Conference guests}",
    "add a {type:choice=choice} field {name:meal} to the {list:VIP} list: {choices:meat, fish, vegan}",
    "add a {type:choice=choice} field {name:shirt size} with {choices:S, M, L} to the list {list:Conference guests}",
    "add a {type:multiple choice=choices} field {name:sessions} with {choices:morning, evening} to {list:Conference guests}",
    "the {list:VIP} list needs a {type:number=number} field {name:seats}",
    "new {type:text=text} field {name:dietary needs} on the {list:VIP} list",
    "add a {type:text=text} column {name:dietary needs} to the {list:VIP} list",
    "add a {type:number=number} column called {name:seats} to {list:Conference guests}",
    "give the {list:VIP} list a {type:date=date} field {name:invite date}",
    "the list {list:Conference guests} needs a {type:choice=choice} field {name:meal}: {choices:meat, fish, vegan}",
    "add a {type:dropdown=choice} {name:meal} to the {list:VIP} list: {choices:meat, fish, vegan}",
    "the {list:VIP} list needs a {type:number=number} field called {name:seats}",
    "{list:Conference guests} needs a {type:text=text} column called {name:dietary needs}",
    "create a {type:date=date} field {name:invite date} for the {list:VIP} list",
    "I want a {type:number=number} field {name:seats} on the {list:VIP} list",
    "add {name:seats} as a {type:number=number} field to the {list:VIP} list",
    "new {type:number=number} column {name:seats} for {list:Conference guests}",
    "the {list:VIP} list needs a {type:dropdown=choice} {name:meal} with {choices:meat, fish, vegan}",
  ],
  input: z.object({
    list: z.string().trim().min(1).max(100),
    name: z.string().trim().min(1).max(60),
    type: z.enum(listFieldTypes),
    choices: z.array(z.string().trim().min(1).max(100)).max(50).optional(),
  }),
  output: z.object({ list: z.string(), id: z.string(), name: z.string(), of: z.string() }),
  mentions: {},
  async run(context, { list: said, name, type, choices: given = [] }) {
    const args = { name, type, choices: given };
    const list = await getNamedList(context, said, { tool: "add_list_field", args });
    const picked = type === "choice" || type === "choices";
    const choices = picked ? [...new Set(given)] : [];
    if (picked && choices.length < 2)
      throw new Question(
        { text: `What may ${literal(name)} be? Name at least two choices, like “small, large”.` },
        "choices",
      );
    if (list.filter)
      throw new AppError("bad_input", `${list.name} fills itself and has no fields of its own.`);
    const field = { id: newId(), name, type, choices };
    await context.write(listRecords, [{ id: list.id, command: { kind: "add_field", field } }]);
    const of = choices.length > 0 ? `${kinds[type]} ${choices.join(", ")}` : kinds[type];
    return { list: list.name, id: list.id, name, of };
  },
  reply: ({ list, id, name, of }) => ({
    text: `${bold(list)} has the field ${bold(name)} now: ${literal(of)}.`,
    records: [{ type: "list", id, name: list }],
  }),
});
