/** What the words of a mention say, before any record is looked up: pointers, hints, kinds. */
import type { Focus } from "./agent/intent.ts";
import { nameKey } from "./domain/names.ts";
import type { MentionType, Ref } from "./ref.ts";

const pronouns: Record<string, readonly (keyof Focus)[]> = {
  it: ["deal", "task", "company", "interaction", "person"],
  this: ["deal", "task", "company", "interaction", "person"],
  that: ["deal", "task", "company", "interaction", "person"],
  "that one": ["deal", "task", "company", "interaction", "person"],
  "this one": ["deal", "task", "company", "interaction", "person"],
  him: ["person"],
  his: ["person"],
  her: ["person"],
  hers: ["person"],
  he: ["person"],
  she: ["person"],
  them: ["company", "person"],
  they: ["company", "person"],
  their: ["company", "person"],
};

const ordinals = [
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
];

/** What a noun calls its record: "that opportunity", "the Acme deal". */
const nouns: Record<string, MentionType> = {
  person: "person",
  contact: "person",
  guy: "person",
  lead: "person",
  company: "company",
  account: "company",
  customer: "company",
  client: "company",
  deal: "deal",
  opportunity: "deal",
  task: "task",
  todo: "task",
  reminder: "task",
  email: "interaction",
  mail: "interaction",
  message: "interaction",
  call: "interaction",
  meeting: "interaction",
  note: "interaction",
  list: "list",
};
const noun = Object.keys(nouns).join("|");
const pointerNoun = new RegExp(`^(?:the|that|this) (?:last |same )?(${noun})$`);
const position = new RegExp(
  `^(?:the |number |no\\.? |#)?(\\w+?)(?:st|nd|rd|th)?(?: (?:one|suggestion|${noun}))?$`,
);

/** "it", "her", "the second one", "that deal": from what was last spoken of or shown. */
export function pointedAt(
  text: string,
  types: readonly MentionType[],
  focus: Focus,
): Ref | undefined {
  const words = text.toLowerCase().replace(/[.?!]+$/, "");
  const listed = listedAt(words, focus.list ?? []);
  if (listed) return types.includes(listed.type) ? listed : undefined;
  const named = pointerNoun.exec(words)?.[1];
  const kind = named === undefined ? undefined : nouns[named];
  const order = kind ? [kind as keyof Focus] : latestFirst(pronouns[words] ?? [], focus);
  for (const each of order) {
    const ref = focus[each];
    if (isRef(ref) && types.includes(ref.type)) return ref;
  }
  return undefined;
}

/** Words for one person: where nobody was spoken of, they mean nobody. */
export const isPersonal = (text: string): boolean =>
  /^(?:he|she|him|her|his|hers)[.?!]*$/i.test(text);

/** "It" is rather what was just spoken of than a deal of some turns ago. */
function latestFirst(order: readonly (keyof Focus)[], { recent = [] }: Focus): (keyof Focus)[] {
  const age = (kind: keyof Focus) => {
    const at = (recent as (keyof Focus)[]).indexOf(kind);
    return at < 0 ? recent.length : at;
  };
  return [...order].sort((one, other) => age(one) - age(other));
}

const isRef = (value: Focus[keyof Focus]): value is Ref =>
  typeof value === "object" && "id" in value && "type" in value;

function listedAt(words: string, list: readonly Ref[]): Ref | undefined {
  const said = position.exec(words)?.[1] ?? "";
  if (/^(?:the )?(?:last|bottom)(?: one)?$/.test(words)) return list.at(-1);
  if (/^the top(?: one)?$/.test(words)) return list[0];
  const spelled = ordinals.findIndex((ordinal) => words.replace(/^the /, "").startsWith(ordinal));
  const index = /^\d{1,2}$/.test(said)
    ? Number(said) - 1
    : spelled >= 0 && position.test(words)
      ? spelled
      : -1;
  return list[index];
}

/** A name with what narrows it. */
export interface NameSaid {
  name: string;
  /** Where to look: the company of "john at acme", as a name key. */
  at?: string;
  /** What it was called: "the Acme deal" is a deal. */
  kind?: MentionType;
}

/** Every way to read the words, the plainest first: "the Acme deal", "John (Borealis)", "acme's john". */
export function waysToRead(text: string): NameSaid[] {
  const bare = text
    .replace(/^(?:the|our|my)\s+/i, "")
    .replace(/[.?!]+$/, "")
    .trim();
  const own = /^(.+?)\s+(\w+)$/.exec(bare);
  const kind = nouns[own?.[2]?.toLowerCase() ?? ""];
  const ways: NameSaid[] = [withHint(bare)];
  // "The deal with Acme".
  const inverted = new RegExp(`^(${noun})\\s+(?:with|at|for|from|of|on|about)\\s+(.+)$`, "i").exec(
    bare,
  );
  const invertedKind = nouns[inverted?.[1]?.toLowerCase() ?? ""];
  if (inverted?.[2] && invertedKind) ways.unshift({ name: inverted[2], kind: invertedKind });
  // "The task Book travel", "the deal called Acme pilot".
  const before = new RegExp(`^(${noun})\\s+(?:(?:called|named)\\s+)?(.+)$`, "i").exec(bare);
  const kindBefore = nouns[before?.[1]?.toLowerCase() ?? ""];
  if (!inverted && before?.[2] && kindBefore)
    ways.push({ ...withHint(before[2]), kind: kindBefore });
  if (own?.[1] && kind) ways.push({ ...withHint(own[1].replace(/['’]s$/, "")), kind });
  // "Borealis John", "John Borealis": only tried when nobody is called so.
  const pair = /^(\S+)\s+(\S+)$/.exec(bare);
  if (pair?.[1] && pair[2] && !kind)
    ways.push({ name: pair[2], at: nameKey(pair[1]) }, { name: pair[1], at: nameKey(pair[2]) });
  return ways;
}

function withHint(bare: string): NameSaid {
  const after = /^(.+?)(?:\s+(?:at|from|of|@|with|over at)\s+|\s*\(|,\s*)(.+?)\)?$/i.exec(bare);
  if (after?.[1] && after[2]) return { name: after[1], at: nameKey(after[2]) };
  const before = /^(.+?)['’]s\s+(.+)$/.exec(bare);
  if (before?.[1] && before[2]) return { name: before[2], at: nameKey(before[1]) };
  return { name: bare };
}
