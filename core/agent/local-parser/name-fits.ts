/** Judges whether a stretch names a record: a name this tenant knows, a pointer, or words shaped like one. */
import type { Focus } from "../intent.ts";
import { closedSet, isPlace, isUsual } from "./closed-sets.ts";
import {
  cutsName,
  cutsSuch,
  extendsName,
  isComposed,
  isIndexed,
  isParty,
} from "./composed-names.ts";
import { sure, titleFit, type Fit } from "./fits.ts";
import { isLoneWord, labelFit } from "./label-fits.ts";
import type { NameKind } from "./name-kinds.ts";
import type { Slot } from "./slots.ts";
import { stretchOf, type FoundName, type Stretch } from "./stretches.ts";
import type { Token } from "./tokens.ts";
import { aboutPeopleOnly, colleagueWords } from "./vocabulary.ts";

export function nameFit(slot: Slot, where: Stretch): Fit | undefined {
  const { from, to, names, words: stretch, norm } = where;
  if (isQuoted(stretch)) return nameFit(slot, stretchOf({ ...where, from: from + 1, to: to - 1 }));
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
  const lone = isLoneWord(stretch, where.taught) ? loneness(slot) : 1;
  return label ? { ...label, quality: label.quality * lone * doubt(slot, where) } : undefined;
}

/** Any word may be a tag, "champion" and "cold" too; a name is seldom a word of the trade. */
const loneness = ({ types }: Slot): number =>
  types.length > 0 && types.every((type) => type === "tag") ? 0.9 : 0.6;

/** The quotation marks are no part of the name between them. */
function isQuoted(words: readonly Token[]): boolean {
  const [first, last] = [words[0], words.at(-1)];
  return (
    words.length > 2 &&
    first?.kind === "other" &&
    last?.kind === "other" &&
    first.quote > 0 &&
    first.quote === last.quote
  );
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
  if ((slot.types.length > 0 || elsewhere.test(slot.field)) && extendsName(where)) return 0.75;
  // "The CFO at Acme" is no place called CFO.
  const articled = tokens[from - 1]?.norm === "the" && !tokens[from - 1]?.capital;
  if (/^(?:place|city|country)$/.test(slot.field) && articled && !isPlace(where.norm)) return 0.5;
  // "Works in marketing" is no city, written small and known to nobody.
  if (slot.field === "city" && !capital && !isPlace(where.norm)) return 0.75;
  return cut * split * unknown(slot, { capital, inside, place: isPlace(where.norm) });
}

/** Colleagues, stages and pipelines are few and all known; people and companies may be new. */
function unknown(
  slot: Slot,
  { capital, inside, place }: { capital: boolean; inside: boolean; place: boolean },
): number {
  const only = (...kinds: NameKind[]) => slot.types.every((type) => kinds.includes(type));
  if (slot.field === "company" && place) return 0.7;
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
  if (/^(?:this|that)$/.test(norm) && timeWords.has(where.tokens[where.to]?.norm ?? ""))
    return null;
  const forPeople = types.some((type) => type === "person" || type === "identity");
  if (aboutPeopleOnly.has(norm) && !forPeople) return null;
  // "5 contacts" are nobody's.
  if (/\d/.test(norm) && types.every((type) => type === "user")) return null;
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

/** In "this week" nothing is pointed at but a time. */
const timeWords = new Set("week month quarter year morning afternoon evening time way".split(" "));

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
  const settings = named.types.every((type) => ownSettings.has(type));
  if (slot.kind !== "mention") return isMisplaced(slot, named) ? misnamed(length) : undefined;
  // "Negotiation" is a stage and hardly somebody who is called so as well.
  if (settings && likeness === 1 && slot.types.every(isIndexed)) return misnamed(length);
  const indexed = named.types.some((type) => isIndexed(type));
  if (slot.types.every((type) => type === "interaction") && indexed && likeness === 1) return null;
  if (!slot.types.some(isIndexed)) return undefined;
  const colleague = named.types.every((type) => type === "user") && slot.types.some(isParty);
  return colleague
    ? { ...sure(length), quality: 0.75 }
    : indexed && likeness === 1
      ? null
      : undefined;
}

const ownSettings = new Set<NameKind>(["stage", "pipeline"]);
const elsewhere =
  /^(?:new_status|status|city|country|industry|stage|new_stage|source|lead_source|place|tags?|add_tag|not_tag)$/;
const noSetting = /^(?:company|city|country|industry|place|source|lead_source)$/;
const misnamed = (length: number): Fit => ({ score: length * 0.5, quality: 0.65 });

/** "Paymo" is a company here and no status. */
function isMisplaced({ field }: Slot, { types }: FoundName): boolean {
  if (types.every((type) => ownSettings.has(type))) return noSetting.test(field);
  return elsewhere.test(field) && types.every(isIndexed);
}
