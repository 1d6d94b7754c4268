/** A draft as a reply: to whom, what about, and the words as they would go out. */
import type { DraftRow } from "../../db/queries/drafts.ts";
import type { Context } from "../context.ts";
import { formatInstant } from "../domain/format.ts";
import { bold, literal, type Button, type ListItem, type RecordRef, type Reply } from "../reply.ts";
import { fieldsOf, oneLine } from "./words.ts";

export const draftName = ({ subject, body }: Pick<DraftRow, "subject" | "body">): string =>
  oneLine(subject, 80) || oneLine(body, 60) || "Empty draft";

export const draftRecord = (draft: DraftRow): RecordRef => ({
  type: "draft",
  id: draft.id,
  name: draftName(draft),
});

const toWords = ({ recipients }: DraftRow): string =>
  recipients.map(({ name, email }) => (name === email ? email : `${name} (${email})`)).join(", ");

export function draftReply(draft: DraftRow, lead: string, { actor }: Context): Reply<Button> {
  const own = draft.ownerId === actor.userId;
  const record = draftRecord(draft);
  return {
    text: `${lead} Nothing has been sent.`,
    blocks: [
      {
        kind: "card",
        title: record.name,
        subtitle: `draft, version ${draft.version}`,
        record,
        fields: fieldsOf([
          ["To", toWords(draft)],
          ["Subject", draft.subject],
          ["By", own ? null : draft.owner],
          ["Can be sent until", formatInstant(draft.expiresAt, actor)],
        ]),
        ...(own ? { actions: [discardButton(draft)] } : {}),
      },
      { kind: "text", text: draft.body.split("\n").map(literal).join("\n") },
    ],
    records: [record],
  };
}

const discardButton = ({ id }: DraftRow): Button => ({
  label: "Discard",
  press: { kind: "call", tool: "discard_draft", args: { draft: id } },
});

export const draftItem = (draft: DraftRow, { actor }: Context): ListItem<Button> => ({
  text: `${bold(draftName(draft))} to ${literal(draft.recipients.map(({ name }) => name).join(", "))}`,
  detail: [
    `version ${draft.version}, ${formatInstant(draft.updatedAt, actor)}`,
    draft.ownerId === actor.userId ? "" : `by ${literal(draft.owner)}`,
  ]
    .filter(Boolean)
    .join(", "),
  record: draftRecord(draft),
  actions: [
    { label: "Open", press: { kind: "call", tool: "show_drafts", args: { draft: draft.id } } },
  ],
});
