/** From the approved version of a draft to the mail that goes out, in the conversation it answers. */
import type { Tx } from "../../db/client.ts";
import { readApproved, threadOf, type Approved, type Send } from "../../db/queries/sends.ts";
import type { Mail, MailAddress } from "./outbox-port.ts";

/** The mail of this row, as its last attempt had it; undefined where its draft cannot be read. */
export async function findMail(tx: Tx, send: Send): Promise<Mail | undefined> {
  const approved = await readApproved(tx, send);
  return approved && composeMail(tx, send, approved);
}

export async function composeMail(tx: Tx, send: Send, approved: Approved): Promise<Mail> {
  const { content, replyToId, sender, files } = approved;
  const emails = content.recipients.map(({ email }) => email);
  const references = replyToId === null ? [] : await threadOf(tx, replyToId, emails);
  const inReplyTo = references.at(-1);
  return {
    messageId: send.messageId,
    from: addressOf(sender),
    to: content.recipients.filter(({ cc }) => cc !== true).map(addressOf),
    cc: content.recipients.filter(({ cc }) => cc === true).map(addressOf),
    subject: content.subject,
    text: content.body,
    attachments: files,
    date: send.attemptAt ?? send.sendAt,
    ...(inReplyTo === undefined ? {} : { inReplyTo, references }),
  };
}

/** An address that stands for a name says nothing as one. */
const addressOf = ({ name, email }: MailAddress): MailAddress => ({
  name: name === email ? "" : name,
  email: email.trim(),
});
