/**
 * Whom a listing, a bulk change, a segment or an export means: the arguments they share, how their
 * words are read, and the sentences that say so.
 */
import { z } from "zod";
import { findStages } from "../../db/queries/deals.ts";
import type { DealFilter, PeopleFilter } from "../../db/queries/people-filter.ts";
import { countrySpellings } from "../domain/country.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay, formatMoney } from "../domain/format.ts";
import { isId } from "../domain/ids.ts";
import { readMoney, type Money } from "../domain/money.ts";
import { spellings } from "../domain/spellings.ts";
import { resolveMention } from "../resolve.ts";
import type { MentionType, Ref } from "../ref.ts";
import type { Resolved, ToolContext } from "../tool.ts";
import { pastOf } from "./dates.ts";
import { getNamedList } from "./list-named.ts";
import { statusesOf } from "./status-words.ts";

const words = z.string().trim().min(1).max(100);

export const peopleFilter = {
  company: z.string().min(1).max(200).optional(),
  place: words.optional().describe("City or country"),
  industry: words.optional(),
  tag: words.optional().describe("A tag, or what they are interested in"),
  not_tag: words.optional().describe("Leave out whoever has this tag"),
  list: words.optional().describe("Who is on this list"),
  stage: words.optional().describe("Has a deal at this stage"),
  status: words.optional().describe("Status of the lead: Lead, Qualified, Won, Lost, customers"),
  owner: z.string().min(1).max(200).optional().describe("Whose people: a colleague, or me"),
  value_over: words.optional().describe("Has an open deal worth more"),
  value_under: words.optional().describe("Has an open deal worth less"),
  source: words.optional().describe("Where the lead came from"),
  lastContactBefore: words.optional().describe("Not spoken to since then: a date, or how long ago"),
  lastContactAfter: words.optional().describe("Spoken to since then: a date, or how long ago"),
  neverContacted: z.boolean().optional(),
  has_open_deal: z.boolean().optional(),
};

export const peopleMentions = { company: ["company"], owner: ["user"] } as const satisfies Record<
  string,
  readonly MentionType[]
>;

const schema = z.object(peopleFilter);
export type PeopleArgs = z.output<typeof schema>;
export type PeopleFilterInput = Resolved<PeopleArgs, typeof peopleMentions>;

export interface ReadFilter {
  where: PeopleFilter;
  /** One sentence part for each word read: "in Spain", "tagged investor". */
  readAs: string[];
}

/** Reads the words; `asking` is the call to go on with where one of them has to be asked about. */
export async function readPeopleFilter(
  context: ToolContext,
  input: PeopleFilterInput,
  asking: { tool: string; args: Record<string, unknown> },
): Promise<ReadFilter> {
  const parts = [
    ofRecord(input),
    await byList(context, input, asking),
    await byStatus(context, input),
    await byDeal(context, input),
    byContact(context, input),
  ];
  return {
    where: Object.assign({}, ...parts.map((part) => part.where)) as PeopleFilter,
    readAs: parts.flatMap((part) => part.readAs),
  };
}

