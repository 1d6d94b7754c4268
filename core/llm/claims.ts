/**
 * What a text states that can be checked: addresses, dates, times, numbers with their unit, names and
 * quotations, each in the one form that all its spellings share.
 */
import { numberWords } from "../domain/number-words.ts";
import { fold, isGerman, openers } from "./claim-words.ts";
import { findDates, type Day } from "./dates-in-text.ts";
import { dayNumber, relativeSpans, type Span } from "./relative-time.ts";

export interface Stated {
  emails: string[];
  days: Day[];
  /** Minutes of the day. */
  times: number[];
  numbers: Amount[];
  /** Words that belong together: a name as written, folded. */
  names: string[][];
  quotes: string[];
  /** What is told from a day, where that is known. */
  spans: Span[];
}

interface Amount {
  said: string;
  /** "1.234" may be either of two. */
  readings: number[];
  /** ISO 4217, "%", or null where none is said. */
  unit: string | null;
}

/** A text as evidence. */
export interface Evidence extends Stated {
  folded: string;
  words: Set<string>;
}

/** `today`: what "last week" in it counts from; "dated" where that is the day that the text itself names first. */
export const evidenceIn = (text: string, today?: number | "dated"): Evidence => {
  const folded = fold(text).replace(/\s+/g, " ");
  const day = today === "dated" ? findDates(folded, () => undefined).flatMap(numberOf)[0] : today;
  const words = new Set(folded.match(/[\p{L}\p{N}]+/gu) ?? []);
  return { ...statedIn(text, day), folded, words };
};

/** What the sentence states and none of the evidence holds; "last week" is seen from `today`. */
export function unsupported(
  sentence: string,
  evidence: readonly Evidence[],
  today?: number,
): string[] {
  const claims = statedIn(sentence, today);
  const held = (check: (one: Evidence) => boolean) => evidence.some(check);
  const said = [
    ...claims.emails.filter((email) => !held((one) => one.emails.includes(email))),
    ...claims.days
      .filter((day) => !held((one) => one.days.some((other) => couldBe(day, other))))
      .map((day) => day.said),
    ...claims.times
      .filter((time) => !held((one) => one.times.includes(time)))
      .map((time) => clock(time)),
    ...claims.numbers
      .filter((amount) => !held((one) => holdsAmount(one, amount)))
      .map(({ said }) => said),
    ...claims.names
      .filter((name) => !held((one) => holdsName(one, name)))
      .map((name) => name.join(" ")),
    ...claims.spans.filter((span) => !held((one) => holdsSpan(one, span))).map(({ said }) => said),
    ...claims.quotes.filter((quote) => !held((one) => one.folded.includes(quote))),
  ];
  return said.map((one) => one.replace(/[\s.,;:!?]+$/, ""));
}

const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

/** "03/04/2026" may be either of two days. */
const couldBe = (claim: Day, source: Day): boolean =>
  [claim, ...(claim.or ? [claim.or] : [])].some((one) =>
    [source, ...(source.or ? [source.or] : [])].some((other) => isSameDay(one, other)),
  );

/** The claim may leave out what it does not know; what it says must agree. */
const isSameDay = (claim: Day, source: Day): boolean =>
  (["year", "month", "day"] as const).every(
    (part) =>
      claim[part] === undefined ||
      claim[part] === source[part] ||
      (part === "year" && source.year === undefined && claim.day !== undefined),
  ) &&
  (claim.weekday === undefined || claim.weekday === weekdayOf(source));

