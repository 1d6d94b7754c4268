/** What may fill a slot: worked out from the tool's input schema and the values its examples show. */
import { z } from "zod";
import { parsePast, parseWhen } from "../../domain/when.ts";
import type { MentionType, Tool } from "../../tool.ts";
import { normalise, stem, tokenise } from "./tokens.ts";
import { functionWords, usualValue } from "./vocabulary.ts";

export type SlotKind =
  "email" | "phone" | "money" | "date" | "number" | "enum" | "flag" | "mention" | "short" | "text";

export interface Slot {
  /** Unique over the registry, so that what fits can be remembered. */
  id: string;
  field: string;
  kind: SlotKind;
  many: boolean;
  required: boolean;
  types: readonly MentionType[];
  /** Phrase to value, for enum and flag. */
  values: ReadonlyMap<string, unknown>;
  lean: "future" | "past";
}

export const emailPattern = /[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
export const phonePattern = /(?:\+|\b00)?\(?\d[\d\s().-]{6,}\d/g;
export const moneyPattern =
  /(?:[€$£]\s?\d[\d.,]*\s?[km]?\b|\b\d[\d.,]*\s?[km]?\s?(?:€|\$|£|eur|usd|gbp|euros?|dollars?|pounds?)|\b\d[\d.,]*[km]\b)/gi;
/** A run of digits long enough to be dialled; an ISO date is none. */
export function phoneKeyOf(text: string): string | undefined {
  const digits = text.replace(/\D/g, "");
  return digits.length >= 8 && !/\b\d{4}-\d{2}-\d{2}\b/.test(text) ? digits : undefined;
}

/** Any day does: only the shape of the examples' values is read with it. */
const anyDay = { now: new Date("2026-06-17T12:00:00Z"), timeZone: "UTC" };

export function slotOf(tool: Tool, field: string, samples: readonly string[]): Slot | undefined {
  const declared = tool.input.shape[field] as z.ZodType | undefined;
  if (!declared) return undefined;
  const { schema, many } = unwrap(declared);
  const kind = kindOf(tool, { field, schema, samples });
  return {
    id: `${tool.name}.${field}`,
    field,
    kind,
    many,
    required: !declared.safeParse(undefined).success,
    types: tool.mentions[field] ?? [],
    values: valuesOf(kind, schema, samples),
    lean: kind === "date" ? leanOf(tool, samples) : "future",
  };
}

/** The enum value a phrase means: the value itself, its inflections, its usual synonyms. */
export function enumValue(phrase: string, values: readonly string[]): string | undefined {
  const spoken = tokenise(phrase).map((token) => token.norm);
  const kept = spoken.filter((word) => !functionWords.has(word));
  const word = (kept.length > 0 ? kept : spoken).join("_");
  return (
    values.find((value) => normalise(value) === word) ??
    values.find((value) => usualValue(word) === value) ??
    values.find((value) => word.length > 3 && stem(normalise(value)) === stem(word))
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
  const every = (fits: (value: string) => boolean) => samples.length > 0 && samples.every(fits);
  if (schema instanceof z.ZodEmail || every((value) => whole(emailPattern, value))) return "email";
  if (every((value) => whole(phonePattern, value))) return "phone";
  if (every((value) => whole(moneyPattern, value))) return "money";
  if (every(isDate)) return "date";
  return every(isShort) ? "short" : "text";
}

function whole(pattern: RegExp, value: string): boolean {
  return value.replace(pattern, "").trim() === "";
}

function isDate(value: string): boolean {
  return Boolean(parseWhen(value, { ...anyDay, lean: "future" }) ?? parsePast(value, anyDay));
}

/** Whether the examples look ahead ("tomorrow") or back ("yesterday", "3 months"). */
function leanOf(tool: Tool, samples: readonly string[]): "future" | "past" {
  const signs = samples.map(signOf);
  if (signs.includes("past")) return "past";
  // "Monday" alone may be either: what is read has been, what is written is to come.
  return signs.includes("future") || tool.effect !== "read" ? "future" : "past";
}

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
  samples: readonly string[],
): ReadonlyMap<string, unknown> {
  if (kind === "flag") return new Map(samples.map((sample) => [phraseKey(sample), true]));
  if (!(schema instanceof z.ZodEnum)) return new Map();
  return new Map(schema.options.map((value) => [String(value), value]));
}

export function phraseKey(phrase: string): string {
  return tokenise(phrase)
    .filter((token) => token.kind === "word")
    .map((token) => token.norm)
    .join(" ");
}

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
