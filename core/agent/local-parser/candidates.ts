/** Reads a message with every example and ranks what comes out, best first. */
import type { Tool } from "../../tool.ts";
import { align, scoreOf, type Alignment, type Filled } from "./align.ts";
import { argumentsOf } from "./arguments.ts";
import { namesOfFields } from "./field-words.ts";
import { isGrounded } from "./grounds.ts";
import { phraseKey } from "./slots.ts";
import { isFillable } from "./promising.ts";
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

/** A cheap look before the dear one: the addition's own words must have been said, its slot have a filler. */
function isConceivable(addition: Template, utterance: Utterance): boolean {
  return (
    addition.items.every(
      (item) =>
        item.kind !== "word" ||
        utterance.taughtWords().has(item.word) ||
        (!item.content && item.weight < 0.3),
    ) && isFillable(addition, utterance)
  );
}

interface Reading {
  template: Template;
  alignment: Alignment;
}

/** Adds further fields of the same tool as long as each explains more of the message. */
function extend(
  additionsTo: (tool: Tool) => readonly Template[],
  utterance: Utterance,
  start: Reading,
): Reading[] {
  let current = start;
  for (let round = 0; round < 3; round++) {
    const { template, alignment } = current;
    const better = widest(
      { template, own: start.template.items.length },
      additionsTo(template.tool),
      utterance,
    );
    if (!better || better.score <= alignment.score + 0.1) break;
    const longer = align(better.template.items, utterance);
    if (!longer) break;
    current = { template: better.template, alignment: longer };
  }
  return current === start ? [] : [current];
}

/** The one addition, in the one place, that explains most. */
function widest(
  { template, own }: { template: Template; own: number },
  additions: readonly Template[],
  utterance: Utterance,
): { template: Template; score: number } | undefined {
  let best: { addition: Template; items: Template["items"]; score: number } | undefined;
  const places = placesFor(template, utterance);
  // What was added before may come after what is still to be found: "…, 90k, close in March".
  if (own < template.items.length && !places.includes(own)) places.push(own);
  for (const addition of additions) {
    if (sharesField(template, addition)) continue;
    for (const at of places) {
      const items = template.items.toSpliced(at, 0, ...addition.items);
      const score = scoreOf(items, utterance);
      if (score !== undefined && score > (best?.score ?? -Infinity))
        best = { addition, items, score };
    }
  }
  if (!best) return undefined;
  const { addition, items, score } = best;
  const fields = new Set([...template.fields, ...addition.fields]);
  const constants = { ...template.constants, ...addition.constants };
  return { template: { ...template, items, fields, constants }, score };
}

function sharesField({ fields }: Template, addition: Template): boolean {
  for (const field of addition.fields) if (fields.has(field)) return true;
  return false;
}

/** At the end; in short messages also behind the words the example opens with: "deals over 50k still open". */
function placesFor({ items }: Template, { tokens }: Utterance): number[] {
  const end = items.length;
  if (tokens.length > shortMessage || end > shortExample) return [end];
  return items
    .flatMap((item, at) =>
      at > 0 && (items[at - 1]?.kind === "slot" || item.kind === "slot" || isNoun(items[at - 1]))
        ? [at]
        : [],
    )
    .concat(end);
}

const shortMessage = 16;
const shortExample = 5;
const isNoun = (item: Template["items"][number] | undefined): boolean =>
  item?.kind === "word" && item.content;

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
  if (confidence < worthJudging || (contentMatched + certain.length === 0 && !bare))
    return undefined;
  const left = alignment.left.flatMap((index) => tokens[index] ?? []);
  const known = filled.every((fill) => fill.known);
  const exact = known && filled.length > 0 && filled.every(({ quality }) => quality > 0.95);
  const unexplained = alignment.left.some((index) => matters(tokens, index));
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

/** What fills its slot and yet can hardly be meant: such a reading is offered at most. */
const isMisfit = (fill: Filled, next: Filled | undefined, utterance: Utterance): boolean =>
  isNoTask(fill, utterance) ||
  pointsNowhere(fill, next, utterance.tokens) ||
  runsInto(fill, next, utterance.tokens) ||
  isMisplaced(fill, utterance);

