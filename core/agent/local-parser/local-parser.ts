/** The engine without a model: reads messages by the registry's own examples, and never guesses a write. */
import type { Tool } from "../../tool.ts";
import type { Intent, IntentParser, Reading, Turn } from "../intent.ts";
import { candidatesOf, type Candidate } from "./candidates.ts";
import { wishIn } from "./courtesy.ts";
import { echoOf } from "./echo.ts";
import { neighboursOf } from "./neighbours.ts";
import { paraphrasesOf, plainly } from "./paraphrases.ts";
import { promisingOf } from "./promising.ts";
import { holdsFirmJoint, stripAddress, waysToSplit } from "./split.ts";
import { compile } from "./templates.ts";
import type { FoundName } from "./name-fits.ts";
import { isForeign, prepare } from "./utterance.ts";
import { areSynonyms } from "./vocabulary.ts";

/** Which stretches of a text name records of the asker's tenant. */
export type NameFinder = (text: string, turn: Turn) => Promise<FoundName[]>;

const sureRead = 0.72;
/** Where a word of meaning is left over, a read is not far from another wish. */
const partRead = 0.78;
const sureWrite = 0.8;
/** Where every value is certain and no word of meaning is left over, less of an example need be said. */
const plainRead = 0.55;
const plainWrite = 0.68;
/** For a read that names nothing of this CRM. */
const blindRead = 0.84;
const clearLead = 0.03;
/** How far the tool that takes any record may fall behind the one that takes only people. */
const nearEnough = 0.15;
const worthOffering = 0.5;
/** The same for what names nothing of this CRM. */
const worthOfferingBlind = 0.75;

const sorry = {
  empty: "There was nothing to read; say help to see what I can do.",
  foreign: "I read English only without a language model; say help to see what I can do.",
  unknown: "I did not understand that as CRM work; say help to see what I can do.",
};

export function createLocalParser(tools: readonly Tool[], names?: NameFinder): IntentParser {
  const grammar = compile(tools);
  const promising = promisingOf(grammar.templates);
  const neighbours = neighboursOf(grammar.templates);

  const readWords = (
    text: string,
    turn: Turn,
    found: readonly FoundName[] | undefined,
  ): Outcome => {
    const utterance = prepare(text, turn, {
      taught: grammar.taught,
      alike: grammar.alike,
      names: found,
    });
    const { tokens } = utterance;
    if (!tokens.some((token) => token.kind === "word")) return { say: sorry.empty, offers: [] };
    if (isForeign(tokens)) return { say: sorry.foreign, offers: [] };
    const candidates = candidatesOf(grammar, promising(utterance), utterance);
    return decide(candidates, () => neighbours(tokens));
  };

  /** As it stands, without its courtesies, and in other words: the first that is plain. */
  const readOnce = (text: string, turn: Turn, found: readonly FoundName[] | undefined): Outcome => {
    const plain = plainly(text);
    const wish = wishIn(plain);
    const ways = wish === plain ? [plain] : [wish, plain];
    let unsure: Outcome | undefined;
    for (const way of [...ways, ...paraphrasesOf(wish)]) {
      const outcome = readWords(way, turn, found);
      if (outcome.sure) return outcome;
      unsure = better(unsure, outcome);
    }
    return unsure ?? { say: sorry.unknown, offers: [] };
  };

  const read = (text: string, once: (part: string) => Outcome): Outcomes => {
    const whole = once(text);
    if (whole.sure && !holdsFirmJoint(text) && saysItAll(whole.sure) && !runsOn(whole.sure))
      return { ...whole, sure: [whole.sure] };
    for (const { left, right, loose } of waysToSplit(text)) {
      const first = once(left);
      if (!first.sure) continue;
      const next = read(right, once);
      const swallowed = whole.sure !== undefined && runsOn(whole.sure);
      if (loose && first.sure.tool.effect === "write" && next.sure?.some(looksOn)) continue;
      const firm =
        (!loose && !swallowed) ||
        (next.sure ?? []).every(endsInText(first.sure) ? isOwnWrite : isFirm);
      if (firm && next.sure?.every((candidate) => candidate.startsAtOnce))
        return { ...next, sure: [first.sure, ...next.sure] };
    }
    const { sure, ...outcome } = whole;
    if (sure) return { ...outcome, sure: [sure] };
    return inPart(text, once) ?? outcome;
  };

  return {
    engine: "local",
    parse: async (turn) => {
      const text = stripAddress(turn.text);
      const found = names && text ? await names(text, turn) : undefined;
      return intentOf(
        read(
          text,
          remembering((part) => readOnce(part, turn, found)),
        ),
        turn,
      );
    },
  };
}

