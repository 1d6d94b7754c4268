/** One list: who is on it, with what the list's own fields say. */
import { z } from "zod";
import type { ListCard } from "../../db/queries/lists.ts";
import type { Context } from "../context.ts";
import { fieldText } from "../domain/list-value.ts";
import { bold, literal, type Block, type Button } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { companyTable } from "./list-companies.ts";
import { membersOf, type Members } from "./list-members.ts";
import { getNamedList } from "./list-named.ts";
import { peopleTable } from "./list-people.ts";
import { anything, type Anything } from "./shapes.ts";

const LISTED = 50;

export const showList = defineTool({
  name: "show_list",
  summary: "Show who is on a list",
  effect: "read",
  needs: "records:read",
  examples: [
    "show the {list:VIP} list",
    "show list {list:VIP}",
    "show me the list {list:Conference guests}",
    "who is on the {list:VIP} list",
    "who is on {list:Conference guests}",
    "open the {list:target accounts} list",
    "what is on the list {list:target accounts}",
    "show the segment {list:quiet investors}",
    "who's on {list:VIP}",
    "the {list:VIP} list",
    "let me see the {list:VIP} list",
    "members of the {list:VIP} list",
    "which people are on the {list:VIP} list",
    "what's in the {list:VIP} list",
    "how many are on the {list:VIP} list",
    "pull up the {list:VIP} list",
    "who's in the segment {list:quiet investors}",
    "open my {list:dinner} list",
    "who did we put on the {list:VIP} list",
    "who all is on the {list:VIP} list",
    "who have we got on the {list:VIP} list",
    "what's on {list:target accounts}",
    "which companies are on the {list:target accounts} list",
    "who is in the {list:VIP} list",
    "show me everyone on the {list:VIP} list",
    "contents of the {list:VIP} list",
    "show everybody on {list:Conference guests}",
    "how many people are on {list:Conference guests}",
  ],
  input: z.object({ list: z.string().trim().min(1).max(100) }),
  output: anything as Anything<{ list: ListCard; members: Members }>,
  mentions: {},
  async run(context, { list: said }) {
    const list = await getNamedList(context, said, { tool: "show_list", args: {} });
    return { list, members: await membersOf(context, list, LISTED) };
  },
  reply({ list, members }, context) {
    const { people, companies, total, readAs } = members;
    const count =
      list.of === "person"
        ? plural(total, "person", "people")
        : plural(total, "company", "companies");
    const how = list.filter ? `, found by its filter (${literal(readAs.join("; "))})` : "";
    const shown = people.length + companies.length < total ? `, the first ${LISTED} shown` : "";
    const type = list.of;
    return {
      text: `${bold(list.name)}: ${total === 0 ? "nobody yet" : count}${how}${shown}.`,
      blocks: total > 0 ? [tableOf(list, members, context)] : [],
      records:
        total > 0
          ? [...people, ...companies].map(({ id, name }) => ({ type, id, name }))
          : [{ type: "list", id: list.id, name: list.name }],
    };
  },
});

/** The usual columns, then one for each field of the list. */
function tableOf(list: ListCard, members: Members, context: Context): Block<Button> {
  const { people, companies, entries } = members;
  const table = list.of === "person" ? peopleTable(people, context) : companyTable(companies);
  if (table.kind !== "table" || list.fields.length === 0) return table;
  const ids = [...people, ...companies].map((one) => one.id);
  return {
    ...table,
    columns: [...table.columns, ...list.fields.map((field) => field.name)],
    rows: table.rows.map((row, nth) => {
      const values = entries.get(ids[nth] ?? "") ?? {};
      return [...row, ...list.fields.map((field) => fieldText(field, values[field.id]))];
    }),
  };
}
