/** Reads .ics text into events; each event stands alone, so a broken one costs only itself. */
import ICAL from "ical.js";
import { normalizeEmail } from "../../core/domain/email-address.ts";
import { maskSecrets } from "../../core/domain/masking.ts";
import type { Address } from "../mail/message.ts";
import { componentBlocks, withoutRecurrence, type Block } from "./ics-blocks.ts";
import { occurrencesOf, wallClock } from "./ics-recurrence.ts";
import { FileZones } from "./ics-time.ts";
import type { CalendarEvent, Read } from "./records.ts";

export interface Window {
  from: Date;
  to: Date;
}

const MAX_OCCURRENCES = 400;
const MAX_TEXT = 100_000;
const DAY_MS = 86_400_000;

const SALVAGED = "Part of the event, or its recurrence, could not be read; the rest was kept.";

interface Master {
  component: ICAL.Component;
  block: Block;
  problems: string[];
}

/** Single events whatever their date; recurring ones only inside the window. */
export function* readIcs(text: string, window: Window): Generator<Read<CalendarEvent>> {
  const blocks = componentBlocks(text);
  const zones = zonesOf(blocks.zones, blocks.calendarZone);
  const masters: Master[] = [];
  for (const block of blocks.events) {
    const component = parseEvent(block.text);
    const essentials = component ?? parseEvent(withoutRecurrence(block.text));
    if (essentials === undefined) yield failed(block, "The event is not valid iCalendar.");
    else
      masters.push({
        component: essentials,
        block,
        problems: component === undefined ? [SALVAGED] : [],
      });
  }
  const moved = movedOccurrences(masters, zones);
  const repeated = repeatedUids(masters);
  for (const master of masters) {
    yield* readOrSalvage(master, { zones, window, moved, repeated });
  }
}

interface Context {
  zones: FileZones;
  window: Window;
  /** uid + moment of occurrences that have an event of their own. */
  moved: ReadonlySet<string>;
  /** uids of several events. */
  repeated: ReadonlySet<string>;
}

function readOrSalvage(master: Master, context: Context): Read<CalendarEvent>[] {
  try {
    return [...readMaster(master, context)];
  } catch {
    return salvage(master, context);
  }
}

function salvage({ block }: Master, context: Context): Read<CalendarEvent>[] {
  const component = parseEvent(withoutRecurrence(block.text));
  try {
    if (component !== undefined)
      return [...readMaster({ component, block, problems: [SALVAGED] }, context)];
  } catch {
    // Its own times are broken as well: nothing is left to place it by.
  }
  return [failed(block, "The event's times could not be read.")];
}

function* readMaster(
  { component, block, problems: known }: Master,
  context: Context,
): Generator<Read<CalendarEvent>> {
  const property = component.getFirstProperty("dtstart");
  const start = property?.getFirstValue();
  if (property === null || !(start instanceof ICAL.Time)) {
    yield failed(block, "The event has no start.");
    return;
  }
  const tzid = zoneName(property);
  const problems = [...known];
  if (tzid !== undefined && !context.zones.isKnown(tzid))
    problems.push("Its time zone is unknown; taken as UTC.");
  const base = describe(component, start, context.zones);
  const original = recurrenceId(component, context.zones);
  const { starts, problem } =
    original === undefined ? startsOf(component, start, context) : { starts: [start] };
  if (problem !== undefined) problems.push(problem);
  const duration = durationOf(component, start, context.zones);
  const isSeries = starts.length !== 1 || starts[0] !== start;
  const isNamed = textOf(component, "uid") !== "";
  for (const occurrence of starts) {
    const startsAt = context.zones.toDate(occurrence, tzid);
    if (original === undefined && context.moved.has(key(base.uid, startsAt))) continue;
    const originalStart = original ?? stamp(startsAt, occurrence.isDate);
    const ends = duration === undefined ? {} : { endsAt: new Date(startsAt.getTime() + duration) };
    const position = isSeries
      ? `line ${block.line}, ${stamp(startsAt, true)}`
      : `line ${block.line}`;
    const isSingle =
      !isSeries && original === undefined && isNamed && !context.repeated.has(base.uid);
    yield { position, item: { ...base, startsAt, originalStart, isSingle, ...ends }, problems };
  }
}

/** All starts in wall-clock time of the event's own zone. */
function startsOf(
  component: ICAL.Component,
  start: ICAL.Time,
  { zones, window }: Context,
): { starts: ICAL.Time[]; problem?: string } {
  const rule = component.getFirstPropertyValue("rrule");
  const extra = component
    .getAllProperties("rdate")
    .flatMap((property) => property.getValues().map(asTime));
  if (!(rule instanceof ICAL.Recur) && extra.length === 0) return { starts: [start] };
  const from = new Date(window.from.getTime() - DAY_MS);
  const to = new Date(window.to.getTime() + DAY_MS);
  const bounds = { from, to, max: MAX_OCCURRENCES + 2 };
  const ruled =
    rule instanceof ICAL.Recur ? occurrencesOf(rule, start, bounds) : { starts: [start] };
  const tzid = zoneName(component.getFirstProperty("dtstart"));
  const excluded = excludedMoments(component, zones);
  const byMoment = new Map<number, ICAL.Time>();
  for (const time of [...ruled.starts, ...extra.filter((value) => value !== undefined)]) {
    const moment = zones.toDate(time, tzid).getTime();
    const inside = moment >= window.from.getTime() && moment <= window.to.getTime();
    if (inside && !excluded.has(moment)) byMoment.set(moment, time);
  }
  const starts = [...byMoment.values()]
    .sort((a, b) => wallClock(a) - wallClock(b))
    .slice(0, MAX_OCCURRENCES);
  return { ...ruled, starts };
}