/** The same half comes up in several ways to split. */
function remembering(readOnce: (part: string) => Outcome): (part: string) => Outcome {
  const known = new Map<string, Outcome>();
  return (part) => {
    const outcome = known.get(part) ?? readOnce(part);
    known.set(part, outcome);
    return outcome;
  };
}

interface Outcome {
  sure?: Candidate;
  offers: readonly Candidate[];
  say: string;
}

interface Outcomes {
  sure?: Candidate[];
  /** What was not understood behind what was. */
  rest?: string;
  offers: readonly Candidate[];
  say: string;
}

/** Of two ways to say it that both left doubt, the one that left less. */
function better(one: Outcome | undefined, other: Outcome): Outcome {
  const best = ({ offers }: Outcome) => offers[0]?.confidence ?? 0;
  return one === undefined || best(other) > best(one) + 0.05 ? other : one;
}

/** What follows turns the part before it into something else. */
const turnsBack =
  /^(?:but|unless|if|when|once|except|without|until|or|not|don['’]?t|do not|never|no|only|just kidding|maybe)\b/i;

/** The beginning is plain and the rest is not: what is plain is done, and the rest named. */
function inPart(text: string, readHalf: (half: string) => Outcome): Outcomes | undefined {
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

/** A text or an unknown name may go on behind the joint: "add Priya Shah and her brother". */
function endsOpen({ filled, words }: Candidate): boolean {
  const last = filled.at(-1);
  return last?.to === words.length && (!last.known || last.slot.many);
}

function intentOf({ sure, rest, offers, say }: Outcomes, turn: Turn): Intent {
  const reading = (candidate: Candidate): Reading => ({
    call: { tool: candidate.tool.name, args: candidate.args },
    echo: echoOf(candidate, turn),
    confidence: Math.round(candidate.confidence * 100) / 100,
  });
  if (sure)
    return { kind: "calls", readings: joined(sure).map(reading), ...(rest ? { rest } : {}) };
  if (offers.length > 0) return { kind: "choose", readings: offers.slice(0, 3).map(reading) };
  return { kind: "abstain", say };
}

/** "Move it to negotiation and bump it to 28k" changes one record once. */
function joined(sure: readonly Candidate[]): Candidate[] {
  const all: Candidate[] = [];
  for (const next of sure) {
    const last = all.at(-1);
    if (last && goesOn(last, next))
      all.splice(-1, 1, {
        ...last,
        args: { ...next.args, ...last.args },
        filled: [...last.filled, ...next.filled],
        confidence: Math.min(last.confidence, next.confidence),
      });
    else all.push(next);
  }
  return all;
}

function goesOn(last: Candidate, next: Candidate): boolean {
  if (last.tool !== next.tool || !/^update_(?:deal|person|company|task)$/.test(next.tool.name))
    return false;
  return Object.entries(next.args).every(([field, value]) =>
    field in last.args
      ? field in next.tool.mentions && pointers.test(String(value).toLowerCase())
      : true,
  );
}

const pointers = /^(?:it|its|this|that|them|him|her|his)$/;

function decide(ranked: readonly Candidate[], near: () => ReadonlyMap<string, number>): Outcome {
  const best = mostOpen(ranked);
  const offers = ranked.filter(
    ({ confidence, grounded }) => confidence >= (grounded ? worthOffering : worthOfferingBlind),
  );
  if (!best) return { offers, say: sorry.unknown };
  const rival = ranked.find(
    (other) => other !== best && !sameWish(best, other) && other.confidence >= worthOffering,
  );
  const clear = !rival || best.rank - rival.rank >= clearLead;
  const sure = clear && isSure(best) && (best !== ranked[0] || !contradicted(best, near()));
  return sure ? { sure: best, offers: [], say: "" } : { offers, say: sorry.unknown };
}

function isSure(candidate: Candidate): boolean {
  const { tool, confidence, unexplained, negated, grounded, ignores, certain } = candidate;
  if (negated || ignores) return false;
  if (tool.effect !== "read" && (asksToSee(candidate) || tellsMore(candidate))) return false;
  const plain = certain && !unexplained && candidate.filled.length > 0;
  if (tool.effect === "read")
    return (
      confidence >= (!grounded ? blindRead : plain ? plainRead : unexplained ? partRead : sureRead)
    );
  const enough = plain && candidate.contentMatched >= 2 ? plainWrite : sureWrite;
  return confidence >= enough && !unexplained && (grounded || namesTask(candidate));
}

/** A task is called by words of its title, which no index holds: where none is called so, nothing is written. */
function namesTask({ tool, filled }: Candidate): boolean {
  return filled.some(
    ({ slot }) => slot.field in tool.mentions && slot.types.every((type) => type === "task"),
  );
}

/** "Show me …" and "who …" look; whatever else the words are like, they change nothing. */
function asksToSee({ words: [first = "", second = ""] }: Candidate): boolean {
  return (
    /^(?:who|what|which|when|where|why|how)$/.test(first) ||
    (areSynonyms(first, "show") && second === "me")
  );
}

/** The words, order aside, speak clearly for another tool. */
function contradicted(best: Candidate, near: ReadonlyMap<string, number>): boolean {
  const own = near.get(best.tool.name) ?? 0;
  if (best.certain && best.tool.effect === "read") return false;
  return best.confidence < 0.95 && Math.max(0, ...near.values()) - own > 0.4;
}

/** "Show Acme" may be said of a person, a company or any record: the tool that takes any is meant. */
function mostOpen(ranked: readonly Candidate[]): Candidate | undefined {
  const [first] = ranked;
  if (!first) return undefined;
  return ranked
    .filter((other) => first.rank - other.rank < nearEnough && sameWish(first, other))
    .reduce(
      (widest, other) => (typesOf(other).size > typesOf(widest).size ? other : widest),
      first,
    );
}

/** Two readings that look up the same words, differing only in what they may turn out to be. */
function sameWish(one: Candidate, other: Candidate): boolean {
  if (one.tool.effect !== "read" || other.tool.effect !== "read") return false;
  const [a, b] = [one.filled[0], other.filled[0]];
  if (one.filled.length !== 1 || other.filled.length !== 1 || !a || !b) return false;
  const mentions = a.slot.kind === "mention" && b.slot.kind === "mention";
  const [small, large] = [typesOf(one), typesOf(other)].sort((x, y) => x.size - y.size);
  const nested = Array.from(small ?? []).filter((type) => large?.has(type)).length > 0;
  return mentions && a.from === b.from && a.to === b.to && nested;
}

function typesOf({ filled }: Candidate): ReadonlySet<string> {
  return new Set(filled.flatMap(({ slot }) => slot.types));
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

/** A text that goes on behind the end of its sentence: the next may be an order of its own. */
function runsOn({ filled, words }: Candidate): boolean {
  return filled.some(
    ({ slot, from, to }) =>
      slot.kind === "text" && words.slice(from, to - 1).some((word) => /^[.!?]$/.test(word)),
  );
}

/** A whole story in place of a title; a note after its colon may tell one. */
function tellsMore(candidate: Candidate): boolean {
  return runsOn(candidate) && !candidate.words.includes(":") && !endsInText(candidate);
}

function endsInText({ filled }: Candidate): boolean {
  // A note's body may hold anything, "and show the deck" too; it ends only with its line.
  const last = filled.at(-1);
  return last?.slot.kind === "text" && filled.some(({ slot }) => slot.kind === "mention");
}

/** After a bare "and" a single shared word is too little to start a second command. */
function isFirm({ contentMatched, filled }: Candidate): boolean {
  return contentMatched >= 2 || filled.length === 0 || filled.length >= 2;
}

/** "…, close end of month" after an order is part of it and no question of its own. */
const looksOn = (next: Candidate): boolean =>
  next.tool.effect === "read" && !asksToSee(next) && !areSynonyms(next.words[0] ?? "", "show");

/** Out of a note only an order as plain as "remind me to … on Friday" may be taken. */
function isOwnWrite({ tool, contentMatched, confidence }: Candidate): boolean {
  return tool.effect !== "read" && contentMatched >= 2 && confidence >= 0.95;
}
