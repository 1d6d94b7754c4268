/** Several wishes in one message: where it is cut, and what is done when only a part of it is plain. */
import type { FocusKind } from "../intent.ts";
import type { Candidate } from "./candidates.ts";
import { asksToSee, endsInText, runsOn, type Outcome } from "./decide.ts";
import { holdsFirmJoint, waysToSplit } from "./split.ts";
import { areSynonyms, backReference } from "./vocabulary.ts";

export interface Outcomes {
  sure?: Candidate[];
  /** What was not understood behind what was. */
  rest?: string;
  offers: readonly Candidate[];
  say: string;
}

/** Reads one part of a message; what it calls "it" may be what the part before was about. */
export type Once = (part: string, about?: readonly FocusKind[]) => Outcome;

/** A message is one wish or several: every way to cut it is tried, the firm joints first. */
export function readAll(text: string, once: Once): Outcomes {
  const whole = inOne(text, once);
  const order = whole.sure ? orderIn(whole.sure, once) : false;
  if (whole.sure && !holdsFirmJoint(text) && saysItAll(whole.sure) && !runsOn(whole.sure) && !order)
    return { ...whole, sure: [whole.sure] };
  for (const { left, right, loose } of waysToSplit(text)) {
    const first = once(left);
    if (!first.sure) continue;
    const next = readAll(right, behind(first.sure, once));
    const swallowed = whole.sure !== undefined && runsOn(whole.sure) && !order;
    if (loose && first.sure.tool.effect === "write" && next.sure?.some(looksOn)) continue;
    const firm =
      (!loose && !swallowed) ||
      (next.sure ?? []).every(endsInText(first.sure) ? isOwnWrite : isFirm);
    if (firm && next.sure?.every((candidate) => candidate.startsAtOnce))
      return { ...next, sure: [first.sure, ...next.sure] };
  }
  const { sure, ...outcome } = whole;
  if (sure && swallowsOrder(sure)) return inPart(text, once) ?? { ...outcome, offers: [sure] };
  if (sure && !order) return { ...outcome, sure: [sure] };
  if (sure) return { ...outcome, offers: [sure] };
  return inPart(text, once) ?? atItsEnd(text, once) ?? outcome;
}

