/** The bytes of a mail: what is handed to a server, written to a file and taken into the timeline. */
import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { Mail, MailAddress } from "./outbox-port.ts";

export interface Bytes {
  raw: Buffer;
  envelope: { from: string; to: string[] };
}

/** Opened in a mail program it is still to be sent. */
export const UNSENT = { "X-Unsent": "1" };

export async function mimeOf(mail: Mail, headers: Record<string, string> = {}): Promise<Bytes> {
  const { messageId, from, replyTo, to, cc = [], text, inReplyTo, references = [], date } = mail;
  const { attachments = [] } = mail;
  const composer = new MailComposer({
    messageId,
    from: addressOf(from),
    to: to.map(addressOf),
    cc: cc.map(addressOf),
    subject: oneLine(mail.subject),
    text: text.replace(/\r\n?/g, "\n"),
    // Every server passes it on unchanged, and lines may be of any length.
    textEncoding: "quoted-printable",
    // Their kind is told by their names.
    attachments: attachments.map(({ name, body }) => ({ filename: name, content: body })),
    // Every try has the same bytes.
    baseBoundary: createHash("sha256").update(messageId).digest("hex").slice(0, 24),
    date,
    headers,
    // What somebody wrote is text: none of it is a path or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(replyTo ? { replyTo: addressOf(replyTo) } : {}),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references.length > 0 ? { references } : {}),
  });
  const raw = await composer.compile().build();
  const recipients = [...to, ...cc].map(({ email }) => email);
  return { raw, envelope: { from: from.email, to: [...new Set(recipients)] } };
}

const addressOf = ({ name, email }: MailAddress): { name: string; address: string } => ({
  name: oneLine(name),
  address: email,
});

/** A header is one line: what is typed into it must not begin another. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
