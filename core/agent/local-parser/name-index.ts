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
/** Shorter words have too many neighbours one letter away; of four letters two may be swapped. */
const shortestSlip = 5;
const shortestSwap = 4;
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
    // The codes of countries are words as well: "no", "in", "it", "at".
    if (kind === "place" && key.length < 3) continue;
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
  return finderOver({
    phrases,
    firsts,
    slip: slipsOf(singleNames(phrases)),
    part: slipsOf(partsOf(phrases)),
  });
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

const spelledByEar: readonly NameKind[] = [
  "person",
  "company",
  "user",
  "stage",
  "tag",
  "place",
  "list",
];

function singleNames(phrases: ReadonlyMap<string, Set<NameKind>>): string[] {
  return Array.from(phrases).flatMap(([phrase, kinds]) =>
    !phrase.includes(" ") && spelledByEar.some((kind) => kinds.has(kind)) ? [phrase] : [],
  );
}

/** The words of names of several words: "rollout" of "Borealis rollout". */
function partsOf(phrases: ReadonlyMap<string, Set<NameKind>>): Set<string> {
  return new Set(
    Array.from(phrases.keys()).flatMap((phrase) => (phrase.includes(" ") ? phrase.split(" ") : [])),
  );
}

/** Finds the word of these that a word misspells. */
function slipsOf(words: Iterable<string>): (word: string) => string | undefined {
  const buckets = new Map<string, string[]>();
  for (const word of words) {
    if (word.length < shortestSlip - 1) continue;
    const key = bucketOf(word);
    const bucket = buckets.get(key);
    if (bucket) bucket.push(word);
    else buckets.set(key, [word]);
  }
  const neighbours = (word: string) => buckets.get(bucketOf(word)) ?? [];
  return (word) => {
    // "Leads" are several of a lead, and nothing in Leeds.
    const bare = word.slice(0, -1);
    if (word.endsWith("s") && buckets.get(bucketOf(bare))?.includes(bare)) return bare;
    if (word.length < shortestSlip) return neighbours(word).find((other) => isSwapped(word, other));
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

/** "Acem" has Acme's letters, the first and all but two in their places. */
const isSwapped = (one: string, other: string): boolean =>
  isOneSlip(one, other) && Array.from(one).sort().join("") === Array.from(other).sort().join("");

const bucketOf = (word: string): string => word.charAt(0) + word.length.toString();

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

interface Spelling {
  phrases: ReadonlyMap<string, Set<NameKind>>;
  firsts: ReadonlySet<string>;
  /** The name of one word, or the word of a longer name, that a word misspells. */
  slip: (word: string) => string | undefined;
  part: (word: string) => string | undefined;
}

function finderOver({ phrases, firsts, slip, part }: Spelling): NameIndex {
  /** The ways one word may be spelled in the index, and how surely. */
  const spellings = (key: string): [string, number][] => {
    if (phrases.has(key)) return [[key, 1]];
    const formal = canonicalNames(key).filter((name) => firsts.has(name));
    if (formal.length > 0) return formal.map((name) => [name, nicknameLikeness]);
    const meant = key.length >= shortestSwap ? slip(key) : undefined;
    return meant === undefined ? [] : [[meant, slipLikeness]];
  };
  return (text) => {
    const words = wordsOf(text);
    const found: FoundName[] = [];
    const single = words.map(({ key }) => spellings(key));
    const parts = words.map(({ key }) =>
      key.length >= shortestSlip && !phrases.has(key) ? part(key) : undefined,
    );
    const put = (from: number, to: number, phrase: string, likeness: number) => {
      const types = phrases.get(phrase);
      const [start, end] = [words[from]?.start ?? 0, words[to - 1]?.end ?? 0];
      if (types)
        found.push({
          text: text.slice(start, end),
          types: Array.from(types),
          ...(likeness < 1 ? { likeness, meant: phrase } : {}),
        });
      return types !== undefined;
    };
    for (let from = 0; from < words.length; from++) {
      for (let to = Math.min(words.length, from + longestName); to > from; to--) {
        const phrase = words
          .slice(from, to)
          .map(({ key }) => key)
          .join(" ");
        if (put(from, to, phrase, 1)) continue;
        // Of a longer name one word may be misspelled.
        for (let at = from; at < to && to - from > 1; at++) {
          const meant = parts[at];
          if (meant === undefined) continue;
          const spelled = words
            .slice(from, to)
            .map(({ key }, i) => (from + i === at ? meant : key));
          if (put(from, to, spelled.join(" "), slipLikeness)) break;
        }
        if (to - from > 2) continue;
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
