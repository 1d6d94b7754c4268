/** What may fill a slot: worked out from the tool's input schema and the values its examples show. */
import { z } from "zod";
import { readMinutes } from "../../domain/duration.ts";
import { readMoney } from "../../domain/money.ts";
import { readRecurrence } from "../../domain/recurrence.ts";
import { parsePast, parseWhen } from "../../domain/when.ts";
import type { Tool } from "../../tool.ts";
import { nameKindsOf, type NameKind } from "./name-kinds.ts";
import { likeness, normalise, stem, tokenise, type Token } from "./tokens.ts";
import { functionWords, notInNames, usualValue } from "./vocabulary.ts";

export type SlotKind =
  | "email"
  | "phone"
  | "link"
  | "point"
  | "money"
  | "date"
  | "duration"
  | "recurrence"
  | "number"
  | "enum"
  | "flag"
  | "mention"
  | "short"
  | "text";

/** Whether a value of such a kind shows what it is; names and texts do not. */
export const isTyped = (kind: SlotKind): boolean => !["mention", "short", "text"].includes(kind);

export interface Slot {
  field: string;
  kind: SlotKind;
  many: boolean;
  required: boolean;
  /** Which kinds of names may fill it; none where any words may. */
  types: readonly NameKind[];
  /** Phrase to value: for enum and flag all there are, for others what its examples taught besides. */
  values: ReadonlyMap<string, unknown>;
  /** Only the phrases in `values` count, not the bare values behind them. */
  closed: boolean;
  lean: "future" | "past";
  /** The values its examples show. */
  samples: ReadonlySet<string>;
  /** How many words the longest has; 0 where some read like sentences and any length will do. */
  longest: number;
}

/** What an example shows of a field: the words, and what they mean where that is something else. */
export interface Sample {
  said: string;
  value?: string;
}

