/** Compiles the registry's examples: literal words and typed slots, and the parts that may be added to them. */
import type { z } from "zod";
import { exampleText, piecesOf, type Piece } from "../../example-marks.ts";
import type { Tool } from "../../tool.ts";
import { phraseKey, slotOf, valueFromText, type Sample, type Slot } from "./slots.ts";
import { tokenise } from "./tokens.ts";
import { cues, fillers, functionWords } from "./vocabulary.ts";
import { wordIndexOf, type Alike } from "./word-index.ts";

export type Item =
  | { kind: "word"; word: string; weight: number; content: boolean }
  | { kind: "separator"; weight: number }
  | { kind: "slot"; slot: Slot };

export interface Template {
  tool: Tool;
  items: readonly Item[];
  fields: ReadonlySet<string>;
  /** Fields the example settles without a word of their own: "{remove:true}". */
  constants: Readonly<Record<string, unknown>>;
}

export interface Grammar {
  templates: readonly Template[];
  /** Per tool: how a further field is said ("in {place}", "tagged {tag}"). */
  additions: ReadonlyMap<string, readonly Template[]>;
  /** Every word of meaning the examples hold: in lower case hardly part of a name. */
  taught: ReadonlySet<string>;
  alike: (typed: string) => Alike;
  /** Which tools teach this very sentence, by its words. */
  literal: ReadonlyMap<string, ReadonlySet<string>>;
}

export function compile(tools: readonly Tool[]): Grammar {
  const templates = tools.flatMap(compileTool);
  const additions = new Map(
    tools.map((tool) => [
      tool.name,
      distinct(templates.filter((template) => template.tool === tool).flatMap(additionsOf)),
    ]),
  );
  const taught = new Set(templates.flatMap(({ items }) => items.flatMap(contentOf)));
  const all = [...templates, ...Array.from(additions.values()).flat()];
  const alike = wordIndexOf(new Set(all.flatMap(({ items }) => items.flatMap(wordOf))));
  return { templates, additions, taught, alike, literal: sentencesOf(tools) };
}

function sentencesOf(tools: readonly Tool[]): Map<string, Set<string>> {
  const sentences = new Map<string, Set<string>>();
  for (const { name, examples } of tools)
    for (const example of examples) {
      const key = phraseKey(exampleText(example));
      sentences.set(key, (sentences.get(key) ?? new Set()).add(name));
    }
  return sentences;
}

function distinct(additions: readonly Template[]): Template[] {
  return Array.from(new Map(additions.map((each) => [JSON.stringify(each.items), each])).values());
}

const wordOf = (item: Item): string[] => (item.kind === "word" ? [item.word] : []);

function contentOf(item: Item): string[] {
  return item.kind === "word" && item.content ? [item.word] : [];
}

function compileTool(tool: Tool): Template[] {
  const parsed = tool.examples.map(piecesOf);
  const samples = new Map<string, Sample[]>();
  for (const piece of parsed.flat())
    if ("field" in piece) samples.set(piece.field, [...(samples.get(piece.field) ?? []), piece]);
  const slots: Slots = new Map(
    Array.from(samples, ([field, values]) => [field, slotOf(tool, field, values)] as const),
  );
  const shapes = shapesOf(parsed, slots);
  return parsed.flatMap((pieces) => {
    const constants = constantsOf(tool, pieces, slots);
    const said = pieces.filter((piece) => !("field" in piece && piece.field in constants));
    const own = shapes.get(shapeOf(pieces, slots)) ?? slots;
    const items = weighed(meaningful(said.flatMap((piece) => itemsOf(piece, own))));
    const fields = new Set([...Object.keys(constants), ...items.flatMap(fieldOf)]);
    const template: Template = { tool, items, fields, constants };
    return [template, ...turned(template), ...undated(template, tool)];
  });
}

type Slots = ReadonlyMap<string, Slot | undefined>;

/**
 * Between two names the order of the words says who is what to whom: "Sofia's manager is Leo" is the
 * reverse of "Sofia manages Leo". There a phrase is read only in sentences of the shape it was taught in.
 */
