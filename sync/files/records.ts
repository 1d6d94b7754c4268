/** What the file readers yield: plain values, nothing stored yet. Every text is already masked. */
import type { Address } from "../mail/message.ts";

/** One event of an .ics file. Recurring masters are materialised within a window by the reader. */
export interface CalendarEvent {
  uid: string;
  /** Start of the original occurrence, ISO; with `uid` it identifies one meeting across calendars. */
  originalStart: string;
  /** It happens once and its uid is nobody else's in the file: with another start it has been moved. */
  isSingle: boolean;
  startsAt: Date;
  endsAt?: Date;
  allDay: boolean;
  cancelled: boolean;
  summary: string;
  description: string;
  location: string;
  organizer?: Address;
  /** Rooms and resources are left out. */
  attendees: (Address & { declined: boolean })[];
  /** CLASS:PRIVATE or CONFIDENTIAL. */
  confidential: boolean;
}

/** One person as an address book, LinkedIn export or spreadsheet row describes them. */
export interface ContactCard {
  name: string;
  givenName: string;
  familyName: string;
  emails: string[];
  /** International form where it could be determined, else as written. */
  phones: string[];
  company: string;
  title: string;
  linkedin: string;
  website: string;
  city: string;
  country: string;
  tags: string[];
  note: string;
  /** Date of birth and other dates, ISO, by what they are called. */
  dates: Record<string, string>;
  /** When this contact was added at the source, ISO date (LinkedIn "Connected On"). */
  connectedOn?: string;
  /** The source's own id of the card: vCard UID, LinkedIn URL. */
  sourceId?: string;
}

/** One company row of a spreadsheet. */
export interface CompanyRow {
  name: string;
  domain: string;
  industry: string;
  city: string;
  country: string;
  tags: string[];
}

/** One deal row of a spreadsheet. */
export interface DealRow {
  name: string;
  company: string;
  person: string;
  stage: string;
  pipeline: string;
  /** Decimal amount as text, without grouping. */
  value: string;
  currency: string;
  closeDate: string;
  /** E-mail address of the owner. */
  owner: string;
}

/** One item read from a file, or why that one could not be read; `position` is for people. */
export type Read<Item> =
  { position: string; item: Item; problems: string[] } | { position: string; failed: string };
