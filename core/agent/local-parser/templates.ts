/** Compiles the registry's examples: literal words and typed slots, and the parts that may be added to them. */
import type { Tool } from "../../tool.ts";
import { slotOf, type Slot } from "./slots.ts";
import { tokenise } from "./tokens.ts";
import { cues, fillers, functionWords } from "./vocabulary.ts";

export type Item =
  | { kind: "word"; word: string; weight: number; content: boolean }
  | { kind: "separator"; weight: number }
  | { kind: "slot"; slot: Slot };

export interface Template {
  tool: Tool;
  items: readonly Item[];
  fields: ReadonlySet<string>;
  /** Fields the example settles without a word of their own: "{remove:true}". */
  constants: Readonly<Record<string, boolean>>;
}

export interface Grammar {
  templates: readonly Template[];
  /** Per tool: how a further field is said ("in {place}", "tagged {tag}"). */
  additions: ReadonlyMap<string, readonly Template[]>;
  /** Every word of meaning the examples hold: in lower case hardly part of a name. */
  taught: ReadonlySet<string>;
}

type Piece = { text: string } | { field: string; value: string };
const mark = /\{(\w+):([^}]*)\}/g;

export function compile(tools: readonly Tool[]): Grammar {
  const templates = tools.flatMap(compileTool);
  const additions = new Map(
    tools.map((tool) => [
      tool.name,
      distinct(templates.filter((template) => template.tool === tool).flatMap(additionsOf)),
    ]),
  );
  const taught = new Set(templates.flatMap(({ items }) => items.flatMap(contentOf)));
  return { templates, additions, taught };
}

function distinct(additions: readonly Template[]): Template[] {
  return Array.from(new Map(additions.map((each) => [JSON.stringify(each.items), each])).values());
}

function contentOf(item: Item): string[] {
  return item.kind === "word" && item.content ? [item.word] : [];
}

function compileTool(tool: Tool): Template[] {
  const parsed = tool.examples.map(piecesOf);
  const samples = new Map<string, string[]>();
  for (const piece of parsed.flat())
    if ("field" in piece)
      samples.set(piece.field, [...(samples.get(piece.field) ?? []), piece.value]);
  const slots = new Map(
    Array.from(samples, ([field, values]) => [field, slotOf(tool, field, values)] as const),
  );
  return parsed.flatMap((pieces) => {
    const constants = constantsOf(pieces, slots);
    const said = pieces.filter((piece) => !("field" in piece && piece.field in constants));
    const items = weighed(meaningful(said.flatMap((piece) => itemsOf(piece, slots))));
    const fields = new Set([...Object.keys(constants), ...items.flatMap(fieldOf)]);
    const template: Template = { tool, items, fields, constants };
    return [template, ...undated(template)];
  });
}

/** "Todo {title} {due}" is said without its date as well. */
function undated(template: Template): Template[] {
  const last = template.items.at(-1);
  if (last?.kind !== "slot" || last.slot.kind !== "date" || last.slot.required) return [];
  const items = template.items.slice(0, -1);
  // A preposition left hanging belonged to the date.
  if (items.at(-1)?.kind !== "slot") return [];
  return [{ ...template, items, fields: new Set(items.flatMap(fieldOf)) }];
}

/** "Do we have {query}" is all small words: there every one of them counts. */
function meaningful(items: Item[]): Item[] {
  if (items.some((item) => (item.kind === "word" && item.content) || isTelling(item))) return items;
  return items.map((item) => (item.kind === "word" ? { ...item, weight: 1, content: true } : item));
}

function isTelling(item: Item): boolean {
  return item.kind === "slot" && !["mention", "short", "text"].includes(item.slot.kind);
}

function fieldOf(item: Item): string[] {
  return item.kind === "slot" ? [item.slot.field] : [];
}

