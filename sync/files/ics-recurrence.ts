/** Occurrences of a recurrence rule inside a window; hostile rules end instead of looping. */
import ICAL from "ical.js";

export interface Occurrences {
  starts: ICAL.Time[];
  problem?: string;
}

export interface Bounds {
  /** Wall-clock limits, a day wider than the window so that no zone loses an occurrence. */
  from: Date;
  to: Date;
  max: number;
}

const MAX_STEPS = 5000;
const MAX_INTERVAL = 400;
const DAY_MS = 86_400_000;
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
/**
 * The library steps forward until BY-parts match and never gives up where they cannot
 * ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), so for daily rules they are checked here.
 */
const DAILY_FILTERS = ["BYMONTH", "BYMONTHDAY", "BYDAY"];

/** Starts in ascending order. COUNT is counted from the first start, wherever the window begins. */
export function occurrencesOf(rule: ICAL.Recur, start: ICAL.Time, bounds: Bounds): Occurrences {
  const refusal = refusalOf(rule);
  if (refusal !== undefined) return { starts: [start], problem: refusal };
  const accepts = partsFilter(rule);
  const stepping = steppingRule(rule);
  const first = rule.count ? start : fastForward(rule, start, bounds.from);
  const iterator = stepping.iterator(first);
  const starts: ICAL.Time[] = [];
  let counted = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const next = iterator.next() as ICAL.Time | null;
    if (next === null || wallClock(next) > bounds.to.getTime()) return { starts };
    if (!accepts(next)) continue;
    counted += 1;
    if (rule.count && counted > rule.count) return { starts };
    if (wallClock(next) < bounds.from.getTime()) continue;
    starts.push(next.clone());
    if (starts.length >= bounds.max)
      return { starts, problem: "It repeats very often; only its first occurrences were kept." };
  }
  return { starts, problem: "The recurrence goes on too long; only part of it was kept." };
}

export function wallClock(time: ICAL.Time): number {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
}

function refusalOf(rule: ICAL.Recur): string | undefined {
  if (!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(rule.freq)) {
    return "It repeats more often than daily; only the first occurrence was kept.";
  }
  if (rule.interval > MAX_INTERVAL)
    return "Its repeat interval is implausible; only the first occurrence was kept.";
  return undefined;
}

/** Without COUNT (counted by the caller), times of day, and what is checked afterwards. */
function steppingRule(rule: ICAL.Recur): ICAL.Recur {
  const copy = rule.clone();
  copy.count = null;
  copy.interval = Math.max(1, copy.interval);
  const parts = copy.parts as Record<string, unknown>;
  const dropped = ["BYHOUR", "BYMINUTE", "BYSECOND"];
  if (rule.freq === "DAILY") dropped.push(...DAILY_FILTERS, "BYSETPOS", "BYWEEKNO", "BYYEARDAY");
  copy.parts = Object.fromEntries(
    Object.entries(parts).filter(([name]) => !dropped.includes(name)),
  );
  return copy;
}

/** The month is checked for every rule: the library turns 30 February into 1 March. */
function partsFilter(rule: ICAL.Recur): (time: ICAL.Time) => boolean {
  const [months, days, weekdays] = DAILY_FILTERS.map((name) => rule.getComponent(name).map(String));
  const within = (allowed: string[] | undefined, value: string): boolean =>
    allowed === undefined || allowed.length === 0 || allowed.includes(value);
  return (time) =>
    within(months, String(time.month)) &&
    (rule.freq !== "DAILY" ||
      (within(days, String(time.day)) && within(weekdays, WEEKDAYS[time.dayOfWeek() - 1] ?? "")));
}

/** Skips whole periods of an endless daily or weekly rule that began years before the window. */
function fastForward(rule: ICAL.Recur, start: ICAL.Time, from: Date): ICAL.Time {
  const period = rule.freq === "DAILY" ? 1 : rule.freq === "WEEKLY" ? 7 : 0;
  const step = period * Math.max(1, rule.interval);
  const days = Math.floor((from.getTime() - wallClock(start)) / DAY_MS);
  if (period === 0 || days < 2 * step) return start;
  const later = start.clone();
  later.adjust(Math.floor(days / step - 1) * step, 0, 0, 0);
  return later;
}
