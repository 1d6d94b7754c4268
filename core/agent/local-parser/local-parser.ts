/** The engine without a model: reads messages by the registry's own examples, and never guesses a write. */
import type { Tool } from "../../tool.ts";
import type { Intent, IntentParser, Reading, Turn } from "../intent.ts";
import { candidatesOf, type Candidate } from "./candidates.ts";
import { echoOf } from "./echo.ts";
import { neighboursOf } from "./neighbours.ts";
import { stripAddress, waysToSplit } from "./split.ts";
import { compile } from "./templates.ts";
import { isForeign, prepare, type FoundName } from "./utterance.ts";

/** Which stretches of a text name records of the asker's tenant. */
export type NameFinder = (text: string) => Promise<FoundName[]>;

const sureRead = 0.72;
const sureWrite = 0.8;
const clearLead = 0.03;
/** How far the tool that takes any record may fall behind the one that takes only people. */
const nearEnough = 0.15;
const worthOffering = 0.5;

const sorry = {
  empty: "There was nothing to read; say help to see what I can do.",
  foreign: "I read English only without a language model; say help to see what I can do.",
  unknown: "I did not understand that as CRM work; say help to see what I can do.",
};

export function createLocalParser(tools: readonly Tool[], names?: NameFinder): IntentParser {
  const grammar = compile(tools);
  const neighbours = neighboursOf(grammar.templates);

  const readOnce = (text: string, turn: Turn, found: readonly FoundName[]): Outcome => {
    const utterance = prepare(text, turn, { taught: grammar.taught, names: found });
    const { tokens } = utterance;
    if (!tokens.some((token) => token.kind === "word")) return { say: sorry.empty, offers: [] };
    if (isForeign(tokens)) return { say: sorry.foreign, offers: [] };
    const candidates = candidatesOf(grammar, utterance);
    return decide(candidates, neighbours(tokens));
  };

  const read = (text: string, turn: Turn, found: readonly FoundName[]): Outcomes => {
    for (const { left, right, loose } of waysToSplit(text)) {
      const first = readOnce(left, turn, found);
      if (!first.sure) continue;
      const rest = read(right, turn, found);
      const firm = !loose || (rest.sure ?? []).every(endsInText(first.sure) ? isOwnWrite : isFirm);
      if (firm && rest.sure?.every((candidate) => candidate.startsAtOnce))
        return { offers: [], say: "", sure: [first.sure, ...rest.sure] };
    }
    const { sure, ...outcome } = readOnce(text, turn, found);
    return sure ? { ...outcome, sure: [sure] } : outcome;
  };

  return {
    engine: "local",
    parse: async (turn) => {
      const text = stripAddress(turn.text);
      const found = names && text ? await names(text) : [];
      return intentOf(read(text, turn, found), turn);
    },
  };
}

interface Outcome {
  sure?: Candidate;
  offers: readonly Candidate[];
  say: string;
}

interface Outcomes {
  sure?: Candidate[];
  offers: readonly Candidate[];
  say: string;
}

function intentOf({ sure, offers, say }: Outcomes, turn: Turn): Intent {
  const reading = (candidate: Candidate): Reading => ({
    call: { tool: candidate.tool.name, args: candidate.args },
    echo: echoOf(candidate, turn),
    confidence: Math.round(candidate.confidence * 100) / 100,
  });
  if (sure) return { kind: "calls", readings: sure.map(reading) };
  if (offers.length > 0) return { kind: "choose", readings: offers.slice(0, 3).map(reading) };
  return { kind: "abstain", say };
}

function decide(ranked: readonly Candidate[], near: ReadonlyMap<string, number>): Outcome {
  const best = mostOpen(ranked);
  const offers = ranked.filter(({ confidence }) => confidence >= worthOffering);
  if (!best) return { offers, say: sorry.unknown };
  const rival = ranked.find(
    (other) => other !== best && !sameWish(best, other) && other.confidence >= worthOffering,
  );
  const clear = !rival || best.rank - rival.rank >= clearLead;
  const sure = clear && isSure(best) && (best !== ranked[0] || !contradicted(best, near));
  return sure ? { sure: best, offers: [], say: "" } : { offers, say: sorry.unknown };
}

function isSure({ tool, confidence, unexplained, negated }: Candidate): boolean {
  if (negated) return false;
  if (tool.effect === "read") return confidence >= sureRead;
  return confidence >= sureWrite && !unexplained;
}

/** The words, order aside, speak clearly for another tool. */
function contradicted(best: Candidate, near: ReadonlyMap<string, number>): boolean {
  const own = near.get(best.tool.name) ?? 0;
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

function endsInText({ filled }: Candidate): boolean {
  // A note's body may hold anything, "and show the deck" too; it ends only with its line.
  const last = filled.at(-1);
  return last?.slot.kind === "text" && filled.some(({ slot }) => slot.kind === "mention");
}

/** After a bare "and" a single shared word is too little to start a second command. */
function isFirm({ contentMatched, filled }: Candidate): boolean {
  return contentMatched >= 2 || filled.length === 0 || filled.length >= 2;
}

/** Out of a note only an order as plain as "remind me to … on Friday" may be taken. */
function isOwnWrite({ tool, contentMatched, confidence }: Candidate): boolean {
  return tool.effect !== "read" && contentMatched >= 2 && confidence >= 0.95;
}