function weekdayOf({ weekday, year, month, day }: Day): number | undefined {
  if (weekday !== undefined) return weekday;
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

const holdsAmount = ({ numbers, days }: Evidence, claim: Amount): boolean =>
  numbers.some(
    ({ readings, unit }) =>
      (unit === null || claim.unit === null || unit === claim.unit) &&
      readings.some((reading) => claim.readings.includes(reading)),
  ) ||
  (claim.unit === null &&
    days.some(({ year }) => year !== undefined && claim.readings.includes(year)));

/** A day that the source names, or tells from its own day, lies in it. */
const holdsSpan = ({ days, spans }: Evidence, { from, to }: Span): boolean =>
  days.flatMap(numberOf).some((day) => from <= day && day <= to) ||
  spans.some((own) => from <= own.from && own.to <= to);

const numberOf = ({ year, month, day, or }: Day): number[] => [
  ...(year !== undefined && month !== undefined && day !== undefined
    ? [dayNumber(year, month, day)]
    : []),
  ...(or ? numberOf(or) : []),
];

const NEAR = 60;

function holdsName({ folded, words }: Evidence, name: readonly string[]): boolean {
  if (!name.every((word) => words.has(word) || hasStem(words, word, name.length))) return false;
  if (name.length === 1 || folded.includes(name.join(" "))) return true;
  // "Reyes, Sofia": the same words close together.
  const [first = "", ...rest] = name;
  for (let at = folded.indexOf(first); at >= 0; at = folded.indexOf(first, at + 1)) {
    const near = folded.slice(Math.max(0, at - NEAR), at + NEAR);
    if (rest.every((word) => near.includes(word))) return true;
  }
  return false;
}

/** "Negotiations" where the record says "negotiation": a single word only. */
const hasStem = (words: ReadonlySet<string>, word: string, count: number): boolean =>
  count === 1 && word.length > 6 && [...words].some((other) => other.startsWith(word.slice(0, -2)));

export function statedIn(original: string, today?: number): Stated {
  const text = { original: original.normalize("NFC"), folded: fold(original.normalize("NFC")) };
  const quotes = quotesIn(text.original);
  const emails = take(text, /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu).map(
    (match) => match[0].toLowerCase(),
  );
  const spans =
    today === undefined
      ? []
      : relativeSpans(text.folded, today, (from, to) => blank(text, from, to));
  const days = findDates(text.folded, (from, to) => blank(text, from, to));
  const times = [
    ...take(text, /(?<!\d)(\d{1,2}):(\d{2})(?:\s?([ap])\.?m\b)?/g),
    ...take(text, /(?<!\d)(\d{1,2})()\s?([ap])\.?m\b/g),
  ].map(minutesOf);
  return { emails, days, times, numbers: numbersIn(text), names: namesIn(text), quotes, spans };
}

interface Text {
  original: string;
  /** Of the same length. */
  folded: string;
}

/** The matches, taken out of the text so that nothing counts twice. */
function take(text: Text, pattern: RegExp): RegExpExecArray[] {
  const matches = [...text.folded.matchAll(pattern)];
  for (const { index, 0: whole } of matches) blank(text, index, index + whole.length);
  return matches;
}

function blank(text: Text, from: number, to: number): void {
  const without = (value: string) =>
    value.slice(0, from) + "\u0000".repeat(to - from) + value.slice(to);
  text.original = without(text.original);
  text.folded = without(text.folded);
}

function minutesOf([, hours = "", minutes = "", half]: RegExpExecArray): number {
  const hour = Number(hours) % (half ? 12 : 24);
  return (hour + (half === "p" ? 12 : 0)) * 60 + Number(minutes || 0);
}

const quotesIn = (text: string): string[] =>
  [...text.matchAll(/[“"„«]([^”"“»]{8,300})[”"“»]/gu)]
    .map(([, inside = ""]) =>
      fold(inside)
        .replace(/\s+/g, " ")
        .replace(/[\s.,!?…]+$/, "")
        .trim(),
    )
    .filter((quote) => quote.split(" ").length >= 3);

const units = new Map([
  ["€", "EUR"],
  ["euro", "EUR"],
  ["euros", "EUR"],
  ["$", "USD"],
  ["dollar", "USD"],
  ["dollars", "USD"],
  ["£", "GBP"],
  ["pound", "GBP"],
  ["pounds", "GBP"],
  ["%", "%"],
  ["percent", "%"],
  ["per cent", "%"],
]);
const factors: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  tsd: 1e3,
  mil: 1e3,
  m: 1e6,
  mio: 1e6,
  mn: 1e6,
  million: 1e6,
  millions: 1e6,
  bn: 1e9,
  billion: 1e9,
};
const numberPattern = new RegExp(
  String.raw`(?<![\p{L}\d])([€$£])?\s?(\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)` +
    String.raw`(?:st|nd|rd|th)?(?:\s?(k|m|mio|mn|bn|thousand|tsd|mil|millions?|billion)(?![\p{L}]))?` +
    String.raw`(?:\s?(€|%|\$|£|percent|per cent|euros?|dollars?|pounds?|[a-z]{3}(?![\p{L}])))?`,
  "gu",
);

function numbersIn(text: Text): Amount[] {
  const digits = take(text, numberPattern).map((match): Amount => {
    const [said, before, number = "", factor, after] = match;
    const unit = units.get(before ?? "") ?? units.get(after ?? "") ?? codeOf(after);
    const times = factors[factor ?? ""] ?? 1;
    return {
      said: said.trim(),
      unit,
      readings: readingsOf(number).map((one) => round(one * times)),
    };
  });
  return [...digits, ...spelledIn(text)];
}

const round = (value: number): number => Math.round(value * 100) / 100;

const currencies = new Set(
  "eur usd gbp chf sek nok dkk pln czk huf ron jpy cny inr aud cad nzd brl mxn zar sgd hkd ils try aed".split(
    " ",
  ),
);
const codeOf = (word: string | undefined): string | null =>
  word !== undefined && currencies.has(word) ? word.toUpperCase() : null;

function readingsOf(number: string): number[] {
  const compact = number.replace(/[ \u00a0\u202f'’]/g, "");
  const [dots, commas] = [compact.split(".").length - 1, compact.split(",").length - 1];
  const asThousands = (mark: string) => Number(compact.replaceAll(mark, ""));
  if (dots > 0 && commas > 0) {
    const decimal = compact.lastIndexOf(".") > compact.lastIndexOf(",") ? "." : ",";
    const other = decimal === "." ? "," : ".";
    return [Number(compact.replaceAll(other, "").replace(decimal, "."))];
  }
  const mark = dots > 0 ? "." : ",";
  if (dots + commas === 0) return [Number(compact)];
  if (dots + commas > 1) return [asThousands(mark)];
  const decimal = Number(compact.replace(",", "."));
  return /[.,]\d{3}$/.test(compact) ? [asThousands(mark), decimal] : [decimal];
}

/** "Three": small numbers spelled out. One and its like count nothing. */
function spelledIn(text: Text): Amount[] {
  const words = text.folded.match(/\p{L}+/gu) ?? [];
  return words.flatMap((word): Amount[] => {
    const value = Object.hasOwn(numberWords, word) ? numberWords[word] : undefined;
    const counts = value !== undefined && value >= 2 && !/^(?:few|couple)$/.test(word);
    return counts ? [{ said: word, unit: null, readings: [value] }] : [];
  });
}

const particles = "de|da|do|dos|di|del|della|la|le|von|van|der|den|zu|bin|al";
const namePattern = new RegExp(
  String.raw`\p{Lu}[\p{L}\p{N}&'’.-]*(?: (?:(?:${particles}) )*\p{Lu}[\p{L}\p{N}&'’.-]*)*`,
  "gu",
);

function namesIn({ original, folded }: Text): string[][] {
  const german = isGerman(folded);
  return [...original.matchAll(namePattern)].flatMap(([said]) => {
    const words = said
      .split(/[ -]+/)
      .map((word) =>
        fold(word)
          .replace(/['’]s?$/, "")
          .replace(/[.'’&-]+$/, ""),
      )
      .filter((word) => word !== "" && !new RegExp(`^(?:${particles})$`).test(word));
    while (words[0] !== undefined && openers.has(words[0])) words.shift();
    // Every German noun has a capital: only several in a row are a name.
    const isNoun = german && words.length === 1;
    return words.length === 0 || isNoun
      ? []
      : [words.flatMap((word) => word.match(/[\p{L}\p{N}]+/gu) ?? [])];
  });
}
