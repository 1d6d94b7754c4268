/** The known names in a message, and the stretches of it that are judged as names. */
import type { Focus } from "../intent.ts";
import type { Fit } from "./fits.ts";
import type { NameKind } from "./name-kinds.ts";
import type { Token } from "./tokens.ts";
import { backReference, backReferences, colleagueWords, interactionWords } from "./vocabulary.ts";

/** A stretch of the text known to name something of this tenant. */
export interface FoundName {
  text: string;
  types: readonly NameKind[];
  /** 0–1 where it is spelled otherwise than the record; 1 when absent. */
  likeness?: number;
  /** Then also how the name is spelled. */
  meant?: string;
}

interface Located extends FoundName {
  from: number;
  to: number;
}

/** The names found, where they stand among the tokens. */
export interface Named {
  /** Whether there is an index at all: then a name it does not hold is hardly one. */
  indexed: boolean;
  at(from: number, to: number): FoundName | undefined;
  /** Those that do not overlap a longer one, in order. */
  all: readonly Located[];
}

export function locateNames(
  names: readonly FoundName[] | undefined,
  text: string,
  tokens: readonly Token[],
): Named {
  const lower = text.toLowerCase();
  const found = new Map<number, Located>();
  const starts = new Map(tokens.map((token, index) => [token.start, index]));
  const ends = new Map(tokens.map((token, index) => [token.end, index + 1]));
  for (const name of names ?? []) {
    const wanted = spellingIn(lower, name.text.toLowerCase());
    for (let at = lower.indexOf(wanted); at >= 0 && wanted; at = lower.indexOf(wanted, at + 1)) {
      const [from, to] = [starts.get(at), ends.get(at + wanted.length)];
      if (from !== undefined && to !== undefined) found.set(from * 100 + to, { ...name, from, to });
    }
  }
  const longest = Array.from(found.values()).sort((a, b) => b.to - b.from - (a.to - a.from));
  const all: Located[] = [];
  for (const each of longest)
    if (all.every((other) => each.to <= other.from || each.from >= other.to)) all.push(each);
  return {
    indexed: names !== undefined,
    at: (from, to) => found.get(from * 100 + to),
    all: all.sort((a, b) => a.from - b.from),
  };
}

/** "Priya Shahs" was found, and "Priya Shah's" is how the sentence was put in other words. */
function spellingIn(text: string, name: string): string {
  const bare = name.replace(/s$/, "");
  return bare !== name && !text.includes(name) && text.includes(`${bare}'s`) ? bare : name;
}

/** One stretch of a message; whatever slot asks, what is true of its words is found out once. */
export interface Stretch extends Place {
  words: readonly Token[];
  norm: string;
  /** Which of the words that point at something it may be. */
  points: Readonly<Record<"colleague" | "interaction" | "many" | "one", boolean>>;
  /** How well it would do as a name; null where not at all. */
  label?: Fit | null;
}

interface Place {
  /** What "it" may mean. */
  focus: Focus;
  from: number;
  to: number;
  tokens: readonly Token[];
  names: Named;
  taught: ReadonlySet<string>;
  /** Whether a date or another typed value stands in the stretch or across its edge. */
  holdsDate: boolean;
}

export function stretchOf(place: Place): Stretch {
  const words = place.tokens.slice(place.from, place.to);
  const norm = words.map((token) => token.norm).join(" ");
  const points = {
    colleague: colleagueWords.test(norm),
    interaction: interactionWords.test(norm),
    many: backReferences.test(norm),
    one: backReference.test(norm),
  };
  return { ...place, words, norm, points };
}
