/** Reads further fields of the same tool into a message: "deals over 50k" is also "in Madrid, closing in March". */
import type { Tool } from "../../tool.ts";
import { align, scoreOf, type Alignment } from "./align.ts";
import { isFillable } from "./promising.ts";
import type { Template } from "./templates.ts";
import type { Utterance } from "./utterance.ts";

/** An example laid over a message. */
export interface Reading {
  template: Template;
  alignment: Alignment;
}

/** A cheap look before the dear one: the addition's own words must have been said, its slot have a filler. */
export function isConceivable(addition: Template, utterance: Utterance): boolean {
  return (
    addition.items.every(
      (item) =>
        item.kind !== "word" ||
        utterance.taughtWords().has(item.word) ||
        (!item.content && item.weight < 0.3),
    ) && isFillable(addition, utterance)
  );
}

/** Adds further fields of the same tool as long as each explains more of the message. */
export function extend(
  additionsTo: (tool: Tool) => readonly Template[],
  utterance: Utterance,
  start: Reading,
): Reading[] {
  let current = start;
  for (let round = 0; round < 3; round++) {
    const { template, alignment } = current;
    const better = widest(
      { template, own: start.template.items.length },
      additionsTo(template.tool),
      utterance,
    );
    if (!better || better.score <= alignment.score + 0.1) break;
    const longer = align(better.template.items, utterance);
    if (!longer) break;
    current = { template: better.template, alignment: longer };
  }
  return current === start ? [] : [current];
}

/** The one addition, in the one place, that explains most. */
function widest(
  { template, own }: { template: Template; own: number },
  additions: readonly Template[],
  utterance: Utterance,
): { template: Template; score: number } | undefined {
  let best: { addition: Template; items: Template["items"]; score: number } | undefined;
  const places = placesFor(template, utterance);
  // What was added before may come after what is still to be found: "…, 90k, close in March".
  if (own < template.items.length && !places.includes(own)) places.push(own);
  for (const addition of additions) {
    if (sharesField(template, addition)) continue;
    for (const at of places) {
      const items = template.items.toSpliced(at, 0, ...addition.items);
      const score = scoreOf(items, utterance);
      if (score !== undefined && score > (best?.score ?? -Infinity))
        best = { addition, items, score };
    }
  }
  if (!best) return undefined;
  const { addition, items, score } = best;
  const fields = new Set([...template.fields, ...addition.fields]);
  const constants = { ...template.constants, ...addition.constants };
  return { template: { ...template, items, fields, constants }, score };
}

function sharesField({ fields }: Template, addition: Template): boolean {
  for (const field of addition.fields) if (fields.has(field)) return true;
  return false;
}

/** At the end; in short messages also behind the words the example opens with: "deals over 50k still open". */
function placesFor({ items }: Template, { tokens }: Utterance): number[] {
  const end = items.length;
  if (tokens.length > shortMessage) return [end];
  if (end > shortExample)
    return items
      .flatMap((_, at) => (at > 0 && items[at - 1]?.kind === "slot" ? [at] : []))
      .concat(end);
  return items
    .flatMap((item, at) =>
      at > 0 && (items[at - 1]?.kind === "slot" || item.kind === "slot" || isNoun(items[at - 1]))
        ? [at]
        : [],
    )
    .concat(end);
}

const shortMessage = 16;
const shortExample = 5;
const isNoun = (item: Template["items"][number] | undefined): boolean =>
  item?.kind === "word" && item.content;