/** "Reassign the Acme pilot", "drop it to 15k", "close everything stale": none of them is a task's title. */
function isNoTask({ slot, from, to }: Filled, utterance: Utterance): boolean {
  if (slot.field !== "task") return false;
  const { tokens } = utterance;
  if (allOfThem.has(tokens[from]?.norm ?? "") && tokens[from]?.quote === 0 && to - from > 1)
    return true;
  const start = /^(?:the|our|my)$/.test(tokens[from]?.norm ?? "") ? from + 1 : from;
  if (utterance.names.at(start, to)?.types.includes("deal")) return true;
  for (let at = from; at < to; at++)
    if (utterance.isValue(at) || (tokens[at]?.norm === "," && tokens[at]?.quote === 0)) return true;
  return false;
}

/**
 * "They chose a competitor" speaks of people or a company, not of a deal; "note that she moved" of nothing before; and
 * in "a call with Sofia, all good" nobody is called all.
 */
function pointsNowhere(
  { slot, from, to }: Filled,
  next: Filled | undefined,
  tokens: readonly Token[],
): boolean {
  if (slot.kind !== "mention") return false;
  const norm = tokens[from]?.norm ?? "";
  if (to - from === 1 && !slot.many && crowd.has(norm) && !slot.types.includes("company"))
    return true;
  // "Last month" is no colleague called last.
  if (to - from === 1 && /^(?:last|next)$/.test(norm) && tokens[from - 1]?.norm !== "the")
    return true;
  if (to - from === 1 && (norm === "that" || norm === "this"))
    return next?.slot.kind === "text" && next.from === to;
  return slot.many && to - from > 1 && tokens.slice(from, to).some((token) => isAll(token));
}

/** A deal is no employer, "vacation until December" no job, and what was moved this morning closes some other day. */
function isMisplaced({ slot, from, to }: Filled, utterance: Utterance): boolean {
  const { names, tokens } = utterance;
  if (slot.field === "close_date")
    return told.test(utterance.slice(from, to)) && !tokens[from - 1]?.norm.startsWith("clos");
  const phrase = slot.kind === "text" && slot.longest > 0 && slot.longest <= 5;
  if (phrase || slot.field === "task")
    for (let at = from; at < to; at++) if (utterance.isDated(at)) return true;
  if (slot.kind !== "short" || slot.types.length === 0) return false;
  const named = names.at(from, to);
  return named?.types.every((type) => type === "deal") ?? false;
}

const told = /^(?:today|(?:earlier )?this (?:morning|afternoon|evening)|tonight|now|just now)$/i;

/** Two values with nothing between them, the first in small letters and nobody's name: a guess where to cut. */
function runsInto(one: Filled, next: Filled | undefined, tokens: readonly Token[]): boolean {
  const open = one.slot.kind === "short" || one.slot.kind === "mention";
  if (!open || one.known || next?.from !== one.to || isTyped(next.slot.kind)) return false;
  return (
    !next.known &&
    !tokens.slice(one.from, one.to).some(({ capital, quote }) => capital || quote > 0)
  );
}

const crowd = new Set(["they", "them", "their"]);
const isAll = ({ norm, capital }: Token): boolean => norm === "all" && !capital;

const allOfThem = new Set(["everything", "every", "all", "each", "any", "anything"]);

/** A reason or a note that nothing leads in to: the words may as well be an order of their own. */
function isIntruding(
  { effect }: Tool,
  { filled, left }: Alignment,
  tokens: readonly Token[],
): boolean {
  if (effect === "read") return false;
  return filled.some(({ slot, from }) => {
    if (slot.kind !== "text" || slot.required || from === 0) return false;
    const led = tokens[from - 1]?.kind === "separator";
    return !led && (left.includes(from - 1) || filled.some((other) => other.to === from));
  });
}

const bulk = new Set(["update_deals", "update_people"]);

/** "All my deals" without its "my" would be everybody's. */
function widens({ tool, fields }: Template, left: readonly Token[]): boolean {
  return bulk.has(tool.name) && !fields.has("owner") && left.some(({ norm }) => own.test(norm));
}

const own = /^(?:my|mine|our|ours)$/;

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

const isTyped = (kind: string) => !["mention", "short", "text"].includes(kind);

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
