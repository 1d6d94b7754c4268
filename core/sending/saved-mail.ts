/** A mail that became a file for want of a mail server, for whoever may see its draft to fetch and send. */
import type { Tx } from "../../db/client.ts";
import { findSend } from "../../db/queries/sends.ts";
import { findMail } from "./compose-mail.ts";
import { mimeOf, UNSENT } from "./mime.ts";
import type { MailAddress } from "./outbox-port.ts";
import { fromSender } from "./sender.ts";

/** What it is called where it is downloaded; nothing a path could be made of. */
export const mailFileName = (subject: string): string =>
  `${
    subject
      .replace(/[^\p{L}\p{N} _-]+/gu, "")
      .trim()
      .slice(0, 60) || "mail"
  }.eml`;

export async function savedMail(
  tx: Tx,
  outboxId: string,
  from: MailAddress | undefined,
): Promise<{ name: string; body: Buffer } | undefined> {
  const send = await findSend(tx, outboxId);
  const mail = send?.state === "saved" ? await findMail(tx, send) : undefined;
  if (!mail) return undefined;
  const { raw } = await mimeOf(fromSender(mail, from), UNSENT);
  return { name: mailFileName(mail.subject), body: raw };
}
