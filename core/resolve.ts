/**
 * From a mention to a record: "John", "john at acme", "it", "the second one", an address or an id
 * become one record the asker may see, several to choose from, or none.
 */
import { findByEmail, findByIds, findByName, type NameHit } from "../db/queries/names.ts";
import type { Tx } from "../db/client.ts";
import type { Focus } from "./agent/intent.ts";
import type { Context } from "./context.ts";
import { isId } from "./domain/ids.ts";
import { companyKey, nameKey } from "./domain/names.ts";
import type { MentionType, Ref } from "./tool.ts";

export interface Candidate extends Ref {
  /** Company, address or stage: what tells namesakes apart. */
  detail: string | null;
  lastAt: Date | null;
  score: number;
}

export type Resolution =
  | { kind: "one"; record: Candidate; others: Candidate[] }
  | { kind: "several"; candidates: Candidate[] }
  | { kind: "none"; similar: Candidate[] };

/** Below this, a name is only similar: worth offering, never worth assuming. */
const SURE = 0.72;
/** How far ahead the best must be: a write below it always asks. */
const MARGIN = { read: 0.08, write: 0.12 };
/** A tool names its types in order of preference; each step back costs this. */
const PREFERENCE = 0.05;
const MOST_OFFERED = 5;

const pronouns: Record<string, readonly (keyof Focus)[]> = {
  it: ["deal", "task", "company", "interaction", "person"],
  this: ["deal", "task", "company", "person"],
  that: ["deal", "task", "company", "person"],
  "that one": ["deal", "task", "company", "person"],
  "this one": ["deal", "task", "company", "person"],
  him: ["person"],
  her: ["person"],
  he: ["person"],
  she: ["person"],
  them: ["company", "person"],
  they: ["company", "person"],
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

export async function resolveMention(
  tx: Tx,
  context: Context & { focus: Focus },
  mention: { text: string; types: readonly MentionType[] },
  forWrite: boolean,
): Promise<Resolution> {
  const text = mention.text.trim();
  const types = searchable(mention.types);
  if (isId(text)) return exactly(await findByIds(tx, types, [text]));
  const pointed = pointedAt(text, mention.types, context.focus);
  if (pointed) return exactly(await findByIds(tx, searchable([pointed.type]), [pointed.id]));
  if (text.includes("@")) return exactly(await findAddress(tx, types, text.toLowerCase()));
  return byName(tx, context, { text, types }, forWrite);
}

const searchable = (types: readonly MentionType[]): NameHit["type"][] =>
  types.filter(
    (type): type is NameHit["type"] =>
      type !== "list" && type !== "draft" && type !== "interaction",
  );

/** "it", "her", "the second one", "that deal": from what was last spoken of or shown. */
function pointedAt(text: string, types: readonly MentionType[], focus: Focus): Ref | undefined {
  const words = text.toLowerCase().replace(/[.?!]+$/, "");
  const ordinal = /^(?:the )?(\w+?)(?:st|nd|rd|th)?(?: one)?$/.exec(words)?.[1] ?? "";
  const position = /^\d+$/.test(ordinal)
    ? Number(ordinal)
    : ordinals.indexOf(fullOrdinal(words)) + 1;
  if (position > 0) return focus.list?.[position - 1];
  const named = /^(?:the|that|this) (person|company|deal|task)$/.exec(words)?.[1];
  const order = named ? [named as keyof Focus] : (pronouns[words] ?? []);
  for (const kind of order) {
    const ref = focus[kind];
    if (ref && typeof ref === "object" && "id" in ref && types.includes(ref.type)) return ref;
  }
  return undefined;
}

const fullOrdinal = (words: string): string => words.replace(/^the /, "").replace(/ one$/, "");

async function findAddress(tx: Tx, types: NameHit["type"][], email: string): Promise<NameHit[]> {
  const hits = await findByEmail(tx, email);
  return hits.filter((hit) => types.includes(hit.type));
}

function exactly(hits: NameHit[]): Resolution {
  const [record, ...others] = hits.map((hit) => toCandidate(hit, 1));
  return record ? { kind: "one", record, others } : { kind: "none", similar: [] };
}

const toCandidate = (hit: NameHit, score: number): Candidate => ({
  type: hit.type,
  id: hit.id,
  name: hit.name,
  detail: hit.detail,
  lastAt: hit.lastAt,
  score,
});

async function byName(
  tx: Tx,
  context: Context,
  { text, types }: { text: string; types: NameHit["type"][] },
  forWrite: boolean,
): Promise<Resolution> {
  const { name, at } = splitHint(text);
  const key = nameKey(name);
  const hits = await findByName(tx, types, key, name);
  const inHint = at ? hits.filter((hit) => matchesHint(hit, at)) : hits;
  const candidates = (inHint.length > 0 ? inHint : hits)
    .map((hit) => toCandidate(hit, rank(hit, key, context) - types.indexOf(hit.type) * PREFERENCE))
    .sort((a, b) => b.score - a.score);
  return decide(candidates, forWrite);
}

/** "john at acme", "John (Borealis)", "acme's john": the name, and where to look for it. */
function splitHint(text: string): { name: string; at?: string } {
  const bare = text.replace(/^(?:the|our|my)\s+/i, "");
  const after = /^(.+?)(?:\s+(?:at|from|of|@|with)\s+|\s*\(|,\s*)(.+?)\)?$/i.exec(bare);
  if (after?.[1] && after[2]) return { name: after[1], at: nameKey(after[2]) };
  const before = /^(.+?)['’]s\s+(.+)$/.exec(bare);
  if (before?.[1] && before[2]) return { name: before[2], at: nameKey(before[1]) };
  return { name: bare };
}

const matchesHint = (hit: NameHit, at: string): boolean =>
  hit.detail !== null && ` ${nameKey(hit.detail)}`.includes(` ${at}`);

/** 1 for the very name, 0.9 for whole words of it, less for what is only similar. */
function rank(hit: NameHit, key: string, context: Context): number {
  const target = hit.type === "company" ? hit.nameKey : nameKey(hit.name);
  const wanted = key.split(" ");
  const words = target.split(" ");
  let score = hit.similarity * 0.78;
  if (target === key || companyKey(hit.name) === key) score = 1;
  else if (wanted.every((word) => words.includes(word))) score = 0.9;
  else if (wanted.every((word) => words.some((other) => other.startsWith(word)))) score = 0.82;
  // A record already kept outranks an address only seen in mail; one's own comes before a colleague's.
  if (hit.type === "identity") score -= 0.05;
  if (hit.ownerId === context.actor.userId) score += 0.01;
  return score + recency(hit.lastAt, context.now) * 0.03;
}

const recency = (lastAt: Date | null, now: Date): number =>
  lastAt === null ? 0 : Math.exp(-Math.abs(now.getTime() - lastAt.getTime()) / (90 * 86_400_000));

function decide(candidates: Candidate[], forWrite: boolean): Resolution {
  const sure = candidates.filter((candidate) => candidate.score >= SURE);
  const [best, next] = sure;
  if (!best) return { kind: "none", similar: candidates.slice(0, 3) };
  const margin = forWrite ? MARGIN.write : MARGIN.read;
  const rivals = sure.filter((candidate) => best.score - candidate.score < margin);
  if (next && rivals.length > 1)
    return { kind: "several", candidates: rivals.slice(0, MOST_OFFERED) };
  return { kind: "one", record: best, others: sure.slice(1, 1 + MOST_OFFERED) };
}
