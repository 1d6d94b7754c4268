/** Adds everybody suggested, in one go. */
import { z } from "zod";
import { openSuggestions } from "../../db/queries/open-suggestions.ts";
import { AppError } from "../domain/errors.ts";
import { defineTool } from "../tool.ts";
import { accept } from "./accepting.ts";
import { plural } from "../views/words.ts";

const MOST = 500;

export const acceptSuggestions = defineTool({
  name: "accept_suggestions",
  summary: "Accept all suggested people",
  effect: "write",
  needs: "suggestions:decide",
  examples: [
    "add all of them",
    "accept all suggestions",
    "add all suggestions",
    "accept them all",
    "add everyone suggested",
    "approve all suggestions",
    "take all suggestions",
    "yes to all suggestions",
    "add every suggestion",
    "accept everything suggested",
    "add everybody you suggested",
    "bring in all suggested people",
    "all suggestions are fine, add them",
    "take over every suggestion",
    "take over all suggestions",
    "accept every suggestion",
    "accept the lot",
    "add everyone you suggested",
    "add all the suggested contacts",
    "import all suggestions",
    "all the suggestions are good",
  ],
  input: z.object({}),
  output: z.object({ people: z.array(z.object({ id: z.string(), name: z.string() })) }),
  mentions: {},
  async run(context) {
    const { suggestions } = await openSuggestions(context.tx, MOST);
    const wanted = suggestions.filter((suggestion) => suggestion.kind === "person");
    if (wanted.length === 0) throw new AppError("not_found", "There are no suggestions to accept.");
    const people = await accept(context, wanted);
    return { people };
  },
  reply: ({ people }) => ({
    text: `${plural(people.length, "person", "people")} added: ${people
      .slice(0, 10)
      .map((one) => one.name)
      .join(", ")}${people.length > 10 ? "…" : ""}.`,
    records: people.map(({ id, name }) => ({ type: "person", id, name })),
  }),
});
