/** Lays an example over a message at the least cost, and says what was matched, filled and left over. */
import type { Item } from "./templates.ts";
import { weightOf, type Token } from "./tokens.ts";
import { functionWords, guards } from "./vocabulary.ts";
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

/** What was done in a cell of the table; a fill's end is kept beside it. */
const END = 0;
const MATCH = 1;
const UNSAID = 2;
const LEFT = 3;
const FILL = 4;

/** Row by item, column by token. Flat arrays, because this is where a message's time goes. */
interface Table {
  width: number;
  score: Float64Array;
  step: Uint8Array;
  /** Where a fill ends. */
  to: Uint8Array;
}

const impossible = -1e6;

export function align(items: readonly Item[], utterance: Utterance): Alignment | undefined {
  const table = settle(items, utterance);
  return isPossible(table) ? trace(items, utterance, table) : undefined;
}

/** The score alone: enough to tell which of many is worth laying out. */
export function scoreOf(items: readonly Item[], utterance: Utterance): number | undefined {
  const table = settle(items, utterance);
  return isPossible(table) ? table.score[0] : undefined;
}

const isPossible = ({ score }: Table): boolean => (score[0] ?? impossible) > impossible / 2;

function settle(items: readonly Item[], utterance: Utterance): Table {
  const table = emptyTable(items.length + 1, utterance.tokens.length + 1);
  leaveRest(table, items.length * table.width, utterance);
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if (item?.kind === "slot") fill(table, item.slot, utterance, i * table.width);
    else if (item) say(table, item, utterance, i * table.width);
  }
  return table;
}

let spare: Table = tableOf(0);

/** One table serves all alignments, one after another: every cell that is read was written before. */
function emptyTable(rows: number, width: number): Table {
  if (spare.score.length < rows * width) spare = tableOf(2 * rows * width);
  spare.width = width;
  return spare;
}

function tableOf(size: number): Table {
  return {
    width: 0,
    score: new Float64Array(size),
    step: new Uint8Array(size),
    to: new Uint8Array(size),
  };
}

/** Behind the last item everything is left over. */
function leaveRest({ width, score, step }: Table, row: number, { leaveCosts }: Utterance): void {
  score[row + width - 1] = 0;
  step[row + width - 1] = END;
  for (let j = width - 2; j >= 0; j--) {
    score[row + j] = (score[row + j + 1] ?? impossible) - (leaveCosts[j] ?? 0);
    step[row + j] = LEFT;
  }
}

/** The best ways from a word's cells to the end; the cells behind them are settled already. */
function say({ width, score, step }: Table, item: Literal, utterance: Utterance, row: number) {
  const unsaid = unsaidCost(item);
  const likenesses = item.kind === "word" ? utterance.likenesses(item.word) : undefined;
  for (let j = width - 1; j >= 0; j--) {
    const cell = row + j;
    let best = impossible;
    let done = END;
    if (j < width - 1) {
      best = (score[cell + 1] ?? impossible) - (utterance.leaveCosts[j] ?? 0);
      done = LEFT;
    }
    const skipped = (score[cell + width] ?? impossible) - unsaid;
    if (skipped > best) {
      best = skipped;
      done = UNSAID;
    }
    const like = item.kind === "word" ? (likenesses?.[j] ?? 0) : matches(item, utterance, j);
    const gain = item.kind === "separator" ? 0.3 : Math.max(item.weight, 0.2) * like;
    const matched = like > 0 ? (score[cell + width + 1] ?? impossible) + gain : impossible;
    if (matched > best) {
      best = matched;
      done = MATCH;
    }
    score[cell] = best;
    step[cell] = done;
  }
}

function fill({ width, score, step, to }: Table, slot: Slot, utterance: Utterance, row: number) {
  score[row + width - 1] = impossible;
  step[row + width - 1] = END;
  for (let j = width - 2; j >= 0; j--) {
    const cell = row + j;
    score[cell] = (score[cell + 1] ?? impossible) - (utterance.leaveCosts[j] ?? 0);
    step[cell] = LEFT;
    for (const { to: end, fit } of utterance.fits.from(slot, j)) {
      const worth = fit.score - doubtful * (1 - fit.quality);
      const filled = (score[row + width + end] ?? impossible) + worth;
      if (filled <= (score[cell] ?? impossible)) continue;
      score[cell] = filled;
      step[cell] = FILL;
      to[cell] = end;
    }
  }
}

/** What a stretch that hardly fits costs: many words taken in do not make up for it. */
const doubtful = 1.5;

type Literal = Exclude<Item, { kind: "slot" }>;

/** Any separator stands for any other: people write ":" "," and "-" alike. */
function matches(item: Literal, utterance: Utterance, at: number): number {
  if (item.kind === "word") return utterance.likenesses(item.word)?.[at] ?? 0;
  return utterance.tokens[at]?.kind === "separator" ? 1 : 0;
}

function unsaidCost(item: Literal): number {
  if (item.kind === "separator") return item.weight * 0.5;
  // Without its "not" a sentence means the opposite.
  if (item.word === "not" || item.word === "never" || item.word === "no") return 10;
  return item.content ? item.weight * 0.9 : item.weight * 0.4;
}

function trace(items: readonly Item[], utterance: Utterance, table: Table): Alignment {
  const filled: Filled[] = [];
  const left: number[] = [];
  let [i, j, matched, taught, contentMatched] = [0, 0, 0, 0, 0];
  for (;;) {
    const cell = i * table.width + j;
    const step = table.step[cell] ?? END;
    if (step === END) break;
    if (step === LEFT) {
      left.push(j++);
      continue;
    }
    const item = items[i++];
    if (!item) break;
    if (item.kind === "slot") {
      const to = table.to[cell] ?? j;
      const fit = utterance.fits.at(item.slot, j, to);
      const [quality, known] = [fit?.quality ?? 0, Boolean(fit?.known)];
      filled.push({ slot: item.slot, from: j, to, quality, known });
      j = to;
      continue;
    }
    const spared =
      item.kind === "separator" && step === UNSAID && boundaryIsClear(filled, utterance.tokens, j);
    taught += spared ? 0 : item.weight;
    if (step !== MATCH) continue;
    matched += item.weight * matches(item, utterance, j);
    if (item.kind === "word" && item.content) contentMatched++;
    j++;
  }
  return {
    score: table.score[0] ?? impossible,
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
