/** Judges whether a stretch names a record: a name this tenant knows, a pointer, or words shaped like one. */
import type { Focus } from "../intent.ts";
import { closedSet, isUsual } from "./closed-sets.ts";
import { labelFit, sure, titleFit, type Fit } from "./fits.ts";
import type { NameKind } from "./name-kinds.ts";
import type { Slot } from "./slots.ts";
import type { Token } from "./tokens.ts";
import {
  aboutPeopleOnly,
  backReference,
  backReferences,
  colleagueWords,
  interactionWords,
} from "./vocabulary.ts";

/** A stretch of the text known to name something of this tenant. */
export interface FoundName {
  text: string;
  types: readonly NameKind[];
  /** 0–1 where it is spelled otherwise than the record; 1 when absent. */
  likeness?: number;
}

interface Located extends FoundName {
  from: number;
  to: number;
}

/** The names found, where they stand among the tokens. */
export interface Named {
  /** Whether there is an index at all: then a name it does not hold is hardly one. */
  indexed: boolean;
  at(from: number, to: number): FoundName | undefined;
  /** Those that do not overlap a longer one, in order. */
  all: readonly Located[];
}

export function locateNames(
  names: readonly FoundName[] | undefined,
  text: string,
  tokens: readonly Token[],
): Named {
  const lower = text.toLowerCase();
  const found = new Map<number, Located>();
  const starts = new Map(tokens.map((token, index) => [token.start, index]));
  const ends = new Map(tokens.map((token, index) => [token.end, index + 1]));
  for (const name of names ?? []) {
    const wanted = name.text.toLowerCase();
    for (let at = lower.indexOf(wanted); at >= 0 && wanted; at = lower.indexOf(wanted, at + 1)) {
      const [from, to] = [starts.get(at), ends.get(at + wanted.length)];
      if (from !== undefined && to !== undefined) found.set(from * 100 + to, { ...name, from, to });
    }
  }
  const longest = Array.from(found.values()).sort((a, b) => b.to - b.from - (a.to - a.from));
  const all: Located[] = [];
  for (const each of longest)
    if (all.every((other) => each.to <= other.from || each.from >= other.to)) all.push(each);
  return {
    indexed: names !== undefined,
    at: (from, to) => found.get(from * 100 + to),
    all: all.sort((a, b) => a.from - b.from),
  };
}

/** One stretch of a message; whatever slot asks, what is true of its words is found out once. */
export interface Stretch extends Place {
  words: readonly Token[];
  norm: string;
  /** Which of the words that point at something it may be. */
  points: Readonly<Record<"colleague" | "interaction" | "many" | "one", boolean>>;
  /** How well it would do as a name; null where not at all. */
  label?: Fit | null;
}

interface Place {
  /** What "it" may mean. */
  focus: Focus;
  from: number;
  to: number;
  tokens: readonly Token[];
  names: Named;
  taught: ReadonlySet<string>;
  /** Whether a date or another typed value stands in the stretch or across its edge. */
  holdsDate: boolean;
}

export function stretchOf(place: Place): Stretch {
  const words = place.tokens.slice(place.from, place.to);
  const norm = words.map((token) => token.norm).join(" ");
  const points = {
    colleague: colleagueWords.test(norm),
    interaction: interactionWords.test(norm),
    many: backReferences.test(norm),
    one: backReference.test(norm),
  };
  return { ...place, words, norm, points };
}

export function nameFit(slot: Slot, where: Stretch): Fit | undefined {
  const { from, to, names, words: stretch, norm } = where;
  if (slot.kind === "mention") {
    const pointed = pointerFit(slot, where);
    if (pointed !== undefined) return pointed ?? undefined;
  }
  const named = names.at(from, to);
  if (named) {
    const known = knownFit(slot, named, stretch.length);
    if (known) return cutsSuch(slot, where) ? { ...known, quality: known.quality * 0.8 } : known;
    if (known === null) return undefined;
  }
  // A task is called by its title, and titles are full of verbs.
  if (slot.types.includes("task")) {
    const title = titleFit(stretch);
    return title && isOtherRecord(where) ? { ...title, quality: 0.8 } : title;
  }
  const composed = slot.kind === "mention" && isComposed(slot, where);
  if (composed) return { ...sure(stretch.length), quality: 0.99 };
  if (where.holdsDate) return undefined;
  const closed = closedSet(slot.field);
  if (slot.kind === "short" && closed)
    return closed(norm.replace(/ ?\/ ?/g, "/")) ? sure(stretch.length) : undefined;
  const shown = slot.kind === "short" && (slot.samples.has(norm) || isUsual(slot.field, norm));
  if (shown) return sure(stretch.length);
  const article = /^(?:the|an?|my|our)$/.test(stretch[0]?.norm ?? "") && !stretch[0]?.capital;
  if (slot.kind === "short" && article && stretch[0]?.quote === 0) return undefined;
  const label = (where.label ??= labelFit(stretch, where.taught) ?? null);
  return label ? { ...label, quality: label.quality * doubt(slot, where) } : undefined;
}

/** What speaks against a stretch being a name nobody knows: 1 where nothing does. */
function doubt(slot: Slot, where: Stretch): number {
  const { from, to, tokens, names } = where;
  const cut = cutsName(where) ? 0.8 : 1;
  const split = splitsCapitals(tokens, from) || splitsCapitals(tokens, to) ? 0.9 : 1;
  if (!names.indexed) return cut * split;
  const capital = tokens.slice(from, to).some((token) => token.capital || token.quote > 0);
  const inside = names.all.some((name) => name.from >= from && name.to <= to);
  // A known name and words in lower case around it: the words belong to the sentence.
  if (slot.kind === "mention" && extendsName(where)) return 0.6;
  if (slot.types.length > 0 && extendsName(where)) return 0.75;
  return cut * split * unknown(slot, { capital, inside });
}

