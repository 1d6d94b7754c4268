/** Dates in a person's words, read in that person's zone: one date, or every date in a sentence. */
import * as chrono from "chrono-node";
import { DateTime } from "luxon";
import { numberWords } from "./number-words.ts";
import { dayRules, respell, type Lean } from "./when-rules.ts";

type Exact = { kind: "instant"; at: Date } | { kind: "day"; date: string };

/** `ambiguous`: "Friday" said on a Friday; the caller asks which. */
export type When = Exact | { kind: "ambiguous"; options: [Exact, Exact] };

export interface WhenContext {
  now: Date;
  timeZone: string;
  /** What a bare "June" or "Friday" means: the one ahead, or the one gone by. */
  lean: Lean;
  /** en-US reads 12/11 as December; everything else as November. */
  locale?: string;
}

export interface FoundWhen {
  /** The span with the preposition before it ("by thurs"): what to cut out of a title. */
  start: number;
  end: number;
  /** The words of the date alone ("thurs"). */
  text: string;
  when: When;
}

const lead =
  /(?:^|\s)(?:(?:on|by|until|till|til|'til|before|due|for|from|since|after|at|around|latest)\s+)*(?:the\s+)?$/i;
/** Words that are dates only in company: "may" is mostly a verb, "sun" a star. */
const seldomDates = /^(?:may|march|mar|sat|sun|mon|second|now|jan|dec|april|june|at \d+)$/;
const bareDuration =
  /^(?:an?|one|two|three|four|five|six|\d+)\s+(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|mths?|months?|quarters?|y|yrs?|years?)\.?$/i;

/** Reads a text that is a date and nothing else ("by thurs", "friday 3pm", "Q2"). */
export function parseWhen(text: string, context: WhenContext): When | undefined {
  const trimmed = text.trim().replace(/[.,;!?]+$/, "");
  const all = readAll(trimmed, context);
  const whole = all.find((found) => found.start === 0 && found.end === trimmed.length);
  return whole?.when;
}

/** Every date in a sentence, in order. */
export function findWhens(text: string, context: WhenContext): FoundWhen[] {
  return readAll(text, context).filter(
    (found) =>
      !bareDuration.test(found.text) &&
      (!seldomDates.test(found.text) || text.slice(found.start, found.end) !== found.text) &&
      found.text.toLowerCase() !== "now",
  );
}

export function endOfDay(date: string, timeZone: string): Date {
  return DateTime.fromISO(date, { zone: timeZone }).endOf("day").toJSDate();
}

/** "Fri 27 Nov 2026, 09:00": always spelled out, so that a misreading shows. */
export function describeWhen(when: When, timeZone: string): string {
  switch (when.kind) {
    case "ambiguous":
      return when.options.map((option) => describeWhen(option, timeZone)).join(" or ");
    case "day":
      return DateTime.fromISO(when.date).toFormat("ccc d LLL yyyy");
    case "instant":
      return DateTime.fromJSDate(when.at, { zone: timeZone }).toFormat("ccc d LLL yyyy, HH:mm");
  }
}

const durationUnits: Record<string, "days" | "weeks" | "months" | "years"> = {
  d: "days",
  w: "weeks",
  m: "months",
  y: "years",
};
const span =
  /^(?:(?:in|for|over|more than|at least|the|last|past|than)\s+)*(\d+|[a-z]+)?(?:\s+(?:a|of))*\s*(d|days?|w|wks?|weeks?|mo|m|mths?|months?|y|yrs?|years?)(?:\s+ago)?$/i;

/** The day a look back starts at: "3 months", "90 days", "since June". */
export function parsePast(text: string, context: Omit<WhenContext, "lean">): Date | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/\bfortnight\b/, "2 weeks")
    .replace(/^(?:in )?a (?=(?:couple|few|2) )/, "")
    .replace(/\ba quarter\b/, "3 months");
  const today = DateTime.fromJSDate(context.now, { zone: context.timeZone }).startOf("day");
  const match = span.exec(words);
  // "Last 3 weeks" is a length of time, "last week" a week of the calendar.
  const calendar = match?.[1] === undefined && words.startsWith("last");
  const amount = match && !calendar ? countOf(match[1]) : undefined;
  const unit = durationUnits[match?.[2]?.charAt(0) ?? ""];
  if (amount !== undefined && unit) return backBy(today, amount, unit);
  const when = parseWhen(words, { ...context, lean: "past" });
  const exact = when?.kind === "ambiguous" ? when.options[1] : when;
  if (!exact) return undefined;
  return exact.kind === "instant"
    ? exact.at
    : DateTime.fromISO(exact.date, { zone: context.timeZone }).toJSDate();
}