function constantsOf(
  pieces: readonly Piece[],
  slots: ReadonlyMap<string, Slot | undefined>,
): Record<string, boolean> {
  return Object.fromEntries(
    pieces.flatMap((piece) => {
      if (!("field" in piece) || slots.get(piece.field)?.kind !== "flag") return [];
      return /^(?:true|false)$/.test(piece.value) ? [[piece.field, piece.value === "true"]] : [];
    }),
  );
}

function piecesOf(example: string): Piece[] {
  const pieces: Piece[] = [];
  let last = 0;
  for (const match of example.matchAll(mark)) {
    pieces.push({ text: example.slice(last, match.index) });
    pieces.push({ field: match[1] ?? "", value: match[2] ?? "" });
    last = match.index + match[0].length;
  }
  pieces.push({ text: example.slice(last) });
  return pieces;
}

function itemsOf(piece: Piece, slots: ReadonlyMap<string, Slot | undefined>): Item[] {
  const slot = "field" in piece ? slots.get(piece.field) : undefined;
  if (slot) return [{ kind: "slot", slot }];
  // A mark that names no field teaches its words alone. "{person:Sofia}'s" must not lose its "'s".
  const text = "text" in piece ? piece.text : piece.value;
  const offset = text.startsWith("'s") ? "x" : "";
  return tokenise(offset + text)
    .slice(offset.length)
    .filter(
      (token) => token.kind !== "other" && !(token.norm === "." && token.kind === "separator"),
    )
    .filter((token) => !fillers.has(token.norm) || token.norm === "can" || token.norm === "you")
    .map((token): Item => {
      if (token.kind === "separator") return { kind: "separator", weight: 0 };
      const content = !functionWords.has(token.norm) && !fillers.has(token.norm);
      return { kind: "word", word: token.norm, weight: content ? 1 : 0.25, content };
    });
}

/** A preposition in front of a slot tells the slot apart; in front of a date it may stay away. */
function weighed(items: Item[]): Item[] {
  return items.map((item, index) => {
    const next = items[index + 1];
    const slot = next?.kind === "slot" ? next.slot : undefined;
    if (item.kind === "separator") return { ...item, weight: slot?.kind === "text" ? 0.4 : 0 };
    if (item.kind !== "word" || !slot) return item;
    if (slot.kind === "date")
      return cues.has(item.word) ? { ...item, weight: 0, content: false } : item;
    return cues.has(item.word) ? { ...item, weight: 0.5 } : item;
  });
}

function additionsOf(template: Template): Template[] {
  return template.items.flatMap((item, index) => {
    if (item.kind !== "slot" || item.slot.required || item.slot.kind === "text") return [];
    const cue = cueBefore(template.items, index);
    const before = template.items[index - 1];
    const afterText = before?.kind === "slot" && before.slot.kind === "text";
    const standsAlone =
      ["email", "phone", "flag"].includes(item.slot.kind) ||
      (item.slot.kind === "date" && afterText);
    const selfEvident = item.slot.kind === "enum" && index > 0;
    if (cue.length === 0 && !standsAlone && !selfEvident) return [];
    const items = [...cue, item];
    return [{ ...template, items, fields: new Set([item.slot.field]), constants: {} }];
  });
}

/** The words that introduce a slot: all since the slot before it, or the last one of a first slot. */
function cueBefore(items: readonly Item[], index: number): Item[] {
  let from = index;
  while (from > 0 && items[from - 1]?.kind !== "slot") from--;
  const before = items.slice(from, index);
  if (from > 0) {
    const head = items[from - 1];
    const noun = before.findIndex(
      (item) => item.kind === "word" && (cues.has(item.word) || item.word === "i"),
    );
    // Of "{tag} people in {place}" the noun belongs to the sentence, not to the place.
    return head && noun > 0 ? before.slice(noun) : before;
  }
  const last = before.at(-1);
  const negated = before.some(
    (item) => item.kind === "word" && /^(?:not|never|no)$/.test(item.word),
  );
  const introduces = last?.kind === "word" && cues.has(last.word) && before.length > 1 && !negated;
  return last && introduces ? [last] : [];
}
