/** Cuts .ics text into its events and time zones by lines alone, so that each can fail on its own. */

export interface Block {
  text: string;
  /** Line of its BEGIN, from 1. */
  line: number;
}

export interface CalendarBlocks {
  events: Block[];
  zones: Block[];
  /** X-WR-TIMEZONE: the zone of times that name none. */
  calendarZone?: string;
}

/** Dates without VALUE=DATE are against the standard and common. */
const BARE_DATE =
  /^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(?:;TZID=[^:;]{1,100})?:(\d{8})[ \t]*$/gim;
const ESSENTIAL =
  /^(?:BEGIN|END|UID|SUMMARY|DESCRIPTION|LOCATION|DTSTART|DTEND|DURATION|RECURRENCE-ID|STATUS|CLASS|ORGANIZER|ATTENDEE)\s*[:;]/i;

const MAX_EVENT_CHARS = 2_000_000;

/** Components other than events and zones (to-dos, alarms, journals) are passed over. */
export function componentBlocks(text: string): CalendarBlocks {
  const blocks: CalendarBlocks = { events: [], zones: [] };
  let open: { kind: "VEVENT" | "VTIMEZONE"; start: number; lines: string[] } | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const begin = /^BEGIN:\s*(VEVENT|VTIMEZONE)\s*$/i.exec(raw)?.[1]?.toUpperCase();
    if (open === undefined) {
      const zone = /^X-WR-TIMEZONE[^:]{0,100}:(.{1,100})$/i.exec(raw)?.[1]?.trim();
      if (zone !== undefined) blocks.calendarZone = zone;
      if (begin === "VEVENT" || begin === "VTIMEZONE")
        open = { kind: begin, start: index, lines: [raw] };
      continue;
    }
    if (begin === "VEVENT") {
      // The event before was never closed: what it had is still worth reading.
      close(blocks, open);
      open = { kind: "VEVENT", start: index, lines: [raw] };
      continue;
    }
    if (raw !== "") open.lines.push(raw);
    if (new RegExp(`^END:\\s*${open.kind}\\s*$`, "i").test(raw)) {
      close(blocks, open);
      open = undefined;
    }
  }
  if (open !== undefined) close(blocks, open);
  return blocks;
}

/** The event with only the lines that say when, who and what. */
export function withoutRecurrence(text: string): string {
  let keeps = true;
  const lines = text.split("\r\n").filter((line) => {
    if (!/^[ \t]/.test(line)) keeps = ESSENTIAL.test(line);
    return keeps;
  });
  return lines.join("\r\n");
}

function close(
  blocks: CalendarBlocks,
  open: { kind: string; start: number; lines: string[] },
): void {
  const lines = withoutAlarms(open.lines).filter((line) => !/^END:\s*VCALENDAR\s*$/i.test(line));
  if (!/^END:/i.test(lines.at(-1) ?? "")) lines.push(`END:${open.kind}`);
  const text = lines.join("\r\n").replace(BARE_DATE, "$1;VALUE=DATE:$2");
  if (text.length > MAX_EVENT_CHARS) return;
  (open.kind === "VEVENT" ? blocks.events : blocks.zones).push({ text, line: open.start + 1 });
}

/** Alarms are nobody's meeting, and a broken one must not cost the event. */
function withoutAlarms(lines: string[]): string[] {
  let depth = 0;
  return lines.filter((line) => {
    if (/^BEGIN:\s*VALARM/i.test(line)) depth += 1;
    const keep = depth === 0;
    if (/^END:\s*VALARM/i.test(line) && depth > 0) depth -= 1;
    return keep;
  });
}
