/** A second opinion without any grammar: which tool's examples use words like these, order aside. */
import type { Template } from "./templates.ts";
import { stem, type Token } from "./tokens.ts";
import { fillers } from "./vocabulary.ts";

type Vector = ReadonlyMap<string, number>;

export type Neighbours = (tokens: readonly Token[]) => ReadonlyMap<string, number>;

/** For a message: each tool's likeness (cosine, 0–1) by its nearest example. */
export function neighboursOf(templates: readonly Template[]): Neighbours {
  const documents = templates.map((template) => ({
    tool: template.tool.name,
    features: featuresOf(
      template.items.map((item) => (item.kind === "word" ? stem(item.word) : undefined)),
    ),
  }));
  const frequency = new Map<string, number>();
  for (const { features } of documents)
    for (const feature of new Set(features))
      frequency.set(feature, (frequency.get(feature) ?? 0) + 1);
  const rarity = (feature: string) =>
    Math.log((1 + documents.length) / (1 + (frequency.get(feature) ?? documents.length)));
  const postings = new Map<string, [document: number, weight: number][]>();
  for (const [document, { features }] of documents.entries())
    for (const [feature, weight] of vectorOf(features, rarity)) {
      const list = postings.get(feature);
      if (list) list.push([document, weight]);
      else postings.set(feature, [[document, weight]]);
    }
  return (tokens) => {
    const said = tokens.filter((token) => token.kind === "word" && !fillers.has(token.norm));
    const features = featuresOf(said.map((token) => stem(token.norm)));
    const known = features.filter((feature) => frequency.has(feature));
    const sums = new Float64Array(documents.length);
    for (const [feature, value] of vectorOf(known, rarity))
      for (const [document, weight] of postings.get(feature) ?? [])
        sums[document] = (sums[document] ?? 0) + value * weight;
    const best = new Map<string, number>();
    for (const [document, { tool }] of documents.entries()) {
      const likeness = sums[document] ?? 0;
      if (likeness > (best.get(tool) ?? 0)) best.set(tool, likeness);
    }
    return best;
  };
}

/** Stems and pairs of neighbouring stems; a slot breaks a pair. */
function featuresOf(words: readonly (string | undefined)[]): string[] {
  return words.flatMap((word, index) => {
    if (word === undefined) return [];
    const next = words[index + 1];
    return next === undefined ? [word] : [word, `${word} ${next}`];
  });
}

function vectorOf(features: readonly string[], rarity: (feature: string) => number): Vector {
  const vector = new Map<string, number>();
  for (const feature of features) vector.set(feature, (vector.get(feature) ?? 0) + rarity(feature));
  const length = Math.sqrt(
    Array.from(vector.values()).reduce((sum, value) => sum + value * value, 0),
  );
  return new Map(
    Array.from(vector, ([feature, value]) => [feature, length > 0 ? value / length : 0]),
  );
}
