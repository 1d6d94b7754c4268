/** Adds a suggested person, title or phone to the CRM. */
import { z } from "zod";
import { findSuggestion } from "../../db/queries/open-suggestions.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { accept } from "./accepting.ts";

export const acceptSuggestion = defineTool({
  name: "accept_suggestion",
  summary: "Accept a suggestion",
  effect: "write",
  needs: "suggestions:decide",
  examples: [
    "accept {suggestion:Tracy Ngo}",
    "accept suggestion {suggestion:Tracy Ngo}",
    "accept the suggestion {suggestion:Tracy Ngo}",
    "add suggested {suggestion:Tracy Ngo}",
    "approve the suggestion {suggestion:Tracy Ngo}",
    "yes to the suggestion {suggestion:Tracy Ngo}",
    "take the suggestion {suggestion:Tracy Ngo}",
    "take {suggestion:Tracy Ngo} from the suggestions",
    "accept {suggestion:the second suggestion}",
    "add the suggested contact {suggestion:Tracy Ngo}",
    "yes, add the suggested contact {suggestion:Tracy Ngo}",
    "add {suggestion:Tracy Ngo} from the suggestions",
    "accept the suggested contact {suggestion:Tracy Ngo}",
    "take on the suggested {suggestion:Tracy Ngo}",
    "the suggestion {suggestion:Tracy Ngo} is good, add it",
  ],
  input: z.object({ suggestion: z.string().trim().min(1).max(200) }),
  output: z.object({ id: z.string(), name: z.string() }),
  mentions: { suggestion: ["suggestion"] },
  async run(context, { suggestion: { id } }) {
    const suggestion = await findSuggestion(context.tx, id);
    if (suggestion?.status !== "open")
      throw new AppError("conflict", "That suggestion has already been decided.");
    const [person] = await accept(context, [suggestion]);
    return { id: person?.id ?? suggestion.id, name: suggestion.name };
  },
  reply: ({ id, name }) => ({
    text: `${bold(name)} is in the CRM now.`,
    records: [{ type: "person", id, name }],
  }),
});
