/** Who is on a list now: those put on it, or those its filter finds. */
import { listCompanies, type CompanyRow } from "../../db/queries/companies.ts";
import { entriesOf, type Entry, type ListCard } from "../../db/queries/lists.ts";
import { listPeople, type PersonRow } from "../../db/queries/people.ts";
import type { ToolContext } from "../tool.ts";
import { readCompanyFilter, resolveCompanyFilter } from "./company-filter.ts";
import { readPeopleFilter, resolveFilter } from "./people-filter.ts";

export interface Members {
  people: PersonRow[];
  companies: CompanyRow[];
  total: number;
  /** By record id: the values of the list's own fields. */
  entries: Map<string, Entry["values"]>;
  /** Of a segment: the filter in words. */
  readAs: string[];
}

export async function membersOf(
  context: ToolContext,
  list: ListCard,
  limit: number,
): Promise<Members> {
  const { tx } = context;
  const entries = new Map((await entriesOf(tx, list.id)).map((one) => [one.recordId, one.values]));
  const asking = { tool: "show_list", args: {} };
  const byHand = { list: list.id };
  if (list.of === "company") {
    const filter = list.filter ? await resolveCompanyFilter(context, list.filter) : byHand;
    const { where, readAs } = await readCompanyFilter(context, filter, asking);
    const found = await listCompanies(tx, { ...where, limit });
    return { ...found, people: [], entries, readAs: list.filter ? readAs : [] };
  }
  const filter = list.filter ? await resolveFilter(context, list.filter) : byHand;
  const { where, readAs } = await readPeopleFilter(context, filter, asking);
  const found = await listPeople(tx, { ...where, limit });
  return { ...found, companies: [], entries, readAs: list.filter ? readAs : [] };
}
