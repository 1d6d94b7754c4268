/** Calendar times to moments: IANA zones first, then the file's own VTIMEZONE, then UTC. */
import ICAL from "ical.js";
import { DateTime, IANAZone } from "luxon";
import { ianaZoneOf } from "./windows-zones.ts";

/** Zones of one file, and which names had to be treated as UTC. */
export class FileZones {
  readonly #own = new Map<string, ICAL.Timezone>();
  readonly #iana = new Map<string, string | undefined>();
  readonly #calendarZone: string | undefined;

  constructor(own: ICAL.Timezone[], calendarZone: string | undefined) {
    for (const zone of own) this.#own.set(zone.tzid, zone);
    this.#calendarZone = calendarZone;
  }

  /** `tzid` is the property's own; a floating time belongs to the calendar's zone, else to UTC. */
  toDate(time: ICAL.Time, tzid: string | undefined): Date {
    if (time.isDate) return new Date(Date.UTC(time.year, time.month - 1, time.day));
    if (time.zone === ICAL.Timezone.utcTimezone || tzid === "UTC") return utc(time);
    const name = tzid ?? this.#calendarZone;
    if (name === undefined) return utc(time);
    const iana = this.#ianaName(name);
    if (iana !== undefined) return inZone(time, iana);
    const own = this.#own.get(name);
    return own === undefined
      ? utc(time)
      : new Date(utc(time).getTime() - own.utcOffset(time) * 1000);
  }

  isKnown(tzid: string): boolean {
    return this.#ianaName(tzid) !== undefined || this.#own.has(tzid);
  }

  #ianaName(tzid: string): string | undefined {
    if (!this.#iana.has(tzid)) this.#iana.set(tzid, findIanaName(tzid));
    return this.#iana.get(tzid);
  }
}

/** "Europe/Berlin", "Pacific Standard Time", "/mozilla.org/20070129_1/America/New_York", "UTC+11". */
function findIanaName(tzid: string): string | undefined {
  const name = tzid.trim().replace(/^"|"$/g, "");
  const windows = ianaZoneOf(name);
  if (windows !== undefined) return windows;
  if (/^[A-Za-z_]+\/|^UTC$|^GMT$/.test(name) && IANAZone.isValidZone(name)) return name;
  const segments = name.split("/").filter(Boolean);
  for (const length of [3, 2]) {
    const tail = segments.slice(-length).join("/");
    if (segments.length >= length && IANAZone.isValidZone(tail)) return tail;
  }
  return /^(?:UTC|GMT)[+-]\d{1,2}(?::\d{2})?$/.test(name) ? name.replace("GMT", "UTC") : undefined;
}

function inZone(time: ICAL.Time, zone: string): Date {
  const { year, month, day, hour, minute, second } = time;
  const local = DateTime.fromObject(
    { year, month, day, hour, minute, second: Math.min(second, 59) },
    { zone },
  );
  return local.isValid ? local.toJSDate() : utc(time);
}

function utc(time: ICAL.Time): Date {
  return new Date(
    Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second),
  );
}
