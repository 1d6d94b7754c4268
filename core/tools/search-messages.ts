/** Search by words and by meaning in the messages, meetings and notes the asker may read. */
import { z } from "zod";
import { findIdentity, findPerson } from "../../db/queries/people.ts";
import { searchTexts, type TextMatch } from "../../db/queries/search.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import { plural, timelineItem } from "../views/words.ts";

const LISTED = 10;

export const searchMessages = defineTool({
  name: "search_messages",
  summary: "Search your mail, meetings and notes",
  effect: "read",
  needs: "records:read",
  examples: [
    "search mail for {query:pricing deck}",
    "search my messages for {query:renewal}",
    "find emails about {query:the pilot}",
    "find mails mentioning {query:discount}",
    "emails from {person:Sofia} about {query:pricing}",
    "search notes for {query:budget}",
    "what did {person:Sofia} say about {query:pricing}",
    "what did we say about {query:the renewal}",
    "which emails mention {query:the trade fair}",
    "any mail about {query:the trade fair}",
    "where did we talk about {query:pricing}",
    "did anybody mention {query:discount}",
    "did {person:Sofia} mention {query:the budget}",
    "has {person:Sofia} said anything about {query:pricing}",
    "what has {person:Sofia} written about {query:the pilot}",
    "what did {person:Leo} write about {query:the renewal}",
    "look for {query:invoice} in my mail",
    "find the mail where {person:Sofia} talks about {query:pricing}",
    "messages containing {query:pricing deck}",
    "find notes about {query:security review}",
    "what was said about {query:the renewal}",
    "search meetings for {query:roadmap}",
    "everything {person:Sofia} said about {query:the budget}",
    "in which mail was {query:discount} mentioned",
    "who mentioned {query:the trade fair}",
    "who wrote to us about {query:the trade fair}",
    "mails where somebody mentions {query:GDPR}",
    "I am looking for a mail about {query:the invoice}",
    "search {person:Sofia}'s mail for {query:pricing}",
    "search everything for {query:GDPR}",
    "full text search {query:pricing deck}",
    "have we ever discussed {query:exclusivity}",
    "any notes about {query:parking}",
    "what was that mail about {query:the venue}",
    "find the email about {query:the contract}",
    "find the mail about {query:the contract}",
    "dig out the mail where {person:Weiss} talks about {query:budget}",
    "dig out the mail about {query:the contract}",
    "dig up the email about {query:the contract}",
    "where did {person:Weiss} talk about {query:budget}",
    "which mail did {person:Sofia} mention {query:the budget} in",
    "did {person:Sofia} say anything about {query:pricing}",
    "what did {person:Sofia} tell us about {query:pricing}",
    "anything from {person:Sofia} about {query:pricing}",
    "which notes mention {query:GDPR}",
    "who talked about {query:GDPR}",
    "who brought up {query:pricing}",
    "where's the mail about {query:the invoice}",
    "search for {query:GDPR} in my mails",
    "mails from {person:Sofia} on {query:pricing}",
    "any emails mentioning {query:discount}",
    "search for {query:GDPR} in our mails",
  ],
  input: z.object({
    query: z.string().trim().min(1).max(200),
    person: z.string().max(200).optional(),
  }),
  output: anything as Anything<{ query: string; of: string | null; rows: TextMatch[] }>,
  mentions: { person: ["person", "identity"] },
  searchesFor: ({ query }) => query,
  async run({ tx, meaning }, { query, person }) {
    const identityIds =
      person?.type === "person"
        ? (await findPerson(tx, person.id))?.identityIds
        : person && [(await findIdentity(tx, person.id))?.id ?? person.id];
    const rows = await searchTexts(tx, {
      text: query,
      meaning,
      ...(identityIds ? { identityIds } : {}),
      limit: LISTED,
    });
    return { query, of: person?.name ?? null, rows };
  },
  reply({ query, of, rows }, context) {
    const where = of ? ` with ${of}` : "";
    if (rows.length === 0) return { text: `Nothing you can read${where} mentions “${query}”.` };
    const items = rows.map((row) => timelineItem(row, context));
    const words = rows.filter((row) => !row.byMeaning).length;
    const best = rows.length === LISTED ? ", the best ones" : "";
    return {
      text:
        words > 0
          ? `${plural(rows.length, "match", "matches")} for “${query}”${where}${words < rows.length ? `, ${rows.length - words} by meaning` : ""}${best}:`
          : `Nothing you can read${where} mentions “${query}”; ${rows.length === 1 ? "this is" : "these are"} near it in meaning:`,
      blocks: [{ kind: "list", items }],
      records: items.flatMap((item) => item.record ?? []),
    };
  },
});
