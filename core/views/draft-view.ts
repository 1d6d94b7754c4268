/** A draft as a reply: to whom, what about, the words as they would go out, and how it stands. */
import type { DraftRow } from "../../db/queries/drafts.ts";
import type { Context } from "../context.ts";
import type { Attachment, Recipient } from "../domain/draft.ts";
import { formatInstant } from "../domain/format.ts";
import {
  bold,
  literal,
  type Block,
  type Button,
  type ListItem,
  type RecordRef,
  type Reply,
} from "../reply.ts";
import { yesesMissing, type CheckedStanding, type Standing } from "../sending/standing.ts";
import { standingWords, stateName } from "../sending/words.ts";
import { mailFileName } from "../sending/saved-mail.ts";
import { draftButtons } from "./draft-buttons.ts";
import { fieldsOf, oneLine, plural } from "./words.ts";

export interface DraftViewOptions {
  /** What is said above it. */
  lead?: string;
  /** Whether a model is there that rewrites it. */
  model: boolean;
  /** Whether anything here sends mail; else what is approved becomes a file. */
  mails: boolean;
}

export const draftName = ({ subject, body }: Pick<DraftRow, "subject" | "body">): string =>
  oneLine(subject, 80) || oneLine(body, 60) || "Empty draft";

const MOST_NAMED = 3;

/** "Sofia Reyes, Leo Marin and 26 others": for where its card is not, which names them all. */
export function addressees(recipients: readonly Pick<Recipient, "name">[]): string {
  const names = recipients.map(({ name }) => name);
  const further = names.length - MOST_NAMED;
  // Nobody is left out for one name.
  if (further < 2) return names.join(", ");
  return `${names.slice(0, MOST_NAMED).join(", ")} and ${further} others`;
}

export const draftRecord = (draft: DraftRow): RecordRef => ({
  type: "draft",
  id: draft.id,
  name: draftName(draft),
});

export function draftReply(
  standing: CheckedStanding,
  context: Context,
  options: DraftViewOptions,
): Reply<Button> {
  const { draft } = standing;
  const record = draftRecord(draft);
  const { lead } = options;
  return {
    // Of a draft it is always said; of all else the foot of the card tells.
    text:
      lead && standing.state !== "draft"
        ? lead
        : [lead, headline(standing, context)].filter(Boolean).join(" "),
    blocks: [
      letterHead(standing),
      {
        kind: "text",
        text: draft.body.split("\n").map(literal).join("\n"),
        exact: draft.body,
      },
      ...draft.attachments.map(attachedFile),
      footer(standing, context, options),
      ...savedFile(standing),
    ],
    records: [record],
  };
}

function headline(standing: Standing, context: Context): string {
  const words = standingWords(standing, context);
  if (standing.state === "draft") return "Nothing has been sent.";
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function letterHead({ draft, sends }: Standing): Block<Button> {
  return {
    kind: "card",
    title: draft.subject || (sends.length > 0 ? "No subject" : "No subject yet"),
    record: draftRecord(draft),
    fields: fieldsOf([
      ["From", `${draft.owner} (${draft.ownerEmail})`],
      ...recipientFields("To", draft, false),
      ...recipientFields("Cc", draft, true),
    ]),
  };
}

/** Several where they are many: no channel shortens a field so short, and nobody approves half a list. */
function recipientFields(label: string, { recipients }: DraftRow, cc: boolean): [string, string][] {
  const fields: [string, string][] = [];
  for (const { name, email } of recipients.filter((one) => (one.cc === true) === cc)) {
    const words = name === email ? email : `${name} (${email})`;
    const last = fields.at(-1);
    if (last && last[1].length + words.length < LONGEST_FIELD) last[1] += `, ${words}`;
    else fields.push([last ? `${label}, further` : label, words]);
  }
  return fields;
}

/** Characters. */
const LONGEST_FIELD = 700;

/** How it stands, and what may be done about it: below the words, which are to be read first. */
function footer(
  standing: CheckedStanding,
  context: Context,
  { model, mails }: DraftViewOptions,
): Block<Button> {
  const { draft, state, checked } = standing;
  const { actor } = context;
  const open = state === "draft" || state === "waiting";
  const lacking = open || (state === "failed" && yesesMissing(standing) > 0);
  const actions = draftButtons(standing, context, { model, mails });
  return {
    kind: "card",
    title: titleOf(standing),
    subtitle: [`version ${draft.version}`, draft.shared ? "shared with the team" : ""]
      .filter(Boolean)
      .join(", "),
    fields: fieldsOf([
      ["How it stands", state === "draft" ? null : headline(standing, context)],
      ["Goes out", open && draft.sendAt ? formatInstant(draft.sendAt, actor) : null],
      ["How it goes", open && !mails ? BECOMES_A_FILE : null],
      ["Worth a look", open && checked.doubts.length > 0 ? checked.doubts.join(" ") : null],
      ["In the way", open && checked.problems.length > 0 ? checked.problems.join(" ") : null],
      ["Two people", lacking && checked.because ? `Both must approve: ${checked.because}.` : null],
      ["Good until", open ? formatInstant(draft.expiresAt, actor) : null],
    ]),
    ...(actions.length > 0 ? { actions } : {}),
  };
}

/** For whoever sends it with their own mail program. */
function savedFile({ draft, send, state }: Standing): Block<Button>[] {
  if (state !== "saved" || !send) return [];
  const files = draft.attachments.reduce((sum, { size }) => sum + size, 0);
  // As text, bytes take a third more.
  const bytes = Buffer.byteLength(draft.body) + Math.ceil((files * 4) / 3);
  return [{ kind: "file", id: send.id, name: mailFileName(draft.subject), bytes }];
}

/** To be looked into before anybody lets it go. */
const attachedFile = ({ uploadId, name, size }: Attachment): Block<Button> => ({
  kind: "file",
  title: "Attached",
  id: uploadId,
  name,
  bytes: size,
});

const BECOMES_A_FILE =
  "Nothing here sends mail yet: once approved it becomes a file that your mail program opens and sends.";

function titleOf(standing: CheckedStanding): string {
  const { state, checked } = standing;
  if (state === "draft")
    return checked.problems.length > 0 ? "Cannot be sent like this" : "Waits for your approval";
  const name = stateName(standing);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const draftItem = (
  standing: Standing,
  { actor }: Context,
  label = "Open",
): ListItem<Button> => {
  const { draft } = standing;
  const to = addressees(draft.recipients);
  const files = draft.attachments.length;
  return {
    text: `${bold(draftName(draft))} to ${literal(to)}`,
    detail: [
      `${stateName(standing)}, version ${draft.version}, ${formatInstant(draft.updatedAt, actor)}`,
      files > 0 ? `with ${plural(files, "file")}` : "",
      draft.ownerId === actor.userId ? "" : `by ${literal(draft.owner)}`,
    ]
      .filter(Boolean)
      .join(", "),
    record: draftRecord(draft),
    actions: [{ label, press: { kind: "call", tool: "show_drafts", args: { draft: draft.id } } }],
  };
};
