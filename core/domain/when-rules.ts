/** The date words chrono misses or reads otherwise than people at work do: one table of rewrites, one of rules. */
import type { DateTime } from "luxon";

/** Text with its words respelled, and where each character stood before. */
export interface Respelled {
  text: string;
  /** Offset in the original of each offset in `text`; one longer than the text. */
  offsets: number[];
}

const weekday = "mon|tues|wednes|thurs|fri|satur|sun";
const month =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const dayWord = `(?:(?:${weekday})day|today|tomorrow|yesterday|(?:${month})|\\d(?:st|nd|rd|th)?)`;

/** Applied in this order; each leaves a form the later ones and chrono understand. */
const rewrites: readonly [RegExp, string][] = [
  [/\b(?:tmrw|tmr|tmw|2mo?r+ow|2moro|tomm?orr?o?w|tomor+ow)\b/gi, "tomorrow"],
  [/\b(?:yday|yesterda|yest|yesteday)\b/gi, "yesterday"],
  [/\b(?:tdy|2day)\b/gi, "today"],
  [/\b(?:mond?|munday|modnay|monda)\b(?!\.)/gi, "monday"],
  [/\b(?:tues?|tuseday|teusday|tuesda)\b/gi, "tuesday"],
  [/\b(?:weds?|wedne|wensday|wednsday|wedensday|wednesdy)\b/gi, "wednesday"],
  [/\b(?:thurs?|thu|thrs|thrusday|thirsday|thurday|thursdy)\b/gi, "thursday"],
  [/\b(?:fri|firday|frday|fridy|friady)\b/gi, "friday"],
  [/\b(?:end of (?:the )?(?:business )?day|eod|cob|close of (?:business|play))\b/gi, "18:00"],
  // "Dec 18" is a day; chrono takes two digits behind a month for its year.
  [
    new RegExp(
      `(?<=\\b(?:${month}) (?:[12]?\\d|3[01]|0[1-9]))(?![\\d:.,%/-]*\\d|[\\p{L}%])`,
      "giu",
    ),
    "th",
  ],
  [/\bnxt\b(?= (?:w|m|q|y|mon|tue|wed|thu|fri|sat|sun))/gi, "next"],
  [
    /(?<=\b(?:\d+|an?|one|two|three|four|six|few|couple(?: of)?|next|last|this|nxt) ?)wks?\b/gi,
    "week",
  ],
  [/(?<=\b(?:in|by|until|till?|before|since) )jan\b(?! \d)/gi, "january"],
  [/(?<=\b(?:in|by|until|till?|before|since|to) )feb\b(?! \d)/gi, "february"],
  [/\b(?:two|2) fortnights\b/gi, "4 weeks"],
  [/\b(?:a|one) fortnight\b|\bfortnight\b/gi, "2 weeks"],
  [/\ba couple (?:of )?(?=(?:hour|day|week|month)s?\b)/gi, "2 "],
  [/\bthis morning\b/gi, "today 09:00"],
  [/\bthis afternoon\b/gi, "today 15:00"],
  [/\bthis evening\b/gi, "today 18:00"],
  [/\b(?:tonight|tonite)\b/gi, "today 20:00"],
  [
    new RegExp(
      `(?<=\\b${dayWord}),? (?:in the |early |first thing (?:in the )?)?(?:morning|am|first thing)\\b`,
      "gi",
    ),
    " 09:00",
  ],
  [
    new RegExp(`(?<=\\b${dayWord}),? (?:in the |at )?(?:lunch(?:time)?|noon|midday)\\b`, "gi"),
    " 12:00",
  ],
  [new RegExp(`(?<=\\b${dayWord}),? (?:in the )?(?:afternoon|pm)\\b`, "gi"), " 15:00"],
  [new RegExp(`(?<=\\b${dayWord}),? (?:in the )?(?:evening|night)\\b`, "gi"), " 18:00"],
  [/(?<=\b(?:\d+|a|two|three|four|six) (?:day|week|month)s?) from (?:now|today)\b/gi, " from now"],
  [/\bfirst thing (?=tomorrow|today|\w+day)/gi, "09:00 "],
];

export function respell(text: string): Respelled {
  let current: Respelled = {
    text,
    offsets: Array.from({ length: text.length + 1 }, (_, at) => at),
  };
  for (const [pattern, replacement] of rewrites) current = rewrite(current, pattern, replacement);
  return current;
}

