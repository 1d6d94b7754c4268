/** Finds the stretches of a message whose kind is certain: addresses, numbers to dial, amounts, dates. */
import { findWhens, type FoundWhen, type When } from "../../domain/when.ts";
import type { Turn } from "../intent.ts";
import { readMinutes } from "../../domain/duration.ts";
import { findMoney, readMoney } from "../../domain/money.ts";
import { readRecurrence } from "../../domain/recurrence.ts";
import { emailPattern, linkPattern, phoneKeyOf, phonePattern } from "./slots.ts";
import type { Token } from "./tokens.ts";

export type Range = readonly [from: number, to: number];
export interface Spans {
  email: Range[];
  phone: Range[];
  link: Range[];
  /** Any of the three above. */
  point: Range[];
  money: Range[];
  duration: Range[];
  recurrence: Range[];
  future: Range[];
  past: Range[];
  /** By "lean/from/to": the date without its preposition. */
  bare: Map<string, string>;
}

export function findSpans(text: string, tokens: readonly Token[], turn: Turn): Spans {
  const rangeOf = (start: number, end: number): Range[] => {
    const from = tokens.findIndex((token) => token.start >= start && token.start < end);
    const to = tokens.findLastIndex((token) => token.end <= end && token.start >= start) + 1;
    return from >= 0 && to > from ? [[from, to]] : [];
  };
  const all = (pattern: RegExp) =>
    Array.from(text.matchAll(pattern)).flatMap((match) =>
      rangeOf(match.index, match.index + match[0].trimEnd().length),
    );
  const bare = new Map<string, string>();
  const whens = (lean: "future" | "past") =>
    findWhens(text, {
      now: turn.now,
      timeZone: turn.timeZone,
      locale: turn.locale,
      lean,
    });
  const ahead = whens("future");
  const dates = (lean: "future" | "past", found: readonly FoundWhen[]) =>
    found
      .filter(({ when, text: words }) => hasYear.test(words) || fitsLean(when, lean, turn))
      .filter(({ start }) => lean === "future" || !/^(?:by|until|till?)\b/i.test(text.slice(start)))
      .flatMap(({ start, end, text: words }) => {
        const ranges = [rangeOf(start, end), rangeOf(end - words.length, end)].flat();
        for (const [from, to] of ranges) bare.set(`${lean}/${from}/${to}`, words);
        return ranges;
      });
  const phones = Array.from(text.matchAll(phonePattern)).filter((match) => phoneKeyOf(match[0]));
  const email = all(emailPattern);
  const phone = phones.flatMap((match) => rangeOf(match.index, match.index + match[0].length));
  const link = all(linkPattern).filter((range) => !email.some((other) => overlap(range, other)));
  return {
    email,
    phone,
    link,
    point: [...email, ...phone, ...link],
    money: moneyIn(text, tokens, rangeOf),
    duration: stretches(tokens, 6, opensLength, (from, to) =>
      readMinutes(text.slice(tokens[from]?.start, tokens[to - 1]?.end)),
    ),
    recurrence: stretches(tokens, 7, opensRecurrence, (from, to) =>
      readRecurrence(text.slice(tokens[from]?.start, tokens[to - 1]?.end)),
    ),
    future: dates("future", ahead),
    // What holds no date when looking ahead holds none when looking back.
    past: ahead.length > 0 ? dates("past", whens("past")) : [],
    bare,
  };
}

/** A date with its year is the same whichever way one looks. */
const hasYear = /\b(?:19|20)\d\d\b/;

const overlap = (a: Range, b: Range): boolean => a[0] < b[1] && b[0] < a[1];
const opensLength =
  /^(?:\d|an?$|one$|two$|three$|four$|five$|ten$|half$|quarter$|for$|twenty$|thirty$|forty$|ninety$)/;
const opensRecurrence =
  /^(?:every\w*|each|once|daily|weekly|bi-?weekly|fortnightly|monthly|quarterly|yearly|annually|repeat\w*|recurring)$/;

/** Every stretch from a word that may open it which reads as a value. */
function stretches(
  tokens: readonly Token[],
  most: number,
  opens: RegExp,
  read: (from: number, to: number) => unknown,
): Range[] {
  return tokens.flatMap(({ norm }, from) => {
    if (!opens.test(norm)) return [];
    const ends = Array.from({ length: most }, (_, index) => from + index + 1);
    return ends
      .filter((to) => to <= tokens.length && read(from, to) !== undefined)
      .map((to): Range => [from, to]);
  });
}

/** Amounts that show themselves, and bare numbers of three digits or more: the slot decides. */
function moneyIn(
  text: string,
  tokens: readonly Token[],
  rangeOf: (start: number, end: number) => Range[],
): Range[] {
  const shown = findMoney(text).flatMap(({ start, end }) => rangeOf(start, end));
  const bare = tokens.flatMap(({ norm }, index): Range[] =>
    /^\d[\d.,]{2,}$/.test(norm) && readMoney(norm, { currency: "EUR" }) ? [[index, index + 1]] : [],
  );
  return [...shown, ...bare.filter((range) => !shown.some((other) => overlap(range, other)))];
}

/** "By Thursday" is nothing that happened; "yesterday" is nothing to be done. */
function fitsLean(when: When, lean: "future" | "past", { now, timeZone }: Turn): boolean {
  if (when.kind === "ambiguous") return true;
  const day = (at: Date) => at.toLocaleDateString("sv-SE", { timeZone });
  const date = when.kind === "day" ? when.date : day(when.at);
  return lean === "future" ? date >= day(now) : date <= day(now);
}

/** Months and days that are also what people are called. */
const alsoNames = /^(?:april|may|june|august|sat|sun|mon|jan|mar|dec|wed)$/;

/** Whether a typed value stands in the stretch or across its edge: no name holds one. */
export function holdsTyped(spans: Spans, tokens: readonly Token[], stretch: Range): boolean {
  const dates = [...spans.future, ...spans.past].filter(([from, to]) => {
    const only = to - from === 1 ? tokens[from] : undefined;
    return !(only?.capital && alsoNames.test(only.norm) && stretch[1] - stretch[0] > 1);
  });
  return [...dates, ...spans.email, ...spans.phone].some((range) => overlap(range, stretch));
}
