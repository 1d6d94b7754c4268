/** Mail and meetings as facts, as reading a file would have made them, and one mail in somebody's own mailbox. */
import { createHash } from "node:crypto";
import { newId } from "../../core/domain/ids.ts";
import type { Database } from "../../db/client.ts";
import type { Content } from "../../db/queries/contents.ts";
import { storeMessages, type MessageFact } from "../../db/queries/messages.ts";
import { getMailbox, type User } from "../../db/queries/tenants.ts";

export interface Correspondent {
  email: string;
  name: string;
  domain?: string | null;
}

interface MailSeed {
  from: Correspondent;
  to: Correspondent;
  at: Date;
  key?: string;
  content: Content;
}

/** From one person to one other, whom no machine wrote. */
export const mailFact = ({ from, to, at, key = newId(), content }: MailSeed): MessageFact => ({
  key: `<${key}>`,
  ownKey: `<${key}> own`,
  fingerprint: createHash("sha256").update(key).digest(),
  sender: from.email,
  sentAt: at,
  occurredAt: at,
  threadReferences: [],
  threadSubject: content.subject.toLowerCase(),
  participants: [partOf("from", from), partOf("to", to)],
  participantCount: 2,
  machineScore: 0,
  content,
});

export const partOf = <Role extends string>(
  role: Role,
  { email, name, domain = null }: Correspondent,
) => ({ role, email, name, domain });

export const contentOf = (subject: string, more: Partial<Content> = {}): Content => ({
  subject,
  text: subject,
  fullText: null,
  location: null,
  attachments: [],
  problems: [],
  confidential: false,
  ...more,
});

/** A mail in this mailbox alone, which no colleague may read. */
export async function receiveMail(
  db: Database,
  user: User,
  mail: { from: Correspondent; subject: string; at?: Date; key?: string; confidential?: boolean },
): Promise<void> {
  const { from, subject, at = new Date(), confidential = false, key = newId() } = mail;
  const { tenantId, id } = user;
  const fact = mailFact({ from, to: user, at, key, content: contentOf(subject, { confidential }) });
  await db.transaction({ tenantId, actorId: id, viewerId: id }, async (tx) =>
    storeMessages(tx, await getMailbox(tx, id), [fact]),
  );
}