function countOf(word: string | undefined): number | undefined {
  if (word === undefined) return 1;
  return /^\d+$/.test(word) ? Number(word) : numberWords[word];
}

function backBy(
  today: DateTime,
  amount: number,
  unit: "days" | "weeks" | "months" | "years",
): Date | undefined {
  // Half a year is six months: luxon rounds no fractions of calendar units.
  const whole =
    amount === 0.5 ? { months: unit === "years" ? 6 : 0, days: 15 } : { [unit]: amount };
  if (amount === 0.5 && unit === "years") return today.minus({ months: 6 }).toJSDate();
  const back = today.minus(whole);
  return back.isValid ? back.toJSDate() : undefined;
}

function readAll(text: string, context: WhenContext): FoundWhen[] {
  const respelled = respell(text);
  const today = DateTime.fromJSDate(context.now, { zone: context.timeZone }).startOf("day");
  const spans: { start: number; end: number; when: When }[] = [];
  const free = (start: number, end: number) =>
    spans.every((taken) => end <= taken.start || start >= taken.end);
  const chronoResults = readChrono(respelled.text, context);
  for (const rule of dayRules) {
    for (const match of respelled.text.matchAll(rule.pattern)) {
      const end = match.index + match[0].length;
      // "Friday next week" is chrono's: its result swallows the rule's words.
      const wider = chronoResults.some(
        (result) => result.index < match.index && result.index + result.text.length >= end,
      );
      const day = wider ? undefined : rule.day(match, today, context.lean);
      if (day?.isValid && free(match.index, end))
        spans.push({ start: match.index, end, when: dayOf(day) });
    }
  }
  for (const result of chronoResults) {
    const end = result.index + result.text.length;
    const when = free(result.index, end) ? fromChrono(result, today, context) : undefined;
    if (when) spans.push({ start: result.index, end, when });
  }
  return spans
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, when }) => located(text, respelled.offsets, { start, end, when }));
}

function located(
  text: string,
  offsets: number[],
  found: { start: number; end: number; when: When },
): FoundWhen {
  const start = offsets[found.start] ?? 0;
  const end = offsets[found.end] ?? text.length;
  const words = text.slice(start, end).replace(/[\s,.;:]+$/, "");
  const before = lead.exec(text.slice(0, start));
  const from = before ? start - before[0].trimStart().length : start;
  // Chrono keeps some prepositions in its span.
  const bare = words.replace(/^(?:on|at|by)\s+/i, "");
  return { start: from, end: start + words.length, text: bare, when: found.when };
}

/** How long something took is no date: "yesterday 20 min", "for an hour"; "in 20 min" is one. */
const lengths =
  /(?<!\b(?:in|within|next|half) (?:about )?)\b(?:\d+(?:[.,]\d+)?|an?|half an|one|two|three)[ -]?(?:mins?|minutes?|h|hrs?|hours?)\b(?! (?:ago|from now|later|before|earlier|after))/gi;

/** The same text is read twice, ahead and back: what chrono found in it last is kept. */
let last: { key: string; results: chrono.ParsedResult[] } | undefined;

function readChrono(text: string, context: WhenContext): chrono.ParsedResult[] {
  const american = context.locale === "en-US";
  const key = `${text}\n${context.now.getTime().toString()}\n${context.timeZone}\n${american ? "us" : "gb"}`;
  if (last?.key === key) return last.results;
  const zone = DateTime.fromJSDate(context.now, { zone: context.timeZone });
  const reference = { instant: context.now, timezone: zone.offset };
  const parser = american ? chrono.en.casual : chrono.en.GB;
  // Two dates with "to" between them are two: one moves from the first to the second.
  const masked = text
    .replace(lengths, (words) => "_".repeat(words.length))
    .replace(/\b(?:to|until|till|til|through)\b/gi, (word) => ".".repeat(word.length));
  const results = parser.parse(masked, reference).filter((result) => !result.text.includes("_"));
  last = { key, results };
  return results;
}

