/** How surely a record is the one a name was said of: exact, in part, misspelled, by a nickname. */
import type { NameHit } from "../db/queries/names.ts";
import { companyKey, nameKey } from "./domain/names.ts";
import { maySameName } from "./domain/nicknames.ts";
import { editDistance } from "./domain/edit-distance.ts";

/** Enough to read by, too little to write by. */
const SLIP = 0.75;
const SLIP_BESIDE = 0.81;

export interface Asker {
  userId: string;
  now: Date;
}

/** 1 for the very name, 0.9 for whole words of it, less for what is only similar. */
export function rankOf(hit: NameHit, key: string, asker: Asker): number {
  const target = hit.type === "company" ? hit.nameKey : nameKey(hit.name);
  let score = Math.max(likenessOf(key, target, companyKey(hit.name)), hit.similarity * 0.78 - 0.1);
  // A record already kept outranks an address only seen in mail; one's own comes before a colleague's.
  if (hit.type === "identity") score -= 0.05;
  if (hit.ownerId === asker.userId) score += 0.01;
  return score + recency(hit.lastAt, asker.now) * 0.03;
}

function likenessOf(key: string, target: string, company: string): number {
  if (target === key || company === key) return 1;
  const wanted = key.split(" ");
  const words = target.split(" ");
  if (wanted.every((word) => words.includes(word))) return 0.9;
  const each = wanted.map((word, index) =>
    Math.max(...words.map((other, at) => wordLikeness(word, other, index === 0 && at === 0))),
  );
  // The worst word decides; a slip beside a word spelled right is hardly another person.
  const worst = Math.min(...each);
  return worst === SLIP && each.some((likeness) => likeness >= 0.86) ? SLIP_BESIDE : worst;
}

function wordLikeness(said: string, word: string, isFirst: boolean): number {
  if (said === word) return 0.9;
  if (isFirst && maySameName(said, word)) return 0.86;
  if (said.length > 2 && word.startsWith(said)) return 0.82;
  return isSlip(said, word) ? SLIP : 0;
}

/** One letter wrong, two swapped, one too many or too few; short words must be exact. */
export function isSlip(said: string, word: string): boolean {
  if (said.length < 4 || word.length < 4) return false;
  const allowed = Math.min(said.length, word.length) >= 8 ? 2 : 1;
  return editDistance(said, word) <= allowed;
}

const recency = (lastAt: Date | null, now: Date): number =>
  lastAt === null ? 0 : Math.exp(-Math.abs(now.getTime() - lastAt.getTime()) / (90 * 86_400_000));
