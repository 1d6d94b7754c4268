/** How a stretch lies to the known names in it: joins them, cuts one or adds words to one. */
import type { Stretch } from "./stretches.ts";
import type { NameKind } from "./name-kinds.ts";
import type { Slot } from "./slots.ts";

export const isParty = (type: NameKind): boolean => type === "company" || type === "person";
export const isIndexed = (type: NameKind): boolean =>
  ["person", "company", "deal", "user"].includes(type);

export function extendsName({ from, to, tokens, names }: Stretch): boolean {
  return names.all.some(
    (name) =>
      name.from >= from &&
      name.to <= to &&
      tokens
        .slice(from, to)
        .some(
          (token, at) =>
            (from + at < name.from || from + at >= name.to) && !token.capital && token.quote === 0,
        ),
  );
}

const glue = new Set(
  "the our my a from at of with in 's ( ) , deal company account opportunity contact guy person".split(
    " ",
  ),
);

const nouns = new Map<string, NameKind>([
  ["deal", "deal"],
  ["opportunity", "deal"],
  ["company", "company"],
  ["account", "company"],
  ["contact", "person"],
  ["guy", "person"],
  ["person", "person"],
]);

/** "John from Acme", "the Acme deal", "Acme's John": known names and what joins them. */
export function isComposed(slot: Slot, { from, to, tokens, names }: Stretch): boolean {
  const inside = names.all.filter(
    (name) => name.from >= from && name.to <= to && name.types.some(isIndexed),
  );
  if (inside.length === 0) return false;
  const forDeal = slot.types.includes("deal");
  const heads = forDeal ? inside : inside.slice(0, 1);
  const types = new Set<NameKind>(heads.flatMap((name) => name.types).filter(isIndexed));
  const fits =
    slot.types.some((type) => types.has(type)) ||
    (forDeal && (types.has("company") || types.has("person")));
  if (!fits || [tokens[from], tokens[to - 1]].some((token) => token?.norm === "'s")) return false;
  // "My Sofia mails" are my mails.
  if (!forDeal && /^(?:my|our)$/.test(tokens[from]?.norm ?? "")) return false;
  const edge = tokens[to - 1]?.norm ?? "";
  // "Leo's company" is no person.
  const noun = nouns.get(edge);
  if (noun && !slot.types.includes(noun)) return false;
  if (/^(?:from|at|of|with|in|the|,|\(|a|my|our)$/.test(edge)) return false;
  if (/^(?:from|at|of|with|in|,|deals?|a)$/.test(tokens[from]?.norm ?? "")) return false;
  for (let at = from; at < to; at++) {
    const named = inside.some((name) => at >= name.from && at < name.to);
    const word = tokens[at]?.norm ?? "";
    if (!named && (!glue.has(word) || (word === "with" && !forDeal))) return false;
  }
  return true;
}

/** "Delmar" of "Delmar Shipping", where both are companies. */
export function cutsSuch(slot: Slot, { from, to, names }: Stretch): boolean {
  return names.all.some(
    (name) =>
      name.from <= from &&
      name.to >= to &&
      name.to - name.from > to - from &&
      name.types.some((type) => slot.types.includes(type)),
  );
}

/** Whether the stretch takes only a part of a longer name that is known. */
export function cutsName({ from, to, names }: Stretch): boolean {
  return names.all.some(
    (name) => name.from < to && name.to > from && (name.from < from || name.to > to),
  );
}