function rewrite(given: Respelled, pattern: RegExp, replacement: string): Respelled {
  let text = "";
  let last = 0;
  const offsets: number[] = [];
  const keep = (from: number, to: number) => {
    text += given.text.slice(from, to);
    offsets.push(...given.offsets.slice(from, to));
  };
  for (const match of given.text.matchAll(pattern)) {
    keep(last, match.index);
    last = match.index + match[0].length;
    const from = given.offsets[match.index] ?? 0;
    // Inside a replaced word only its start is a place of the original: its end is the next character.
    offsets.push(...Array.from(replacement, () => from));
    text += replacement;
  }
  if (last === 0) return given;
  keep(last, given.text.length);
  offsets.push(given.offsets[given.text.length] ?? 0);
  return { text, offsets };
}

export type Lean = "future" | "past";

export interface DayRule {
  pattern: RegExp;
  /** The day meant, given the start of today; nothing where the words make no date. */
  day(match: RegExpMatchArray, today: DateTime, lean: Lean): DateTime | undefined;
}

const step: Record<string, number> = { next: 1, last: -1, previous: -1, coming: 1 };
const units: Record<string, "week" | "month" | "quarter" | "year"> = {
  w: "week",
  m: "month",
  q: "quarter",
  y: "year",
};

const monthNames = month;
const monthsLong =
  "january february march april may june july august september october november december".split(
    " ",
  );
const part: Record<string, number> = { early: 5, mid: 15, middle: 15, late: 25 };
const weekCounts: Record<string, number> = {
  first: 1,
  "1st": 1,
  second: 2,
  "2nd": 2,
  third: 3,
  "3rd": 3,
  fourth: 4,
  "4th": 4,
};

