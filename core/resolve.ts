/**
 * From a mention to a record: "John", "john at acme", "it", "the second one", "the Acme deal", "the last
 * email from Sofia", an address or an id become one record the asker may see, several to choose from,
 * or none.
 */
import type { Tx } from "../db/client.ts";
import { findDeals } from "../db/queries/deals.ts";
import { findByEmail, findByIds, findByName, type NameHit } from "../db/queries/names.ts";
import type { Focus } from "./agent/intent.ts";
import type { Context } from "./context.ts";
import { isId } from "./domain/ids.ts";
import { nameKey } from "./domain/names.ts";
import { otherNames } from "./domain/nicknames.ts";
import { isPersonal, pointedAt, waysToRead, type NameSaid } from "./mention-words.ts";
import { rankOf } from "./name-rank.ts";
import { interactionIn, interactionsById, newestInteraction } from "./resolve-interaction.ts";
import type { MentionType, Ref } from "./ref.ts";

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

/** Below this, a name is only similar: worth offering, never worth assuming; a write assumes less. */
const SURE = { read: 0.72, write: 0.8 };
/** How far ahead the best must be: a write below it always asks. */
const MARGIN = { read: 0.08, write: 0.12 };
/** A tool names its types in order of preference; each step back costs this. */
const PREFERENCE = 0.05;
const MOST_OFFERED = 5;
/** A company's one open deal is meant by its name, unless a deal itself is called so. */
const BY_PARTY = 0.88;
/** Whoever speaks of a deal means one still open, unless they call a closed one by its full name. */
const CLOSED = 0.2;
const MOST_NICKNAMES = 8;

type Asking = Context & { focus: Focus };
interface Mention {
  text: string;
  types: readonly MentionType[];
}

export async function resolveMention(
  tx: Tx,
  context: Asking,
  mention: Mention,
  forWrite: boolean,
): Promise<Resolution> {
  const text = mention.text.trim();
  const types = searchable(mention.types);
  if (isId(text)) return exactly(await byIds(tx, context, mention.types, text));
  if (mention.types.includes("user") && /^(?:me|my|mine|myself|i)$/i.test(text))
    return exactly(await byIds(tx, context, ["user"], context.actor.userId));
  const pointed = pointedAt(text, mention.types, context.focus);
  if (pointed) return exactly(await byIds(tx, context, [pointed.type], pointed.id));
  // It resembles many a name, and is none.
  if (isPersonal(text)) return { kind: "none", similar: [] };
  if (text.includes("@")) return exactly(await findAddress(tx, types, text.toLowerCase()));
  if (mention.types.includes("interaction")) {
    const found = await byInteractionWords(tx, context, text);
    if (found) return found;
  }
  return byName(tx, context, { text, types: mention.types }, forWrite);
}

const unsearchable: readonly MentionType[] = [
  "draft",
  "interaction",
  "pipeline",
  "relationship",
  "preferences",
];
const searchable = (types: readonly MentionType[]): NameHit["type"][] =>
  types.filter((type): type is NameHit["type"] => !unsearchable.includes(type));

async function byIds(
  tx: Tx,
  context: Context,
  types: readonly MentionType[],
  id: string,
): Promise<Candidate[]> {
  const hits = await findByIds(tx, searchable(types), [id]);
  const found = hits.map((hit) => toCandidate(hit, 1));
  return types.includes("interaction") && found.length === 0
    ? interactionsById(tx, context, [id])
    : found;
}

async function findAddress(tx: Tx, types: NameHit["type"][], email: string): Promise<Candidate[]> {
  const hits = await findByEmail(tx, email);
  return hits.filter((hit) => types.includes(hit.type)).map((hit) => toCandidate(hit, 1));
}

