/** From a calendar event to the facts that are stored of it. Pure. */
import { createHash } from "node:crypto";
import type { MeetingFact, MeetingParticipant } from "../db/queries/meetings.ts";
import type { CalendarEvent } from "./files/records.ts";
import type { Owner } from "./owner.ts";
import { domainOf } from "./message-facts.ts";

const MAX_UID = 300;
const MAX_PARTICIPANTS = 200;

/** Why an event is no meeting of the user's; undefined when it is one. Cancelled ones undo a stored one. */
export function reasonToSkip(event: CalendarEvent, owner: Owner): string | undefined {
  const isMine = (email: string): boolean => owner.addresses.has(email);
  if (event.attendees.some((attendee) => attendee.declined && isMine(attendee.email)))
    return "declined";
  const others = [...event.attendees, ...(event.organizer ? [event.organizer] : [])];
  if (event.allDay && !others.some(({ email }) => !isMine(email)))
    return "all-day entry without participants";
  return undefined;
}

/** Whoever declined took no part; the calendar's owner did, also where the event does not say so. */
export function meetingFact(event: CalendarEvent, owner: Owner, problems: string[]): MeetingFact {
  const participants = participantsOf(event, owner);
  const organizer = event.organizer?.email ?? "";
  const uid =
    event.uid.length <= MAX_UID ? event.uid : createHash("sha256").update(event.uid).digest("hex");
  const mark = `#${createHash("sha256").update(organizer).digest("hex").slice(0, 16)}`;
  const named = (key: string) => ({ key, ownKey: key + mark });
  return {
    ...named(`ics:${uid}|${event.originalStart}`),
    ...(event.isSingle ? { lasting: named(`ics:${uid}|`) } : {}),
    organizer,
    startsAt: event.startsAt,
    endsAt: event.endsAt ?? null,
    cancelled: event.cancelled,
    participants: participants.slice(0, MAX_PARTICIPANTS),
    participantCount: new Set(participants.map(({ email }) => email)).size,
    content: {
      subject: event.summary,
      text: event.description,
      fullText: null,
      location: event.location === "" ? null : event.location,
      attachments: [],
      problems,
      confidential: event.confidential,
    },
  };
}

function participantsOf(event: CalendarEvent, owner: Owner): MeetingParticipant[] {
  const entry = (
    role: MeetingParticipant["role"],
    email: string,
    name: string,
  ): MeetingParticipant => ({
    role,
    email,
    name,
    domain: domainOf(email),
  });
  const present = event.attendees.filter((attendee) => !attendee.declined);
  const found = present.map(({ email, name }) => entry("attendee", email, name));
  if (event.organizer)
    found.unshift(entry("organizer", event.organizer.email, event.organizer.name));
  if (!found.some(({ email }) => owner.addresses.has(email)))
    found.push(entry("attendee", owner.email, owner.name));
  return [
    ...new Map(
      found.map((participant) => [`${participant.role} ${participant.email}`, participant]),
    ).values(),
  ];
}
