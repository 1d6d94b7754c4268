/** Dates in running text, in the spellings of several languages, as far as they say them. */
import { fold } from "./claim-words.ts";

export interface Day {
  said: string;
  year?: number;
  /** 1–12. */
  month?: number;
  day?: number;
  /** 0 is Sunday. */
  weekday?: number;
  /** The other reading of "03/04/2026". */
  or?: Day;
}

const languages = ["en", "es", "fr", "de", "pt", "it", "nl", "pl", "sv"];

function names(part: "month" | "weekday", width: "long" | "short"): Map<string, number> {
  const found = new Map<string, number>();
  for (const language of languages) {
    const format = new Intl.DateTimeFormat(language, { [part]: width, timeZone: "UTC" });
    // January 2023 begins on a Sunday.
    for (let index = 0; index < (part === "month" ? 12 : 7); index++) {
      const at =
        part === "month"
          ? new Date(Date.UTC(2023, index, 1))
          : new Date(Date.UTC(2023, 0, 1 + index));
      const name = fold(format.format(at)).replace(/\.$/, "");
      if (/^\p{L}{3,}$/u.test(name) && !found.has(name))
        found.set(name, part === "month" ? index + 1 : index);
    }
  }
  return found;
}

const longMonths = names("month", "long");
const months = new Map([...names("month", "short"), ...longMonths, ["sept", 9]]);
const weekdays = new Map([
  ...names("weekday", "long"),
  ["mon", 1],
  ["tue", 2],
  ["wed", 3],
  ["thu", 4],
  ["fri", 5],
]);
const either = (words: Iterable<string>): string =>
  `(?:${[...words].sort((a, b) => b.length - a.length).join("|")})`;

const M = `(${either(months.keys())})\\.?`;
const link = "(?:of |de |del |d')?";
const letter = "(?<![\\p{L}\\d])";
const end = "(?![\\p{L}\\d])";
const ordinal = "(?:st|nd|rd|th|er|\\.|º)?";
const year = `(?:,?\\s+${link}(\\d{4})${end})?`;

interface Shape {
  pattern: RegExp;
  read: (match: RegExpExecArray) => Omit<Day, "said">[];
}

const monthOf = (word: string | undefined) => months.get(word ?? "") ?? 0;
const withYear = (text: string | undefined) => (text ? { year: full(Number(text)) } : {});
const full = (short: number): number => (short < 100 ? 2000 + short : short);

const shapes: Shape[] = [
  {
    pattern: /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g,
    read: ([, y, m, d]) => [{ year: Number(y), month: Number(m), day: Number(d) }],
  },
  {
    // Day or month first: either may be meant.
    pattern: /(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?!\d)/g,
    read: ([said, one, two, y]) => {
      const readings = [
        { day: Number(one), month: Number(two), ...withYear(y) },
        { day: Number(two), month: Number(one), ...withYear(y) },
      ].filter(({ month }) => month <= 12);
      const [first, second] = readings;
      return first ? [{ ...first, ...(second ? { or: { said, ...second } } : {}) }] : [];
    },
  },
  {
    pattern: new RegExp(
      `${letter}(\\d{1,2})${ordinal}\\s?[–-]\\s?(\\d{1,2})${ordinal} ${link}${M}${end}${year}`,
      "gu",
    ),
    read: ([, from, to, m, y]) => [
      { day: Number(from), month: monthOf(m), ...withYear(y) },
      { day: Number(to), month: monthOf(m), ...withYear(y) },
    ],
  },
  {
    pattern: new RegExp(`${letter}(\\d{1,2})${ordinal}\\s+${link}${M}${end}${year}`, "gu"),
    read: ([, d, m, y]) => [{ day: Number(d), month: monthOf(m), ...withYear(y) }],
  },
  {
    pattern: new RegExp(`${letter}${M}\\s+(?:the )?(\\d{1,2})(?:st|nd|rd|th)?${end}${year}`, "gu"),
    read: ([, m, d, y]) => [{ day: Number(d), month: monthOf(m), ...withYear(y) }],
  },
  {
    pattern: new RegExp(`${letter}${M}\\s+${link}(\\d{4})${end}`, "gu"),
    read: ([, m, y]) => [{ month: monthOf(m), year: Number(y) }],
  },
  {
    // "May" and "march" are words too: alone they count only after a preposition.
    pattern: new RegExp(
      `${letter}(?:in|since|until|till|by|en|desde|depuis|im|seit|bis|em|in|a) (${either(longMonths.keys())})${end}`,
      "gu",
    ),
    read: ([, m]) => [{ month: monthOf(m) }],
  },
  {
    pattern: new RegExp(`${letter}(${either(weekdays.keys())})${end}`, "gu"),
    read: ([, name]) => {
      const weekday = weekdays.get(name ?? "");
      return weekday === undefined ? [] : [{ weekday }];
    },
  },
];

/** Every reading of every date; `found` hears where each stood. Of a day-first or month-first date, both. */
export function findDates(folded: string, found: (from: number, to: number) => void): Day[] {
  let text = folded;
  const days: Day[] = [];
  for (const { pattern, read } of shapes)
    for (const match of [...text.matchAll(pattern)]) {
      const [said] = match;
      const to = match.index + said.length;
      days.push(...read(match).map((day) => ({ said, ...day })));
      text = text.slice(0, match.index) + "\u0000".repeat(said.length) + text.slice(to);
      found(match.index, to);
    }
  return days;
}
