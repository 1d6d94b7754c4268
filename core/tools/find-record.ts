/** Finds people, companies and deals by name, and says who else is only known from mail. */
import { z } from "zod";
import { findByEmail, findByName } from "../../db/queries/names.ts";
import { nameKey } from "../domain/names.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { contactEvidence, plural } from "../views/words.ts";

const hit = z.object({
  type: z.enum(["person", "company", "deal", "identity"]),
  id: z.string(),
  name: z.string(),
  detail: z.string().nullable(),
  lastAt: z.date().nullable(),
});

const LISTED = 10;

export const findRecord = defineTool({
  name: "find_record",
  summary: "Find people, companies and deals by name",
  guide: "Use show_person or show_company when one record is meant; this lists candidates.",
  effect: "read",
  needs: "records:read",
  examples: [
    "find {query:sofia reyes}",
    "search for {query:acme}",
    "look up {query:john okafor}",
    "do we have {query:northwind logistics}",
    "is {query:lena kovac} in the crm",
    "do we know anybody called {query:weiss}",
    "is there anybody called {query:okafor}",
    "is {query:northwind} in our database",
    "have we got {query:nordia labs} in the system",
    "search the crm for {query:acme}",
    "find anyone named {query:reyes}",
    "check whether {query:lena kovac} is in the crm",
    "any company called {query:borealis}",
    "which people are called {query:john}",
    "who is called {query:weiss}",
    "find me somebody called {query:okafor}",
    "does the crm know {query:nordia labs}",
    "who is there with the name {query:john}",
    "is there a company named {query:tessel}",
    "do we have anyone called {query:weiss}",
    "have we got anybody named {query:okafor}",
    "is there a {query:greta vogel} in our database",
    "do you know a {query:greta vogel}",
    "anyone called {query:weiss} in here",
    "search {query:acme}",
    "find contacts named {query:john}",
    "look for {query:nordia labs}",
    "can you find {query:lena kovac}",
    "do we have a {query:weiss} in here",
  ],
  input: z.object({ query: z.string().trim().min(1).max(200) }),
  output: z.object({ query: z.string(), hits: z.array(hit) }),
  mentions: {},
  async run({ tx }, { query }) {
    const hits = query.includes("@")
      ? await findByEmail(tx, query.toLowerCase())
      : await findByName(tx, ["person", "company", "deal", "identity"], nameKey(query), query);
    const sorted = hits
      .filter((candidate) => candidate.similarity >= 0.5)
      .sort(
        (a, b) =>
          b.similarity - a.similarity ||
          Number(a.type === "identity") - Number(b.type === "identity"),
      );
    return { query, hits: sorted.slice(0, LISTED) as z.output<typeof hit>[] };
  },
  reply({ query, hits }, context) {
    if (hits.length === 0) return { text: `I find nobody and nothing called “${query}”.` };
    return {
      text: `${plural(hits.length, "match", "matches")} for “${query}”:`,
      blocks: [
        {
          kind: "list",
          items: hits.map(({ type, id, name, detail, lastAt }) => ({
            text: `${bold(name)}${detail ? `, ${literal(detail)}` : ""}`,
            detail:
              type === "identity"
                ? `seen in mail, not in the CRM${lastAt ? `; ${contactEvidence({ sent: 0, received: 0, meetings: 0, lastAt }, context.now)}` : ""}`
                : type,
            ...(type === "identity" ? {} : { record: { type, id, name } }),
          })),
        },
      ],
      records: hits.flatMap(({ type, id, name }) =>
        type === "identity" ? [] : [{ type, id, name }],
      ),
    };
  },
});
