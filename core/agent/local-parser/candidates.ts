/** Reads a message with every example and ranks what comes out, best first. */
import type { Tool } from "../../tool.ts";
import { extend, isConceivable, type Reading } from "./additions.ts";
import { align, type Alignment, type Filled } from "./align.ts";
import { argumentsOf } from "./arguments.ts";
import { namesOfFields } from "./field-words.ts";
import { isGrounded } from "./grounds.ts";
import { isAnyWord, isIntruding, isMisfit, widens } from "./misfits.ts";
import { isTyped, phraseKey } from "./slots.ts";
import type { Grammar, Template } from "./templates.ts";
import { weightOf, type Token } from "./tokens.ts";
import type { Utterance } from "./utterance.ts";
import { areSynonyms, backReference, guards } from "./vocabulary.ts";

export interface Candidate {
  tool: Tool;
  args: Record<string, unknown>;
  filled: readonly Filled[];
  /** The message's words, which `filled` counts. */
  words: readonly string[];
  /** 0–1: how much of the message is explained and how much of the example was said. */
  confidence: number;
  /** Confidence less what was merely swallowed by open slots: decides between tools. */
  rank: number;
  /** Words with meaning that nothing explains: never acted on when something is to be written. */
  unexplained: boolean;
  /** An amount, a date or an address was said that nothing takes. */
  ignores: boolean;
  /** Every value is a name or a kind of value known for certain. */
  certain: boolean;
  /** A "not" nothing explains: the message means less or other than what was read. */
  negated: boolean;
  contentMatched: number;
  /** Whether it stands on something of this CRM's own; what writes without is only offered. */
  grounded: boolean;
  /** Whether it starts with the command itself. */
  startsAtOnce: boolean;
}

const widened = 10;
/** What is said exactly as one tool teaches it is meant for that tool. */
const verySentence = 0.1;

/** What explains every word comes before what leaves one out. */
const leftOver = 0.1;
/** And what is certain of its values before what only supposes them. */
const surely = 0.04;

/** The best reading of each tool, best first. */
export function candidatesOf(
  grammar: Grammar,
  promising: readonly Template[],
  utterance: Utterance,
): Candidate[] {
  const aligned = promising.flatMap((template) => {
    const alignment = align(template.items, utterance);
    return alignment ? [{ template, alignment }] : [];
  });
  aligned.sort((a, b) => b.alignment.score - a.alignment.score);
  const explained =
    !utterance.looksAhead &&
    aligned.some(({ template, alignment }) => confidenceOf(template, alignment, utterance) >= 0.95);
  const conceivable = new Map<string, readonly Template[]>();
  const additionsTo = ({ name }: Tool): readonly Template[] => {
    const known =
      conceivable.get(name) ??
      (grammar.additions.get(name) ?? []).filter((each) => isConceivable(each, utterance));
    conceivable.set(name, known);
    return known;
  };
  const extended = (explained ? [] : aligned)
    .filter(({ alignment }) => alignment.contentMatched > 0)
    .slice(0, widened)
    .flatMap((reading) => extend(additionsTo, utterance, reading));
  const best = new Map<string, Candidate>();
  const taught = grammar.literal.get(phraseKey(utterance.text));
  for (const { template, alignment } of [...aligned, ...extended]) {
    const { name } = template.tool;
    const reading = { template, alignment: withFieldsNamed(alignment, utterance.tokens) };
    const judged = judge(reading, utterance, taught?.has(name) ? verySentence : 0);
    if (!judged || judged.rank <= (best.get(name)?.rank ?? -Infinity)) continue;
    // Arguments are checked last, and only of what would be kept: that costs more than the ranking.
    const args = argumentsOf(template, alignment.filled, utterance);
    if (args && !tiesPeople(args, alignment.filled, utterance)) best.set(name, { ...judged, args });
  }
  return Array.from(best.values()).sort((a, b) => b.rank - a.rank);
}

/** Only companies belong to one another; a person who "belongs to Tom" is looked after by him. */
function tiesPeople(
  args: Record<string, unknown>,
  filled: readonly Filled[],
  { names }: Utterance,
): boolean {
  if (args.kind !== "parent_of" && args.kind !== "subsidiary_of") return false;
  const isPerson = (kind: string) => kind === "person" || kind === "user";
  return filled.some(({ from, to }) => names.at(from, to)?.types.every(isPerson) ?? false);
}

