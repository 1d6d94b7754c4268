/** From a parsed message to the facts that are stored of it: keys, people, thread and text. Pure. */
import { createHash } from "node:crypto";
import { companyDomainOf, normalizeEmail } from "../core/domain/email-address.ts";
import { displayName } from "../core/domain/names.ts";
import type { MessageFact, MessageParticipant } from "../db/queries/messages.ts";
import { machineScore } from "./mail/machine-mail.ts";
import type { Address, ParsedMessage } from "./mail/message.ts";

/** Keys are indexed: what is longer stands as its hash. */
const MAX_KEY = 300;
/** Mass mail ties nobody to anybody; of its recipients this many are kept. */
const MAX_PARTICIPANTS = 200;
const MAX_NAME = 200;
const MAX_REFERENCES = 50;
const PREFIX =
  /^\s*(?:(?:re|fwd?|aw|wg|sv|vs|vb|antw|doorst|tr|réf|ref|rv|rif|res|enc|odp|pd|ynt|ilt|转发|回复|答复)\s*(?:\[\d+\])?\s*[:：]|\[[^\]]{1,40}\])\s*/iu;
const REPLIED_DATE = "The date of the message before it was taken.";
const IMPORT_DATE = "The time of the import was taken.";

/** `previous` dates a message that has no readable date: mailboxes are roughly in order. */
export function messageFact(message: ParsedMessage, previous: Date | null, now: Date): MessageFact {
  const sender = senderOf(message);
  const sentAt = message.sentAt ?? null;
  const fingerprint = fingerprintOf(message);
  const key =
    message.messageId === undefined
      ? `fp:${fingerprint.toString("hex")}`
      : messageKey(message.messageId);
  const participants = participantsOf(message);
  const dated = sentAt === null ? [previous === null ? IMPORT_DATE : REPLIED_DATE] : [];
  return {
    key,
    ownKey: `${key}#${fingerprint.toString("hex").slice(0, 16)}`,
    fingerprint,
    sender,
    sentAt,
    occurredAt: sentAt ?? previous ?? now,
    threadReferences: referencesOf(message, key),
    threadSubject: threadSubject(message.subject),
    participants: participants.slice(0, MAX_PARTICIPANTS),
    participantCount: new Set(participants.map((participant) => participant.email)).size,
    machineScore: machineScore(message.machineEvidence),
    content: {
      subject: message.subject,
      text: message.newText,
      fullText: message.fullText === message.newText ? null : message.fullText,
      location: null,
      attachments: message.attachments,
      problems: [...message.problems, ...dated],
      confidential: message.confidential,
    },
  };
}

const senderOf = (message: ParsedMessage): string =>
  normalizeEmail(message.from[0]?.email ?? "") ?? "";

/** A subject without prefixes and list tags, as threads compare it. */
function threadSubject(subject: string): string {
  let rest = subject.normalize("NFKC");
  for (let shorter = rest.replace(PREFIX, ""); shorter !== rest; shorter = rest.replace(PREFIX, ""))
    rest = shorter;
  return rest.replace(/\s+/g, " ").trim().toLowerCase();
}

/** Copies of one mail differ in Message-ID, folding and blanks, never in these. */
function fingerprintOf(message: ParsedMessage): Buffer {
  const second = message.sentAt ? Math.floor(message.sentAt.getTime() / 1000) : "";
  const subject = message.subject.replace(/\s+/g, " ").trim();
  return createHash("sha256")
    .update(JSON.stringify([second, message.from[0]?.email ?? "", subject]))
    .update(message.fullText.replace(/\s+/g, ""))
    .digest();
}

function messageKey(messageId: string): string {
  const isShort = Buffer.byteLength(messageId) <= MAX_KEY;
  return `mid:${isShort ? messageId : createHash("sha256").update(messageId).digest("hex")}`;
}

/** Old programs write sentences into In-Reply-To; a Message-ID has an @. */
function referencesOf(message: ParsedMessage, ownKey: string): string[] {
  const ids = [
    ...message.references.slice(-MAX_REFERENCES),
    ...message.inReplyTo.slice(0, MAX_REFERENCES),
  ];
  const keys = new Set(ids.filter((id) => id.includes("@")).map(messageKey));
  keys.delete(ownKey);
  return [...keys];
}

function participantsOf(message: ParsedMessage): MessageParticipant[] {
  const found = new Map<string, MessageParticipant>();
  const add = (role: MessageParticipant["role"], addresses: Address[]): void => {
    for (const address of addresses) {
      const email = normalizeEmail(address.email);
      if (email === undefined || found.has(`${role} ${email}`)) continue;
      const name = displayName(address.name).slice(0, MAX_NAME);
      found.set(`${role} ${email}`, { role, email, name, domain: domainOf(email) });
    }
  };
  add("from", message.from);
  add("to", message.to);
  add("cc", message.cc);
  add("bcc", message.bcc);
  return [...found.values()];
}

const domainsSeen = new Map<string, string | null>();
const MAX_DOMAINS_SEEN = 20_000;

/** The same few domains come again and again, and reading one costs more than remembering it. */
export function domainOf(email: string): string | null {
  const host = email.slice(email.lastIndexOf("@") + 1);
  const seen = domainsSeen.get(host);
  if (seen !== undefined) return seen;
  const domain = companyDomainOf(email) ?? null;
  if (domainsSeen.size >= MAX_DOMAINS_SEEN) domainsSeen.clear();
  domainsSeen.set(host, domain);
  return domain;
}