export const emailPattern = /[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
export const phonePattern = /(?:\+|\b00)?\(?\d[\d\s().-]{6,}\d/g;
export const linkPattern =
  /(?:https?:\/\/)?(?<![@\p{L}\p{N}])(?:[a-z\d-]+\.)+[a-z]{2,}(?:\/[^\s,;]*)?/giu;
/** A run of digits long enough to be dialled; an ISO date is none. */
export function phoneKeyOf(text: string): string | undefined {
  const digits = text.replace(/\D/g, "");
  return digits.length >= 8 && !/\b\d{4}-\d{2}-\d{2}\b/.test(text) ? digits : undefined;
}

/** Any day does: only the shape of the examples' values is read with it. */
const anyDay = { now: new Date("2026-06-17T12:00:00Z"), timeZone: "UTC" };

export function slotOf(tool: Tool, field: string, samples: readonly Sample[]): Slot | undefined {
  const declared = tool.input.shape[field] as z.ZodType | undefined;
  if (!declared) return undefined;
  const { schema, many } = unwrap(declared);
  // Words that stand for a value say nothing about what the value looks like.
  const shown = samples.filter(({ value }) => value === undefined).map(({ said }) => said);
  const plain = many ? shown.flatMap((said) => said.split(/,\s*|\s+and\s+/)) : shown;
  const kind = kindOf(tool, { field, schema, samples: plain });
  return {
    field,
    kind,
    many,
    required: !declared.safeParse(undefined).success,
    types: tool.mentions[field] ?? nameKindsOf(field),
    values: valuesOf(kind, schema, samples),
    closed: false,
    lean: kind === "date" ? leanOf(tool, field, plain) : "future",
    samples: new Set(plain.map(phraseKey)),
    longest: longestPhrase(plain),
  };
}

function longestPhrase(samples: readonly string[]): number {
  const all = samples.map((sample) => tokenise(sample));
  if (all.some(([first]) => first && notInNames.has(first.norm))) return 0;
  return Math.max(0, ...all.map(({ length }) => length));
}

/** The value a phrase means: one taught, the value itself, its inflections, its usual synonyms. */
export function meaningOf(
  slot: Pick<Slot, "values" | "kind" | "closed">,
  stretch: readonly Token[],
): { value: unknown } | undefined {
  const key = keyOf(stretch);
  if (slot.values.has(key)) return { value: slot.values.get(key) };
  const similar = Array.from(slot.values.keys()).filter((phrase) => isLike(key, phrase));
  if (similar.length > 0) return one(similar.map((phrase) => slot.values.get(phrase)));
  if (slot.kind !== "enum" || slot.closed) return undefined;
  // "My won deals" says whose they are, too.
  const kept = key.split(" ").filter((word) => !functionWords.has(word) || word === "my");
  const word = (kept.length > 0 ? kept : [key]).join(" ");
  const meant = Array.from(slot.values.keys()).find(
    (phrase) =>
      phrase === word ||
      usualValue(word) === phrase ||
      (word.length > 3 && !phrase.includes(" ") && stem(phrase) === stem(word)),
  );
  return meant === undefined ? undefined : { value: slot.values.get(meant) };
}

/** A cheap look before the dear one: whether any phrase starts like the stretch does. */
export function mayMean(slot: Slot, stretch: readonly Token[]): boolean {
  const first = stretch[0]?.norm ?? "";
  const known = openersOf(slot.values);
  if (known.has(stem(first))) return true;
  if (slot.kind !== "enum" || slot.closed) return false;
  const telling = stretch.find(({ norm, kind }) => kind === "word" && !functionWords.has(norm));
  const word = telling?.norm ?? first;
  return known.has(stem(word)) || usualValue(word) !== undefined;
}

const openers = new WeakMap<ReadonlyMap<string, unknown>, ReadonlySet<string>>();

/** The stems of the words its phrases start with. */
function openersOf(values: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const known = openers.get(values);
  if (known) return known;
  const stems = Array.from(values.keys(), (phrase) => stem(phrase.split(" ")[0] ?? ""));
  const own = new Set(stems);
  openers.set(values, own);
  return own;
}

/** The option a phrase means, for callers that have no slot. */
export function enumValue(phrase: string, options: readonly string[]): string | undefined {
  const values = new Map(options.map((option) => [spokenOption(option), option]));
  const slot = { values, kind: "enum", closed: false } as const;
  return meaningOf(slot, tokenise(phrase))?.value as string | undefined;
}

const spokenOption = (option: unknown): string => normalise(String(option)).replace(/_/g, " ");

/** What a written value of a schema is: "true" of a flag, "10" of a number. */
export function valueFromText(schema: z.ZodType | undefined, text: string): unknown {
  const inner = schema ? unwrap(schema) : undefined;
  if (inner?.schema instanceof z.ZodBoolean) return text === "true";
  if (inner?.schema instanceof z.ZodNumber) return Number(text);
  return inner?.many ? [text] : text;
}

const one = (values: unknown[]): { value: unknown } | undefined =>
  new Set(values).size === 1 ? { value: values[0] } : undefined;

/** The same words but for inflection and one slip each. */
function isLike(said: string, taught: string): boolean {
  if (!taught.startsWith(said.charAt(0))) return false;
  const [a, b] = [said.split(" "), taught.split(" ")];
  return (
    a.length === b.length &&
    a.every((word, index) => {
      const other = b[index] ?? "";
      return word === other || (other.length > 3 && likeness(word, other) >= 0.93);
    })
  );
}

function kindOf(
  tool: Tool,
  { field, schema, samples }: { field: string; schema: z.ZodType; samples: readonly string[] },
): SlotKind {
  if (schema instanceof z.ZodEnum) return "enum";
  if (schema instanceof z.ZodBoolean) return "flag";
  if (schema instanceof z.ZodNumber) return "number";
  if (tool.mentions[field]) return "mention";
  if (nameKindsOf(field).length > 0) return "short";
  // One odd example in four does not unmake a kind: it is then a phrase of its own.
  const every = (fits: (value: string) => boolean) =>
    samples.length > 0 && samples.filter(fits).length >= samples.length * 0.75;
  if (schema instanceof z.ZodEmail || every((value) => whole(emailPattern, value))) return "email";
  if (every((value) => whole(phonePattern, value))) return "phone";
  if (every((value) => whole(linkPattern, value))) return "link";
  if (every((value) => contactPatterns.some((pattern) => whole(pattern, value)))) return "point";
  if (every((value) => readMoney(value, { currency: "EUR" }) !== undefined)) return "money";
  if (every((value) => readRecurrence(value) !== undefined)) return "recurrence";
  if (every((value) => readMinutes(value) !== undefined)) return "duration";
  if (every(isDate)) return "date";
  return samples.every(isShort) ? "short" : "text";
}

const contactPatterns = [emailPattern, phonePattern, linkPattern];

function whole(pattern: RegExp, value: string): boolean {
  return value.replace(pattern, "").trim() === "";
}

/** Reading dates is dear, and examples say the same few again and again. */
const isDate = remembered((value: string): boolean =>
  Boolean(parseWhen(value, { ...anyDay, lean: "future" }) ?? parsePast(value, anyDay)),
);

function remembered<Result>(work: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const seen = known.get(text);
    if (seen !== undefined || known.has(text)) return seen as Result;
    const result = work(text);
    known.set(text, result);
    return result;
  };
}

/** Whether the examples look ahead ("tomorrow") or back ("yesterday", "3 months"). */
function leanOf(tool: Tool, field: string, samples: readonly string[]): "future" | "past" {
  // What closes or is due lies ahead, also where it is only asked about.
  if (/^(?:due|closing|(?:new_)?close_date)$/.test(field)) return "future";
  const signs = samples.map(signIn);
  if (signs.includes("past")) return "past";
  // "Monday" alone may be either: what is read has been, what is written is to come.
  return signs.includes("future") || tool.effect !== "read" ? "future" : "past";
}

const signIn = remembered(signOf);

function signOf(sample: string): "past" | "future" | undefined {
  // A length of time alone looks back; ahead one says "in 3 months".
  if (/^(?:\d+|an?|one|two|three|six)\s+\w+$/.test(sample.trim())) return "past";
  const [ahead, back] = (["future", "past"] as const).map((lean) =>
    parseWhen(sample, { ...anyDay, lean }),
  );
  if (!ahead || JSON.stringify(ahead) !== JSON.stringify(back)) return undefined;
  if (ahead.kind === "ambiguous") return undefined;
  const before =
    ahead.kind === "day"
      ? ahead.date < anyDay.now.toISOString().slice(0, 10)
      : ahead.at < anyDay.now;
  return before ? "past" : "future";
}

/** A label ("pricing deck"), against free text ("send pricing to Sofia"). */
function isShort(value: string): boolean {
  const [first, ...rest] = tokenise(value).map((token) => token.norm);
  return first !== undefined && rest.length < 3 && !rest.some((word) => functionWords.has(word));
}

function valuesOf(
  kind: SlotKind,
  schema: z.ZodType,
  samples: readonly Sample[],
): ReadonlyMap<string, unknown> {
  const taught = samples.flatMap(({ said, value }): [string, unknown][] => {
    if (said === "") return [];
    if (kind === "flag") return [[phraseKey(said), value !== "false"]];
    if (value !== undefined) return [[phraseKey(said), valueFromText(schema, value)]];
    return kind === "date" && !isDate(said) ? [[phraseKey(said), said]] : [];
  });
  const options = schema instanceof z.ZodEnum ? schema.options : [];
  const own = options.map((option): [string, unknown] => [spokenOption(option), option]);
  return new Map([...own, ...taught]);
}

export const phraseKey = (phrase: string): string => keyOf(tokenise(phrase));

const keyOf = (tokens: readonly Token[]): string =>
  tokens
    .filter((token) => token.kind === "word")
    .map((token) => token.norm)
    .join(" ");

/** Strips what zod wraps around a type: optional, default, nullable, transformations, arrays. */
function unwrap(schema: z.ZodType): { schema: z.ZodType; many: boolean } {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  if (schema instanceof z.ZodArray) return { ...unwrap(schema.element as z.ZodType), many: true };
  return { schema, many: false };
}
