/** One message made ready: its words, the typed spans found in it, and which stretch may fill which slot. */
import type { Turn } from "../intent.ts";
import {
  duration,
  fitMany,
  leadsFurther,
  opensQuestion,
  phraseFit,
  splitsQuote,
  sure,
  textFit,
  typed,
  valueFit,
  type Fit,
} from "./fits.ts";
import { nameFit } from "./name-fits.ts";
import { remembering, rememberingPlain, slotFits, type SlotFits } from "./slot-fits.ts";
import { locateNames, stretchOf, type FoundName, type Named } from "./stretches.ts";
import type { Slot } from "./slots.ts";
import { findSpans, holdsTyped } from "./spans.ts";
import { leaveCost, tokenise, type Token } from "./tokens.ts";
import { foreignWords, functionWords, numberWords } from "./vocabulary.ts";
import type { Alike } from "./word-index.ts";

export interface Utterance {
  text: string;
  tokens: readonly Token[];
  /** What comes after the tokens laid out: only very long messages have any. */
  tail: string;
  turn: Turn;
  names: Named;
  /** What it costs to leave each token unexplained. */
  leaveCosts: readonly number[];
  /** Whether some words name a time to come, once or again and again. */
  looksAhead: boolean;
  fits: SlotFits;
  /** 0–1: how surely the token is this taught word. */
  likeness(token: number, taught: string): number;
  /** 0–1 for every token: how surely it is this taught word; nothing where none is. */
  likenesses(taught: string): readonly number[] | undefined;
  /** Every taught word that some token may be, and how surely. */
  taughtWords(): Alike;
  /** Whether the token stands in a date to come. */
  isDated(token: number): boolean;
  /** Whether the token stands in an amount, an address or a date with a number. */
  isValue(token: number): boolean;
  slice(from: number, to: number): string;
  /** The words of a date without its preposition. */
  dateAt(lean: Slot["lean"], from: number, to: number): string;
}

/** What is known before any message: the words taught, and the names found in this one. */
export interface Known {
  taught: ReadonlySet<string>;
  alike(typed: string): Alike;
  /** None where there is no index of names. */
  names: readonly FoundName[] | undefined;
}

const mostTokens = 60;
const none: Alike = new Map();

export function prepare(text: string, turn: Turn, known: Known): Utterance {
  const all = tokenise(text);
  const tokens = all.slice(0, mostTokens);
  const tail = all.length > mostTokens ? text.slice(all[mostTokens]?.start) : "";
  const spans = findSpans(text, tokens, turn);
  const names = locateNames(known.names, text, tokens);
  const alike = tokens.map((token) =>
    token.kind === "word" && token.quote === 0 ? known.alike(token.norm) : none,
  );
  const slice = (from: number, to: number) =>
    text.slice(tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0);
  const judge = (slot: Slot, from: number, to: number): Fit | undefined => {
    if (splitsQuote(tokens, from, to) || (from === 0 && opensQuestion(tokens[0]))) return undefined;
    if (slot.many && slot.kind !== "text")
      return fitMany(tokens.slice(from, to), (a, b) => one(slot, from + a, from + b));
    return one(slot, from, to);
  };
  const stretchAt = remembering(tokens.length, (from, to) =>
    stretchOf({
      focus: turn.focus,
      from,
      to,
      tokens,
      names,
      taught: known.taught,
      holdsDate: holdsTyped(spans, tokens, [from, to]),
    }),
  );
  const one = (slot: Slot, from: number, to: number): Fit | undefined => {
    const bare = to - from === 1 && answers.has(tokens[from]?.norm ?? "");
    if (bare && !speaks.has(tokens[from - 1]?.norm ?? "")) return undefined;
    const meant = slot.values.size > 0 ? valueFit(slot, tokens.slice(from, to)) : undefined;
    if (meant || slot.kind === "enum" || slot.kind === "flag") return meant;
    return plain(slot, from, to);
  };
  const plain = rememberingPlain(tokens.length, (slot, from, to) => {
    const stretch = tokens.slice(from, to);
    switch (slot.kind) {
      case "date":
        return typed(spans[slot.lean], from, to) ?? duration(slice(from, to), stretch, turn);
      case "number":
        return to - from === 1 && isNumber(stretch[0]?.norm ?? "") ? sure(1) : undefined;
      case "text":
        if (
          slot.field === "title" &&
          /^(?:done|finished|completed?)$/.test(stretch.at(-1)?.norm ?? "")
        )
          return undefined;
        if (to < tokens.length && leadsFurther(stretch.at(-1))) return undefined;
        // "Tom shouldn't see it": what is not to be done is nothing to do.
        if (stretch[0]?.norm === "not" && tokens[from - 1]?.kind === "word") return undefined;
        if (endsAstray(tokens, to) || names.all.some((name) => name.from < from && from < name.to))
          return undefined;
        // "Call John on Friday": a day alone is no note of what was said.
        if (typed(spans.future, from, to) ?? typed(spans.past, from, to)) return undefined;
        return slot.longest > 0 && slot.longest <= 5
          ? phraseFit(stretch, slot.longest)
          : textFit(stretch, slot.field === DICTATED);
      case "mention":
      case "short":
        return nameFit(slot, stretchAt(from, to));
      case "enum":
      case "flag":
        return undefined;
      default:
        return typed(spans[slot.kind], from, to);
    }
  });
  const heard = heardIn(alike);
  const loosely = placesIn(heard);
  const best = new Map(Array.from(heard, ([word, each]) => [word, Math.max(...each)]));
  const fits = slotFits(judge, tokens.length);
  return {
    text,
    tokens,
    tail,
    turn,
    names,
    leaveCosts: tokens.map(leaveCost),
    isValue: (index) =>
      [...spans.point, ...spans.money].some(([from, to]) => index >= from && index < to),
    isDated: (index) => spans.future.some(([from, to]) => index >= from && index < to),
    looksAhead: spans.future.length + spans.recurrence.length > 0,
    slice,
    dateAt: (lean, from, to) =>
      spans.bare.get(`${lean}/${from}/${to}`) ??
      slice(from, to).replace(/^(?:in|for|since)\s+/i, ""),
    likeness: (token, taught) => heard.get(taught)?.[token] ?? 0,
    likenesses: (taught) => loosely.get(taught) ?? heard.get(taught),
    taughtWords: () => best,
    fits,
  };
}

