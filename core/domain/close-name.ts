/** Which of a few made-up names somebody means: whatever the case, in the plural, cut short, with one slip. */
import { nameKey } from "./names.ts";

/**
 * The items whose name comes closest to the words: none, one, or several where the words do not tell
 * them apart.
 */
export function closestByName<T extends { name: string }>(words: string, items: readonly T[]): T[] {
  const said = keyOf(words);
  if (said === "") return [];
  const ways: ((name: string) => boolean)[] = [
    (name) => name === said,
    (name) => singular(name) === singular(said),
    (name) => said.length >= 3 && name.startsWith(said),
    (name) => said.length >= 4 && name.split(" ").includes(said),
    (name) => said.length >= 4 && isOneSlip(singular(said), singular(name)),
  ];
  for (const way of ways) {
    const found = items.filter(({ name }) => way(keyOf(name)));
    if (found.length > 0) return found;
  }
  return [];
}

/** "the Negotiation stage" is Negotiation. */
const keyOf = (text: string): string =>
  nameKey(text)
    .replace(/^(?:the|our|my) /, "")
    .replace(/(?<=.) (?:stage|phase|step|pipeline)s?$/, "");

const singular = (name: string): string => name.replace(/ies$/, "y").replace(/(?<=..[^s])s$/, "");

/** One letter more, less, other, or two neighbours swapped. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    `${restA.charAt(1)}${restA.charAt(0)}${restA.slice(2)}` === restB
  );
}
