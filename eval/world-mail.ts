/** The mail and the calendars of the fixture workspace, as an import would have stored them. */
import { createHash } from "node:crypto";
import type { Tx } from "../db/client.ts";
import { identitiesOf, refreshCorrespondence } from "../db/queries/correspondence.ts";
import { storeMeetings, type MeetingFact } from "../db/queries/meetings.ts";
import { storeMessages, type MessageFact } from "../db/queries/messages.ts";
import { refreshSuggestions } from "../db/queries/suggestions.ts";
import { getMailbox, type User } from "../db/queries/tenants.ts";

interface Correspondent {
  name: string;
  email: string;
}

/** A message between the mailbox's owner and somebody outside. */
export interface MailSeed {
  incoming: boolean;
  other: Correspondent;
  at: Date;
  subject: string;
  text: string;
}

export interface MeetingSeed {
  title: string;
  others: readonly Correspondent[];
  at: Date;
  minutes?: number;
}

/** Fills the mailbox and calendar of `owner`, whose transaction it is, and counts who knows whom. */
export async function addCorrespondence(
  tx: Tx,
  owner: User,
  {
    mail,
    meetings,
    now,
  }: { mail: readonly MailSeed[]; meetings: readonly MeetingSeed[]; now: Date },
): Promise<void> {
  const mailbox = await getMailbox(tx, owner.id);
  const messages = mail.map((seed) => messageOf(owner, seed));
  await storeMessages(tx, mailbox, messages);
  await storeMeetings(
    tx,
    mailbox,
    meetings.map((seed) => meetingOf(owner, seed)),
  );
  const addresses = [
    ...mail.map(({ other }) => other.email),
    ...meetings.flatMap(({ others }) => others.map((other) => other.email)),
  ];
  await refreshCorrespondence(tx, await identitiesOf(tx, [...new Set(addresses)]), now);
  await refreshSuggestions(tx, owner.id, now);
}

const domainOf = (email: string): string | null => email.split("@")[1] ?? null;

const part = <Role extends string>(role: Role, { email, name }: Correspondent) => ({
  role,
  email,
  name,
  domain: domainOf(email),
});

function messageOf(owner: User, seed: MailSeed): MessageFact {
  const { incoming, other, at, subject, text } = seed;
  const [from, to] = incoming ? [other, owner] : [owner, other];
  const key = `<${digestOf(seed, owner).toString("hex").slice(0, 24)}@mail.example>`;
  return {
    key,
    ownKey: `${key} own`,
    fingerprint: digestOf(seed, owner),
    sender: from.email,
    sentAt: at,
    occurredAt: at,
    threadReferences: [],
    threadSubject: subject.toLowerCase(),
    participants: [part("from", from), part("to", to)],
    participantCount: 2,
    machineScore: 0,
    content: contentOf(subject, text),
  };
}

function meetingOf(owner: User, { title, others, at, minutes = 60 }: MeetingSeed): MeetingFact {
  const key = `ics:${digestOf(title, at, others).toString("hex").slice(0, 24)}|1`;
  return {
    key,
    ownKey: `${key}|own`,
    organizer: owner.email,
    startsAt: at,
    endsAt: new Date(at.getTime() + minutes * 60_000),
    cancelled: false,
    participants: [part("organizer", owner), ...others.map((other) => part("attendee", other))],
    participantCount: 1 + others.length,
    content: contentOf(title, ""),
  };
}

const contentOf = (subject: string, text: string) => ({
  subject,
  text,
  fullText: null,
  location: null,
  attachments: [],
  problems: [],
  confidential: false,
});

const digestOf = (...parts: unknown[]): Buffer =>
  createHash("sha256").update(JSON.stringify(parts)).digest();
