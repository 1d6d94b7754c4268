/** Renders a user's calendar: meetings, the weekly round with its exceptions, a holiday. */
import ICAL from "ical.js";
import type { DateTime } from "luxon";
import { getPerson, type Cast, type Person, type User } from "./cast.ts";
import type { Meeting } from "./stories.ts";

const madrid = `BEGIN:VTIMEZONE
TZID:Europe/Madrid
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE`;

const stamp = "DTSTAMP:20261120T170000Z";
const room =
  'ATTENDEE;CUTYPE=RESOURCE;CN="Room Muelle";PARTSTAT=ACCEPTED:mailto:room-muelle@harbourpine.example';

export function renderCalendar(user: User, cast: Cast, meetings: Meeting[]): string {
  const events = [
    ...meetings.filter((meeting) => meeting.owners.includes(user)).map((one) => event(one, cast)),
    weeklyRound(cast),
    ...(user === "ana" ? [holiday()] : []),
  ];
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Harbour & Pine//Calendar//EN",
    madrid,
  ];
  const text = [...lines, ...events, "END:VCALENDAR"].join("\r\n").replace(/\r?\n/g, "\r\n");
  // Reading it back and printing it folds long lines, and fails here if anything is malformed.
  return `${new ICAL.Component(ICAL.parse(text) as unknown[]).toString()}\r\n`;
}

function event(meeting: Meeting, cast: Cast): string {
  const [owner = "ana"] = meeting.owners;
  const people = [...meeting.owners, ...meeting.guests].map((key) => getPerson(cast, key));
  const invited = people.length > 1;
  return [
    "BEGIN:VEVENT",
    `UID:${meeting.id}@harbourpine.example`,
    stamp,
    when("DTSTART", meeting.at, meeting.flag === "utc"),
    when("DTEND", meeting.at.plus({ minutes: meeting.minutes }), meeting.flag === "utc"),
    `SUMMARY:${escape(meeting.title)}`,
    `LOCATION:${escape(meeting.place)}`,
    `STATUS:${meeting.flag === "cancelled" ? "CANCELLED" : "CONFIRMED"}`,
    ...(meeting.flag === "private" ? ["CLASS:PRIVATE"] : []),
    ...(invited ? [organizer(getPerson(cast, owner)), ...people.map(attendee)] : []),
    ...(meeting.flag === "room" ? [room] : []),
    "END:VEVENT",
  ].join("\r\n");
}

/** Mondays at 09:15, not in August's first three weeks, and once moved to a Tuesday. */
function weeklyRound(cast: Cast): string {
  const people = ["ana", "tom", "priya"].map((key) => getPerson(cast, key));
  const common = [
    "UID:monday-round@harbourpine.example",
    stamp,
    "SUMMARY:Monday round",
    "LOCATION:Video",
    organizer(getPerson(cast, "priya")),
    ...people.map(attendee),
    "END:VEVENT",
  ];
  const zone = "TZID=Europe/Madrid";
  const master = [
    "BEGIN:VEVENT",
    `DTSTART;${zone}:20260302T091500`,
    `DTEND;${zone}:20260302T094500`,
    "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270226T225959Z",
    `EXDATE;${zone}:20260803T091500,20260810T091500,20260817T091500`,
  ];
  const moved = [
    "BEGIN:VEVENT",
    `RECURRENCE-ID;${zone}:20261012T091500`,
    `DTSTART;${zone}:20261013T091500`,
    `DTEND;${zone}:20261013T094500`,
  ];
  return [...master, ...common, ...moved, ...common].join("\r\n");
}

function holiday(): string {
  return [
    "BEGIN:VEVENT",
    "UID:summer@harbourpine.example",
    stamp,
    "DTSTART;VALUE=DATE:20260724",
    "DTEND;VALUE=DATE:20260808",
    "SUMMARY:Village\\, phone works on one wall",
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ].join("\r\n");
}

function when(property: string, at: DateTime, utc: boolean): string {
  return utc
    ? `${property}:${at.toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")}`
    : `${property};TZID=Europe/Madrid:${at.toFormat("yyyyMMdd'T'HHmmss")}`;
}

function organizer(person: Person): string {
  return `ORGANIZER;CN="${person.name}":mailto:${person.email}`;
}

function attendee(person: Person): string {
  return `ATTENDEE;CN="${person.name}";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED:mailto:${person.email}`;
}

function escape(text: string): string {
  return text.replace(/([,;\\])/g, "\\$1");
}
