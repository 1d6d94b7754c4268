/** Who mail and calendar suggest adding, and why. */
import { z } from "zod";
import { openSuggestions, type OpenSuggestion } from "../../db/queries/open-suggestions.ts";
import type { Context } from "../context.ts";
import { bold, literal, type Button, type ListItem } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import { contactEvidence, plural } from "../views/words.ts";

const LISTED = 10;

export const listSuggestions = defineTool({
  name: "list_suggestions",
  summary: "Show who your mail and calendar suggest adding",
  effect: "read",
  needs: "records:read",
  examples: [
    "show suggestions",
    "any suggestions?",
    "who should I add",
    "suggested contacts",
    "who is missing from the crm",
    "show more suggestions",
    "who am I missing",
    "who else should be in here",
    "suggest people to add",
    "any suggestions of people to add",
    "suggest contacts from my mail",
    "any new contacts to add",
    "missing contacts",
    "who do I mail with that is not in the crm",
    "who is in my inbox but not in the crm",
    "top {limit:5} suggestions",
    "show me {limit:20} suggestions",
    "who else might be worth adding from my mail",
    "who might be worth adding",
    "who is worth adding",
    "anyone worth adding",
    "who do you suggest",
    "what do you suggest adding",
    "any suggestions from my mail",
    "who in my inbox is missing here",
    "who should I add next",
    "are there any suggestions",
    "people you suggest",
    "any suggestions today",
    "who should I add from my inbox",
    "who should I add from my mail",
  ],
  input: z.object({ limit: z.number().int().min(1).max(500).optional() }),
  output: anything as Anything<Awaited<ReturnType<typeof openSuggestions>>>,
  mentions: {},
  run: ({ tx }, { limit }) => openSuggestions(tx, limit ?? LISTED),
  reply({ suggestions, total }, context) {
    if (total === 0)
      return {
        text: "No suggestions. They come from your mail and calendar: import a mailbox to get some.",
      };
    const people = suggestions.filter((one) => one.kind === "person").length;
    return {
      text: `${plural(total, "suggestion")}${total > suggestions.length ? `, the strongest ${suggestions.length} first` : ""}:`,
      blocks: [{ kind: "list", items: suggestions.map((one) => item(one, context)) }],
      ...(people > 1
        ? {
            actions: [
              {
                label: `Add all ${total}`,
                press: { kind: "call" as const, tool: "accept_suggestions", args: {} },
              },
            ],
          }
        : {}),
    };
  },
});

function item(suggestion: OpenSuggestion, context: Context): ListItem<Button> {
  const { id, kind, name, email, value, evidence } = suggestion;
  const why = contactEvidence({ ...evidence, lastAt: new Date(evidence.lastAt) }, context.now);
  const press = (tool: string) => ({ kind: "call" as const, tool, args: { suggestion: id } });
  return {
    text:
      kind === "person"
        ? `${bold(name)}, ${literal(email)}`
        : `${bold(name)}: ${kind} “${literal(value)}”, from their signature`,
    ...(why ? { detail: why } : {}),
    actions: [
      {
        label: kind === "person" ? "Add" : "Accept",
        style: "primary",
        press: press("accept_suggestion"),
      },
      { label: "Dismiss", press: press("dismiss_suggestion") },
    ],
  };
}