/** "A new deal with Acme. It is worth 20k": what the second sentence says of it belongs to the first. */
function inOne(text: string, once: Once): Outcome {
  const whole = once(text);
  const goesOn = text.replace(/[.?!]\s+it(['’]s| is| should| will)\b/i, ", it$1");
  if (whole.sure || goesOn === text) return whole;
  const joined = once(goesOn);
  return joined.sure?.tool.effect === "write" ? joined : whole;
}

/** For what stands behind it, a part has set the focus. */
const behind =
  (first: Candidate, once: Once): Once =>
  (part, about = []) =>
    once(part, [...aboutWhat(first), ...about]);

function aboutWhat({ tool, filled }: Candidate): FocusKind[] {
  const made = /^add_(person|company|deal|task)$/.exec(tool.name)?.[1];
  const named = filled.flatMap(({ slot }) => (slot.field in tool.mentions ? slot.types : []));
  return [made, ...named].filter((kind) => focusKinds.some((each) => each === kind)) as FocusKind[];
}

const focusKinds: readonly FocusKind[] = ["person", "company", "deal", "task", "interaction"];

/** What follows turns the part before it into something else. */
const turnsBack =
  /^(?:but|unless|if|when|once|except|without|until|or|not|don['’]?t|do not|never|no|only|just kidding|maybe)\b/i;

/** The beginning is plain and the rest is not: what is plain is done, and the rest named. */
function inPart(text: string, readHalf: Once): Outcomes | undefined {
  for (const { left, right, loose } of waysToSplit(text)) {
    if (turnsBack.test(right) || right.split(/\s+/).length < 2) continue;
    const { sure } = readHalf(left);
    const plain = sure && sure.confidence >= 0.95 && sure.startsAtOnce && !endsOpen(sure);
    // After a comma or a bare "and" a question rather goes on: half of it is another question.
    const whole = sure?.tool.effect === "write" || (!loose && sure?.tool.effect === "read");
    if (plain && whole) return { sure: [sure], rest: right, offers: [], say: "" };
  }
  return undefined;
}

/**
 * The beginning is nothing this CRM does and the end is plain: "schedule a call and send the NDA, oh and
 * Acme is now 30k". Only where nothing in front can turn what follows into less than an order.
 */
function atItsEnd(text: string, readHalf: Once): Outcomes | undefined {
  for (const { left, right } of waysToSplit(text)) {
    const before = left.replace(/^(?:can|could|would|will) (?:you|u) /i, "");
    if (holdsBack.test(before) || left.split(/\s+/).length < 2) continue;
    const { sure } = readHalf(right);
    const order = sure?.tool.effect === "write" && sure.certain && sure.filled.length >= 2;
    // A company that stands for its one deal is a little less sure than the deal itself.
    if (order && sure.confidence >= 0.92 && sure.startsAtOnce && !pointsBack(sure))
      return { sure: [sure], rest: left, offers: [], say: "" };
  }
  return undefined;
}

/** "…, close it as won": what "it" is stands in the part that was not understood. */
const pointsBack = ({ filled, words }: Candidate): boolean =>
  filled.some(
    ({ slot, from, to }) =>
      slot.kind === "mention" && backReference.test(words.slice(from, to).join(" ")),
  );

/** What makes of the words behind it a condition, a question, a doubt or somebody's saying. */
const holdsBack =
  /[:?"“”]|n['’]t\b|\b(?:if|unless|until|not|no|never|when|while|whether|once|after|before|because|maybe|perhaps|should|would|could|might|may|said|says|say|told|tell|tells|asks?|asked|thinks?|hopes?|wish|wants?|suppose|imagine|pretend|who|what|why|how|where|which|dont|ignore|forget|instead|without|about)\b/i;

/** A text or an unknown name may go on behind the joint: "add Priya Shah and her brother". */
function endsOpen({ filled, words }: Candidate): boolean {
  const last = filled.at(-1);
  return last?.to === words.length && (!last.known || last.slot.many);
}

/** Every word is explained and no open slot swallowed an "and": one example covers the whole message. */
function saysItAll({ confidence, filled, words }: Candidate): boolean {
  const swallows = filled.some(
    ({ slot, from, to }) =>
      !(slot.many && slot.kind === "mention") &&
      words.slice(from, to).some((word) => word === "and" || word === "then" || word === ";"),
  );
  return confidence >= 0.95 && !swallows;
}

/** "…, remind me to send the deck": what stands behind a comma as a note or a reason is an order itself. */
function orderIn({ filled, words }: Candidate, once: Once): boolean {
  const last = filled.at(-1);
  if (last?.slot.kind !== "text" || last.to !== words.length || words[last.from - 1] !== ",")
    return false;
  const text = words.slice(last.from).join(" ").replace(/ 's\b/g, "'s");
  const { sure, offers } = once(text.replace(/^(?:(?:and|then|also|please|so) )+/, ""));
  const order = sure ?? offers[0];
  return order !== undefined && isOrder(order);
}

/** "Ring Kate tomorrow and log that I paid": whatever the rest means, it is no part of the task. */
function swallowsOrder({ filled, words }: Candidate): boolean {
  return filled.some(
    ({ slot, from, to }) =>
      slot.kind === "text" &&
      slot.field === "title" &&
      words
        .slice(from, to)
        .some((word, at) => word === "and" && toThisCrm.has(words[from + at + 1] ?? "")),
  );
}

/** Orders that nobody writes into a task for a person. */
const toThisCrm = new Set("log remind tag untag archive undo ping nudge".split(" "));

/** After a bare "and" a single shared word is too little to start a second command. */
function isFirm({ contentMatched, filled }: Candidate): boolean {
  return contentMatched >= 2 || filled.length === 0 || filled.length >= 2;
}

/** "…, close end of month" after an order is part of it and no question of its own. */
const looksOn = (next: Candidate): boolean =>
  next.tool.effect === "read" && !asksToSee(next) && !areSynonyms(next.words[0] ?? "", "show");

/** A note may tell what was done or agreed; "remind me", "move it" and "close it" tell nobody but this CRM. */
function isOrder({ tool, words: [first = ""], confidence }: Candidate): boolean {
  return tool.effect !== "read" && confidence >= 0.9 && orders.has(first);
}

const orders = new Set(
  `remind ping nudge add create log move set bump push mark close make assign reassign tag put change update
  rename archive delete remove snooze open schedule note give hand raise lower`.split(/\s+/),
);

/** Out of a note only an order as plain as "remind me to … on Friday" may be taken. */
function isOwnWrite({ tool, contentMatched, confidence }: Candidate): boolean {
  return tool.effect !== "read" && contentMatched >= 2 && confidence >= 0.95;
}
