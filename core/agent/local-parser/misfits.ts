/** Readings whose every word is explained and which can hardly be meant all the same. */
import type { Tool } from "../../tool.ts";
import type { Alignment, Filled } from "./align.ts";
import { isTyped } from "./slots.ts";
import type { Template } from "./templates.ts";
import type { Token } from "./tokens.ts";
import type { Utterance } from "./utterance.ts";

/** What fills its slot and yet can hardly be meant: such a reading is offered at most. */
export const isMisfit = (fill: Filled, next: Filled | undefined, utterance: Utterance): boolean =>
  isNoTask(fill, utterance) ||
  pointsNowhere(fill, next, utterance.tokens) ||
  runsInto(fill, next, utterance.tokens) ||
  cutsTitle(fill, next, utterance.tokens) ||
  isAlternative(fill, next, utterance.tokens) ||
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

/** "Investors in Madrid" are those tagged so; "restaurants in Madrid" nobody is. */
export const isAnyWord = ({ slot, from, known }: Filled): boolean =>
  slot.field === "tag" && from === 0 && !known;

/** "Head of Compliance" is one title, unless Compliance is a company here. */
const cutsTitle = (one: Filled, next: Filled | undefined, tokens: readonly Token[]): boolean =>
  one.slot.field === "title" &&
  next?.slot.field === "company" &&
  !next.known &&
  next.from === one.to + 1 &&
  tokens[one.to]?.norm === "of" &&
  ofSomething.has(tokens[one.to - 1]?.norm ?? "");

/** Titles that go on with what their bearer is in charge of. */
const ofSomething = new Set("head vp director chief manager lead dean chair svp evp".split(" "));

/** "In Paris or London" is one wish with two values, which no filter takes. */
const isAlternative = (one: Filled, next: Filled | undefined, tokens: readonly Token[]): boolean =>
  next?.from === one.to + 1 && tokens[one.to]?.norm === "or";

const crowd = new Set(["they", "them", "their"]);
const isAll = ({ norm, capital }: Token): boolean => norm === "all" && !capital;

const allOfThem = new Set(["everything", "every", "all", "each", "any", "anything"]);

/** A reason or a note that nothing leads in to: the words may as well be an order of their own. */
export function isIntruding(
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
export function widens({ tool, fields }: Template, left: readonly Token[]): boolean {
  return bulk.has(tool.name) && !fields.has("owner") && left.some(({ norm }) => own.test(norm));
}

const own = /^(?:my|mine|our|ours)$/;
