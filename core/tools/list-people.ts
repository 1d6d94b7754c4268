/** People by filter; the answer says how each word was read. */
import { z } from "zod";
import { listPeople as queryPeople, type PersonRow } from "../../db/queries/people.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay } from "../domain/format.ts";
import { parsePast } from "../domain/when.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import { plural } from "../views/words.ts";

interface Listed {
  people: PersonRow[];
  total: number;
  readAs: string[];
}

const text = z.string().trim().min(1).max(100);

export const listPeople = defineTool({
  name: "list_people",
  summary: "List people by company, place, industry, tag or last contact",
  effect: "read",
  needs: "records:read",
  examples: [
    "people at {company:Acme}",
    "who do we know at {company:Northwind}",
    "who works at {company:Borealis Energy}",
    "contacts at {company:Zeta}",
    "people in {place:Barcelona}",
    "contacts in {place:Spain}",
    "contacts tagged {tag:investor}",
    "people tagged {tag:investor} in {place:Madrid}",
    "who is tagged {tag:partner}",
    "list my {tag:investor} contacts",
    "{industry:fintech} people in {place:Barcelona}",
    "{industry:fintech} people",
    "{industry:fintech} people in {place:Barcelona} I haven't spoken to in {lastContactBefore:3 months}",
    "people I haven't spoken to in {lastContactBefore:3 months}",
    "who haven't I talked to since {lastContactBefore:June}",
    "people in {place:Madrid} I haven't contacted for {lastContactBefore:60 days}",
    "people at {company:Acme} I haven't spoken to in {lastContactBefore:2 months}",
    "who did I talk to since {lastContactAfter:Monday}",
    "people I spoke to in the last {lastContactAfter:2 weeks}",
    "people {neverContacted:I've never contacted}",
    "who have we {neverContacted:never spoken to}",
    "people at {company:Acme} {neverContacted:I've never contacted}",
    "list all people",
    "list all contacts",
  ],
  input: z.object({
    company: z.string().min(1).max(200).optional(),
    place: text.optional().describe("City or country"),
    industry: text.optional(),
    tag: text.optional(),
    lastContactBefore: text
      .optional()
      .describe("Not spoken to since then: a date, or how long ago"),
    lastContactAfter: text.optional().describe("Spoken to since then: a date, or how long ago"),
    neverContacted: z.boolean().optional(),
    limit: z.number().int().min(1).max(200).optional(),
  }),
  output: anything as Anything<Listed>,
  mentions: { company: ["company"] },
  async run(context, input): Promise<Listed> {
    const contactBefore = past(context, input.lastContactBefore);
    const contactAfter = past(context, input.lastContactAfter);
    const { company, place, industry, tag, neverContacted } = input;
    const result = await queryPeople(context.tx, {
      ...(company ? { companyId: company.id } : {}),
      ...(place ? { place } : {}),
      ...(industry ? { industry } : {}),
      ...(tag ? { tag } : {}),
      ...(contactBefore ? { contactBefore } : {}),
      ...(contactAfter ? { contactAfter } : {}),
      ...(neverContacted ? { neverContacted } : {}),
      limit: input.limit ?? 25,
    });
    const readAs = [
      company ? `works at ${company.name}` : "",
      place ? `in ${place} (theirs or their company's city or country)` : "",
      industry ? `industry or tag ${industry}` : "",
      tag ? `tagged ${tag}` : "",
      contactBefore ? `last contact before ${formatDay(contactBefore, context.actor)}` : "",
      contactAfter ? `last contact on or after ${formatDay(contactAfter, context.actor)}` : "",
      neverContacted ? "no contact on record" : "",
    ].filter(Boolean);
    return { ...result, readAs };
  },
  reply({ people, total, readAs }, context) {
    const filter = readAs.length > 0 ? ` (${readAs.join("; ")})` : "";
    if (people.length === 0) return { text: `Nobody matches${filter}.` };
    const shown = people.length < total ? `, the first ${people.length} shown` : "";
    return {
      text: `${plural(total, "person", "people")}${filter}${shown}:`,
      blocks: [
        {
          kind: "table",
          columns: ["Name", "Title", "Company", "Place", "Last contact"],
          rows: people.map((one) => [
            one.name,
            one.title ?? "",
            one.company ?? "",
            one.city ?? one.country ?? "",
            one.lastAt ? formatDay(one.lastAt, context.actor) : "never",
          ]),
        },
      ],
      records: people.map(({ id, name }) => ({ type: "person", id, name })),
    };
  },
});

function past({ now, actor }: ToolContext, words: string | undefined): Date | undefined {
  if (words === undefined) return undefined;
  const date = parsePast(words, { now, timeZone: actor.timeZone, locale: actor.locale });
  if (!date) throw new AppError("bad_input", `I can't read “${words}” as a date or a time ago.`);
  return date;
}
