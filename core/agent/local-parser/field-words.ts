/** The words that name a field next to its value: the "phone" before a number, the "stage" behind "proposal". */
import type { Filled } from "./align.ts";
import type { Slot } from "./slots.ts";
import type { Token } from "./tokens.ts";

/** Which of the tokens left over only name the field of a value beside them; they need no explanation. */
export function namesOfFields(
  left: readonly number[],
  filled: readonly Filled[],
  tokens: readonly Token[],
): ReadonlySet<number> {
  const free = new Set(left);
  const named = new Set<number>();
  for (const { slot, from, to } of filled) {
    const words = wordsFor(slot);
    for (let at = from - 1; at >= 0 && free.has(at); at--)
      if (!walk(tokens[at], words, at, named)) break;
    for (let at = to; at < tokens.length && free.has(at); at++)
      if (!walk(tokens[at], words, at, named)) break;
  }
  return named;
}

/** Whether to look further on: past the field's own words and what joins them to the value. */
function walk(
  token: Token | undefined,
  words: ReadonlySet<string>,
  at: number,
  named: Set<number>,
): boolean {
  if (!token) return false;
  if (words.has(token.norm)) named.add(at);
  return words.has(token.norm) || token.kind !== "word" || joins.has(token.norm);
}

const joins = new Set(
  "is of the a an as at to for with in on its his her their new number".split(" "),
);

const byKind: Partial<Record<Slot["kind"], string>> = {
  email: "email mail e-mail address reachable",
  phone: "phone number mobile cell tel telephone reachable",
  link: "website site url link domain linkedin web",
  money: "worth value valued amount budget price size total deal",
  recurrence: "repeat repeating recurring",
  number: "number",
};
const dates: Record<string, string> = {
  due: "due deadline date",
  close_date: "close closing closes date expected expecting signing",
  new_close_date: "close closing date expected",
};
const byField: Record<string, string> = {
  title: "title role position job",
  person: "contact person customer lead client",
  company: "company account employer firm customer client",
  deal: "deal opportunity",
  owner: "owner",
  new_owner: "owner",
  list: "list",
  tag: "tag tagged label",
  not_tag: "tag tagged",
  stage: "stage phase",
  new_stage: "stage phase",
  status: "status stage",
  new_status: "status stage",
  pipeline: "pipeline",
  city: "city town",
  industry: "industry sector",
  place: "area region based located",
  record: "deal company contact person account opportunity customer client",
  about: "deal company contact person account",
  name: "name",
  task: "task todo reminder",
};

const known = new WeakMap<Slot, ReadonlySet<string>>();

function wordsFor(slot: Slot): ReadonlySet<string> {
  const before = known.get(slot);
  if (before) return before;
  const lists = [byKind[slot.kind], dates[slot.field], byField[slot.field]];
  const words = new Set(lists.flatMap((list) => list?.split(" ") ?? []));
  known.set(slot, words);
  return words;
}
