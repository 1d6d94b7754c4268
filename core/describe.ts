/** Records in plain words: the named fields a receipt shows, with names in the place of ids. */
import { DateTime } from "luxon";
import { findByIds } from "../db/queries/names.ts";
import { findStages } from "../db/queries/deals.ts";
import type { Tx } from "../db/client.ts";
import type { Company } from "./domain/company.ts";
import type { Deal } from "./domain/deal.ts";
import type { LoggedInteraction } from "./domain/logged-interaction.ts";
import type { ContactPoint, Person } from "./domain/person.ts";
import type { SuggestionDecision } from "./domain/suggestion.ts";
import type { Task } from "./domain/task.ts";
import type { Change, RecordType } from "./reply.ts";

type Fields = Record<string, string | null>;

/** Looks a name up by id; ids that mean nothing any more read as null. */
type NameOf = (id: string | null) => string | null;

interface Words {
  nameOf: NameOf;
  /** IANA zone in which instants are written. */
  timeZone: string;
}

/** ISO with the zone's offset: the same instant, and the right day to a reader. */
const localTime = (iso: string | null, zone: string): string | null =>
  iso === null ? null : DateTime.fromISO(iso, { zone }).toISO({ suppressMilliseconds: true });
const localDay = (iso: string | null, zone: string): string | null =>
  iso === null ? null : DateTime.fromISO(iso, { zone }).toISODate();

const list = (values: readonly string[]): string | null => values.join(", ") || null;
const current = (points: readonly ContactPoint[]): string | null =>
  list(points.filter((point) => point.until === null).map((point) => point.value));

const describers = {
  person: (state: Person, { nameOf }: Words): Fields => ({
    name: state.name,
    title: state.title,
    company: nameOf(state.companyId),
    email: current(state.emails),
    phone: current(state.phones),
    linkedin: current(state.linkedin),
    website: current(state.websites),
    city: state.city,
    country: state.country,
    tag: list(state.tags),
    note: state.note,
    owner: nameOf(state.ownerId),
  }),
  company: (state: Company, { nameOf }: Words): Fields => ({
    name: state.name,
    domain: list(state.domains),
    industry: state.industry,
    city: state.city,
    country: state.country,
    tag: list(state.tags),
    owner: nameOf(state.ownerId),
  }),
  deal: (state: Deal, { nameOf }: Words): Fields => ({
    name: state.name,
    stage: nameOf(state.stageId),
    value: state.value,
    currency: state.currency,
    company: nameOf(state.companyId),
    person: nameOf(state.personId),
    owner: nameOf(state.ownerId),
    close_date: state.closeDate,
  }),
  task: (state: Task, { nameOf, timeZone }: Words): Fields => ({
    title: state.title,
    due: state.dueAllDay ? localDay(state.dueAt, timeZone) : localTime(state.dueAt, timeZone),
    done: localTime(state.doneAt, timeZone),
    assignee: nameOf(state.assigneeId),
    person: nameOf(state.personId),
    company: nameOf(state.companyId),
    deal: nameOf(state.dealId),
  }),
  interaction: (state: LoggedInteraction, { nameOf, timeZone }: Words): Fields => ({
    kind: state.kind,
    occurred_at: localTime(state.occurredAt, timeZone),
    summary: state.summary,
    person: list(state.personIds.map((id) => nameOf(id) ?? "").filter(Boolean)),
    company: nameOf(state.companyId),
  }),
  suggestion: (state: SuggestionDecision): Fields => ({ name: state.name, status: state.status }),
};

export type DescribedType = keyof typeof describers;

/** The record type a stream is shown as; a suggestion is about a person. */
export const shownAs = (type: string): RecordType =>
  type === "suggestion" ? "person" : (type as RecordType);

/** One write, as the event store knows it. */
export interface StateChange {
  recordType: string;
  id: string;
  before: unknown;
  after: unknown;
}

/** What each write changed, field by field; the result is in the order of the writes. */
export async function describeChanges(
  tx: Tx,
  writes: readonly StateChange[],
  timeZone: string,
): Promise<{ name: string; changes: Change[] }[]> {
  const words: Words = { nameOf: await namesIn(tx, writes), timeZone };
  return writes.map(({ recordType, before, after }) => {
    const describe = describers[recordType as DescribedType] as (
      state: unknown,
      words: Words,
    ) => Fields;
    const from = before === null ? {} : describe(before, words);
    const to = after === null ? {} : describe(after, words);
    const shown = after === null ? from : to;
    return { name: nameFrom(shown), changes: differences(from, to) };
  });
}

function differences(from: Fields, to: Fields): Change[] {
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return fields
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }))
    .filter((change) => change.from !== change.to);
}

const nameFrom = (fields: Fields): string =>
  fields.name ?? fields.title ?? shorten(fields.summary ?? "") ?? "record";

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** Every id in the states, looked up in one go. */
async function namesIn(tx: Tx, writes: readonly StateChange[]): Promise<NameOf> {
  const ids = new Set<string>();
  const collect = (value: unknown, key = ""): void => {
    if (typeof value === "string" && /Ids?$|^loggedBy$|^createdBy$/.test(key)) ids.add(value);
    else if (Array.isArray(value)) for (const item of value) collect(item, key);
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) collect(inner, name);
  };
  for (const { before, after } of writes) {
    collect(before);
    collect(after);
  }
  const hits = await findByIds(tx, ["person", "company", "deal", "user"], [...ids]);
  const names = new Map(hits.map((hit) => [hit.id, hit.name]));
  if (writes.some(({ recordType }) => recordType === "deal"))
    for (const stage of await findStages(tx)) names.set(stage.id, stage.name);
  return (id) => (id === null ? null : (names.get(id) ?? null));
}
