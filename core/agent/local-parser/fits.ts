/** Judges whether a stretch of a message may fill a slot: a name, a value, a list of names, free text. */
import { parsePast } from "../../domain/when.ts";
import type { Turn } from "../intent.ts";
import { enumValue, type Slot } from "./slots.ts";
import type { Range } from "./spans.ts";
import type { Token } from "./tokens.ts";
import { cues, fillers, functionWords, guards, notInNames } from "./vocabulary.ts";

/** How well a stretch fills a slot: `score` chooses between readings, `quality` (0–1) says how sure. */
export interface Fit {
  score: number;
  quality: number;
  /** It is certain what the stretch is: a date, an address, a known name, "the second one". */
  known?: true;
}

export function sure(length: number): Fit {
  return { score: length, quality: 1, known: true };
}

/** "This week" is a value, "call with" is a value and a word of the sentence. */
export function enumFit(slot: Slot, stretch: readonly Token[], words: string): Fit | undefined {
  const edges = [stretch[0], stretch.at(-1)];
  if (stretch.length > 3 || edges.some((token) => !token || cues.has(token.norm))) return undefined;
  if (!enumValue(words, Array.from(slot.values.keys()))) return undefined;
  const meaning = stretch.filter((token) => !functionWords.has(token.norm)).length;
  return { score: meaning + (stretch.length - meaning) * 0.2, quality: 1 };
}

export function typed(ranges: readonly Range[], from: number, to: number): Fit | undefined {
  return ranges.some((range) => range[0] === from && range[1] === to) ? sure(to - from) : undefined;
}

const opensDuration =
  /^(?:\d.*|an?|one|two|three|four|five|six|nine|ten|twelve|few|couple|half|in|for|over|more|at|the|last|past)$/;
const unit =
  /^(?:\d+)?(?:d|days?|w|wks?|weeks?|mo|mths?|months?|y|yrs?|years?|fortnight|quarter|ago)$/;

export function duration(words: string, stretch: readonly Token[], turn: Turn): Fit | undefined {
  const [first, last] = [stretch[0]?.norm ?? "", stretch.at(-1)?.norm ?? ""];
  if (stretch.length > 6 || !unit.test(last) || !opensDuration.test(first)) return undefined;
  const { now, timeZone, locale } = turn;
  if (!parsePast(words, { now, timeZone, locale })) return undefined;
  // "In the last" around it may be words of the example, so they earn nothing here.
  return { ...sure(stretch.length), score: Math.min(stretch.length, 2) };
}

export function splitsQuote(tokens: readonly Token[], from: number, to: number): boolean {
  const crosses = (at: number) => {
    const quote = tokens[at]?.quote ?? 0;
    return quote > 0 && tokens[at - 1]?.quote === quote;
  };
  return crosses(from) || crosses(to);
}

const startsClause = new Set(["she", "he", "they", "it", "this", "that", "these", "those"]);

/** "Sofia, Leo and Dana": every part must fit by itself. */
export function fitMany(
  stretch: readonly Token[],
  fit: (from: number, to: number) => Fit | undefined,
): Fit | undefined {
  const parts = partsOf(stretch);
  if (parts.length > 1 && parts.length * 2 - 1 > stretch.length) return undefined;
  // In "Sofia, she loves it" the second part is a new sentence.
  const clause = parts.slice(1).some(([from]) => startsClause.has(stretch[from]?.norm ?? ""));
  if (clause) return undefined;
  const fits = parts.map(([from, to]) => (to > from ? fit(from, to) : undefined));
  let score = 0;
  let quality = 1;
  for (const part of fits) {
    if (!part) return undefined;
    score += part.score;
    quality = Math.min(quality, part.quality);
  }
  return { score: score + (parts.length - 1) * 0.5, quality };
}

/** Where a list of names is cut; the same for judging it and for reading it. */
export function partsOf(stretch: readonly Token[]): Range[] {
  const parts: Range[] = [];
  let from = 0;
  stretch.forEach((token, index) => {
    if (token.norm !== "and" && token.norm !== "," && token.norm !== "&") return;
    if (index > from) parts.push([from, index]);
    from = index + 1;
  });
  parts.push([from, stretch.length]);
  return parts;
}

/** "When is this" before "done" asks; it names no task. */
export function opensQuestion(token: Token | undefined): boolean {
  return (
    token !== undefined && !token.capital && (guards.has(token.norm) || beForms.has(token.norm))
  );
}

const beForms = new Set(["is", "are", "was", "were", "am"]);

export function titleFit(stretch: readonly Token[]): Fit | undefined {
  const last = stretch.at(-1)?.norm ?? "";
  return stretch.length > 8 || beForms.has(last) ? undefined : textFit(stretch);
}

export function textFit(stretch: readonly Token[]): Fit | undefined {
  const said = stretch.filter((token) => token.kind === "word");
  const empty = said.every((token) => fillers.has(token.norm) || functionWords.has(token.norm));
  if (empty || stretch[0]?.kind === "separator") return undefined;
  return { score: stretch.length * 0.45, quality: 1 };
}

const atNoEdge = new Set(["from", "at", "of", "and", "'s", "up", "out"]);
const connectors = new Set(["from", "at", "of", "de", "van", "von", "der", "the", "."]);

/** A name or a label: few words, no verbs; the longer and the more mixed, the less sure. */
export function labelFit(
  stretch: readonly Token[],
  taught: ReadonlySet<string>,
  holdsDate: boolean,
): Fit | undefined {
  const edges = [stretch[0], stretch.at(-1)];
  if (stretch.length > 6 || edges.some((token) => token?.kind !== "word")) return undefined;
  if (edges.some((token) => !token?.capital && atNoEdge.has(token?.norm ?? ""))) return undefined;
  if (holdsDate && stretch.length > 1) return undefined;
  let score = 0;
  let quality = 1;
  for (const [index, token] of stretch.entries()) {
    const previous = stretch[index - 1];
    const quoted = token.quote > 0;
    const barred = notInNames.has(token.norm) || (index > 0 && taught.has(token.norm));
    const spelledAsName = token.capital && index > 0 && token.norm !== "i";
    if (barred && !quoted && !spelledAsName) return undefined;
    if (token.kind === "separator" && token.norm !== "." && token.norm !== "-") return undefined;
    const mixed = previous?.capital === true && !token.capital && !connectors.has(token.norm);
    if (mixed && !quoted) quality *= 0.9;
    score += index === 0 ? 0.8 : token.capital ? 0.8 : mixed ? 0.2 : index === 1 ? 0.5 : 0.4;
  }
  const lone = stretch.every((token) => fillers.has(token.norm) || connectors.has(token.norm));
  if (lone && !stretch.some((token) => token.capital)) return undefined;
  // "A joke" is one of many; records are called by name or with "the".
  if (/^an?$/.test(stretch[0]?.norm ?? "") && stretch[0]?.capital === false) quality *= 0.6;
  // "Deals" alone is rather the word of another command than somebody's name.
  const only = stretch.length === 1 ? stretch[0] : undefined;
  if (only && !only.capital && taught.has(only.norm)) quality *= 0.6;
  const lowerWords = stretch.filter((token) => !token.capital).length;
  return { score, quality: lowerWords > 3 ? quality * 0.85 : quality };
}
