/** The last look before a mail leaves: whether what was approved, by whom and for whom, still holds. */
import type { Tx } from "../../db/client.ts";
import { optedOut } from "../../db/queries/opt-outs.ts";
import { readApproved, type Approved, type Send } from "../../db/queries/sends.ts";
import { contentHash } from "../domain/draft.ts";
import { normalizeEmail } from "../domain/email-address.ts";
import { isAllowed, mayApprove } from "../policy.ts";

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
  const objection =
    objectionToApproval(send, approved) ??
    objectionToBytes(send, approved) ??
    objectionToAge(approved, now) ??
    (await objectionToRecipients(tx, approved));
  return objection ? { objection } : { approved };
}

function objectionToApproval(send: Send, approved: Approved): Objection | undefined {
  const { approvers, sender, currentVersion } = approved;
  if (currentVersion !== send.version || !approvers.some(({ ofRow }) => ofRow))
    return { state: "cancelled", error: "The approval was taken back." };
  if (!isAllowed(sender.role, "records:write"))
    return failed(`${sender.name} may no longer send messages here.`);
  const allowed = approvers.every(({ id, role }) => mayApprove(role, id === sender.id));
  return allowed ? undefined : failed("The person who approved it may no longer approve messages.");
}

/** The hash is made anew: what the approver saw is what goes out, whatever the row says. */
function objectionToBytes(send: Send, { channel, content }: Approved): Objection | undefined {
  if (contentHash(channel, content) === send.contentHash) return undefined;
  return failed("The message is not the one that was approved.");
}

function objectionToAge({ expiresAt }: Approved, now: Date): Objection | undefined {
  if (now <= expiresAt) return undefined;
  return failed("The draft was too old when its time came; approve it again.");
}

async function objectionToRecipients(
  tx: Tx,
  { content }: Approved,
): Promise<Objection | undefined> {
  const emails = content.recipients.map(({ email }) => email);
  if (emails.length === 0) return failed("There is nobody to send it to.");
  const unusable = emails.find((email) => normalizeEmail(email) === undefined);
  if (unusable !== undefined) return failed("An address of this mail cannot be written to.");
  const out = await optedOut(tx, emails);
  return out.length === 0
    ? undefined
    : failed(`${out.join(", ")} asked not to be written to any more.`);
}

const failed = (error: string): Objection => ({ state: "failed", error });
