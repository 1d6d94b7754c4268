/** What may be pressed on a draft's card, by how it stands and who looks. */
import { DateTime } from "luxon";
import type { DraftRow } from "../../db/queries/drafts.ts";
import type { Context } from "../context.ts";
import { LONGEST } from "../domain/draft.ts";
import { formatWeekday } from "../domain/format.ts";
import { isAllowed, mayApprove } from "../policy.ts";
import type { Button } from "../reply.ts";
import { yesesMissing, type CheckedStanding } from "../sending/standing.ts";

export function draftButtons(
  standing: CheckedStanding,
  context: Context,
  { model, mails }: { model: boolean; mails: boolean },
): Button[] {
  const { draft, state, send } = standing;
  const { actor } = context;
  const own = draft.ownerId === actor.userId;
  const may = mayApprove(actor.role, own);
  const writes = own && isAllowed(actor.role, "records:write");
  const words = writes
    ? [editButton(draft, draft), attachButton(draft), ...(model ? toneButtons(draft) : [])]
    : [];
  const bin = writes ? [discardButton(draft)] : [];
  switch (state) {
    case "draft":
    case "waiting":
      return [
        ...(may ? approveButtons(standing, context, mails) : []),
        ...(may && state === "waiting" ? [takeBackButton(draft)] : []),
        ...words,
        ...bin,
      ];
    case "expired":
      return [...(writes ? [renewButton(draft)] : []), ...words, ...bin];
    case "approved":
      return [...(may ? [takeBackButton(draft)] : []), ...words, ...bin];
    case "failed":
      return [...(may ? tryAgainButtons(standing, context, mails) : []), ...words, ...bin];
    case "unknown":
      return may && send ? resolveButtons(send.id) : [];
    case "sending":
    case "sent":
    case "saved":
      return [];
  }
}

/** Where an approver has lost the right, somebody else approves it first. */
const tryAgainButtons = (standing: CheckedStanding, context: Context, mails: boolean): Button[] =>
  yesesMissing(standing) > 0
    ? approveButtons(standing, context, mails)
    : [{ ...approveButton(standing.draft), label: "Try again" }];

/** None where something is in the way, or this person has said yes already. */
function approveButtons(
  standing: CheckedStanding,
  { actor, now }: Context,
  mails: boolean,
): Button[] {
  const { draft, yes, checked, send } = standing;
  if (checked.problems.length > 0) return [];
  const sendNow: Button = {
    label: "Send at once instead",
    press: { kind: "call", tool: "schedule_draft", args: { draft: draft.id, at_once: true } },
  };
  const planned = draft.sendAt !== null && draft.ownerId === actor.userId ? [sendNow] : [];
  // What was tried in time and failed may be tried late.
  if (draft.sendAt && draft.sendAt <= now && !send) return planned;
  if (yes.some(({ approverId }) => approverId === actor.userId)) return [];
  const [goesOut, later] = mails ? ["send", "send"] : ["save as a file", "save"];
  const label =
    draft.sendAt && draft.sendAt > now
      ? `Approve, ${later} ${shortMoment(draft.sendAt, actor)}`
      : checked.people > 1 && yes.length === 0
        ? "Approve, as the first of two"
        : `Approve and ${goesOut}`;
  return [{ ...approveButton(draft), label }, ...planned];
}

const approveButton = ({ id, version, contentHash, sendAt }: DraftRow): Button => ({
  label: "Approve and send",
  style: "primary",
  press: {
    kind: "approve",
    draft: id,
    version,
    contentHash,
    ...(sendAt ? { sendAt: sendAt.toISOString() } : {}),
  },
});

/** "Fri 27 Nov 2026, 9:00" */
const shortMoment = (at: Date, reader: Context["actor"]): string =>
  `${formatWeekday(at, reader)}, ${DateTime.fromJSDate(at, { zone: reader.timeZone }).toFormat("H:mm")}`;

const takeBackButton = ({ id, version }: DraftRow): Button => ({
  label: "Take back",
  style: "danger",
  press: { kind: "void", draft: id, version },
});

const resolveButtons = (outbox: string): Button[] => [
  { label: "It arrived", press: { kind: "resolve", outbox, as: "sent" } },
  { label: "It did not; send it again", press: { kind: "resolve", outbox, as: "retry" } },
  { label: "It did not; leave it", press: { kind: "resolve", outbox, as: "failed" } },
];

/** Carries the version it was made from: what changed meanwhile is not written over unseen. */
export const editButton = (
  { id, version }: Pick<DraftRow, "id" | "version">,
  { subject, body }: Pick<DraftRow, "subject" | "body">,
  label = "Edit",
): Button => ({
  label,
  press: { kind: "call", tool: "edit_draft", args: { draft: id, version } },
  form: {
    title: "Edit the draft",
    submit: "Save as a new version",
    fields: [
      { name: "subject", label: "Subject", value: subject, max: LONGEST.subject },
      { name: "body", label: "Text", value: body, multiline: true, max: LONGEST.body },
    ],
  },
});

const attachButton = ({ id }: DraftRow): Button => ({
  label: "Attach",
  press: { kind: "call", tool: "attach_file", args: { draft: id } },
  form: {
    title: "Attach files",
    submit: "Attach",
    fields: [{ name: "files", label: "Files", value: "", files: true }],
  },
});

const toneButtons = ({ id, version }: DraftRow): Button[] =>
  ["Shorter", "Warmer"].map((label) => ({
    label,
    press: {
      kind: "call",
      tool: "edit_draft",
      args: { draft: id, version, change: label.toLowerCase() },
    },
  }));

const renewButton = ({ id, version }: DraftRow): Button => ({
  label: "Renew",
  style: "primary",
  press: { kind: "call", tool: "edit_draft", args: { draft: id, version, renew: true } },
});

const discardButton = ({ id }: DraftRow): Button => ({
  label: "Discard",
  press: { kind: "call", tool: "discard_draft", args: { draft: id } },
});
