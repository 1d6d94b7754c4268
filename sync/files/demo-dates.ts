/** Moves the dates of the shipped demo files by whole days, so that the demo never looks stale. */
import { DateTime } from "luxon";

export type DatedFile = "mbox" | "ics" | "csv" | "vcf";

/** Callers pass a multiple of 7, which keeps every weekday right. Text that holds no date is kept. */
export function shiftDates(kind: DatedFile, text: string, days: number): string {
  if (days === 0) return text;
  switch (kind) {
    case "mbox":
      return shiftMbox(text, days);
    case "ics":
      return shiftCalendar(text, days);
    case "csv":
      return shiftIso(text, days).replace(linkedInDate, (date) => move(date, "dd LLL yyyy", days));
    case "vcf":
      // Only the revision: birthdays and anniversaries do not move with the demo.
      return text.replace(/^REV[:;].*$/gm, (line) => shiftBasic(line, days));
  }
}

const linkedInDate = /\b\d{2} [A-Z][a-z]{2} \d{4}\b/g;
const movingProperty =
  /^(?:DTSTART|DTEND|DTSTAMP|RECURRENCE-ID|EXDATE|RDATE|RRULE)[;:].*(?:\r?\n[ \t].*)*/gim;

/** Dates as mail programs write them above a quoted reply, by language. */
const attributions = [
  { pattern: /\bOn (\w{3}, \d{1,2} \w{3} \d{4}) at /g, format: "ccc, d LLL yyyy", locale: "en-US" },
  {
    pattern: /\bEl (\p{L}{3}, \d{1,2} \p{L}{3,4} \d{4}) a las /gu,
    format: "ccc, d LLL yyyy",
    locale: "es",
  },
  { pattern: /\bEm (\d{2}\/\d{2}\/\d{4}) às /g, format: "dd/MM/yyyy", locale: "pt" },
  { pattern: /^Sent: (\w+, \d{1,2} \w+ \d{4})/gm, format: "cccc, d LLLL yyyy", locale: "en-US" },
];

function shiftMbox(text: string, days: number): string {
  let inHeaders = false;
  let afterBlank = true;
  const lines = text.split("\n").map((line) => {
    const separator = afterBlank && line.startsWith("From ");
    if (separator) inHeaders = true;
    afterBlank = line.trim() === "";
    if (afterBlank) inHeaders = false;
    if (separator) return shiftSeparator(line, days);
    return inHeaders && /^Date:/i.test(line) ? shiftHeader(line, days) : line;
  });
  return shiftAttributions(lines.join("\n"), days);
}

function shiftHeader(line: string, days: number): string {
  return line.replace(/(?:\w{3}, )?\d{1,2} \w{3} \d{4}/, (date) => {
    const format = `${date.includes(",") ? "ccc, " : ""}${/\b\d \w/.test(date) ? "d" : "dd"} LLL yyyy`;
    return move(date, format, days);
  });
}

/** The "From " line that starts a message: `From id Tue Nov 03 09:12:00 +0000 2026`. */
function shiftSeparator(line: string, days: number): string {
  return line.replace(
    /(\w{3} \w{3} \d{2}) (\d{2}:\d{2}:\d{2}(?: [+-]\d{4})?) (\d{4})/,
    (_, day: string, time: string, year: string) => {
      const moved = move(`${day} ${year}`, "ccc LLL dd yyyy", days);
      return `${moved.slice(0, -5)} ${time}${moved.slice(-5)}`;
    },
  );
}

function shiftAttributions(text: string, days: number): string {
  return attributions.reduce(
    (result, { pattern, format, locale }) =>
      result.replace(pattern, (whole, date: string) =>
        whole.replace(date, move(date, format, days, locale)),
      ),
    text,
  );
}

/** Time zone definitions carry the dates of historic clock changes, which must stay. */
function shiftCalendar(text: string, days: number): string {
  return text
    .split(/(^BEGIN:VTIMEZONE[\s\S]*?^END:VTIMEZONE)/m)
    .map((part) => (part.startsWith("BEGIN:VTIMEZONE") ? part : shiftProperties(part, days)))
    .join("");
}

function shiftProperties(text: string, days: number): string {
  return text.replace(movingProperty, (property) => {
    const unfolded = property.replace(/\r?\n[ \t]/g, "");
    const moved = shiftBasic(unfolded, days);
    // A line without a date keeps its folding, byte for byte.
    return moved === unfolded ? property : moved;
  });
}

function shiftBasic(text: string, days: number): string {
  return text.replace(/(?<![\dA-Za-z])\d{8}(?=T\d{6}|\b)/g, (date) => move(date, "yyyyMMdd", days));
}

function shiftIso(text: string, days: number): string {
  return text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => move(date, "yyyy-MM-dd", days));
}

/** Anything that is not a real date ("31 Feb", a phone number) is left as it stands. */
function move(date: string, format: string, days: number, locale = "en-US"): string {
  const parsed = DateTime.fromFormat(date, format, { zone: "utc", locale });
  return parsed.isValid ? parsed.plus({ days }).toFormat(format) : date;
}
