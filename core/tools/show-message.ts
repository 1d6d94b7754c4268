/** One message, meeting, call or note as a whole: who, when, and the text the asker may read. */
import { z } from "zod";
import { findMessage, type WholeMessage } from "../../db/queries/message.ts";
import type { Context } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant } from "../domain/format.ts";
import { bold, literal, type Reply, type Button } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { fieldsOf, oneLine } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";

const LONGEST_SHOWN = 8_000;

export const showMessage = defineTool({
  name: "show_message",
  summary: "Show one message, meeting or note with its whole text",
  effect: "read",
  needs: "records:read",
  examples: [
    "read me {message:the last email from Sofia}",
    "read {message:the last email from Leo} to me",
    "what does {message:the last email from Sofia} say",
    "show the full text of {message:the last email from Dana}",
    "full text of {message:that email}",
    "show me the whole of {message:the last message from Leo}",
    "what exactly did they write in {message:the last email from Sofia}",
  ],
  input: z.object({ message: z.string().trim().min(1).max(200) }),
  output: anything as Anything<WholeMessage>,
  mentions: { message: ["interaction"] },
  async run({ tx }, { message }) {
    const found = await findMessage(tx, message.id);
    if (!found) throw new AppError("not_found", "That message is no longer here.");
    return found;
  },
  reply: messageReply,
});

function messageReply(message: WholeMessage, { actor }: Context): Reply<Button> {
  const { kind, occurredAt, text, subject } = message;
  const name = oneLine(subject ?? "", 100) || kind;
  const record = { type: "interaction" as const, id: message.id, name };
  const at = formatInstant(occurredAt, actor);
  const by = message.from ? ` ${kind === "email" ? "from" : "by"} ${literal(message.from)}` : "";
  const owners = message.owners.join(" and ") || "a colleague";
  const card = {
    kind: "card" as const,
    title: name,
    subtitle: `${kind}, ${at}`,
    record,
    fields: fieldsOf([
      ...peopleOf(message),
      ["Not delivered", message.undelivered],
      ["Place", message.location],
      ["Attachments", message.attachments.join(", ")],
    ]),
  };
  const words = text === null ? "" : literalLines(text);
  const cut = words.length > LONGEST_SHOWN ? `${words.slice(0, LONGEST_SHOWN)} …` : words;
  return {
    text: `${bold(name)}: ${kind}${by}, ${at}.${text === null ? ` Its text is private to ${literal(owners)}.` : ""}`,
    blocks: [card, ...(cut === "" ? [] : [{ kind: "text" as const, text: cut }])],
    records: [record],
  };
}

const labels: Record<string, string> = {
  from: "From",
  organizer: "Organizer",
  to: "To",
  cc: "Copy to",
  attendee: "Attendees",
  about: "About",
};

function peopleOf({ people }: WholeMessage): [string, string][] {
  const name = ({ name: said, email }: WholeMessage["people"][number]) =>
    email && email !== said ? `${said} (${email})` : said;
  return Object.entries(labels).map(([role, label]) => [
    label,
    people
      .filter((one) => one.role === role)
      .map(name)
      .join(", "),
  ]);
}

const literalLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => literal(line))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
