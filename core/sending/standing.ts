/** How a draft stands: what it says, who said yes to that, and what became of it. */
import { findApprovals, type ApprovalRow } from "../../db/queries/approvals.ts";
import { findDrafts, type DraftRow } from "../../db/queries/drafts.ts";
import { findSends, type SendOfDraft } from "../../db/queries/outbox.ts";
import type { Tx } from "../../db/client.ts";
import { mayApprove } from "../policy.ts";
import { checkDraft, type Checked } from "./checks.ts";

export type DraftState =
  | "draft"
  | "waiting"
  | "approved"
  | "sending"
  | "sent"
  | "saved"
  | "failed"
  | "unknown"
  | "expired";

export interface Standing {
  draft: DraftRow;
  /** Every approval of any version, void ones too. */
  approvals: ApprovalRow[];
  /** Those that hold for the words as they are now, of people who may; one a person. */
  yes: ApprovalRow[];
  sends: SendOfDraft[];
  /** The send of the version that counts, where there is one. */
  send: SendOfDraft | undefined;
  state: DraftState;
}

/** A standing with what is in the way of letting it go. */
export interface CheckedStanding extends Standing {
  checked: Checked;
}

export async function standingOf(
  tx: Tx,
  draftId: string,
  now: Date,
): Promise<CheckedStanding | undefined> {
  const [standing] = await checkedStandings(tx, [draftId], now);
  return standing;
}

/** Of those of these drafts that can be seen. */
export async function checkedStandings(
  tx: Tx,
  ids: readonly string[],
  now: Date,
): Promise<CheckedStanding[]> {
  const drafts = await findDrafts(tx, { ids, limit: ids.length });
  const checked: CheckedStanding[] = [];
  for (const standing of await standingsOf(tx, drafts, now)) {
    const left = standing.state === "sent" || standing.state === "saved";
    checked.push({ ...standing, checked: left ? nothing : await checkDraft(tx, standing.draft) });
  }
  return checked;
}

/** In the way of what has left. */
const nothing: Checked = { problems: [], doubts: [], people: 1 };

export async function standingsOf(
  tx: Tx,
  drafts: readonly DraftRow[],
  now: Date,
): Promise<Standing[]> {
  if (drafts.length === 0) return [];
  const ids = drafts.map(({ id }) => id);
  const approvals = await findApprovals(tx, ids);
  const sends = await findSends(tx, ids);
  return drafts.map((draft) => {
    const own = {
      approvals: approvals.filter(({ draftId }) => draftId === draft.id),
      sends: sends.filter(({ draftId }) => draftId === draft.id),
    };
    const yes = standingApprovals(draft, own.approvals);
    const send = own.sends.find(
      ({ version, state }) => version === draft.version && state !== "cancelled",
    );
    return { draft, ...own, yes, send, state: stateOf({ draft, yes, send }, now) };
  });
}

/** Of each person the first that holds for exactly these bytes; nobody's who has lost the right since. */
export function standingApprovals(
  draft: Pick<DraftRow, "version" | "contentHash" | "ownerId">,
  approvals: readonly ApprovalRow[],
): ApprovalRow[] {
  const holding = approvals.filter(
    (one) =>
      one.voidedAt === null &&
      one.version === draft.version &&
      one.contentHash === draft.contentHash &&
      mayApprove(one.role, one.approverId === draft.ownerId),
  );
  return [...new Map(holding.reverse().map((one) => [one.approverId, one])).values()].reverse();
}

/**
 * How many more people must say yes, with `also` counted as one who does. Asked when somebody approves
 * and once more before it is sent: rights, and whom we know, may change in between.
 */
export function yesesMissing(
  { yes, checked }: Pick<CheckedStanding, "yes" | "checked">,
  also?: string,
): number {
  const people = new Set([...yes.map(({ approverId }) => approverId), ...(also ? [also] : [])]);
  return Math.max(0, checked.people - people.size);
}

function stateOf({ draft, yes, send }: Pick<Standing, "draft" | "yes" | "send">, now: Date) {
  if (send && send.state !== "cancelled") return send.state;
  if (draft.expiresAt < now) return "expired";
  return yes.length > 0 ? "waiting" : "draft";
}
