/** A draft as a reply: to whom, what about, the words as they would go out, and how it stands. */
import type { DraftRow } from "../../db/queries/drafts.ts";
import type { Context } from "../context.ts";
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
import type { CheckedStanding, Standing } from "../sending/standing.ts";
import { standingWords, stateNames } from "../sending/words.ts";
import { draftButtons } from "./draft-buttons.ts";
import { fieldsOf, oneLine } from "./words.ts";

export interface DraftViewOptions {
  /** What is said above it. */
  lead?: string;
  /** Whether a model is there that rewrites it. */
  model: boolean;
}

export const draftName = ({ subject, body }: Pick<DraftRow, "subject" | "body">): string =>
  oneLine(subject, 80) || oneLine(body, 60) || "Empty draft";

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
      footer(standing, context, options),
    ],
    records: [record],
  };
}

function headline(standing: Standing, context: Context): string {
  const words = standingWords(standing, context);
  if (standing.state === "draft") return "Nothing has been sent.";
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function letterHead({ draft }: Standing): Block<Button> {
  return {
    kind: "card",
    title: draft.subject || "No subject yet",
    record: draftRecord(draft),
    fields: fieldsOf([
      ["From", `${draft.owner} (${draft.ownerEmail})`],
      ["To", recipientWords(draft, false)],
      ["Cc", recipientWords(draft, true)],
    ]),
  };
}

const recipientWords = ({ recipients }: DraftRow, cc: boolean): string =>
  recipients
    .filter((one) => (one.cc === true) === cc)
    .map(({ name, email }) => (name === email ? email : `${name} (${email})`))
    .join(", ");

/** How it stands, and what may be done about it: below the words, which are to be read first. */
function footer(
  standing: CheckedStanding,
  context: Context,
  { model }: DraftViewOptions,
): Block<Button> {
  const { draft, state, checked } = standing;
  const { actor } = context;
  const open = state === "draft" || state === "waiting";
  const actions = draftButtons(standing, context, { model });
  return {
    kind: "card",
    title: titleOf(standing),
    subtitle: [`version ${draft.version}`, draft.shared ? "shared with the team" : ""]
      .filter(Boolean)
      .join(", "),
    fields: fieldsOf([
      ["How it stands", state === "draft" ? null : headline(standing, context)],
      ["Goes out", open && draft.sendAt ? formatInstant(draft.sendAt, actor) : null],
      ["In the way", open && checked.problems.length > 0 ? checked.problems.join(" ") : null],
      ["Two people", open && checked.because ? `Both must approve: ${checked.because}.` : null],
      ["Good until", open ? formatInstant(draft.expiresAt, actor) : null],
    ]),
    ...(actions.length > 0 ? { actions } : {}),
  };
}

function titleOf({ state, checked }: CheckedStanding): string {
  if (state === "draft")
    return checked.problems.length > 0 ? "Cannot be sent like this" : "Waits for your approval";
  const name = stateNames[state];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const draftItem = (
  standing: Standing,
  { actor }: Context,
  label = "Open",
): ListItem<Button> => {
  const { draft, state } = standing;
  const to = draft.recipients.map(({ name }) => name).join(", ");
  return {
    text: `${bold(draftName(draft))} to ${literal(to)}`,
    detail: [
      `${stateNames[state]}, version ${draft.version}, ${formatInstant(draft.updatedAt, actor)}`,
      draft.ownerId === actor.userId ? "" : `by ${literal(draft.owner)}`,
    ]
      .filter(Boolean)
      .join(", "),
    record: draftRecord(draft),
    actions: [{ label, press: { kind: "call", tool: "show_drafts", args: { draft: draft.id } } }],
  };
};
