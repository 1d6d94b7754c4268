/** Dismisses a suggestion for good: it does not come back with the next mail. */
import { z } from "zod";
import { findSuggestion } from "../../db/queries/open-suggestions.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { decide } from "./accepting.ts";

export const dismissSuggestion = defineTool({
  name: "dismiss_suggestion",
  summary: "Dismiss a suggestion; it is not made again",
  effect: "write",
  needs: "suggestions:decide",
  examples: [
    "dismiss {suggestion:Tracy Ngo}",
    "dismiss suggestion {suggestion:Tracy Ngo}",
    "don't suggest {suggestion:Tracy Ngo}",
    "never suggest {suggestion:Tracy Ngo} again",
    "reject the suggestion {suggestion:Tracy Ngo}",
    "ignore the suggestion {suggestion:Tracy Ngo}",
    "stop suggesting {suggestion:Tracy Ngo}",
    "no to the suggestion {suggestion:Tracy Ngo}",
    "skip the suggestion {suggestion:Tracy Ngo}",
    "turn down the suggestion {suggestion:Tracy Ngo}",
    "dismiss {suggestion:the second suggestion}",
    "{suggestion:Tracy Ngo} does not belong in the crm",
    "I don't want {suggestion:Tracy Ngo} suggested",
    "I don't want to see {suggestion:Tracy Ngo} suggested again",
    "don't suggest {suggestion:Tracy Ngo} any more",
    "no, not {suggestion:Tracy Ngo}, dismiss that suggestion",
    "remove {suggestion:Tracy Ngo} from the suggestions",
    "drop the suggestion {suggestion:Tracy Ngo}",
    "take {suggestion:Tracy Ngo} off the suggestions",
  ],
  input: z.object({ suggestion: z.string().trim().min(1).max(200) }),
  output: z.object({ name: z.string() }),
  mentions: { suggestion: ["suggestion"] },
  async run(context, { suggestion: { id } }) {
    const suggestion = await findSuggestion(context.tx, id);
    if (suggestion?.status !== "open")
      throw new AppError("conflict", "That suggestion has already been decided.");
    await decide(context, [suggestion], "dismissed");
    return { name: suggestion.name };
  },
  reply: ({ name }) => ({ text: `I won't suggest ${bold(name)} again.` }),
});
