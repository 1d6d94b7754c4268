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
  const vectors = documents.map(({ tool, features }) => ({
    tool,
    vector: vectorOf(features, rarity),
  }));
  return (tokens) => {
    const said = tokens.filter((token) => token.kind === "word" && !fillers.has(token.norm));
    const features = featuresOf(said.map((token) => stem(token.norm)));
    const vector = vectorOf(
      features.filter((feature) => frequency.has(feature)),
      rarity,
    );
    const best = new Map<string, number>();
    for (const each of vectors) {
      const likeness = dot(vector, each.vector);
      if (likeness > (best.get(each.tool) ?? 0)) best.set(each.tool, likeness);
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

function dot(one: Vector, other: Vector): number {
  let sum = 0;
  for (const [feature, value] of one) sum += value * (other.get(feature) ?? 0);
  return sum;
}