function shapesOf(examples: readonly (readonly Piece[])[], slots: Slots): Map<string, Slots> {
  const shapes = new Map<string, Map<string, Slot | undefined>>();
  for (const pieces of examples) {
    const directed = pieces.filter((piece) => isDirected(piece, pieces, slots));
    for (const piece of directed) {
      if (!("field" in piece) || piece.value === undefined) continue;
      const key = shapeOf(pieces, slots);
      const shape = shapes.get(key) ?? new Map(slots);
      const slot = shape.get(piece.field);
      if (!slot) continue;
      const values = new Map(slot.closed ? slot.values : []);
      const option = slots.get(piece.field)?.values.get(phraseKey(piece.said));
      values.set(phraseKey(piece.said), meantIn(slots.get(piece.field), piece.value) ?? option);
      shape.set(piece.field, { ...slot, closed: true, values });
      shapes.set(key, shape);
    }
  }
  return shapes;
}

const meantIn = (slot: Slot | undefined, value: string): unknown =>
  Array.from(slot?.values.values() ?? []).find((option) => String(option) === value);

function isDirected(piece: Piece, pieces: readonly Piece[], slots: Slots): boolean {
  if (!("field" in piece) || slots.get(piece.field)?.kind !== "enum" || !piece.said) return false;
  const names = pieces.filter(
    (other) => "field" in other && slots.get(other.field)?.kind === "mention",
  );
  return names.length > 1;
}

const shapeOf = (pieces: readonly Piece[], slots: Slots): string =>
  pieces
    .map((piece) => {
      if ("text" in piece) return piece.text.trim().toLowerCase();
      return slots.get(piece.field) ? `{${piece.field}}` : piece.said;
    })
    .join("|");

const turning = new Set(["tag", "list", "stage", "pipeline"]);

/** "The tag {tag}" is also "the {tag} tag". */
function turned(template: Template): Template[] {
  const { items } = template;
  const at = items.findIndex((item, index) => {
    const next = items[index + 1];
    return (
      item.kind === "word" &&
      next?.kind === "slot" &&
      turning.has(item.word) &&
      next.slot.field.endsWith(item.word)
    );
  });
  const [noun, slot] = [items[at], items[at + 1]];
  if (at < 0 || !noun || !slot) return [];
  return [{ ...template, items: items.toSpliced(at, 2, slot, noun) }];
}

/** "Todo {title} {due}" is said without its date as well. */
function undated(template: Template, tool: Tool): Template[] {
  const last = template.items.at(-1);
  if (last?.kind !== "slot" || last.slot.kind !== "date" || last.slot.required) return [];
  const items = template.items.slice(0, -1);
  // "I need to {title} {due}" is a task only for its date; "todo" and "remind" are of their own.
  const telling = items.some(
    (item) =>
      item.kind === "word" && item.content && item.word !== "need" && saidTwice(item.word, tool),
  );
  if (!telling && template.fields.size > 1) return [];
  // A preposition left hanging belonged to the date.
  if (items.at(-1)?.kind !== "slot") return [];
  return [{ ...template, items, fields: new Set(items.flatMap(fieldOf)) }];
}

/** Whether several of the tool's examples turn on the word. */
const saidTwice = (word: string, tool: Tool): boolean =>
  tool.examples.filter((example) => example.toLowerCase().includes(word)).length > 2;

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

function constantsOf(tool: Tool, pieces: readonly Piece[], slots: Slots): Record<string, unknown> {
  return Object.fromEntries(
    pieces.flatMap((piece) => {
      if (!("field" in piece) || piece.said !== "" || !slots.has(piece.field)) return [];
      const schema = tool.input.shape[piece.field] as z.ZodType | undefined;
      return [[piece.field, valueFromText(schema, piece.value ?? "")]];
    }),
  );
}

function itemsOf(piece: Piece, slots: Slots): Item[] {
  const slot = "field" in piece ? slots.get(piece.field) : undefined;
  if (slot) return [{ kind: "slot", slot }];
  // A mark that names no field teaches its words alone. "{person:Sofia}'s" must not lose its "'s".
  const text = "text" in piece ? piece.text : piece.said;
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
      ["email", "phone", "link", "point", "money", "flag", "recurrence"].includes(item.slot.kind) ||
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
