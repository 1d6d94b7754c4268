/** The names of one tenant in memory, and which of them the words of a message name. */
import { canonicalNames } from "../../domain/nicknames.ts";
import { companyKey, nameKey } from "../../domain/names.ts";
import type { FoundName } from "./stretches.ts";
import type { NameKind } from "./name-kinds.ts";

export interface KnownName {
  kind: NameKind;
  name: string;
}

export type NameIndex = (text: string) => FoundName[];

interface Word {
  key: string;
  start: number;
  end: number;
}

const longestName = 6;
/** Shorter words have too many neighbours one letter away. */
const shortestSlip = 5;
const slipLikeness = 0.95;
const nicknameLikeness = 0.97;
/** A first word so many companies share names none of them. */
const mostSharing = 3;

export function nameIndexOf(names: Iterable<KnownName>): NameIndex {
  const phrases = new Map<string, Set<NameKind>>();
  const starts = new Map<string, number>();
  const add = (phrase: string, kind: NameKind) => {
    if (phrase === "") return;
    const kinds = phrases.get(phrase);
    if (kinds) kinds.add(kind);
    else phrases.set(phrase, new Set([kind]));
  };
  const firsts = new Set<string>();
  for (const { kind, name } of names) {
    const key = nameKey(name);
    add(key, kind);
    const words = key.split(" ");
    const [first = "", last = ""] = [words[0], words.at(-1)];
    if (kind === "person" || kind === "user") {
      add(first, kind);
      if (last.length > 2) add(last, kind);
      if (words.length > 2) add(`${first} ${last}`, kind);
      firsts.add(first);
    }
    if (kind !== "company") continue;
    const short = companyKey(name);
    add(short, kind);
    for (const part of startsOf(short)) starts.set(part, (starts.get(part) ?? 0) + 1);
  }
  for (const [part, count] of starts) if (count <= mostSharing) add(part, "company");
  return finderOver(phrases, firsts, slipsOf(phrases));
}

/** "Borealis" and "Borealis Energy" of "Borealis Energy Partners". */
function startsOf(key: string): string[] {
  const words = key.split(" ");
  const [first = "", second = ""] = words;
  if (words.length < 2) return [];
  return [
    ...(first.length > 3 && !tooCommon.has(first) ? [first] : []),
    ...(words.length > 2 ? [`${first} ${second}`] : []),
  ];
}

const tooCommon = new Set(
  `the new first global united national american general international european royal green blue black
  white north south east west best smart digital data open next group bank banco city great grand
  central world free real big home health medical energy power design media social business
  advanced applied modern true total premier prime pacific atlantic northern southern eastern
  western british canadian japan china india france spain swiss`.split(/\s+/),
);

/** Finds the one-word name a word misspells, if there is only one such. */
function slipsOf(
  phrases: ReadonlyMap<string, Set<NameKind>>,
): (word: string) => string | undefined {
  const buckets = new Map<string, string[]>();
  for (const [phrase, kinds] of phrases) {
    const named = ["person", "company", "user", "stage", "tag", "place", "list"];
    if (phrase.includes(" ") || phrase.length < shortestSlip - 1) continue;
    if (!named.some((kind) => kinds.has(kind as NameKind))) continue;
    const key = phrase.charAt(0) + phrase.length.toString();
    const bucket = buckets.get(key);
    if (bucket) bucket.push(phrase);
    else buckets.set(key, [phrase]);
  }
  return (word) => {
    const lengths = [word.length, word.length - 1, word.length + 1];
    for (const length of lengths) {
      const near = (buckets.get(word.charAt(0) + length.toString()) ?? []).filter((other) =>
        isOneSlip(word, other),
      );
      if (near[0] !== undefined) return near[0];
    }
    return undefined;
  };
}

/** One letter more, less or other, or two neighbours swapped; told without a table, since a word has many neighbours. */
function isOneSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  while (at < short.length && short.charCodeAt(at) === long.charCodeAt(at)) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return at < short.length;
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return swapped && short.slice(at + 2) === long.slice(at + 2);
}

function finderOver(
  phrases: ReadonlyMap<string, Set<NameKind>>,
  firsts: ReadonlySet<string>,
  slip: (word: string) => string | undefined,
): NameIndex {
  /** The ways one word may be spelled in the index, and how surely. */
  const spellings = (key: string): [string, number][] => {
    if (phrases.has(key)) return [[key, 1]];
    const formal = canonicalNames(key).filter((name) => firsts.has(name));
    if (formal.length > 0) return formal.map((name) => [name, nicknameLikeness]);
    const meant = key.length >= shortestSlip ? slip(key) : undefined;
    return meant === undefined ? [] : [[meant, slipLikeness]];
  };
  return (text) => {
    const words = wordsOf(text);
    const found: FoundName[] = [];
    const single = words.map(({ key }) => spellings(key));
    const put = (from: number, to: number, phrase: string, likeness: number) => {
      const types = phrases.get(phrase);
      const [start, end] = [words[from]?.start ?? 0, words[to - 1]?.end ?? 0];
      if (types)
        found.push({
          text: text.slice(start, end),
          types: Array.from(types),
          ...(likeness < 1 ? { likeness } : {}),
        });
      return types !== undefined;
    };
    for (let from = 0; from < words.length; from++) {
      for (let to = Math.min(words.length, from + longestName); to > from; to--) {
        const phrase = words
          .slice(from, to)
          .map(({ key }) => key)
          .join(" ");
        if (put(from, to, phrase, 1) || to - from > 2) continue;
        // One or two words may be misspelled, or a nickname.
        const [ones, others] = [
          single[from] ?? [],
          to - from === 2 ? (single[from + 1] ?? []) : [none],
        ];
        for (const [one, sureness] of ones)
          for (const [other, otherSureness] of others)
            put(from, to, `${one} ${other}`.trim(), Math.min(sureness, otherSureness));
      }
    }
    return found;
  };
}

const none: [string, number] = ["", 1];

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}&+]+/gu), (match) => ({
    key: nameKey(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  })).filter(({ key }) => key !== "");
}
