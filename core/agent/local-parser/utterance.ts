/** One message made ready: its words, the typed spans found in it, and which stretch may fill which slot. */
import type { MentionType } from "../../tool.ts";
import type { Turn } from "../intent.ts";
import {
  duration,
  enumFit,
  fitMany,
  labelFit,
  opensQuestion,
  splitsQuote,
  sure,
  textFit,
  titleFit,
  typed,
  type Fit,
} from "./fits.ts";
import { phraseKey, type Slot } from "./slots.ts";
import { datesIn, findSpans } from "./spans.ts";
import { likeness, tokenise, type Token } from "./tokens.ts";
import { aboutPeopleOnly, backReference, foreignWords } from "./vocabulary.ts";

/** A stretch of the text known to name a record of this tenant. */
export interface FoundName {
  text: string;
  types: MentionType[];
}

export interface Utterance {
  text: string;
  tokens: readonly Token[];
  /** What comes after the tokens laid out: only very long messages have any. */
  tail: string;
  turn: Turn;
  /** Whether some words name a time to come. */
  looksAhead: boolean;
  fit(slot: Slot, from: number, to: number): Fit | undefined;
  /** 0–1: how surely the token is this taught word. */
  likeness(token: number, taught: string): number;
  slice(from: number, to: number): string;
  /** The words of a date without its preposition. */
  dateAt(lean: Slot["lean"], from: number, to: number): string;
}

const mostTokens = 60;

export function prepare(
  text: string,
  turn: Turn,
  known: { taught: ReadonlySet<string>; names: readonly FoundName[] },
): Utterance {
  const all = tokenise(text);
  const tokens = all.slice(0, mostTokens);
  const tail = all.length > mostTokens ? text.slice(all[mostTokens]?.start) : "";
  const spans = findSpans(text, tokens, turn);
  const remembered = new Map<string, Fit | undefined>();
  const alike = tokens.map(() => new Map<string, number>());
  const slice = (from: number, to: number) =>
    text.slice(tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0);
  const judge = (slot: Slot, from: number, to: number): Fit | undefined => {
    if (splitsQuote(tokens, from, to) || (from === 0 && opensQuestion(tokens[0]))) return undefined;
    const stretch = tokens.slice(from, to);
    if (slot.many && slot.kind !== "text")
      return fitMany(stretch, (a, b) => one(slot, from + a, from + b));
    return one(slot, from, to);
  };
  const one = (slot: Slot, from: number, to: number): Fit | undefined => {
    const stretch = tokens.slice(from, to);
    const words = slice(from, to);
    switch (slot.kind) {
      case "email":
      case "phone":
      case "money":
        return typed(spans[slot.kind], from, to);
      case "date":
        return typed(spans[slot.lean], from, to) ?? duration(words, stretch, turn);
      case "number":
        return to - from === 1 && /^\d+$/.test(stretch[0]?.norm ?? "") ? sure(1) : undefined;
      case "enum":
        return enumFit(slot, stretch, words);
      case "flag":
        return slot.values.has(phraseKey(words)) ? sure(to - from) : undefined;
      case "text":
        return textFit(stretch);
      case "mention":
      case "short":
        return nameFit(slot, stretch, words);
    }
  };
  const nameFit = (slot: Slot, stretch: readonly Token[], words: string): Fit | undefined => {
    const norm = stretch.map((token) => token.norm).join(" ");
    if (slot.kind === "mention" && backReference.test(norm)) {
      const forPeople = slot.types.some((type) => type === "person" || type === "identity");
      return aboutPeopleOnly.has(norm) && !forPeople ? undefined : sure(stretch.length);
    }
    const named = known.names.find((name) => name.text.toLowerCase() === words.toLowerCase());
    if (named && slot.kind === "mention")
      return named.types.some((type) => slot.types.includes(type))
        ? sure(stretch.length)
        : undefined;
    if (named) return sure(stretch.length);
    // A task is called by its title, and titles are full of verbs.
    if (slot.types.includes("task")) return titleFit(stretch);
    return labelFit(stretch, known.taught, datesIn(spans, stretch, tokens));
  };
  return {
    text,
    tokens,
    tail,
    turn,
    looksAhead: spans.future.length > 0,
    slice,
    dateAt: (lean, from, to) =>
      spans.bare.get(`${lean}/${from}/${to}`) ??
      slice(from, to).replace(/^(?:in|for|since)\s+/i, ""),
    likeness: (index, taught) => {
      const [token, seen] = [tokens[index], alike[index]];
      if (token?.kind !== "word" || token.quote > 0 || !seen) return 0;
      const known = seen.get(taught);
      if (known !== undefined) return known;
      const found = likeness(token.norm, taught);
      seen.set(taught, found);
      return found;
    },
    fit: (slot, from, to) => {
      if (slot.kind !== "text" && to - from > (slot.many ? 16 : 9)) return undefined;
      const key = `${slot.id}/${from}/${to}`;
      if (!remembered.has(key)) remembered.set(key, judge(slot, from, to));
      return remembered.get(key);
    },
  };
}

/** Whether the words are another language than the one read here. */
export function isForeign(tokens: readonly Token[]): boolean {
  const spoken = tokens.filter((token) => token.kind === "word");
  const foreign = spoken
    .filter((token) => !token.capital || token === spoken[0])
    .filter((token) => foreignWords.has(token.norm)).length;
  const otherScript = spoken.some((token) =>
    /[^\p{Script=Latin}\p{N}\p{M}_&'’.+@:/%,-]/u.test(token.norm),
  );
  return otherScript || foreign >= 2 || (foreign === 1 && spoken.length <= 4);
}