/** The arguments as a button or a segment carries them: ids for what was resolved. */
export function argsOf(input: PeopleFilterInput): Record<string, unknown> {
  const entries = Object.entries(input).flatMap(([field, value]) =>
    value === undefined || !(field in peopleFilter)
      ? []
      : [[field, typeof value === "object" ? value.id : value]],
  );
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** A filter kept as words, its mentions resolved anew. */
export async function resolveFilter(
  context: ToolContext,
  stored: Record<string, unknown>,
): Promise<PeopleFilterInput> {
  const parsed = schema.parse(stored);
  return {
    ...parsed,
    ...(await resolveMentionsOf(context, parsed, peopleMentions)),
  } as PeopleFilterInput;
}

/** The records that the words of a kept filter mean now. */
export async function resolveMentionsOf(
  context: ToolContext,
  stored: Record<string, unknown>,
  mentions: Readonly<Record<string, readonly MentionType[]>>,
): Promise<Record<string, Ref>> {
  const refs: Record<string, Ref> = {};
  for (const [field, types] of Object.entries(mentions)) {
    const text = stored[field];
    if (typeof text === "string") refs[field] = await meant(context, text, types);
  }
  return refs;
}

/** Nothing to filter by: everybody. */
export const isEverybody = ({ where }: ReadFilter): boolean => Object.keys(where).length === 0;

async function meant(
  context: ToolContext,
  text: string,
  types: readonly MentionType[],
): Promise<Ref> {
  const resolution = await resolveMention(context.tx, context, { text, types }, false);
  if (resolution.kind === "one") return resolution.record;
  const what = isId(text) ? "A record that" : `“${text}”, which`;
  throw new AppError("not_found", `${what} the filter names is no longer here.`);
}

type Part = ReadFilter;
const nothing: Part = { where: {}, readAs: [] };

function ofRecord(input: PeopleFilterInput): Part {
  const { company, place, industry, tag, not_tag: notTag, owner, source } = input;
  return {
    where: {
      ...(company ? { companyId: company.id } : {}),
      ...(place ? { places: countrySpellings(withoutArticle(place)) } : {}),
      ...(industry ? { industry } : {}),
      ...(tag ? { tags: spellings(tag) } : {}),
      ...(notTag ? { notTags: spellings(notTag) } : {}),
      ...(owner ? { ownerId: owner.id } : {}),
      ...(source ? { source } : {}),
    },
    readAs: [
      company ? `works at ${company.name}` : "",
      place ? `in ${place} (theirs or their company's city or country)` : "",
      industry ? `industry or tag ${industry}` : "",
      tag ? `tagged ${tag}` : "",
      notTag ? `not tagged ${notTag}` : "",
      owner ? `owned by ${owner.name}` : "",
      source ? `came from ${source}` : "",
    ].filter(Boolean),
  };
}

const withoutArticle = (place: string): string => place.replace(/^the (?=\S)/i, "");

async function byList(
  context: ToolContext,
  { list: said }: PeopleFilterInput,
  asking: { tool: string; args: Record<string, unknown> },
): Promise<Part> {
  if (!said) return nothing;
  const list = await getNamedList(context, said, asking);
  if (list.of === "company")
    throw new AppError("bad_input", `${list.name} is a list of companies, not of people.`);
  if (!list.filter) return { where: { listId: list.id }, readAs: [`on the list ${list.name}`] };
  const read = await readPeopleFilter(context, await resolveFilter(context, list.filter), asking);
  return {
    where: { also: [read.where] },
    readAs: [`in the segment ${list.name}: ${read.readAs.join(", ") || "everybody"}`],
  };
}

async function byStatus(context: ToolContext, { status }: PeopleFilterInput): Promise<Part> {
  const statuses = status ? await statusesOf(context, status) : undefined;
  if (!statuses) return nothing;
  return { where: { statuses }, readAs: [`status ${statuses.join(" or ")}`] };
}

async function byDeal(context: ToolContext, input: PeopleFilterInput): Promise<Part> {
  const over = amountOf(context, input.value_over);
  const under = amountOf(context, input.value_under);
  const stages = input.stage ? await stagesCalled(context, input.stage) : undefined;
  const { has_open_deal: open } = input;
  const none = open === false && !stages && !over && !under;
  const asked = open === true || stages !== undefined || over !== undefined || under !== undefined;
  if (!asked && !none) return nothing;
  if (none) return { where: { noOpenDeal: true }, readAs: ["without an open deal"] };
  const deal: DealFilter = {
    openOnly: !stages || open === true,
    ...(stages ? { stageIds: stages.ids } : {}),
    ...(over ? { over } : {}),
    ...(under ? { under } : {}),
  };
  const readAs = [
    deal.openOnly ? "has an open deal" : "has a deal",
    stages ? `at stage ${stages.name}` : "",
    over ? `over ${said(over)}` : "",
    under ? `under ${said(under)}` : "",
  ];
  return {
    where: { deal },
    readAs: [`${readAs.filter(Boolean).join(" ")} (theirs or their company's)`],
  };
}

const said = ({ amount, currency }: Money): string =>
  `${formatMoney(amount, currency) ?? amount}${currency ? "" : " in whatever currency"}`;

function amountOf(context: ToolContext, text: string | undefined): Money | undefined {
  if (text === undefined) return undefined;
  const money = readMoney(text, context.tenant);
  if (!money)
    throw new AppError("bad_input", `I can't read “${text}” as an amount; say it like 50k.`);
  return money;
}

async function stagesCalled(
  { tx }: ToolContext,
  text: string,
): Promise<{ ids: string[]; name: string }> {
  const stages = await findStages(tx);
  const key = text
    .trim()
    .toLowerCase()
    .replace(/ stage$/, "");
  const found = stages.filter((stage) => stage.name.toLowerCase() === key || stage.outcome === key);
  const [first] = found;
  if (first) return { ids: found.map((stage) => stage.id), name: first.name };
  const names = [...new Set(stages.map((stage) => stage.name))].join(", ");
  throw new AppError("bad_input", `There is no stage called “${text}”; there are ${names}.`);
}

function byContact(context: ToolContext, input: PeopleFilterInput): Part {
  const { lastContactBefore: before, lastContactAfter: after } = input;
  const contactBefore = before ? pastOf(context, before) : undefined;
  const contactAfter = after ? pastOf(context, after) : undefined;
  const { neverContacted } = input;
  return {
    where: {
      ...(contactBefore ? { contactBefore } : {}),
      ...(contactAfter ? { contactAfter } : {}),
      ...(neverContacted ? { neverContacted } : {}),
    },
    readAs: [
      contactBefore ? `last contact before ${formatDay(contactBefore, context.actor)}` : "",
      contactAfter ? `last contact on or after ${formatDay(contactAfter, context.actor)}` : "",
      neverContacted ? "no contact on record" : "",
    ].filter(Boolean),
  };
}
