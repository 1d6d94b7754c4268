/** Dates in a tool's arguments: words or ISO, read in the actor's zone. */
import { DateTime } from "luxon";
import type { Context } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { readCalendarPeriod, readPeriod, type Period } from "../domain/period.ts";
import { describeWhen, endOfDay, parsePast, parseWhen } from "../domain/when.ts";
import { WhichReading } from "../question.ts";

type Lean = "future" | "past";

/** An instant, or the whole day when only a day was named. Of words that may mean two days it asks which. */
export function readWhen(
  { now, actor }: Context,
  words: string,
  lean: Lean,
): { kind: "instant"; at: Date } | { kind: "day"; date: string } {
  const when = parseWhen(words, { now, timeZone: actor.timeZone, locale: actor.locale, lean });
  if (!when) throw new AppError("bad_input", `I can't read “${words}” as a date.`);
  if (when.kind !== "ambiguous") return when;
  const options = when.options.map((option) => ({
    label: describeWhen(option, actor.timeZone),
    value: option.kind === "day" ? option.date : option.at.toISOString(),
  }));
  throw new WhichReading(words, options);
}

/** When it was: of a day, noon, but never later than now. */
export function instantOf(context: Context, words: string, lean: Lean): Date {
  const when = readWhen(context, words, lean);
  if (when.kind === "instant") return when.at;
  const noon = DateTime.fromISO(`${when.date}T12:00`, { zone: context.actor.timeZone }).toJSDate();
  const today = DateTime.fromJSDate(context.now, { zone: context.actor.timeZone }).toISODate();
  return when.date === today && noon > context.now ? context.now : noon;
}

/** When something is due: of a day, its end in the actor's zone. */
export function dueOf(context: Context, words: string): { at: Date; allDay: boolean } {
  const when = readWhen(context, words, "future");
  return when.kind === "instant"
    ? { at: when.at, allDay: false }
    : { at: endOfDay(when.date, context.actor.timeZone), allDay: true };
}

/** The day by which something is to close: of a month, quarter or year, its last; of a week, its Friday. */
export function closingDay(context: Context, words: string): string {
  const period = readCalendarPeriod(words, asked(context));
  if (period?.to) {
    const last = DateTime.fromISO(period.to);
    return (/week/i.test(words) ? last.minus({ days: 2 }) : last).toISODate() ?? period.to;
  }
  const when = readWhen(context, words, "future");
  return when.kind === "day"
    ? when.date
    : (DateTime.fromJSDate(when.at, { zone: context.actor.timeZone }).toISODate() ?? "");
}

/** A stretch of days: "this month", "Q1", "the next 2 weeks", "overdue". */
export function periodOf(context: Context, words: string): Period {
  const period = readPeriod(words, asked(context));
  if (!period) throw new AppError("bad_input", `I can't read “${words}” as a stretch of time.`);
  return period;
}

/** The moment a look back starts at: "3 months", "since June". */
export function pastOf(context: Context, words: string): Date {
  const date = parsePast(words, asked(context));
  if (!date) throw new AppError("bad_input", `I can't read “${words}” as a date or a time ago.`);
  return date;
}

const asked = ({ now, actor }: Context) => ({
  now,
  timeZone: actor.timeZone,
  locale: actor.locale,
});

/** The calendar day (ISO) gone by that the words name: "15 March", "last Friday", "a month ago". */
export function dayOf(context: Context, words: string): string {
  const at = pastOf(context, words.replace(/^(?:on|in)\s+/i, ""));
  return DateTime.fromJSDate(at, { zone: context.actor.timeZone }).toISODate() ?? words;
}
