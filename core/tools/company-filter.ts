/** Which companies a listing or a segment means: the arguments, and how their words are read. */
import { z } from "zod";
import type { CompanyFilter } from "../../db/queries/people-filter.ts";
import { countrySpellings } from "../domain/country.ts";
import { AppError } from "../domain/errors.ts";
import { spellings } from "../domain/spellings.ts";
import type { Resolved, ToolContext } from "../tool.ts";
import { getNamedList } from "./list-named.ts";
import { peopleFilter, resolveMentionsOf } from "./people-filter.ts";

export const companyFilter = {
  place: peopleFilter.place,
  industry: peopleFilter.industry,
  tag: peopleFilter.tag,
  list: peopleFilter.list.describe("Companies on this list"),
  owner: peopleFilter.owner.describe("Whose companies: a colleague, or me"),
  has_open_deal: peopleFilter.has_open_deal,
};
export const companyMentions = { owner: ["user"] } as const;

const schema = z.object(companyFilter);
export type CompanyFilterInput = Resolved<z.output<typeof schema>, typeof companyMentions>;

export async function readCompanyFilter(
  context: ToolContext,
  input: CompanyFilterInput,
  asking: { tool: string; args: Record<string, unknown> },
): Promise<{ where: CompanyFilter; readAs: string[] }> {
  const { place, industry, tag, owner, has_open_deal: hasOpenDeal } = input;
  const list = await byList(context, input.list, asking);
  return {
    where: {
      ...(place ? { places: countrySpellings(place.replace(/^the (?=\S)/i, "")) } : {}),
      ...(industry ? { industry } : {}),
      ...(tag ? { tags: spellings(tag) } : {}),
      ...(owner ? { ownerId: owner.id } : {}),
      ...(hasOpenDeal === undefined ? {} : { hasOpenDeal }),
      ...list.where,
    },
    readAs: [
      place ? `in ${place}` : "",
      industry ? `industry or tag ${industry}` : "",
      tag ? `tagged ${tag}` : "",
      owner ? `owned by ${owner.name}` : "",
      hasOpenDeal === undefined ? "" : `${hasOpenDeal ? "with" : "without"} an open deal`,
      ...list.readAs,
    ].filter(Boolean),
  };
}

/** A filter kept as words, its mentions resolved anew. */
export async function resolveCompanyFilter(
  context: ToolContext,
  stored: Record<string, unknown>,
): Promise<CompanyFilterInput> {
  const parsed = schema.parse(stored);
  return {
    ...parsed,
    ...(await resolveMentionsOf(context, parsed, companyMentions)),
  } as CompanyFilterInput;
}

async function byList(
  context: ToolContext,
  said: string | undefined,
  asking: { tool: string; args: Record<string, unknown> },
): Promise<{ where: CompanyFilter; readAs: string[] }> {
  if (!said) return { where: {}, readAs: [] };
  const list = await getNamedList(context, said, asking);
  if (list.of === "person")
    throw new AppError("bad_input", `${list.name} is a list of people, not of companies.`);
  if (!list.filter) return { where: { listId: list.id }, readAs: [`on the list ${list.name}`] };
  const inner = await resolveCompanyFilter(context, list.filter);
  const read = await readCompanyFilter(context, inner, asking);
  return {
    where: { also: [read.where] },
    readAs: [`in the segment ${list.name}: ${read.readAs.join(", ") || "all"}`],
  };
}
