/** Reads a message with every example and ranks what comes out, best first. */
import type { Tool } from "../../tool.ts";
import { align, type Alignment, type Filled } from "./align.ts";
import { argumentsOf } from "./arguments.ts";
import type { Grammar, Template } from "./templates.ts";
import { weightOf, type Token } from "./tokens.ts";
import type { Utterance } from "./utterance.ts";
import { areSynonyms, backReference, guards } from "./vocabulary.ts";

export interface Candidate {
  tool: Tool;
  args: Record<string, unknown>;
  filled: readonly Filled[];
  /** 0–1: how much of the message is explained and how much of the example was said. */
  confidence: number;
  /** Confidence less what was merely swallowed by open slots: decides between tools. */
  rank: number;
  /** Words with meaning that nothing explains: never acted on when something is to be written. */
  unexplained: boolean;
  /** A "not" nothing explains: the message means less or other than what was read. */
  negated: boolean;
  contentMatched: number;
  /** Whether it starts with the command itself. */
  startsAtOnce: boolean;
}

const widened = 10;

/** The best reading of each tool, best first. */
export function candidatesOf(grammar: Grammar, utterance: Utterance): Candidate[] {
  const aligned = grammar.templates.flatMap((template) => {
    if (!isConceivable(template, utterance)) return [];
    const alignment = align(template.items, utterance);
    return alignment ? [{ template, alignment }] : [];
  });
  aligned.sort((a, b) => b.alignment.score - a.alignment.score);
  const explained =
    !utterance.looksAhead &&
    aligned.some(({ template, alignment }) => confidenceOf(template, alignment, utterance) >= 0.95);
  const extended = (explained ? [] : aligned)
    .filter(({ alignment }) => alignment.contentMatched > 0)
    .slice(0, widened)
    .flatMap(({ template, alignment }) => extend(grammar, utterance, { template, alignment }));
  const best = new Map<string, Candidate>();
  for (const { template, alignment } of [...aligned, ...extended]) {
    const candidate = judge(template, alignment, utterance);
    const known = best.get(template.tool.name);
    if (candidate && (!known || candidate.rank > known.rank))
      best.set(template.tool.name, candidate);
  }
  return Array.from(best.values()).sort((a, b) => b.rank - a.rank);
}

/** A cheap look before the dear one: some word of meaning must have been said. */
function isConceivable({ items }: Template, utterance: Utterance): boolean {
  const content = items.filter((item) => item.kind === "word" && item.content);
  if (content.length === 0) return true;
  return content.some((item) =>
    utterance.tokens.some((_, at) => item.kind === "word" && utterance.likeness(at, item.word) > 0),
  );
}

interface Reading {
  template: Template;
  alignment: Alignment;
}

/** Adds further fields of the same tool as long as each explains more of the message. */
function extend(grammar: Grammar, utterance: Utterance, start: Reading): Reading[] {
  let current = start;
  for (let round = 0; round < 3; round++) {
    const { template, alignment } = current;
    const better = (grammar.additions.get(template.tool.name) ?? [])
      .filter((addition) =>
        Array.from(addition.fields).every((field) => !template.fields.has(field)),
      )
      .filter((addition) => isConceivable(addition, utterance))
      .flatMap((addition): Reading[] => {
        const items = [...template.items, ...addition.items];
        const fields = new Set([...template.fields, ...addition.fields]);
        const longer = align(items, utterance);
        const constants = { ...template.constants, ...addition.constants };
        const wider = { ...template, items, fields, constants };
        return longer ? [{ template: wider, alignment: longer }] : [];
      })
      .sort((a, b) => b.alignment.score - a.alignment.score)[0];
    if (!better || better.alignment.score <= alignment.score + 0.1) break;
    current = better;
  }
  return current === start ? [] : [current];
}

function judge(
  template: Template,
  alignment: Alignment,
  utterance: Utterance,
): Candidate | undefined {
  const { tokens } = utterance;
  const { filled, contentMatched } = alignment;
  const certain = filled.filter(({ slot }) => isTyped(slot.kind));
  const confidence = confidenceOf(template, alignment, utterance);
  const named = template.items.length > 0 && template.items.every(({ kind }) => kind === "slot");
  const bare = named && filled.every((fill) => isNamed(fill, utterance));
  if (confidence < worthJudging || (contentMatched + certain.length === 0 && !bare))
    return undefined;
  const args = argumentsOf(template, filled, utterance);
  if (!args) return undefined;
  const left = alignment.left.flatMap((index) => tokens[index] ?? []);
  return {
    tool: template.tool,
    args,
    filled,
    confidence,
    rank: confidence - 0.3 * openShare(filled, tokens.length),
    unexplained: left.some((token) => guards.has(token.norm) || weightOf(token) >= 1),
    negated: left.some((token) => negations.has(token.norm)),
    contentMatched: contentMatched + certain.length,
    startsAtOnce: alignment.left[0] !== 0 || shows(tokens[0]) || weightOf(tokens[0] ?? none) < 1,
  };
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
  const left = alignment.left.flatMap((index) => tokens[index] ?? []).reduce(weigh, 0);
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

const negations = new Set(["not", "no", "never", "without", "except", "unless"]);
const none = { norm: "", start: 0, end: 0, kind: "other", capital: false, quote: 0 } as const;

const isTyped = (kind: string) => !["mention", "short", "text"].includes(kind);

/** The share of the message that open slots took without knowing it. */
function openShare(filled: readonly Filled[], length: number): number {
  const open = filled.reduce((sum, { slot, from, to, known }) => {
    if (known) return sum;
    const each =
      slot.kind === "text" ? 1 : isTyped(slot.kind) ? 0 : slot.kind === "short" ? 0.5 : 0.4;
    return sum + each * (to - from);
  }, 0);
  return length > 0 ? open / length : 0;
}
