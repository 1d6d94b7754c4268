/** The help text: a projection of the registry; what to try first, or all there is. */
import type { Context } from "../context.ts";
import { exampleText } from "../example-marks.ts";
import { isAllowed } from "../policy.ts";
import type { Button, ListItem, Reply } from "../reply.ts";
import type { Tool } from "../tool.ts";

/** What somebody new wants on the first day, one line each. */
export const TRY_FIRST = [
  "show_record",
  "last_contact",
  "list_people",
  "my_day",
  "add_task",
  "log_interaction",
  "update_deal",
  "pipeline_overview",
  "search_messages",
  "draft_message",
  "undo",
];

export function toHelp(
  tools: readonly Tool[],
  { actor, surface }: Pick<Context, "actor" | "surface">,
  { all = false }: { all?: boolean | undefined } = {},
): Reply<Button> {
  // A tool without examples is reached by its buttons only.
  const allowed = tools.filter(
    (tool) => isAllowed(actor.role, tool.needs) && tool.examples.length > 0 && tool.name !== "help",
  );
  const files = { kind: "text" as const, text: filesWords(surface) };
  if (all)
    return {
      text: "Ask in plain words. This is all I can do, with something to try for each:",
      blocks: [{ kind: "list", items: allowed.map((tool) => item(tool, 2)) }, files],
    };
  const first = TRY_FIRST.flatMap((name) => allowed.find((tool) => tool.name === name) ?? []);
  return {
    text: "Ask in plain words. Try these first:",
    blocks: [{ kind: "list", items: first.map((tool) => item(tool, 1)) }, files],
    actions: [
      {
        label: `Show all ${allowed.length}`,
        press: { kind: "call", tool: "help", args: { all: true } },
      },
    ],
  };
}

const item = ({ summary, examples }: Tool, most: number): ListItem<Button> => ({
  text: `**${summary}**`,
  detail: examples
    .slice(0, most)
    .map((example) => `“${exampleText(example)}”`)
    .join(" or "),
});

const IMPORTED = ".mbox, .eml, .ics, .vcf or .csv";

/** In the web chat a file is imported where it can be; elsewhere it can only go out. */
const filesWords = (surface: Context["surface"]): string =>
  surface === "slack"
    ? `Bring a file here to send it with a draft. To import ${IMPORTED} files, drop them into the web chat. Every change has an Undo.`
    : `Drop ${IMPORTED} files into the chat to import them, and any other to send it with a draft. Every change has an Undo.`;
