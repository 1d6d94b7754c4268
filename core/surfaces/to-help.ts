/** The help text: a projection of the registry. */
import type { Role } from "../context.ts";
import { exampleText } from "../example-marks.ts";
import { isAllowed } from "../policy.ts";
import type { Button, Reply } from "../reply.ts";
import type { Tool } from "../tool.ts";

export function toHelp(tools: readonly Tool[], role: Role): Reply<Button> {
  // A tool without examples is reached by its buttons only.
  const allowed = tools.filter(
    (tool) => isAllowed(role, tool.needs) && tool.examples.length > 0 && tool.name !== "help",
  );
  return {
    text: "Ask in plain words. This is what I can do, with something to try for each:",
    blocks: [
      {
        kind: "list",
        items: allowed.map((tool) => ({
          text: `**${tool.summary}**`,
          detail: tool.examples
            .slice(0, 2)
            .map((example) => `“${exampleText(example)}”`)
            .join(" or "),
        })),
      },
      {
        kind: "text",
        text: "Drop .mbox, .eml, .ics, .vcf or .csv files into the chat to import them. Every change has an Undo.",
      },
    ],
  };
}
