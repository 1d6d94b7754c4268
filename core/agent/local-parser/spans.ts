/** Finds the stretches of a message whose kind is certain: addresses, numbers to dial, amounts, dates. */
import { findWhens, type When } from "../../domain/when.ts";
import type { Turn } from "../intent.ts";
import { emailPattern, moneyPattern, phoneKeyOf, phonePattern } from "./slots.ts";
import type { Token } from "./tokens.ts";

export type Range = readonly [from: number, to: number];
export interface Spans {
  email: Range[];
  phone: Range[];
  money: Range[];
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
  const dates = (lean: "future" | "past") =>
    findWhens(text, { now: turn.now, timeZone: turn.timeZone, locale: turn.locale, lean })
      .filter(({ when }) => fitsLean(when, lean, turn))
      .filter(({ start }) => lean === "future" || !/^(?:by|until|till?)\b/i.test(text.slice(start)))
      .flatMap(({ start, end, text: words }) => {
        const ranges = [rangeOf(start, end), rangeOf(end - words.length, end)].flat();
        for (const [from, to] of ranges) bare.set(`${lean}/${from}/${to}`, words);
        return ranges;
      });
  const phones = Array.from(text.matchAll(phonePattern)).filter((match) => phoneKeyOf(match[0]));
  return {
    email: all(emailPattern),
    phone: phones.flatMap((match) => rangeOf(match.index, match.index + match[0].length)),
    money: all(moneyPattern),
    future: dates("future"),
    past: dates("past"),
    bare,
  };
}

/** "By Thursday" is nothing that happened; "yesterday" is nothing to be done. */
function fitsLean(when: When, lean: "future" | "past", { now, timeZone }: Turn): boolean {
  if (when.kind === "ambiguous") return true;
  const day = (at: Date) => at.toLocaleDateString("sv-SE", { timeZone });
  const date = when.kind === "day" ? when.date : day(when.at);
  return lean === "future" ? date >= day(now) : date <= day(now);
}

export function datesIn(
  spans: Spans,
  stretch: readonly Token[],
  tokens: readonly Token[],
): boolean {
  const first = stretch[0] ? tokens.indexOf(stretch[0]) : 0;
  const inside = (range: Range) => range[0] >= first && range[1] <= first + stretch.length;
  return spans.future.some(inside) || spans.past.some(inside) || spans.email.some(inside);
}
