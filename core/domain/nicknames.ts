/**
 * The short forms of first names in English, Spanish, German, French, Italian and Portuguese. Two people
 * may share one, so a nickname leads to all the names it may stand for.
 */
import { nameKey } from "./names.ts";
import { nicknameGroups } from "./nickname-groups.ts";

const formal = new Map<string, string[]>();
const short = new Map<string, string[]>();
for (const line of nicknameGroups.trim().split("\n")) {
  const [name = "", ...nicknames] = line.trim().split(" ").map(nameKey);
  short.set(name, [...(short.get(name) ?? []), ...nicknames]);
  for (const nickname of nicknames) formal.set(nickname, [...(formal.get(nickname) ?? []), name]);
}

/** The names a word is a short form of, or that share a short form with it: "bob" gives "robert". */
export function canonicalNames(word: string): string[] {
  const key = nameKey(word);
  return formal.get(key) ?? [];
}

/** Every other first name the same person may go by: "bob" gives "robert", "rob", "bobby". */
export function otherNames(word: string): string[] {
  const key = nameKey(word);
  const names = canonicalNames(key);
  const direct = [...names, ...(short.get(key) ?? [])];
  const shared = names.flatMap((name) => short.get(name) ?? []);
  return Array.from(new Set([...direct, ...shared])).filter((other) => other !== key);
}

/** Whether two first names may be one person's. */
export const maySameName = (one: string, other: string): boolean =>
  nameKey(one) === nameKey(other) || otherNames(one).includes(nameKey(other));