function exactly([record, ...others]: Candidate[]): Resolution {
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

/** "The last email from Sofia": whose it is may itself be a question. */
async function byInteractionWords(
  tx: Tx,
  context: Asking,
  text: string,
): Promise<Resolution | undefined> {
  const words = interactionIn(text);
  if (!words) return undefined;
  // What "that mail" points at was spoken of; the newest of all would be a guess.
  if (words.party === undefined && /^(?:this|that)\b/i.test(text))
    return { kind: "none", similar: [] };
  const { party, ...wanted } = words;
  const mine = /^my\b/i.test(text) || party === undefined;
  const userId = mine ? { userId: context.actor.userId } : {};
  if (party === undefined || /^(?:me|us)$/i.test(party))
    return exactly(listOf(await newestInteraction(tx, context, { ...wanted, ...userId })));
  const who = await resolveMention(
    tx,
    context,
    { text: party, types: ["person", "company"] },
    false,
  );
  if (who.kind === "none") return { kind: "none", similar: [] };
  const parties = who.kind === "one" ? [who.record] : who.candidates;
  const found = await Promise.all(
    parties.map(async ({ type, id, name }) => {
      const of = type === "company" ? { companyId: id } : { personId: id };
      const newest = await newestInteraction(tx, context, { ...wanted, ...userId, ...of });
      return newest && { ...newest, detail: name };
    }),
  );
  const candidates = found.flatMap(listOf);
  return candidates.length > 1 ? { kind: "several", candidates } : exactly(candidates);
}

const listOf = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** The first way to read the words that names somebody surely; else what the plainest came near to. */
async function byName(
  tx: Tx,
  context: Asking,
  { text, types }: Mention,
  forWrite: boolean,
): Promise<Resolution> {
  let similar: Candidate[] = [];
  for (const said of waysToRead(text)) {
    const narrowed = said.kind ? types.filter((type) => type === said.kind) : types;
    if (narrowed.length === 0) continue;
    const candidates = await candidatesFor(tx, context, said, narrowed);
    const resolution = decide(candidates, forWrite);
    if (resolution.kind !== "none") return resolution;
    if (similar.length === 0) similar = resolution.similar;
  }
  return { kind: "none", similar };
}

async function candidatesFor(
  tx: Tx,
  context: Asking,
  said: NameSaid,
  types: readonly MentionType[],
): Promise<Candidate[]> {
  const wanted = searchable(types);
  const hits = await hitsFor(tx, wanted, said.name);
  const inHint = said.at ? hits.filter((hit) => matchesHint(hit, said.at ?? "")) : hits;
  const key = nameKey(said.name);
  const asker = { userId: context.actor.userId, now: context.now };
  const step = (type: MentionType) => Math.max(0, types.indexOf(type)) * PREFERENCE;
  const named = inHint.map((hit) => toCandidate(hit, rankOf(hit, key, asker) - step(hit.type)));
  const deals = types.includes("deal")
    ? await withDeals(tx, context, { said, types, named, key })
    : named;
  return deals.sort((a, b) => b.score - a.score);
}

/** By the name itself, and where nobody is called so by what else its bearer may be called. */
async function hitsFor(tx: Tx, types: NameHit["type"][], name: string): Promise<NameHit[]> {
  const key = nameKey(name);
  const hits = await findByName(tx, types, key, name);
  const people = types.filter((type) => type !== "company" && type !== "deal" && type !== "list");
  const [first = "", ...rest] = key.split(" ");
  const said = hits.some((hit) => ` ${nameKey(hit.name)} `.includes(` ${key} `));
  if (people.length === 0 || said) return hits;
  const known = new Set(hits.map(({ id }) => id));
  for (const other of otherNames(first).slice(0, MOST_NICKNAMES)) {
    const more = await findByName(tx, people, [other, ...rest].join(" "), name);
    for (const hit of more) if (!known.has(hit.id)) hits.push(hit);
    for (const { id } of more) known.add(id);
  }
  return hits;
}

const matchesHint = (hit: NameHit, at: string): boolean =>
  hit.detail !== null && ` ${nameKey(hit.detail)}`.includes(` ${at}`);

interface Deals {
  said: NameSaid;
  types: readonly MentionType[];
  named: Candidate[];
  key: string;
}

/** Sets closed deals back, and adds the open ones of the company or person named. */
async function withDeals(
  tx: Tx,
  context: Asking,
  { said, types, named, key }: Deals,
): Promise<Candidate[]> {
  const ids = named.filter(({ type }) => type === "deal").map(({ id }) => id);
  const rows = ids.length > 0 ? await findDeals(tx, { dealIds: ids, limit: ids.length }) : [];
  const closed = new Set(rows.filter(({ outcome }) => outcome !== "open").map(({ id }) => id));
  const ranked = named.map((candidate) =>
    closed.has(candidate.id) && nameKey(candidate.name) !== key
      ? { ...candidate, score: candidate.score - CLOSED }
      : candidate,
  );
  // Where a company will do as well, its name alone means the company.
  const partyWillDo = types.includes("company") || types.includes("person");
  if (partyWillDo && said.kind !== "deal") return ranked;
  if (ranked.some(({ score }) => score >= 0.97)) return ranked;
  const known = new Set(ranked.map(({ id }) => id));
  const open = await openDealsOf(tx, context, said);
  return [...ranked, ...open.filter(({ id }) => !known.has(id))];
}

async function openDealsOf(tx: Tx, context: Asking, said: NameSaid): Promise<Candidate[]> {
  const text = said.at ? `${said.name} (${said.at})` : said.name;
  const party = await resolveMention(tx, context, { text, types: ["company", "person"] }, false);
  if (party.kind !== "one") return [];
  const { type, id } = party.record;
  const of = type === "company" ? { companyId: id } : { personId: id };
  const deals = await findDeals(tx, { ...of, outcome: "open", limit: MOST_OFFERED });
  return deals.map((deal) => ({
    type: "deal",
    id: deal.id,
    name: deal.name,
    detail: deal.stage,
    lastAt: null,
    score: BY_PARTY,
  }));
}

function decide(candidates: Candidate[], forWrite: boolean): Resolution {
  const enough = forWrite ? SURE.write : SURE.read;
  const sure = candidates.filter((candidate) => candidate.score >= enough);
  const [best, next] = sure;
  if (!best) return { kind: "none", similar: candidates.slice(0, 3) };
  const margin = forWrite ? MARGIN.write : MARGIN.read;
  const rivals = sure.filter((candidate) => best.score - candidate.score < margin);
  if (next && rivals.length > 1)
    return { kind: "several", candidates: rivals.slice(0, MOST_OFFERED) };
  return { kind: "one", record: best, others: sure.slice(1, 1 + MOST_OFFERED) };
}