function judge(
  { template, alignment }: Reading,
  utterance: Utterance,
  bonus: number,
): Omit<Candidate, "args"> | undefined {
  const { tokens } = utterance;
  const { filled, contentMatched } = alignment;
  const certain = filled.filter(({ slot }) => isTyped(slot.kind));
  const confidence = confidenceOf(template, alignment, utterance);
  const named = template.items.length > 0 && template.items.every(({ kind }) => kind === "slot");
  const bare = named && filled.every((fill) => isNamed(fill, utterance));
  if (filled.some(isAnyWord)) return undefined;
  if (confidence < worthJudging || (contentMatched + certain.length === 0 && !bare))
    return undefined;
  const left = alignment.left.flatMap((index) => tokens[index] ?? []);
  const known = filled.every((fill) => fill.known);
  const exact = known && filled.length > 0 && filled.every(({ quality }) => quality > 0.95);
  const read = template.tool.effect === "read";
  const unexplained = alignment.left.some(
    (index) => matters(tokens, index) && !(read && index === 0 && shows(tokens[0])),
  );
  const misfit = filled.some((fill, index) => isMisfit(fill, filled[index + 1], utterance));
  return {
    tool: template.tool,
    filled,
    words: tokens.map(({ norm }) => norm),
    confidence,
    rank:
      confidence -
      0.3 * openShare(filled, tokens.length) +
      bonus -
      (unexplained ? leftOver : 0) -
      (misfit ? leftOver : 0) +
      (exact ? surely : 0) +
      (exact && certain.length > 0 ? surely : 0),
    unexplained,
    ignores:
      misfit ||
      isIntruding(template.tool, alignment, tokens) ||
      widens(template, left) ||
      alignment.left.some((index) => utterance.isValue(index)),
    certain: known,
    negated: left.some((token) => negations.has(token.norm)),
    contentMatched: contentMatched + certain.length,
    // What is said word for word as it was taught needs no other ground.
    grounded: bonus > 0 || isGrounded(template.tool, alignment, utterance),
    startsAtOnce: alignment.left[0] !== 0 || shows(tokens[0]) || weightOf(tokens[0] ?? none) < 1,
  };
}

/** "Phone" in front of a number that was read as one needs no other explanation. */
function withFieldsNamed(alignment: Alignment, tokens: readonly Token[]): Alignment {
  const fields = namesOfFields(alignment.left, alignment.filled, tokens);
  const named = new Set([...fields, ...saidTwice(alignment, tokens)]);
  if (named.size === 0) return alignment;
  // The word may be one of the example's own, said at the other side of the value: "delete the list VIP".
  const nouns = Array.from(fields).filter((index) => weightOf(tokens[index] ?? none) >= 1).length;
  return {
    ...alignment,
    left: alignment.left.filter((index) => !named.has(index)),
    matched: Math.min(alignment.taught, alignment.matched + nouns),
    contentMatched: alignment.contentMatched + nouns,
  };
}

/** "Create a new contact": one of the two was matched, and the other says the same. */
function saidTwice({ left, filled }: Alignment, tokens: readonly Token[]): number[] {
  const free = new Set(left);
  const matched = (at: number) =>
    at >= 0 &&
    at < tokens.length &&
    !free.has(at) &&
    !filled.some(({ from, to }) => at >= from && at < to);
  return left.filter((at) =>
    [-2, -1, 1, 2].some(
      (step) =>
        matched(at + step) && areSynonyms(tokens[at]?.norm ?? "", tokens[at + step]?.norm ?? ""),
    ),
  );
}

const perfect = new Set(["has", "have", "had"]);

/** A word of meaning, or one that turns the sentence; "has moved" is "moved", but "has he moved" asks. */
function matters(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  const opening = tokens.slice(0, index).every((before) => weightOf(before) === 0);
  if (perfect.has(token.norm) && !opening) return false;
  return guards.has(token.norm) || weightOf(token) >= 1 || token.norm === "'s";
}

/** A name alone is a command only where it is known to be a record's. */
function isNamed({ known, from, to }: Filled, utterance: Utterance): boolean {
  return known && !backReference.test(utterance.slice(from, to).toLowerCase());
}

/** "Show" in front of a read says nothing the read does not say by itself. */
function shows(token: Token | undefined): boolean {
  return token !== undefined && (token.norm === "get" || areSynonyms(token.norm, "show"));
}

const worthJudging = 0.3;

/** How much of the example was said, times how much of the message that explains. */
function confidenceOf(template: Template, alignment: Alignment, utterance: Utterance): number {
  const { tokens } = utterance;
  const weigh = (sum: number, token: Token) => sum + weightOf(token);
  const total = tokens.reduce(weigh, 0);
  const left = alignment.left
    .flatMap((index) => tokens[index] ?? [])
    .filter(({ norm }) => !articles.has(norm))
    .reduce(weigh, 0);
  const read = template.tool.effect === "read";
  const spared = read && alignment.left[0] === 0 && shows(tokens[0]) ? 0.8 : 0;
  const unexplained = total > 0 ? (left - spared) / total : 0;
  // Of a long message only the head is laid out; the rest must belong to a text that runs to its end.
  const last = alignment.filled.at(-1);
  if (utterance.tail && !(last?.slot.kind === "text" && last.to === tokens.length)) return 0;
  const coverage = alignment.taught > 0 ? alignment.matched / alignment.taught : 1;
  return (
    coverage * (1 - unexplained) * Math.min(1, ...alignment.filled.map(({ quality }) => quality))
  );
}

/** Said or not, they change nothing. */
const articles = new Set(["a", "an", "the", "of", "that", "which", "there"]);
const negations = new Set(["not", "no", "never", "without", "except", "unless"]);
const none: Token = {
  norm: "",
  start: 0,
  end: 0,
  kind: "other",
  capital: false,
  acronym: false,
  quote: 0,
};

/** The share of the message that open slots took without knowing it. */
function openShare(filled: readonly Filled[], length: number): number {
  const open = filled.reduce((sum, { slot, from, to, known }) => {
    if (known) return sum;
    const title = slot.types.includes("task");
    const each =
      slot.kind === "text" || title
        ? 1
        : isTyped(slot.kind)
          ? 0
          : slot.kind === "short"
            ? 0.5
            : 0.4;
    return sum + each * (to - from);
  }, 0);
  return length > 0 ? open / length : 0;
}
