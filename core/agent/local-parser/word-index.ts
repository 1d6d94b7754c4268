/** Which of the words the examples teach a word typed may be: found by spelling, stem, synonym or slip. */
import { likeness, stem } from "./tokens.ts";
import { synonymsOf } from "./vocabulary.ts";

/** Taught words and how surely (0–1) they are meant. */
export type Alike = ReadonlyMap<string, number>;

const mostRemembered = 20_000;

export function wordIndexOf(taught: ReadonlySet<string>): (typed: string) => Alike {
  const byStem = groupBy(taught, stem);
  const byFirst = groupBy(taught, (word) => word.charAt(0));
  const remembered = new Map<string, Alike>();
  return (typed) => {
    const known = remembered.get(typed);
    if (known) return known;
    // Who writes a word that is taught means that word, however near another is.
    const slips = taught.has(typed) ? "" : typed.slice(0, 2);
    const near = Array.from(slips)
      .flatMap((first) => byFirst.get(first) ?? [])
      .filter((word) => Math.abs(word.length - typed.length) <= 2);
    const candidates = new Set([
      ...(taught.has(typed) ? [typed] : []),
      ...synonymsOf(typed).filter((word) => taught.has(word)),
      ...(byStem.get(stem(typed)) ?? []),
      ...near,
    ]);
    const alike = new Map(
      Array.from(candidates, (word): [string, number] => [word, likeness(typed, word)]).filter(
        ([, sureness]) => sureness > 0,
      ),
    );
    // Anything may be typed: what is remembered must not grow without end.
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(typed, alike);
    return alike;
  };
}

function groupBy(words: ReadonlySet<string>, keyOf: (word: string) => string) {
  const groups = new Map<string, string[]>();
  for (const word of words) {
    const key = keyOf(word);
    const group = groups.get(key);
    if (group) group.push(word);
    else groups.set(key, [word]);
  }
  return groups;
}