/** Takes chrono's components, not its date: only luxon knows the zone's clock changes. */
function fromChrono(
  result: chrono.ParsedResult,
  today: DateTime,
  context: WhenContext,
): When | undefined {
  const { start } = result;
  if (start.isCertain("timezoneOffset")) return { kind: "instant", at: start.date() };
  const days = daysOf(result, today, context);
  if (!start.isCertain("hour")) {
    const [first, second] = days.map(dayOf);
    return first && second ? { kind: "ambiguous", options: [first, second] } : first;
  }
  const bare = !start.isCertain("day") && !start.isCertain("weekday");
  const instants = days.map((day) => atTime(day, start));
  const now = DateTime.fromJSDate(context.now);
  const open = instants.filter((at) => (context.lean === "future" ? at > now : at <= now));
  const [first, second] = open.length > 0 ? open : instants;
  if (!first) return undefined;
  if (bare) return instantOf(nearest(first, now, context.lean));
  return second
    ? { kind: "ambiguous", options: [instantOf(first), instantOf(second)] }
    : instantOf(first);
}

function nearest(at: DateTime, now: DateTime, lean: Lean): DateTime {
  if (lean === "future") return at > now ? at : at.plus({ days: 1 });
  return at <= now ? at : at.minus({ days: 1 });
}

function atTime(day: DateTime, start: chrono.ParsedComponents): DateTime {
  const hour = start.get("hour") ?? 0;
  // "At 3" is an afternoon at work; nobody means the night.
  const shift = hour >= 1 && hour <= 6 && !start.isCertain("meridiem") ? 12 : 0;
  return day.set({ hour: hour + shift, minute: start.get("minute") ?? 0 });
}

/** The day meant, or today and the next one where a weekday is said on that very day. */
function daysOf(result: chrono.ParsedResult, today: DateTime, context: WhenContext): DateTime[] {
  const { start } = result;
  const past = context.lean === "past";
  const relative = start.tags().has("result/relativeDate");
  const fixed = start.isCertain("day") || start.isCertain("month") || relative;
  if (start.isCertain("weekday") && !fixed)
    return weekdays(result.text.toLowerCase(), start.get("weekday") ?? 0, today, past);
  if (!fixed) return [today];
  const day = today.set({
    year: start.isCertain("year") || relative ? (start.get("year") ?? today.year) : today.year,
    month: start.get("month") ?? today.month,
    day: start.isCertain("day") || relative ? (start.get("day") ?? 1) : 1,
  });
  if (start.isCertain("year") || relative) return [day];
  if (past) return [day > today ? day.minus({ years: 1 }) : day];
  return [day < today ? day.plus({ years: 1 }) : day];
}

function weekdays(words: string, weekday: number, today: DateTime, past: boolean): DateTime[] {
  const iso = weekday === 0 ? 7 : weekday;
  const inWeek = today.startOf("week").plus({ days: iso - 1 });
  const back = iso < today.weekday ? inWeek : inWeek.minus({ weeks: 1 });
  if (/\b(?:last|past)\b/.test(words))
    return [words.includes("last week") ? inWeek.minus({ weeks: 1 }) : back];
  if (/\bnext\b/.test(words)) return [inWeek.plus({ weeks: 1 })];
  if (iso === today.weekday) {
    if (/\bthis\b/.test(words)) return [today];
    return [today, past ? back : today.plus({ weeks: 1 })];
  }
  if (past) return [back];
  return [inWeek > today ? inWeek : inWeek.plus({ weeks: 1 })];
}

function dayOf(day: DateTime): Exact {
  return { kind: "day", date: day.toISODate() ?? "" };
}

function instantOf(at: DateTime): Exact {
  return { kind: "instant", at: at.toJSDate() };
}