function excludedMoments(component: ICAL.Component, zones: FileZones): Set<number> {
  const excluded = new Set<number>();
  for (const property of component.getAllProperties("exdate")) {
    for (const value of property.getValues()) {
      const time = asTime(value);
      if (time !== undefined) excluded.add(zones.toDate(time, zoneName(property)).getTime());
    }
  }
  return excluded;
}

type EventBase = Omit<CalendarEvent, "originalStart" | "isSingle" | "startsAt" | "endsAt">;

function describe(component: ICAL.Component, start: ICAL.Time, zones: FileZones): EventBase {
  const organizer = component.getFirstProperty("organizer");
  const organizerAddress = organizer === null ? undefined : addressOf(organizer);
  return {
    uid:
      textOf(component, "uid") ||
      `no-uid:${zones.toDate(start, undefined).toISOString()}:${textOf(component, "summary")}`,
    allDay: start.isDate,
    cancelled: /^cancelled$/i.test(textOf(component, "status")),
    summary: textOf(component, "summary"),
    description: textOf(component, "description"),
    location: textOf(component, "location"),
    ...(organizerAddress === undefined ? {} : { organizer: organizerAddress }),
    attendees: component.getAllProperties("attendee").flatMap(attendeeOf),
    confidential: /^(?:private|confidential)$/i.test(textOf(component, "class")),
  };
}

function attendeeOf(property: ICAL.Property): CalendarEvent["attendees"] {
  if (/^(?:room|resource)$/i.test(parameter(property, "cutype"))) return [];
  const address = addressOf(property);
  if (address === undefined) return [];
  return [{ ...address, declined: /^declined$/i.test(parameter(property, "partstat")) }];
}

function addressOf(property: ICAL.Property): Address | undefined {
  const value = property.getFirstValue();
  const written = parameter(property, "email") || (typeof value === "string" ? value : "");
  const email = normalizeEmail(written);
  const name = maskSecrets(parameter(property, "cn"));
  if (email === undefined) return undefined;
  return { name: name.toLowerCase() === email ? "" : name, email };
}

function durationOf(
  component: ICAL.Component,
  start: ICAL.Time,
  zones: FileZones,
): number | undefined {
  const end = component.getFirstProperty("dtend");
  const endTime = end?.getFirstValue();
  const startsAt = zones.toDate(start, zoneName(component.getFirstProperty("dtstart")));
  if (end !== null && endTime instanceof ICAL.Time) {
    const length = zones.toDate(endTime, zoneName(end)).getTime() - startsAt.getTime();
    return length >= 0 ? length : undefined;
  }
  const duration = component.getFirstPropertyValue("duration");
  if (duration instanceof ICAL.Duration) return Math.max(0, duration.toSeconds() * 1000);
  return start.isDate ? DAY_MS : undefined;
}

function movedOccurrences(masters: Master[], zones: FileZones): Set<string> {
  const moved = new Set<string>();
  for (const { component } of masters) {
    const property = component.getFirstProperty("recurrence-id");
    const value = property?.getFirstValue();
    if (property === null || !(value instanceof ICAL.Time)) continue;
    moved.add(key(textOf(component, "uid"), zones.toDate(value, zoneName(property))));
  }
  return moved;
}

function repeatedUids(masters: Master[]): Set<string> {
  const uids = masters.map(({ component }) => textOf(component, "uid"));
  return new Set(uids.filter((uid, index) => uids.indexOf(uid) !== index));
}

function recurrenceId(component: ICAL.Component, zones: FileZones): string | undefined {
  const property = component.getFirstProperty("recurrence-id");
  const value = property?.getFirstValue();
  if (property === null || !(value instanceof ICAL.Time)) return undefined;
  return stamp(zones.toDate(value, zoneName(property)), value.isDate);
}

function zonesOf(blocks: Block[], calendarZone: string | undefined): FileZones {
  const own = blocks.flatMap((block) => {
    try {
      const component = new ICAL.Component(ICAL.parse(block.text) as unknown[]);
      return [new ICAL.Timezone({ component, tzid: textOf(component, "tzid") })];
    } catch {
      return [];
    }
  });
  return new FileZones(own, calendarZone);
}

function parseEvent(text: string): ICAL.Component | undefined {
  try {
    return new ICAL.Component(ICAL.parse(text) as unknown[]);
  } catch {
    return undefined;
  }
}

function asTime(value: unknown): ICAL.Time | undefined {
  if (value instanceof ICAL.Time) return value;
  return value instanceof ICAL.Period ? value.start : undefined;
}

function zoneName(property: ICAL.Property | null): string | undefined {
  const name = property === null ? "" : parameter(property, "tzid");
  return name === "" ? undefined : name;
}

function parameter(property: ICAL.Property, name: string): string {
  const value: unknown = property.getParameter(name);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first.trim() : "";
}

function textOf(component: ICAL.Component, name: string): string {
  const value: unknown = component.getFirstPropertyValue(name);
  return typeof value === "string"
    ? maskSecrets(value.slice(0, MAX_TEXT).replaceAll("\0", "").trim())
    : "";
}

function key(uid: string, moment: Date): string {
  return `${uid}\n${moment.getTime()}`;
}

function stamp(moment: Date, dateOnly: boolean): string {
  return dateOnly ? moment.toISOString().slice(0, 10) : moment.toISOString();
}

function failed(block: Block, reason: string): Read<CalendarEvent> {
  return { position: `line ${block.line}`, failed: reason };
}
