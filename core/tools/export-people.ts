/** Makes a file of a list's people, or of those last shown, for the asker to fetch. */
import { z } from "zod";
import { saveFile } from "../../db/queries/files.ts";
import { listPeople, type PersonRow } from "../../db/queries/people.ts";
import { AppError } from "../domain/errors.ts";
import { nameKey } from "../domain/names.ts";
import { bold } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { plural } from "../views/words.ts";
import { membersOf } from "./list-members.ts";
import { getNamedList } from "./list-named.ts";
import { csvFile, vcardFile, type Further } from "./people-files.ts";
import { peopleFilter, readPeopleFilter, resolveFilter } from "./people-filter.ts";

const MOST = 10_000;

export const exportPeople = defineTool({
  name: "export_people",
  summary: "Make a CSV or vCard file of a list, or of the people last shown",
  effect: "read",
  needs: "records:read",
  tainted: "refused",
  examples: [
    "export this list",
    "export that list as {format:csv=csv}",
    "export it as {format:csv=csv}",
    "export them as {format:vcards=vcard}",
    "export the {list:VIP} list",
    "export the {list:VIP} list as {format:csv=csv}",
    "export the list {list:Conference guests} as {format:vcard=vcard}",
    "download the {list:VIP} list",
    "give me the {list:VIP} list as a {format:spreadsheet=csv}",
    "download this as {format:csv=csv}",
    "make a {format:csv=csv} of the {list:VIP} list",
    "save these people as {format:address book cards=vcard}",
    "export this",
    "export those",
    "export them",
    "download {list:Conference guests}",
    "export as {format:csv=csv}",
    "send me the {list:VIP} list as {format:csv=csv}",
    "can I have the {list:VIP} list as {format:excel=csv}",
    "give me a {format:csv=csv} of this",
    "give me this as an {format:excel=csv} file",
    "download these contacts",
    "I need the {list:VIP} list as a {format:spreadsheet=csv}",
    "I need this in {format:excel=csv}",
    "export this list to {format:excel=csv}",
    "put this in a {format:spreadsheet=csv}",
    "turn this into a {format:csv=csv}",
    "export these people to {format:csv=csv}",
    "get that as {format:vcards=vcard}",
    "give me that as {format:vcards=vcard}",
    "show that as {format:vcards=vcard}",
    "give me those as {format:csv=csv}",
    "export those to {format:excel=csv}",
    "export {list:Conference guests}",
    "export {list:Conference guests} to {format:csv=csv}",
    "download {list:Conference guests} as {format:csv=csv}",
    "{format:csv=csv} of {list:Conference guests}",
    "put the {list:VIP} list into {format:excel=csv}",
    "I want to download this list",
    "I need a {format:csv=csv} of {list:Conference guests}",
    "I need {list:Conference guests} as {format:csv=csv}",
    "I want the {list:VIP} list in {format:excel=csv}",
  ],
  input: z.object({
    list: z.string().trim().min(1).max(100).optional(),
    format: z.enum(["csv", "vcard"]).optional(),
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    bytes: z.number(),
    count: z.number(),
    what: z.string(),
  }),
  mentions: {},
  async run(context, { list: said, format = "csv" }) {
    if (context.audience !== "dm")
      throw new AppError("forbidden", "A file is made for one person: ask me in a direct message.");
    const { title, people, further } = await chosen(context, said);
    if (people.length === 0) throw new AppError("not_found", "There is nobody to put in the file.");
    const stem = nameKey(title).replace(/\s+/g, "-").slice(0, 60) || "people";
    const file =
      format === "csv"
        ? { name: `${stem}.csv`, mimeType: "text/csv; charset=utf-8" }
        : { name: `${stem}.vcf`, mimeType: "text/vcard; charset=utf-8" };
    const body =
      format === "csv"
        ? await csvFile(context.tx, people, further, context.actor.timeZone)
        : await vcardFile(context.tx, people);
    const id = await saveFile(context.tx, context.actor.userId, { ...file, body }, context.now);
    return {
      id,
      name: file.name,
      bytes: Buffer.byteLength(body),
      count: people.length,
      what: title,
    };
  },
  reply: ({ id, name, bytes, count, what }) => ({
    text: `${bold(what)}, ${plural(count, "person", "people")}. The file is yours alone and kept for a day.`,
    blocks: [{ kind: "file", id, name, bytes }],
  }),
});

interface Chosen {
  title: string;
  people: PersonRow[];
  further: Further;
}

const nothing: Further = { fields: [], values: new Map() };

async function chosen(context: ToolContext, said: string | undefined): Promise<Chosen> {
  if (said) {
    const list = await getNamedList(context, said, { tool: "export_people", args: {} });
    if (list.of !== "person")
      throw new AppError(
        "bad_input",
        `${list.name} is a list of companies; people can be exported.`,
      );
    const { people, entries } = await membersOf(context, list, MOST);
    return { title: list.name, people, further: { fields: list.fields, values: entries } };
  }
  const { filter, list: shown } = context.focus;
  if (filter?.tool === "show_list" && typeof filter.args.list === "string")
    return chosen(context, filter.args.list);
  if (filter?.tool === "list_people") {
    const stored = Object.fromEntries(
      Object.entries(filter.args).filter(([field]) => field in peopleFilter),
    );
    const input = await resolveFilter(context, stored);
    const { where } = await readPeopleFilter(context, input, { tool: "export_people", args: {} });
    const { people } = await listPeople(context.tx, { ...where, limit: MOST });
    return { title: "People", people, further: nothing };
  }
  const ids = (shown ?? []).filter((ref) => ref.type === "person").map((ref) => ref.id);
  if (ids.length === 0)
    throw new AppError(
      "bad_input",
      "Show the people first, or say which list to export, like “export the VIP list”.",
    );
  const { people } = await listPeople(context.tx, { ids, limit: MOST });
  return { title: "People", people, further: nothing };
}