/** "The champion on Acme" is the champion of it, or for it: which word says where hardly matters, but for whence. */
function placesIn(heard: ReadonlyMap<string, readonly number[]>): Map<string, readonly number[]> {
  const loosely = new Map<string, readonly number[]>();
  for (const group of places) {
    const said = group.flatMap((word) => heard.get(word) ?? []).length > 0;
    if (!said) continue;
    for (const word of group) {
      const own = heard.get(word);
      const others = group.flatMap((other) => (other === word ? [] : [heard.get(other) ?? []]));
      const length = Math.max(...group.map((each) => heard.get(each)?.length ?? 0));
      const any = Array.from({ length }, (_, at) =>
        Math.max(own?.[at] ?? 0, others.some((each) => each[at] === 1) ? 0.5 : 0),
      );
      loosely.set(word, any);
    }
  }
  return loosely;
}

const places = [
  ["of", "on", "for", "in", "at"],
  ["to", "into", "onto"],
];

/** For every taught word said, how surely each token is it. */
function heardIn(alike: readonly Alike[]): Map<string, number[]> {
  const heard = new Map<string, number[]>();
  for (const [token, each] of alike.entries())
    for (const [word, likeness] of each) {
      const known = heard.get(word) ?? alike.map(() => 0);
      known[token] = likeness;
      heard.set(word, known);
    }
  return heard;
}

/** "Put the contract | on my list": whose it is belongs to what follows. */
function endsAstray(tokens: readonly Token[], to: number): boolean {
  const [last, next] = [tokens[to - 1]?.norm ?? "", tokens[to]?.norm];
  if (next === undefined) return false;
  return owns.has(last) || (/^(?:on|onto|to|in|from)$/.test(last) && owns.has(next));
}

const owns = new Set(["my", "our", "your", "his", "their"]);

/** "No" is a value only where somebody said it. */
const answers = new Set(["no", "not", "yes", "never", "nope", "yep"]);
/** A field that holds what somebody wants said, to the letter: courtesies belong to it. */
const DICTATED = "body";

const speaks = new Set(["said", "says", "say", "told", "a", ":"]);

const isNumber = (word: string): boolean => /^\d{1,9}%?$/.test(word) || numberWords.has(word);

/** Whether the words are another language than the one read here. */
export function isForeign(tokens: readonly Token[]): boolean {
  const spoken = tokens.filter((token) => token.kind === "word");
  const foreign = spoken
    .filter((token) => !token.capital || token === spoken[0])
    .filter((token) => foreignWords.has(token.norm)).length;
  const otherScript = spoken.some((token) =>
    /[^\p{Script=Latin}\p{N}\p{M}_&'’.+@:/%,-]/u.test(token.norm),
  );
  const english = spoken.filter((token) => functionWords.has(token.norm)).length;
  return (
    otherScript || (foreign >= 2 && foreign >= english) || (foreign === 1 && spoken.length <= 4)
  );
}
