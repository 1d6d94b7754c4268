/** What comes again and again: "every Monday", "monthly on the 1st", and when it comes next. */
import { DateTime } from "luxon";

export interface Recurrence {
  every: number;
  unit: "day" | "week" | "month" | "year";
  /** 1 is Monday; with weeks only. */
  weekday?: number;
  /** With months only; the 31st of a shorter month is its last day. */
  monthDay?: number;
}

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const counts: Record<string, number> = {
  other: 2,
  second: 2,
  two: 2,
  third: 3,
  three: 3,
  four: 4,
  fourth: 4,
  six: 6,
  few: 3,
  couple: 2,
};
const plain: Record<string, Recurrence> = {
  daily: { every: 1, unit: "day" },
  weekly: { every: 1, unit: "week" },
  fortnightly: { every: 2, unit: "week" },
  biweekly: { every: 2, unit: "week" },
  monthly: { every: 1, unit: "month" },
  quarterly: { every: 3, unit: "month" },
  yearly: { every: 1, unit: "year" },
  annually: { every: 1, unit: "year" },
};
const units: Record<string, [Recurrence["unit"], number]> = {
  day: ["day", 1],
  week: ["week", 1],
  fortnight: ["week", 2],
  month: ["month", 1],
  quarter: ["month", 3],
  year: ["year", 1],
};

/** Reads a text that says how often and nothing else. */
export function readRecurrence(text: string): Recurrence | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[.,;!?]+$/, "")
    .replace(/^(?:repeat(?:s|ing)?|recurring)\s+/, "")
    .replace(/\beach\b/g, "every")
    .replace(/\beveryday\b/, "every day")
    .replace(/\bonce (?:a|per|every)\b/, "every")
    .replace(/\bbi-weekly\b/, "biweekly");
  const [, head = "", tail = ""] = /^(.+?)(?:,? (?:on|every) (?:the )?(.+))?$/.exec(words) ?? [];
  const base = plain[head] ?? everyFew(head);
  if (!base) return undefined;
  return tail ? onDay(base, tail) : base;
}

/** The first day after `date` (both ISO) on which it comes again. */
export function nextAfter(recurrence: Recurrence, date: string, zone: string): string {
  const start = DateTime.fromISO(date, { zone });
  const { every, unit, weekday, monthDay } = recurrence;
  const stepped = start.plus({ [unit]: every });
  if (weekday !== undefined) return inWeek(start, weekday, every).toISODate() ?? date;
  if (monthDay !== undefined) return inMonth(start, monthDay, every).toISODate() ?? date;
  return stepped.toISODate() ?? date;
}

/** "Every 2 weeks on Monday". */
export function describeRecurrence({ every, unit, weekday, monthDay }: Recurrence): string {
  const often = every === 1 ? `every ${unit}` : `every ${every.toString()} ${unit}s`;
  const day = weekday === undefined ? undefined : weekdays[weekday - 1];
  if (day) {
    const name = day.charAt(0).toUpperCase() + day.slice(1);
    return every === 1 ? `every ${name}` : `${often} on ${name}`;
  }
  return monthDay === undefined ? often : `${often} on the ${ordinal(monthDay)}`;
}

function everyFew(words: string): Recurrence | undefined {
  const match = /^(?:every|per)\s+(?:(\d{1,3}|[a-z]+)\s+)?(?:of\s+)?([a-z]+)$/.exec(words);
  const [, count, noun = ""] = match ?? [];
  const every = count === undefined ? 1 : (counts[count] ?? Number(count));
  if (!match || !Number.isInteger(every) || every < 1) {
    const monthDay = dayNumber(words.replace(/^every\s+/, ""));
    return words.startsWith("every") && monthDay
      ? { every: 1, unit: "month", monthDay }
      : undefined;
  }
  const weekday = weekdayOf(noun);
  if (weekday) return { every, unit: "week", weekday };
  const monthDay = dayNumber(noun);
  if (monthDay) return { every, unit: "month", monthDay };
  const unit = units[noun.replace(/s$/, "")];
  return unit && { every: every * unit[1], unit: unit[0] };
}

function onDay(base: Recurrence, words: string): Recurrence | undefined {
  const weekday = weekdayOf(words);
  if (weekday) return base.unit === "week" ? { ...base, weekday } : undefined;
  const monthDay = words.startsWith("last day") ? 31 : dayNumber(words.replace(/ of .*month$/, ""));
  return monthDay && base.unit === "month" ? { ...base, monthDay } : undefined;
}

function weekdayOf(word: string): number | undefined {
  if (!/^(?:mon|tue|wed|thu|fri|sat|sun)/.test(word)) return undefined;
  const bare = word.replace(/s$/, "");
  const at = weekdays.findIndex((day) => day === word || day === bare || abbreviates(bare, day));
  return at < 0 ? undefined : at + 1;
}

const abbreviates = (word: string, day: string): boolean =>
  word.length >= 2 && word.length <= 5 && day.startsWith(word);

function dayNumber(words: string): number | undefined {
  const day = words === "first" ? 1 : Number(/^(\d{1,2})(?:st|nd|rd|th)$/.exec(words)?.[1]);
  return day >= 1 && day <= 31 ? day : undefined;
}

function inWeek(start: DateTime, weekday: number, every: number): DateTime {
  const sameWeek = start.startOf("week").plus({ days: weekday - 1 });
  return start < sameWeek ? sameWeek : sameWeek.plus({ weeks: every });
}

function inMonth(start: DateTime, monthDay: number, every: number): DateTime {
  const on = (month: DateTime) =>
    month.set({ day: Math.min(monthDay, month.daysInMonth ?? monthDay) });
  const first = start.startOf("month");
  return on(first) > start ? on(first) : on(first.plus({ months: every }));
}

function ordinal(day: number): string {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  const ending = teen ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${day.toString()}${ending}`;
}
