/** Times told from today, such as "last week" and "vor drei Tagen", as the days that they may mean. */
import { DateTime } from "luxon";
import { numberWords } from "../domain/number-words.ts";

/** Days since 1970, both ends included. */
export interface Span {
  said: string;
  from: number;
  to: number;
}

const DAY_MS = 86_400_000;

export const dayNumber = (year: number, month: number, day: number): number =>
  Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);

export function today({ now, timeZone }: { now: Date; timeZone: string }): number {
  const { year, month, day } = DateTime.fromJSDate(now, { zone: timeZone });
  return dayNumber(year, month, day);
}

type Unit = "day" | "week" | "month" | "quarter" | "year";
const units: Record<string, Unit> = {
  ...{ day: "day", days: "day", dia: "day", dias: "day", jour: "day", jours: "day" },
  ...{ tag: "day", tage: "day", tagen: "day", week: "week", weeks: "week" },
  ...{ semana: "week", semanas: "week", semaine: "week", semaines: "week", woche: "week" },
  ...{ wochen: "week", month: "month", months: "month", mes: "month", meses: "month" },
  ...{ mois: "month", monat: "month", monate: "month", monaten: "month", quarter: "quarter" },
  ...{ year: "year", years: "year", ano: "year", anos: "year", ans: "year", jahr: "year" },
  ...{ jahre: "year", jahren: "year" },
};
const unit = `(${Object.keys(units)
  .sort((a, b) => b.length - a.length)
  .join("|")})`;
const weekday = "(?:mon|tues|wednes|thurs|fri|satur|sun)day";
const count = String.raw`(\d{1,3}|\p{L}+)`;
const phrase = (text: string): RegExp => new RegExp(`(?<![\\p{L}\\d])${text}(?![\\p{L}\\d])`, "gu");

type Reading = (match: RegExpExecArray, day: number) => [from: number, to: number] | undefined;

const near =
  (from: number, to = from): Reading =>
  (_match, day) => [day + from, day + to];

const shapes: [RegExp, Reading][] = [
  [phrase("the day before yesterday|anteayer|vorgestern|avant-hier"), near(-2)],
  [phrase("yesterday|last night|ayer|gestern|hier soir"), near(-1)],
  [phrase("today|tonight|this (?:morning|afternoon|evening)|hoy|heute|aujourd'hui"), near(0)],
  [phrase("tomorrow|demain"), near(1)],
  [phrase("(?:a few|some|several) days ago|hace unos dias|vor einigen tagen"), near(-9, -2)],
  [phrase("(?:a few|some|several) weeks ago|hace unas semanas|vor einigen wochen"), near(-60, -14)],
  [phrase(`(?:last|this past) ${weekday}`), near(-13, -1)],
  [phrase(`next ${weekday}`), near(1, 13)],
  [phrase(`${count} ${unit} (?:ago|earlier)`), (match, day) => apart(match[1], match[2], day, -1)],
  [phrase(`(?:hace|vor|il y a) ${count} ${unit}`), (m, day) => apart(m[1], m[2], day, -1)],
  [phrase(`(?:in|within|dentro de) ${count} ${unit}`), (m, day) => apart(m[1], m[2], day, 1)],
  [phrase(`(?:last|previous|letzten?|vorige[nr]?) ${unit}`), (m, day) => around(m[1], day, -1)],
  [phrase(`la ${unit} pasada|el ${unit} pasado`), (m, day) => around(m[1] ?? m[2], day, -1)],
  [phrase(`la ${unit} derniere|le ${unit} dernier`), (m, day) => around(m[1] ?? m[2], day, -1)],
  [phrase(`(?:this|diese[nrs]?|esta|este|cette|ce) ${unit}`), (m, day) => around(m[1], day, 0)],
  [phrase(`(?:next|nachste[nrs]?|kommende[nrs]?) ${unit}`), (m, day) => around(m[1], day, 1)],
];

/** Seen from this day; `found` hears where each stood. The text is folded. */
export function relativeSpans(
  folded: string,
  day: number,
  found: (from: number, to: number) => void = () => undefined,
): Span[] {
  let text = folded;
  const spans: Span[] = [];
  for (const [pattern, read] of shapes)
    for (const match of [...text.matchAll(pattern)]) {
      const [said] = match;
      const span = read(match, day);
      if (!span) continue;
      spans.push({ said, from: span[0], to: span[1] });
      const to = match.index + said.length;
      text = text.slice(0, match.index) + "\u0000".repeat(said.length) + text.slice(to);
      found(match.index, to);
    }
  return spans;
}

/** "Three weeks ago" is about so long ago: nobody counts the days of months. */
function apart(many: string | undefined, word: string | undefined, day: number, sign: 1 | -1) {
  const [number, kind] = [countOf(many ?? ""), units[word ?? ""]];
  if (number === undefined || kind === undefined) return undefined;
  const [days, slack] = {
    day: [number, number < 7 ? 0 : 1],
    week: [number * 7, 4],
    month: [Math.round(number * 30.4), 16],
    quarter: [number * 91, 46],
    year: [number * 365, 183],
  }[kind] as [number, number];
  const middle = day + sign * days;
  return [middle - slack, middle + slack] as [number, number];
}

const countOf = (text: string): number | undefined =>
  /^\d+$/.test(text)
    ? Number(text)
    : /^(?:an?|one|un|una|une|eine[rmn]?|einem)$/.test(text)
      ? 1
      : Object.hasOwn(numberWords, text)
        ? numberWords[text]
        : undefined;

/** The calendar's week, month or year that lies so many away. */
function around(word: string | undefined, day: number, away: number): [number, number] | undefined {
  const kind = units[word ?? ""];
  if (kind === undefined || kind === "day") return undefined;
  const at = DateTime.fromMillis(day * DAY_MS, { zone: "utc" }).plus({ [kind]: away });
  const number = (one: DateTime) => Math.floor(one.toMillis() / DAY_MS);
  return [number(at.startOf(kind)), number(at.endOf(kind))];
}
