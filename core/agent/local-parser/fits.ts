/** Judges whether a stretch of a message may fill a slot: a name, a value, a list of names, free text. */
import { parsePast } from "../../domain/when.ts";
import type { Turn } from "../intent.ts";
import {
  endsElsewhere,
  isDoing,
  isOrder,
  isSomebodys,
  isState,
  namesPlace,
} from "./phrase-words.ts";
import { mayMean, meaningOf, type Slot } from "./slots.ts";
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
export function valueFit(slot: Slot, stretch: readonly Token[]): Fit | undefined {
  if (stretch.length > 7 || !mayMean(slot, stretch)) return undefined;
  const edges = [stretch[0], stretch.at(-1)];
  const taught = slot.values.has(stretch.map((token) => token.norm).join(" "));
  if (edges.some((token) => token?.kind !== "word")) return undefined;
  if (!taught && edges.some((token) => cues.has(token?.norm ?? ""))) return undefined;
  if (!meaningOf(slot, stretch)) return undefined;
  const meaning = stretch.filter((token) => !functionWords.has(token.norm)).length;
  const certain = slot.kind === "text" ? {} : { known: true as const };
  return { score: meaning + (stretch.length - meaning) * 0.2, quality: 1, ...certain };
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
  return crossesQuote(tokens, from) || crossesQuote(tokens, to);
}

function crossesQuote(tokens: readonly Token[], at: number): boolean {
  const quote = tokens[at]?.quote ?? 0;
  return quote > 0 && tokens[at - 1]?.quote === quote;
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

/** What ends no title: the words that lead on to whatever comes next. */
const leadsOn = new Set(
  "is are was were am to by for as at of until till with from the and every each a an".split(" "),
);
const endsNoTitle = new Set("on over in not again anymore any more now back isn no".split(" "));
const opensNoTitle = new Set(
  "is are was were to by as for of at all every everyone everybody anyone anybody any each both not never no what who how why when if".split(
    " ",
  ),
);

/** The title a task is called by; what follows a comma rarely is of it. */
export function titleFit(stretch: readonly Token[]): Fit | undefined {
  const [first, last] = [stretch[0], stretch.at(-1)];
  if (stretch.length > 8 || !first || !last) return undefined;
  const quoted = first.quote > 0;
  const ends = leadsOn.has(last.norm) || endsNoTitle.has(last.norm);
  if (!quoted && (ends || (opensNoTitle.has(first.norm) && !first.capital))) return undefined;
  const fit = textFit(stretch);
  // "The vip tag on Carmen" is no task; a task is hardly called by another thing's name.
  const ofRecord = /^(?:date|value|owner)$/.test(last.norm);
  if (fit && !quoted && (ofRecord || stretch.some(({ norm }) => otherThings.has(norm))))
    return { ...fit, quality: 0.75 };
  // "Reopen task send the NDA": the noun is no part of the title.
  const named = !quoted && stretch.length > 1 && /^(?:task|todo|reminder)$/.test(first.norm);
  const parted = named || (!quoted && stretch.some(({ kind }) => kind === "separator"));
  return fit && parted ? { ...fit, quality: 0.85 } : fit;
}

const otherThings = new Set(
  "tag tags label list lists stage pipeline leads deals contacts people customers clients companies accounts alarm alarms event events appointment reservation crm".split(
    " ",
  ),
);

/** `dictated`: what somebody wants said, to the letter; "please" and "hello" are part of it. */
export function textFit(stretch: readonly Token[], dictated = false): Fit | undefined {
  const said = stretch.filter((token) => token.kind === "word");
  const adds = ({ norm }: Token) => !functionWords.has(norm) && (dictated || !fillers.has(norm));
  const empty = !said.some(adds) || isContact(said);
  const [first] = stretch;
  if (empty || !first || first.kind === "separator") return undefined;
  const adverb = !dictated && stretch.length > 1 && adverbs.has(first.norm) && !first.capital;
  if (adverb) return undefined;
  // "Email Leo about the dinner: it is at eight": what it is about is no part of what it says.
  if (dictated && first.norm === "about") return undefined;
  if (/^(?:at|of|than|'s)$/.test(first.norm)) return undefined;
  // Behind "should" the "n't" turns the sentence; it opens no text.
  if (first.norm === "not" && first.end - first.start < 3) return undefined;
  if (isOrder(stretch) && /^(?:as|won|lost|done)$/.test(stretch[2]?.norm ?? "")) return undefined;
  if (first.norm === "as" && whose.test(stretch[1]?.norm ?? "")) return undefined;
  // "About the second one" is not about the second, called one.
  if (stretch.length === 1 && first.quote === 0 && pointsOnly.has(first.norm)) return undefined;
  // "Remind me about it": the asker is no part of what is to be done.
  if (stretch.length > 1 && first.norm === "me" && !first.capital) return undefined;
  // "Address is Calle Mayor": the verb belongs to the sentence, not to the text.
  const verb = beForms.has(first.norm) || first.norm === "and" ? 0.5 : 0;
  return { score: stretch.length * 0.45 - verb, quality: 1 };
}

/** "Note that as her birthday" says what the day is, not what to write down. */
const whose = /^(?:his|her|their|its)$/;
/** A number or an address alone is no text: it is somebody's. */
function isContact(said: readonly Token[]): boolean {
  const digits = said.map(({ norm }) => norm.replace(/\D/g, "")).join("");
  const [only] = said;
  if (said.length === 1 && /@.+\./.test(only?.norm ?? "")) return true;
  return digits.length >= 9 && said.every(({ norm }) => /^\+?[\d.,:/-]+$/.test(norm));
}

const pointsOnly = new Set("one ones them him her".split(" "));
const adverbs = new Set("now then also actually just please pls plz".split(" "));

/** A text that something follows does not end in a word that leads on to it. */
export const leadsFurther = (token: Token | undefined): boolean =>
  token?.quote === 0 && leadsOn.has(token.norm);

/** A text whose examples are all short, a job title say, is no whole sentence. */
export function phraseFit(stretch: readonly Token[], longest: number): Fit | undefined {
  const [first] = stretch;
  const most = Math.max(2 * longest, longest + 3);
  const parted = stretch.some(({ kind, quote }) => kind === "separator" && quote === 0);
  if (stretch.length > most || parted || (first && !first.capital && notInNames.has(first.norm)))
    return undefined;
  if (endsElsewhere(stretch) || stretch.some(namesPlace) || isState(stretch)) return undefined;
  if (isOrder(stretch) || isDoing(stretch)) return undefined;
  const fit = textFit(stretch);
  const article = /^(?:the|an?|our|their)$/.test(first?.norm ?? "") && !first?.capital;
  if (fit && article && stretch.length > 1) return { ...fit, score: fit.score - 0.7 };
  return fit && isSomebodys(stretch) ? { ...fit, quality: 0.7 } : fit;
}