function extendsName({ from, to, tokens, names }: Stretch): boolean {
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

/** Colleagues, stages and pipelines are few and all known; people and companies may be new. */
function unknown(slot: Slot, { capital, inside }: { capital: boolean; inside: boolean }): number {
  const only = (...kinds: NameKind[]) => slot.types.every((type) => kinds.includes(type));
  if (slot.types.length === 0 || only("tag", "list", "industry")) return 1;
  if (only("user")) return 0.3;
  if (only("stage", "pipeline")) return 0.78;
  if (slot.kind === "short" || slot.types.every((type) => !isIndexed(type))) return 1;
  return capital ? 0.97 : inside ? 0.72 : 0.78;
}

/** "Priya | Shah" takes a name apart; a title in capitals behind a name is a word of its own. */
function splitsCapitals(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[at]];
  if (at < 2 || !before?.capital || !after?.capital || before.quote !== after.quote) return false;
  return !before.acronym && !after.acronym;
}

const ownKinds = new Set<NameKind>(["deal", "list", "pipeline", "stage"]);

/** Known to be a person, a company or a deal: no task, then. */
function isOtherRecord({ from, to, tokens, names }: Stretch): boolean {
  const start = /^(?:the|our|my)$/.test(tokens[from]?.norm ?? "") ? from + 1 : from;
  return names.at(start, to)?.types.some((type) => isParty(type) || ownKinds.has(type)) ?? false;
}

/** Pointers fit or, pointing elsewhere, do not (null); undefined where the words are no pointer. */
function pointerFit(slot: Slot, where: Stretch): Fit | null | undefined {
  const { types } = slot;
  const { norm, points } = where;
  const length = where.to - where.from;
  // Little to gain: where a sentence has its own "me", that is what was said.
  if (types.includes("user") && points.colleague) return { ...sure(length), score: 0.2 };
  if (types.includes("interaction") && points.interaction && !endsInColleague(where))
    return { ...sure(length), score: length * 0.5 };
  if (points.many) return slot.many ? sure(length) : null;
  if (!points.one) return undefined;
  const forPeople = types.some((type) => type === "person" || type === "identity");
  if (aboutPeopleOnly.has(norm) && !forPeople) return null;
  const onlyPeople = types.every((type) => ["person", "identity", "user"].includes(type));
  if (onlyPeople && /^(?:it|its|this|that)$/.test(norm)) return null;
  return { ...sure(length), quality: inFocus(types, norm, where.focus) };
}

/** "That email with the team" is what is shared and with whom. */
function endsInColleague({ from, to, tokens, names }: Stretch): boolean {
  const link = tokens.findIndex(
    ({ norm }, at) => at > from && at < to && /^(?:from|with|to|about|by|of|on)$/.test(norm),
  );
  if (link < 0) return false;
  const party = tokens
    .slice(link + 1, to)
    .map(({ norm }) => norm)
    .join(" ");
  if (colleagueWords.test(party)) return party !== "me";
  return names.at(link + 1, to)?.types.every((type) => type === "user") ?? false;
}

const things = /^(?:it|its|this|that|(?:this|that) one)$/;

/** "It" is rather what was spoken of last than anything else; a thing never spoken of it hardly is. */
function inFocus(types: readonly NameKind[], norm: string, { recent }: Focus): number {
  if (!things.test(norm) || !recent || recent.length === 0) return 1;
  const place = recent.findIndex((kind) => types.some((type) => type === kind));
  return place === 0 ? 1 : place > 0 ? 0.95 : 0.8;
}

function knownFit(slot: Slot, named: FoundName, length: number): Fit | null | undefined {
  const likeness = named.likeness ?? 1;
  const fits = named.types.some((type) => slot.types.includes(type));
  if (fits) return { ...sure(length), quality: likeness };
  // "Acme" may stand for the one deal with Acme.
  const leadsTo = slot.types.includes("deal") && named.types.some(isParty);
  if (leadsTo) return { ...sure(length), quality: 0.93 * likeness };
  if (slot.kind !== "mention") return undefined;
  if (!slot.types.some(isIndexed)) return undefined;
  const colleague = named.types.every((type) => type === "user") && slot.types.some(isParty);
  const other = named.types.some((type) => isIndexed(type));
  return colleague
    ? { ...sure(length), quality: 0.75 }
    : other && likeness === 1
      ? null
      : undefined;
}

const isParty = (type: NameKind): boolean => type === "company" || type === "person";
const isIndexed = (type: NameKind): boolean => ["person", "company", "deal", "user"].includes(type);

const glue = new Set(
  "the our my a from at of with in 's ( ) , deal company account opportunity contact guy person".split(
    " ",
  ),
);

/** "John from Acme", "the Acme deal", "Acme's John": known names and what joins them. */
function isComposed(slot: Slot, { from, to, tokens, names }: Stretch): boolean {
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
  const edge = tokens[to - 1]?.norm ?? "";
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
function cutsSuch(slot: Slot, { from, to, names }: Stretch): boolean {
  return names.all.some(
    (name) =>
      name.from <= from &&
      name.to >= to &&
      name.to - name.from > to - from &&
      name.types.some((type) => slot.types.includes(type)),
  );
}

/** Whether the stretch takes only a part of a longer name that is known. */
function cutsName({ from, to, names }: Stretch): boolean {
  return names.all.some(
    (name) => name.from < to && name.to > from && (name.from < from || name.to > to),
  );
}
