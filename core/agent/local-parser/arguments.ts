/** Turns the stretches found into a tool's arguments, and lets the tool's own schema have the last word. */
import type { Filled } from "./align.ts";
import type { Template } from "./templates.ts";
import type { NameKind } from "./name-kinds.ts";
import { meaningOf } from "./slots.ts";
import { numberWords } from "./vocabulary.ts";
import { partsOf } from "./fits.ts";
import type { Utterance } from "./utterance.ts";

/** Nothing where a field is missing or will not do. */
export function argumentsOf(
  { tool, constants }: Template,
  filled: readonly Filled[],
  utterance: Utterance,
): Record<string, unknown> | undefined {
  const args: Record<string, unknown> = { ...constants };
  for (const each of filled) {
    const fill = wholeTitle(each, filled, utterance);
    const { field, many } = fill.slot;
    const values = valuesOf(fill, utterance);
    const before = args[field];
    args[field] = many
      ? [...(Array.isArray(before) ? (before as unknown[]) : []), ...values]
      : values[0];
  }
  return tool.input.safeParse(args).success ? args : undefined;
}

/** "Send pricing to Sofia" stays the title also where it is found to be about Sofia. */
function wholeTitle(fill: Filled, filled: readonly Filled[], utterance: Utterance): Filled {
  if (fill.slot.field !== "title" || fill.slot.kind !== "text") return fill;
  const about = filled.find(({ slot, from }) => slot.field === "about" && from === fill.to + 1);
  const between = utterance.tokens[fill.to];
  const quoted = (utterance.tokens[fill.from]?.quote ?? 0) > 0;
  return about && !quoted && between?.kind === "word" ? { ...fill, to: about.to } : fill;
}

function valuesOf(fill: Filled, utterance: Utterance): unknown[] {
  const { slot, from, to } = fill;
  if (!slot.many || slot.kind === "text") return [valueOf(fill, utterance)];
  return partsOf(utterance.tokens.slice(from, to)).map(([start, end]) =>
    valueOf({ ...fill, from: from + start, to: from + end }, utterance),
  );
}

function valueOf({ slot, from, to }: Filled, utterance: Utterance): unknown {
  const meant =
    slot.values.size > 0 ? meaningOf(slot, utterance.tokens.slice(from, to)) : undefined;
  if (meant) return meant.value;
  const spelled = utterance.names.at(from, to);
  if (
    slot.kind === "short" &&
    spelled?.meant &&
    spelled.types.some((type) => ownWords.has(type) && slot.types.includes(type))
  )
    return spelled.meant;
  if (slot.field === "body") return asWritten(utterance, from, to);
  const runsOn = utterance.tail !== "" && to === utterance.tokens.length;
  const words = tidy(
    runsOn ? utterance.text.slice(utterance.tokens[from]?.start) : utterance.slice(from, to),
  );
  switch (slot.kind) {
    case "number":
      return numberWords.get(words.toLowerCase()) ?? Number(words.replace("%", ""));
    case "enum":
    case "flag":
      return undefined;
    case "date":
      return tidy(utterance.dateAt(slot.lean, from, to));
    default:
      return words;
  }
}

/** What this tenant calls its own: a slip in one of these is no new one. */
const ownWords = new Set<NameKind>(["stage", "list", "pipeline", "tag", "place", "industry"]);

/** What is to be sent goes out to the letter, its last full stop included. */
function asWritten({ text, tokens }: Utterance, from: number, to: number): string {
  const start = tokens[from]?.start ?? 0;
  const end = to === tokens.length ? text.length : (tokens[to - 1]?.end ?? 0);
  const closing = /^[.!?…]+/.exec(text.slice(end))?.[0] ?? "";
  const words = (text.slice(start, end) + closing).trim();
  return /^["“](.*)["”]$/s.exec(words)?.[1] ?? words;
}

function tidy(words: string): string {
  return words
    .replace(/^["“”]+|["“”]+$/g, "")
    .replace(/[\s,;]+$/, "")
    .replace(/(?:\s|,)+(?:please|pls|plz|thanks|thx)[.!]*$/i, "")
    .replace(/(?<=\w)[.!]$/, "")
    .trim();
}
