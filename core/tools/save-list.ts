/** Keeps the filter last shown as a list that fills itself. */
import { z } from "zod";
import { companyRecords, personRecords } from "../../db/projections/registry.ts";
import type { IntendedCall } from "../agent/intent.ts";
import { AppError } from "../domain/errors.ts";
import type { List } from "../domain/list.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { companyFilter, readCompanyFilter, resolveCompanyFilter } from "./company-filter.ts";
import { refuseTaken, showButton } from "./create-list.ts";
import { getNamedList } from "./list-named.ts";
import { makeList } from "./list-to-join.ts";
import { peopleFilter, readPeopleFilter, resolveFilter } from "./people-filter.ts";

export const saveList = defineTool({
  name: "save_list",
  summary: "Save the list just shown, as a list that fills itself",
  effect: "write",
  needs: "records:write",
  examples: [
    "save this list as {name:Quiet investors}",
    "save that as {name:Quiet investors}",
    "save it as {name:Quiet investors}",
    "save that list as {name:Madrid fintech}",
    "save it as a segment called {name:Quiet investors}",
    "save this filter as {name:Spanish leads}",
    "keep this as a list called {name:Spanish leads}",
    "save the segment as {name:Dormant customers}",
    "save this as a list called {name:Quiet investors}",
    "save that as a list called {name:Spanish leads}",
    "call this list {name:Quiet investors}",
    "name this list {name:Quiet investors}",
    "turn this into a list called {name:Spanish leads}",
    "make this a segment called {name:Spanish leads}",
    "make a segment of this called {name:Spanish leads}",
    "save these people as a list called {name:Spanish leads}",
    "keep that filter as {name:Spanish leads}",
    "store this as {name:Dormant customers}",
    "keep these as {name:Dormant customers}",
    "keep that as a list called {name:Lapsed Oslo}",
    "keep this list as {name:Quiet investors}",
    "save those people as {name:Spanish leads}",
    "save these as a list called {name:Spanish leads}",
    "make that a list called {name:Spanish leads}",
    "turn that into a list named {name:Spanish leads}",
    "make a list out of this called {name:Spanish leads}",
    "remember this filter as {name:Spanish leads}",
    "bookmark this as {name:Spanish leads}",
  ],
  input: z.object({ name: z.string().trim().min(1).max(100) }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    /** Null where the records shown were put on the list by hand. */
    readAs: z.array(z.string()).nullable(),
    count: z.number(),
  }),
  mentions: {},
  async run(context, { name }) {
    await refuseTaken(context, name);
    const { filter, list } = context.focus;
    if (filter?.tool === "list_people" || filter?.tool === "list_companies") {
      const { of, stored, readAs } = await kept(context, filter);
      if (readAs.length > 0) {
        const { id } = await makeList(context, name, { of, filter: stored });
        return { id, name, readAs, count: 0 };
      }
    }
    const records = (list ?? []).filter((ref) => ref.type === "person" || ref.type === "company");
    const of = records[0]?.type === "company" ? "company" : "person";
    const same = records.filter((ref) => ref.type === of);
    if (same.length === 0)
      throw new AppError(
        "bad_input",
        "Show some people first, like “investors in Madrid”; then I can save that list.",
      );
    const { id } = await makeList(context, name, { of });
    const orders = same.map((ref) => ({
      id: ref.id,
      command: { kind: "join_list" as const, listId: id },
    }));
    if (of === "company") await context.write(companyRecords, orders);
    else await context.write(personRecords, orders);
    return { id, name, readAs: null, count: same.length };
  },
  reply: ({ id, name, readAs, count }) => ({
    text: readAs
      ? `Saved ${bold(name)}: it always holds whoever matches (${literal(readAs.join("; "))}).`
      : `Saved ${bold(name)} with the ${count} shown.`,
    records: [{ type: "list", id, name }],
    actions: [showButton(id)],
  }),
});

/** The filter as said, with what it meant then in the place of names: "my" stays the saver's. */
async function kept(
  context: ToolContext,
  { tool, args }: IntendedCall,
): Promise<{ of: List["of"]; stored: Record<string, unknown>; readAs: string[] }> {
  const asking = { tool: "save_list", args: {} };
  if (tool === "list_companies") {
    const input = await resolveCompanyFilter(context, only(args, companyFilter));
    const { readAs } = await readCompanyFilter(context, input, asking);
    return { of: "company", stored: await stored(context, input), readAs };
  }
  const input = await resolveFilter(context, only(args, peopleFilter));
  const { readAs } = await readPeopleFilter(context, input, asking);
  return { of: "person", stored: await stored(context, input), readAs };
}

const only = (args: Record<string, unknown>, shape: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).filter(([field]) => field in shape));

async function stored(
  context: ToolContext,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  const withIds = entries.map(([field, value]): [string, unknown] => [
    field,
    typeof value === "object" && value !== null && "id" in value ? value.id : value,
  ]);
  const result = Object.fromEntries(withIds);
  if (typeof result.list === "string")
    result.list = (await getNamedList(context, result.list, { tool: "show_list", args: {} })).id;
  return result;
}
