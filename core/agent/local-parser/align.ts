/** Lays an example over a message at the least cost, and says what was matched, filled and left over. */
import type { Item } from "./templates.ts";
import { weightOf, type Token } from "./tokens.ts";
import { fillers, functionWords, guards } from "./vocabulary.ts";
import type { Fit } from "./fits.ts";
import type { Utterance } from "./utterance.ts";
import type { Slot } from "./slots.ts";

export interface Filled {
  slot: Slot;
  from: number;
  to: number;
  quality: number;
  /** Certain what it is; see Fit. */
  known: boolean;
}

export interface Alignment {
  score: number;
  filled: Filled[];
  /** Weight of the taught words that were said, and of all of them. */
  matched: number;
  taught: number;
  /** How many words that carry meaning were said. */
  contentMatched: number;
  /** Indexes of tokens nothing explains. */
  left: number[];
}

type Step =
  | { kind: "end" }
  | { kind: "match"; likeness: number }
  | { kind: "unsaid" }
  | { kind: "left" }
  | { kind: "fill"; to: number; fit: Fit };

interface Cell {
  score: number;
  step: Step;
}

const impossible = -1e6;

export function align(items: readonly Item[], utterance: Utterance): Alignment | undefined {
  const { tokens } = utterance;
  const table: Cell[][] = [];
  for (let i = items.length; i >= 0; i--) {
    const row: Cell[] = [];
    for (let j = tokens.length; j >= 0; j--)
      row[j] = bestStep({ items, utterance, table, row }, i, j);
    table[i] = row;
  }
  const start = table[0]?.[0];
  return start && start.score > impossible / 2 ? trace(items, tokens, table) : undefined;
}

interface Grid {
  items: readonly Item[];
  utterance: Utterance;
  table: readonly (readonly Cell[])[];
  row: readonly Cell[];
}

function bestStep({ items, utterance, table, row }: Grid, i: number, j: number): Cell {
  const item = items[i];
  const token = utterance.tokens[j];
  const below = table[i + 1];
  let best: Cell = { score: impossible, step: { kind: "end" } };
  const offer = (score: number, step: Step) => {
    if (score > best.score) best = { score, step };
  };
  if (!item && !token) return { score: 0, step: { kind: "end" } };
  if (token) offer((row[j + 1]?.score ?? impossible) - leaveCost(token), { kind: "left" });
  if (!item) return best;
  if (item.kind === "slot") {
    for (let to = j + 1; to <= utterance.tokens.length; to++) {
      const rest = below?.[to]?.score ?? impossible;
      const fit = rest > impossible / 2 ? utterance.fit(item.slot, j, to) : undefined;
      if (fit) offer(rest + fit.score, { kind: "fill", to, fit });
    }
    return best;
  }
  offer((below?.[j]?.score ?? impossible) - unsaidCost(item), { kind: "unsaid" });
  const like = token ? matches(item, utterance, j) : 0;
  if (like > 0) {
    const gain = item.kind === "separator" ? 0.3 : Math.max(item.weight, 0.2) * like;
    offer((below?.[j + 1]?.score ?? impossible) + gain, { kind: "match", likeness: like });
  }
  return best;
}

/** Any separator stands for any other: people write ":" "," and "-" alike. */
function matches(item: Exclude<Item, { kind: "slot" }>, utterance: Utterance, at: number): number {
  if (item.kind === "word") return utterance.likeness(at, item.word);
  return utterance.tokens[at]?.kind === "separator" ? 1 : 0;
}

function unsaidCost(item: Exclude<Item, { kind: "slot" }>): number {
  if (item.kind === "separator") return item.weight * 0.5;
  // Without its "not" a sentence means the opposite.
  if (/^(?:not|never|no)$/.test(item.word)) return 10;
  return item.content ? item.weight * 0.9 : item.weight * 0.4;
}

function leaveCost(token: Token): number {
  if (token.kind !== "word") return 0.01;
  if (fillers.has(token.norm)) return 0.03;
  if (guards.has(token.norm)) return 0.9;
  return functionWords.has(token.norm) ? 0.15 : 0.7;
}

function trace(
  items: readonly Item[],
  tokens: readonly Token[],
  table: readonly (readonly Cell[])[],
): Alignment {
  const filled: Filled[] = [];
  const left: number[] = [];
  let [i, j, matched, taught, contentMatched] = [0, 0, 0, 0, 0];
  for (;;) {
    const step = table[i]?.[j]?.step ?? { kind: "end" };
    if (step.kind === "end") break;
    const item = items[i];
    if (step.kind === "left") {
      left.push(j++);
      continue;
    }
    i++;
    if (step.kind === "fill" && item?.kind === "slot") {
      const { to, fit } = step;
      filled.push({
        slot: item.slot,
        from: j,
        to,
        quality: fit.quality,
        known: Boolean(fit.known),
      });
      j = to;
      continue;
    }
    if (!item || item.kind === "slot") continue;
    const weight =
      item.kind === "separator" && step.kind === "unsaid" && boundaryIsClear(filled, tokens, j)
        ? 0
        : item.weight;
    taught += weight;
    if (step.kind !== "match") continue;
    matched += weight * step.likeness;
    if (item.kind === "word" && item.content) contentMatched++;
    j++;
  }
  return {
    score: table[0]?.[0]?.score ?? impossible,
    filled,
    matched,
    taught,
    contentMatched,
    left,
  };
}

/** Without a colon a name and the text after it part only where the text starts unlike a name. */
function boundaryIsClear(filled: readonly Filled[], tokens: readonly Token[], at: number): boolean {
  const previous = filled.at(-1);
  const next = tokens[at];
  if (!previous || !next || previous.slot.kind !== "mention") return true;
  const startsClause =
    functionWords.has(next.norm) || guards.has(next.norm) || weightOf(next) === 0;
  return startsClause && !next.capital;
}
