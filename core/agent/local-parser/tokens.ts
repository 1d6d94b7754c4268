/** Cuts a message into words that can be compared, each knowing where it stood. */
import { editDistance } from "../../domain/edit-distance.ts";
import { areSynonyms, fillers, functionWords, guards, lightWhenLeft } from "./vocabulary.ts";

export interface Token {
  /** Lower case, no accents, contractions opened: "haven't" is "have" and "not". */
  norm: string;
  start: number;
  end: number;
  /** Punctuation that separates, punctuation that does not matter, or a word. */
  kind: "word" | "separator" | "other";
  capital: boolean;
  /** All in capitals: "CFO". */
  acronym: boolean;
  /** Which quotation it stands in; 0 for none. */
  quote: number;
}

const pattern =
  /[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+|w\/|[-=]+>|→|\+?\d(?:[\d.,:/-]*\d)?%?[\p{L}]*|[\p{L}\p{M}_&][\p{L}\p{M}\p{N}_&]*(?:[.-][\p{L}\p{N}]+)*|['’][\p{L}]+|[^\s]/gu;
const separators = new Set([":", ",", ";", "-", "–", "—", "\n", "."]);
const fixed: Record<string, readonly string[]> = {
  whats: ["what", "is"],
  wats: ["what", "is"],
  wots: ["what", "is"],
  whos: ["who", "is"],
  hows: ["how", "is"],
  wheres: ["where", "is"],
  havent: ["have", "not"],
  hasnt: ["has", "not"],
  dont: ["do", "not"],
  didnt: ["did", "not"],
  isnt: ["is", "not"],
  ive: ["i", "have"],
  weve: ["we", "have"],
  im: ["i", "am"],
  theres: ["there", "is"],
  thats: ["that", "is"],
  hes: ["he", "is"],
  shes: ["she", "is"],
  theyre: ["they", "are"],
  youre: ["you", "are"],
  doesnt: ["does", "not"],
  wasnt: ["was", "not"],
  arent: ["are", "not"],
  werent: ["were", "not"],
  shouldnt: ["should", "not"],
  couldnt: ["could", "not"],
  wouldnt: ["would", "not"],
  "w/": ["with"],
  "->": ["to"],
  "-->": ["to"],
  "=>": ["to"],
  "→": ["to"],
  "to-do": ["todo"],
  "e-mail": ["email"],
  "e-mails": ["emails"],
  cant: ["can", "not"],
  wont: ["will", "not"],
};
/** Single letters that stand for a small word, where they are typed in lower case and stand alone. */
const letters: Record<string, string> = { w: "with", n: "and" };
const afterApostrophe: Record<string, string> = {
  t: "not",
  ve: "have",
  re: "are",
  m: "am",
  ll: "will",
  d: "would",
};
const beforeIs = /^(?:what|who|how|where|when|that|it|there|here|he|she|wat)$/;

export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const quotes = quotations(text);
  for (const match of text.matchAll(pattern)) {
    const start = match.index;
    const quote = quotes.findIndex((range) => start >= range[0] && start < range[1]) + 1;
    push(tokens, match[0], { start, quote });
  }
  return tokens;
}

export function normalise(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function push(tokens: Token[], raw: string, at: { start: number; quote: number }): void {
  const norm = normalise(raw);
  const capital = /^\p{Lu}/u.test(raw);
  const acronym = /^\p{Lu}[\p{Lu}\d&]+$/u.test(raw);
  const base = { ...at, end: at.start + raw.length, capital, acronym };
  if (/^['’]\p{L}/u.test(raw)) return pushContraction(tokens, norm.slice(1), base);
  const letter = Object.hasOwn(letters, raw) ? letters[raw] : undefined;
  const opened = letter ? [letter] : Object.hasOwn(fixed, norm) ? fixed[norm] : undefined;
  if (opened) {
    for (const word of opened) tokens.push({ ...base, norm: word, kind: "word" });
    return;
  }
  const word = /[\p{L}\p{N}]/u.test(raw);
  const kind = word ? "word" : separators.has(raw) ? "separator" : "other";
  tokens.push({ ...base, norm, kind });
}

function pushContraction(
  tokens: Token[],
  ending: string,
  base: Omit<Token, "norm" | "kind">,
): void {
  const last = tokens.at(-1);
  const touching = last?.end === base.start;
  if (!touching) {
    tokens.push({ ...base, norm: ending, kind: "word" });
    return;
  }
  if (ending === "t" && last.norm.endsWith("n") && last.norm !== "can")
    last.norm = last.norm.slice(0, -1);
  const isForm = ending === "s" && beforeIs.test(last.norm);
  const norm = isForm
    ? "is"
    : ending === "s"
      ? "'s"
      : ((Object.hasOwn(afterApostrophe, ending) ? afterApostrophe[ending] : undefined) ?? ending);
  tokens.push({ ...base, norm, kind: "word" });
}

function quotations(text: string): [number, number][] {
  return Array.from(text.matchAll(/"[^"]+"|“[^”]+”/g), (match) => [
    match.index,
    match.index + match[0].length,
  ]);
}

/** How much a word weighs: what is left unexplained, or unsaid, costs as much. */
export function weightOf(token: Token): number {
  if (token.kind !== "word") return 0;
  if (fillers.has(token.norm)) return 0;
  if (guards.has(token.norm)) return 1;
  return functionWords.has(token.norm) || lightWhenLeft.has(token.norm) ? 0.25 : 1;
}

/** 0–1: how surely the word typed is the word taught. Small words must be exact. */
export function likeness(typed: string, taught: string): number {
  if (typed === taught) return 1;
  if (areSynonyms(typed, taught)) return 0.92;
  if (taught.length < 4 || typed.length < 4) return swapsLast(typed, taught) ? 0.85 : 0;
  if (stem(typed) === stem(taught)) return 0.95;
  if (functionWords.has(taught) || functionWords.has(typed) || guards.has(typed)) return 0;
  const allowed = taught.length >= 8 ? 2 : 1;
  const starts = typed.startsWith(taught.charAt(0)) || swapsFirst(typed, taught);
  return starts && editDistance(typed, taught) <= allowed ? 0.85 : 0;
}

/** "Lgo" is "log"; in so short a word any other slip makes another word of it. */
function swapsLast(typed: string, taught: string): boolean {
  return (
    typed.length === 3 &&
    taught.length === 3 &&
    !functionWords.has(taught) &&
    !guards.has(taught) &&
    typed === taught.charAt(0) + taught.charAt(2) + taught.charAt(1)
  );
}

/** "Omve": fingers that were too fast at the very start. */
function swapsFirst(typed: string, taught: string): boolean {
  return typed.startsWith(taught.charAt(1) + taught.charAt(0));
}

const stems = new Map<string, string>();
const mostRemembered = 20_000;

export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  // Anything may be typed: what is remembered must not grow without end.
  if (stems.size >= mostRemembered) stems.clear();
  const found = withoutEnding(word);
  stems.set(word, found);
  return found;
}

function withoutEnding(word: string): string {
  if (word.length > 5 && /(?:ing|ied|ies)$/.test(word))
    return word.slice(0, -3).replace(/(.)\1$/, "$1");
  if (word.length > 4 && /(?:ed|es)$/.test(word)) return word.slice(0, -2).replace(/(.)\1$/, "$1");
  return word.length > 3 ? word.replace(/e$|(?<!s)s$/, "") : word;
}

/** What it costs to leave a token unexplained. */
export function leaveCost(token: Token): number {
  if (token.kind !== "word") return 0.01;
  if (fillers.has(token.norm)) return 0.03;
  if (guards.has(token.norm)) return 0.9;
  return functionWords.has(token.norm) ? 0.15 : 0.7;
}
