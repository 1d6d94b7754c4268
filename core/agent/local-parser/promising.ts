/** A cheap first look: of all templates the few dozen whose rarer words the message holds. */
import type { Slot } from "./slots.ts";
import type { Template } from "./templates.ts";
import type { Utterance } from "./utterance.ts";

/** So many are laid over the message word by word; the right one is hardly ever further back. */
const kept = 64;
const smallWord = 0.15;

type Posting = readonly [template: number, weight: number];

export function promisingOf(templates: readonly Template[]): (utterance: Utterance) => Template[] {
  const rarity = rarityOf(templates);
  const postings = new Map<string, Posting[]>();
  const least = new Float64Array(templates.length);
  const wordless: number[] = [];
  for (const [index, template] of templates.entries()) {
    const words = wordsOf(template);
    let total = 0;
    for (const [word, content] of words) {
      const weight = content ? rarity(word) : smallWord;
      total += weight;
      const list = postings.get(word);
      if (list) list.push([index, weight]);
      else postings.set(word, [[index, weight]]);
    }
    least[index] = typedWorth(template) - 0.5 * total;
    if (!Array.from(words.values()).some(Boolean)) wordless.push(index);
  }
  return (utterance) => {
    const said = new Float64Array(templates.length);
    const heard = new Set(wordless);
    for (const [word, likeness] of utterance.taughtWords())
      for (const [index, weight] of postings.get(word) ?? []) {
        said[index] = (said[index] ?? 0) + weight * likeness;
        if (weight > smallWord) heard.add(index);
      }
    const worth = new Float64Array(templates.length);
    for (const index of heard) worth[index] = 1.5 * (said[index] ?? 0) + (least[index] ?? 0);
    return fillable(bestFirst(heard, worth), templates, utterance);
  };
}

/** Sorts only those that may be kept: most templates share some word with any message. */
function* bestFirst(heard: ReadonlySet<number>, worth: Float64Array): Generator<number> {
  const all = Array.from(heard);
  const worths = Float64Array.from(all, (index) => worth[index] ?? 0).sort();
  const enough = worths[worths.length - 2 * kept] ?? -Infinity;
  const byWorth = (a: number, b: number) => (worth[b] ?? 0) - (worth[a] ?? 0) || a - b;
  yield* all.filter((index) => (worth[index] ?? 0) >= enough).sort(byWorth);
  yield* all.filter((index) => (worth[index] ?? 0) < enough).sort(byWorth);
}

/** The best that can be filled at all: a slot for an amount needs an amount. */
function fillable(
  ranked: Iterable<number>,
  templates: readonly Template[],
  utterance: Utterance,
): Template[] {
  const taken: Template[] = [];
  for (const index of ranked) {
    if (taken.length >= kept) break;
    const template = templates[index];
    if (template && isFillable(template, utterance)) taken.push(template);
  }
  return taken;
}

export function isFillable(template: Template, utterance: Utterance): boolean {
  return slotsOf(template).every((slot) => utterance.fits.any(slot));
}

const slots = new WeakMap<Template, readonly Slot[]>();

function slotsOf(template: Template): readonly Slot[] {
  const known = slots.get(template);
  if (known) return known;
  const own = template.items.flatMap((item) => (item.kind === "slot" ? [item.slot] : []));
  slots.set(template, own);
  return own;
}

/** A certain kind of value tells as much as a rare word. */
function typedWorth({ items }: Template): number {
  return items.reduce((sum, item) => {
    if (item.kind !== "slot" || ["mention", "short", "text"].includes(item.slot.kind)) return sum;
    return sum + 1;
  }, 0);
}
/** Each literal word once, and whether it carries meaning. */
function wordsOf({ items }: Template): Map<string, boolean> {
  return new Map(
    items.flatMap((item): [string, boolean][] =>
      item.kind === "word" ? [[item.word, item.content]] : [],
    ),
  );
}

/** Rare means said of few tools: a tool with many examples does not make its words common. */
function rarityOf(templates: readonly Template[]): (word: string) => number {
  const tools = new Map<string, Set<string>>();
  for (const template of templates)
    for (const word of wordsOf(template).keys()) {
      const named = tools.get(word) ?? new Set();
      named.add(template.tool.name);
      tools.set(word, named);
    }
  const all = new Set(templates.map(({ tool }) => tool.name)).size;
  return (word) => 0.5 + Math.log(1 + all / (tools.get(word)?.size ?? 1)) / 2;
}
