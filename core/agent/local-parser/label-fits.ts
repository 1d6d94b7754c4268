/** Judges whether words are shaped like a name or a label that nobody knows yet. */
import type { Fit } from "./fits.ts";
import type { Token } from "./tokens.ts";
import { fillers, notInNames } from "./vocabulary.ts";

const atNoEdge = new Set(
  "from at of and 's up out now actually also just then again more any that this these those who which".split(
    " ",
  ),
);
const ahead = new Set("on in for with to by into onto about and or".split(" "));
const pointing = new Set(
  "it them him he she after before since until show find give put make create move delete remove archive export".split(
    " ",
  ),
);

const roles = new Set(
  "lead customer contact prospect client person company account deal guy list tag stage".split(" "),
);

/** "Seats on", "it Resellers", "lead Greta Lind": one word too many, which belongs to the sentence. */
function hangsOver(stretch: readonly Token[]): boolean {
  const [first, last] = [stretch[0], stretch.at(-1)];
  const plain = (token: Token | undefined) => token?.capital === false && token.quote === 0;
  const kind = plain(first) && roles.has(first?.norm ?? "") && stretch[1]?.capital === true;
  return (
    kind ||
    (plain(last) && ahead.has(last?.norm ?? "")) ||
    (plain(first) && pointing.has(first?.norm ?? ""))
  );
}

const connectors = new Set(["from", "at", "of", "de", "van", "von", "der", "the", "."]);

/** "Deals" alone is rather the word of another command than somebody's name. */
export function isLoneWord(
  [only, ...more]: readonly Token[],
  taught: ReadonlySet<string>,
): boolean {
  return only !== undefined && more.length === 0 && !only.capital && taught.has(only.norm);
}

/** A name or a label: few words, no verbs; the longer and the more mixed, the less sure. */
export function labelFit(stretch: readonly Token[], taught: ReadonlySet<string>): Fit | undefined {
  const edges = [stretch[0], stretch.at(-1)];
  if (stretch.length > 6 || edges.some((token) => token?.kind !== "word")) return undefined;
  if (edges.some((token) => !token?.capital && atNoEdge.has(token?.norm ?? ""))) return undefined;
  if (stretch.length > 1 && hangsOver(stretch)) return undefined;
  if (stretch.length === 1 && /^\d+%$/.test(stretch[0]?.norm ?? "")) return undefined;
  let score = 0;
  let quality = 1;
  for (const [index, token] of stretch.entries()) {
    const previous = stretch[index - 1];
    const quoted = token.quote > 0;
    const barred = notInNames.has(token.norm) || (index > 0 && taught.has(token.norm));
    const spelledAsName = token.capital && index > 0 && token.norm !== "i";
    if (barred && !quoted && !spelledAsName) return undefined;
    if (token.kind === "separator" && token.norm !== "." && token.norm !== "-") return undefined;
    const mixed =
      previous?.capital === true &&
      !token.capital &&
      !connectors.has(token.norm) &&
      !/^\d+$/.test(token.norm);
    if (mixed && !quoted) quality *= 0.9;
    score += index === 0 ? 0.8 : token.capital ? 0.8 : mixed ? 0.2 : index === 1 ? 0.5 : 0.4;
  }
  const lone = stretch.every((token) => fillers.has(token.norm) || connectors.has(token.norm));
  if (lone && !stretch.some((token) => token.capital)) return undefined;
  // "A joke" is one of many; records are called by name or with "the".
  if (/^an?$/.test(stretch[0]?.norm ?? "") && stretch[0]?.capital === false) quality *= 0.6;
  const [opener] = stretch;
  if (
    opener &&
    stretch.length > 1 &&
    !opener.capital &&
    taught.has(opener.norm) &&
    opener.quote === 0
  )
    quality *= 0.85;
  const lowerWords = stretch.filter((token) => !token.capital).length;
  return { score, quality: lowerWords > 3 ? quality * 0.85 : quality };
}
