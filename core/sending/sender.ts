/** Who mail is from: its author, or one address for everybody, where answers still go to the author. */
import { normalizeEmail } from "../domain/email-address.ts";
import type { Mail, MailAddress } from "./outbox-port.ts";

/** "Acme Sales <sales@acme.example>" or a bare address; undefined where it is neither. */
export function readAddress(text: string): MailAddress | undefined {
  const [, name = "", bracketed] = /^([^<>]*)<([^<>]+)>\s*$/.exec(text) ?? [];
  const email = normalizeEmail(bracketed ?? text);
  return email === undefined ? undefined : { name: name.trim().replace(/^"|"$/g, ""), email };
}

export function fromSender(mail: Mail, fixed: MailAddress | undefined): Mail {
  if (fixed === undefined || fixed.email === mail.from.email) return mail;
  const name = fixed.name === "" ? mail.from.name : fixed.name;
  return { ...mail, from: { name, email: fixed.email }, replyTo: mail.replyTo ?? mail.from };
}
