/** The last look before a mail leaves: whether what was approved, by whom and for whom, still holds. */
import type { Tx } from "../../db/client.ts";
import { readApproved, type Approved, type Send } from "../../db/queries/sends.ts";
import { createHash } from "node:crypto";
import { contentHash } from "../domain/draft.ts";
import { isAllowed } from "../policy.ts";
import { standingOf, yesesMissing, type CheckedStanding } from "./standing.ts";

/** `cancelled`: somebody took it back; `failed`: it may not go out. */
interface Objection {
  state: "cancelled" | "failed";
  error: string;
}

/** What was approved, where it may still go out; else why not. */
export async function approvedOrNot(
  tx: Tx,
  send: Send,
  now: Date,
): Promise<{ approved: Approved } | { objection: Objection }> {
  const approved = await readApproved(tx, send);
  if (!approved)
    return { objection: failed("The draft can no longer be read by the person who wrote it.") };
  const standing = await standingOf(tx, send.draftId, now);
  // Thrown away.
  if (!standing) return { objection: takenBack };
  const objection =
    objectionToVersion(send, standing) ??
    objectionToSender(approved) ??
    objectionToApprovers(standing) ??
    objectionToBytes(send, approved) ??
    objectionToAge(standing, now) ??
    objectionToContent(standing);
  return objection ? { objection } : { approved };
}

function objectionToVersion(
  send: Send,
  { draft, approvals }: CheckedStanding,
): Objection | undefined {
  const holds = approvals.some(({ id, voidedAt }) => id === send.approvalId && voidedAt === null);
  if (draft.version === send.version && holds) return undefined;
  return takenBack;
}

const objectionToSender = ({ sender }: Approved): Objection | undefined =>
  isAllowed(sender.role, "records:write")
    ? undefined
    : failed(`${sender.name} may no longer send messages here.`);

/** As many people as at the approval must still stand by it. */
function objectionToApprovers(standing: CheckedStanding): Objection | undefined {
  if (yesesMissing(standing) === 0) return undefined;
  const { approvals, yes, draft, checked } = standing;
  const lost = approvals.filter(
    ({ version, voidedAt, approverId }) =>
      version === draft.version &&
      voidedAt === null &&
      !yes.some((one) => one.approverId === approverId),
  );
  const names = [...new Set(lost.map(({ approver }) => approver))].join(" and ");
  return failed(
    names === ""
      ? `A second person must approve it: ${checked.because ?? "it is no ordinary mail"}.`
      : `${names}, who approved it, may no longer approve messages; somebody else must.`,
  );
}

/** The hash is made anew, of the files too: what the approver saw is what goes out, whatever the rows say. */
function objectionToBytes(
  send: Send,
  { channel, content, files }: Approved,
): Objection | undefined {
  const attachments = files.map(({ name, body }) => ({
    name,
    sha256: createHash("sha256").update(body).digest("hex"),
  }));
  if (contentHash(channel, { ...content, attachments }) === send.contentHash) return undefined;
  return failed("The message is not the one that was approved.");
}

function objectionToAge({ draft }: CheckedStanding, now: Date): Objection | undefined {
  if (now <= draft.expiresAt) return undefined;
  return failed("The draft was too old when its time came; approve it again.");
}

const objectionToContent = ({ checked: { problems } }: CheckedStanding): Objection | undefined =>
  problems.length === 0 ? undefined : failed(problems.join(" "));

const takenBack: Objection = { state: "cancelled", error: "The approval was taken back." };
const failed = (error: string): Objection => ({ state: "failed", error });
