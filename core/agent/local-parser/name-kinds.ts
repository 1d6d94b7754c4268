/**
 * The kinds of names a message may hold: records, and the words a tenant made up for its stages,
 * pipelines, lists, tags and places. A string field takes the kind its own name ends in.
 */
import type { MentionType } from "../../ref.ts";

export type NameKind = MentionType | "stage" | "pipeline" | "tag" | "place" | "industry";

const endings: readonly [RegExp, NameKind][] = [
  [/(?:^|_)stage$|^move_to$/, "stage"],
  [/(?:^|_)pipeline$/, "pipeline"],
  [/(?:^|_)list$/, "list"],
  [/(?:^|_)tags?$/, "tag"],
  [/(?:^|_)(?:place|city|country)$/, "place"],
  [/(?:^|_)industry$/, "industry"],
  [/(?:^|_)company$/, "company"],
];

/** Nothing for fields any words may fill. */
export function nameKindsOf(field: string): readonly NameKind[] {
  const found = endings.find(([ending]) => ending.test(field));
  return found ? [found[1]] : [];
}
