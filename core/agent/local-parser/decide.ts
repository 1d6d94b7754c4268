/** Whether the best reading of a message may be carried out, or is only offered. */
import type { Candidate } from "./candidates.ts";
import { areSynonyms } from "./vocabulary.ts";

export const unknown = "I did not understand that as CRM work; say help to see what I can do.";

export interface Outcome {
  sure?: Candidate;
  offers: readonly Candidate[];
  say: string;
}

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

export function decide(
  ranked: readonly Candidate[],
  near: () => ReadonlyMap<string, number>,
): Outcome {
  const best = mostOpen(ranked);
  const offers = ranked.filter(
    ({ confidence, grounded }) => confidence >= (grounded ? worthOffering : worthOfferingBlind),
  );
  if (!best) return { offers, say: unknown };
  const rival = ranked.find(
    (other) => other !== best && !sameWish(best, other) && other.confidence >= worthOffering,
  );
  const clear = !rival || best.rank - rival.rank >= clearLead;
  const sure = clear && isSure(best) && (best !== ranked[0] || !contradicted(best, near()));
  return sure ? { sure: best, offers: [], say: "" } : { offers, say: unknown };
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
function namesTask({ filled }: Candidate): boolean {
  return filled.some(({ slot }) => slot.field === "task");
}

/** "Show me …" and "who …" look; whatever else the words are like, they change nothing. */
export function asksToSee({ words: [first = "", second = ""] }: Candidate): boolean {
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
  return (
    ranked
      .filter((other) => first.rank - other.rank < nearEnough && sameWish(first, other))
      // What is said word for word is meant so: "who's who at Paymo" is not just about Paymo.
      .filter((other) => first.confidence < 0.99 || other.confidence > 0.9)
      .reduce(
        (widest, other) => (typesOf(other).size > typesOf(widest).size ? other : widest),
        first,
      )
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

/** A whole story in place of a title; a note after its colon may tell one. */
function tellsMore(candidate: Candidate): boolean {
  return runsOn(candidate) && !candidate.words.includes(":") && !endsInText(candidate);
}

/** A text that goes on behind the end of its sentence: the next may be an order of its own. */
export function runsOn({ filled, words }: Candidate): boolean {
  return filled.some(
    ({ slot, from, to }) =>
      slot.kind === "text" && words.slice(from, to - 1).some((word) => /^[.!?]$/.test(word)),
  );
}

export function endsInText({ filled }: Candidate): boolean {
  // A note's body may hold anything, "and show the deck" too; it ends only with its line.
  const last = filled.at(-1);
  return last?.slot.kind === "text" && filled.some(({ slot }) => slot.kind === "mention");
}