export const dayRules: readonly DayRule[] = [
  {
    // "End of Q1", "by the end of January".
    pattern: new RegExp(
      `\\b(?:the )?end of (?:(?:(this|next|last) )?q([1-4])(?:[ /'-]*((?:20)?\\d\\d)\\b)?|(${monthNames})(?: (20\\d\\d))?)\\b`,
      "gi",
    ),
    day: (match, today, lean) => {
      if (match[4]) return monthOf(match[4], match[5], today, lean)?.endOf("month").startOf("day");
      const named = [match[0], match[1], match[2], match[3]] as RegExpMatchArray;
      const start = quarterDay(Number(match[2]), named, today, lean);
      return start?.endOf("quarter").startOf("day");
    },
  },
  {
    pattern: new RegExp(
      `\\b(?:the )?(early|mid|late|(?:the )?middle of|(?:the )?(?:beginning|start) of)[ -](?:in )?(${monthNames})(?: (20\\d\\d))?\\b`,
      "gi",
    ),
    day: (match, today, lean) => {
      const words = (match[1] ?? "").toLowerCase().replace(/^the /, "").split(" ")[0] ?? "";
      return monthOf(match[2] ?? "", match[3], today, lean)?.set({ day: part[words] ?? 1 });
    },
  },
  {
    pattern: new RegExp(
      `\\b(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th|last) week (?:of|in) (?:(next|this) month|(${monthNames})(?: (20\\d\\d))?)\\b`,
      "gi",
    ),
    day: (match, today, lean) => {
      const start = match[3]
        ? monthOf(match[3], match[4], today, lean)
        : today.startOf("month").plus({ months: match[2]?.toLowerCase() === "next" ? 1 : 0 });
      return start && weekOf(start, (match[1] ?? "").toLowerCase());
    },
  },
  {
    pattern:
      /\b(?:the )?(?:(beginning|start|mid|middle) (?:of )?(?:the |this )?|mid[ -])(?:(next|last) )?(week|month|quarter|year)\b/gi,
    day: (match, today) => {
      const unit = unitOf(match[3]);
      const moved = today.plus({ [unit]: step[match[2]?.toLowerCase() ?? ""] ?? 0 }).startOf(unit);
      if (/^(?:beginning|start)$/i.test(match[1] ?? "")) return moved;
      const middle = {
        week: { days: 2 },
        month: { days: 14 },
        quarter: { days: 45 },
        year: { months: 6 },
      };
      return moved.plus(middle[unit]);
    },
  },
  {
    pattern: /\b(?:the )?week of (?:the )?(\d{1,2})(?:st|nd|rd|th)\b(?! (?:of )?[a-z]{3})/gi,
    day: (match, today, lean) => monthDay(Number(match[1]), today, lean),
  },
  {
    pattern:
      /\b(?:the )?(?:end of (?:the |this )?(?:(next|last) )?(week|month|quarter|year)|eo([wmqy])|(week|month|quarter|year)[ -]end)\b/gi,
    day: (match, today) => {
      const unit = unitOf(match[2] ?? match[4] ?? units[match[3]?.toLowerCase() ?? ""]);
      const moved = today.plus({ [unit]: step[match[1]?.toLowerCase() ?? ""] ?? 0 });
      // A working week ends on Friday, unless it is already over.
      const friday = moved.startOf("week").plus({ days: 4 });
      return unit === "week" && friday >= today ? friday : moved.endOf(unit).startOf("day");
    },
  },
  {
    pattern: /\b(?:(this|next|last) )?q([1-4])\b(?:[ /'-]*((?:20)?\d\d)\b)?/gi,
    day: (match, today, lean) => quarterDay(Number(match[2]), match, today, lean),
  },
  {
    pattern: /\b(next|last|previous|coming) (week|month|quarter|year)\b/gi,
    day: (match, today) => {
      const unit = unitOf(match[2]);
      return today.plus({ [unit]: step[match[1]?.toLowerCase() ?? ""] ?? 1 }).startOf(unit);
    },
  },
  {
    pattern: /\bthis (week|month|quarter|year)\b/gi,
    day: (match, today, lean) => {
      const unit = unitOf(match[1]);
      if (lean === "past") return today.startOf(unit);
      const friday = today.startOf("week").plus({ days: 4 });
      return unit === "week" && friday >= today ? friday : today.endOf(unit).startOf("day");
    },
  },
  {
    pattern: new RegExp(`\\bthe (\\d{1,2})(?:st|nd|rd|th)\\b(?! (?:of )?(?:${month})\\b)`, "gi"),
    day: (match, today, lean) => monthDay(Number(match[1]), today, lean),
  },
];

/** The first day of a month named: the coming or the last one, or the one we are in. */
function monthOf(
  word: string,
  year: string | undefined,
  today: DateTime,
  lean: Lean,
): DateTime | undefined {
  const index = monthsLong.findIndex((name) => name.startsWith(word.toLowerCase().slice(0, 3)));
  if (index < 0) return undefined;
  const start = today.startOf("month").set({ month: index + 1 });
  if (year) return start.set({ year: Number(year) });
  if (lean === "future") return start.endOf("month") < today ? start.plus({ years: 1 }) : start;
  return start > today ? start.minus({ years: 1 }) : start;
}

/** Its Monday; the first week of a month is the one with the first Monday in it. */
function weekOf(start: DateTime, which: string): DateTime {
  if (which === "last") return start.endOf("month").startOf("week").startOf("day");
  const monday = start.startOf("week");
  const first = monday < start ? monday.plus({ weeks: 1 }) : monday;
  return first.plus({ weeks: (weekCounts[which] ?? 1) - 1 });
}

function unitOf(word: string | undefined): "week" | "month" | "quarter" | "year" {
  return units[(word ?? "").charAt(0).toLowerCase()] ?? "month";
}

/** A quarter ahead means its first day; the one we are in, when looking ahead, its last. */
function quarterDay(
  quarter: number,
  match: RegExpMatchArray,
  today: DateTime,
  lean: Lean,
): DateTime | undefined {
  const named = match[3] ? Number(match[3].slice(-2)) + 2000 : undefined;
  const shift = step[match[1]?.toLowerCase() ?? ""] ?? 0;
  let start = today.set({ year: named ?? today.year, month: quarter * 3 - 2, day: 1 });
  if (named !== undefined) return start;
  if (lean === "past") return start > today || shift < 0 ? backBefore(start, today, shift) : start;
  if (start.endOf("quarter") < today) start = start.plus({ years: 1 });
  return start <= today ? start.endOf("quarter").startOf("day") : start;
}

function backBefore(start: DateTime, today: DateTime, shift: number): DateTime {
  const past = start > today ? start.minus({ years: 1 }) : start;
  return shift < 0 && past.endOf("quarter") >= today ? past.minus({ years: 1 }) : past;
}

/** "The 31st" skips the months that have none. */
function monthDay(day: number, today: DateTime, lean: Lean): DateTime | undefined {
  if (day < 1 || day > 31) return undefined;
  const direction = lean === "future" ? 1 : -1;
  for (let months = 0; months < 4; months++) {
    const first = today.startOf("month").plus({ months: months * direction });
    if (day > (first.daysInMonth ?? 31)) continue;
    const found = first.set({ day });
    if (direction > 0 ? found >= today : found <= today) return found;
  }
  return undefined;
}
