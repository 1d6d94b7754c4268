/** One mail in somebody's own mailbox, which no colleague may read. */
import { createHash } from "node:crypto";
import { newId } from "../../core/domain/ids.ts";
import type { Database } from "../../db/client.ts";
import { storeMessages } from "../../db/queries/messages.ts";
import { getMailbox, type User } from "../../db/queries/tenants.ts";

export async function receiveMail(
  db: Database,
  user: User,
  { from, subject }: { from: { email: string; name: string }; subject: string },
): Promise<void> {
  const { tenantId, id } = user;
  const key = newId();
  const at = new Date();
  const fact = {
    key: `<${key}>`,
    ownKey: `<${key}> own`,
    fingerprint: createHash("sha256").update(key).digest(),
    sender: from.email,
    sentAt: at,
    occurredAt: at,
    threadReferences: [],
    threadSubject: subject,
    participants: [
      { role: "from" as const, ...from, domain: null },
      { role: "to" as const, email: user.email, name: user.name, domain: null },
    ],
    participantCount: 2,
    machineScore: 0,
    content: {
      subject,
      text: subject,
      fullText: null,
      location: null,
      attachments: [],
      problems: [],
      confidential: false,
    },
  };
  await db.transaction({ tenantId, actorId: id, viewerId: id }, async (tx) =>
    storeMessages(tx, await getMailbox(tx, id), [fact]),
  );
}
