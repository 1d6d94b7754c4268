/** Records in plain words: the named fields a receipt shows, with names in the place of ids. */
import { DateTime } from "luxon";
import { findByIds } from "../db/queries/names.ts";
import { findStages } from "../db/queries/deals.ts";
import { findListFields } from "../db/queries/lists.ts";
import type { Tx } from "../db/client.ts";
import type { Company } from "./domain/company.ts";
import type { Deal } from "./domain/deal.ts";
import type { Draft } from "./domain/draft.ts";
import { isId } from "./domain/ids.ts";
import type { List } from "./domain/list.ts";
import type { LoggedInteraction } from "./domain/logged-interaction.ts";
import type { Membership } from "./domain/membership.ts";
import type { OptOut } from "./domain/opt-out.ts";
import type { ContactPoint, Person } from "./domain/person.ts";
import type { Pipeline, Stage } from "./domain/pipeline.ts";
import type { Preferences } from "./domain/preferences.ts";
import { describeRecurrence } from "./domain/recurrence.ts";
import { relationshipKinds, type Relationship } from "./domain/relationship.ts";
import type { Share } from "./domain/share.ts";
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
  iso === null
    ? null
    : DateTime.fromISO(iso, { zone }).startOf("second").toISO({ suppressMilliseconds: true });
const localDay = (iso: string | null, zone: string): string | null =>
  iso === null ? null : DateTime.fromISO(iso, { zone }).toISODate();

const list = (values: readonly string[]): string | null => values.join(", ") || null;
const current = (points: readonly ContactPoint[]): string | null =>
  list(points.filter((point) => point.until === null).map((point) => point.value));

/** Lists the reader does not see have no name here, and so are left out. */
function membershipFields(lists: readonly Membership[], { nameOf }: Words): Fields {
  const seen = lists.flatMap((one) => {
    const name = nameOf(one.listId);
    return name === null ? [] : [{ ...one, name }];
  });
  const values = seen.flatMap(({ name, values: of }) =>
    Object.entries(of).map(([id, value]) => [
      `${name}: ${nameOf(id) ?? "field"}`,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
  );
  return {
    list: list(seen.map((one) => one.name)),
    ...(Object.fromEntries(values) as Fields),
  };
}

const percent = (stage: Stage): string =>
  stage.probability === null ? stage.name : `${stage.name} ${stage.probability} %`;

const describers = {
  person: (state: Person, words: Words): Fields => ({
    name: state.name,
    title: state.title,
    company: words.nameOf(state.companyId),
    email: current(state.emails),
    phone: current(state.phones),
    linkedin: current(state.linkedin),
    website: current(state.websites),
    address: current(state.addresses),
    city: state.city,
    country: state.country,
    status: state.status,
    lead_source: state.leadSource,
    tag: list(state.tags),
    ...membershipFields(state.lists, words),
    ...Object.fromEntries(state.keyDates.map(({ label, date }) => [label, date])),
    note: state.note,
    owner: words.nameOf(state.ownerId),
  }),
  company: (state: Company, words: Words): Fields => ({
    name: state.name,
    domain: list(state.domains),
    industry: state.industry,
    phone: state.phone,
    address: state.address,
    city: state.city,
    country: state.country,
    tag: list(state.tags),
    ...membershipFields(state.lists, words),
    note: state.note,
    owner: words.nameOf(state.ownerId),
  }),
  list: (state: List, { nameOf }: Words): Fields => ({
    name: state.name,
    of: state.of === "person" ? "people" : "companies",
    field: list(state.fields.map((field) => field.name)),
    private: state.private ? "yes" : null,
    owner: nameOf(state.ownerId),
  }),
  pipeline: (state: Pipeline, { nameOf }: Words): Fields => ({
    name: state.name,
    stages: state.stages.map(percent).join(", "),
    owner: nameOf(state.ownerId),
  }),
  relationship: (state: Relationship, { nameOf }: Words): Fields => ({
    name: [
      nameOf(state.from.id) ?? "somebody",
      relationshipKinds[state.kind].said,
      nameOf(state.to.id) ?? "somebody",
    ].join(" "),
    since: state.since,
    until: state.until,
    note: state.note,
  }),
  share: (state: Share, { nameOf }: Words): Fields => ({
    name: sharedWords(state, nameOf),
    shared_with: state.withUserId === null ? "the whole team" : nameOf(state.withUserId),
  }),
  preferences: (state: Preferences): Fields => ({
    time_zone: state.timeZone,
    language: state.locale,
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
    reason: state.reason,
    ...rolesOf(state, nameOf),
    linked: state.interactionIds.length > 0 ? String(state.interactionIds.length) : null,
  }),
  task: (state: Task, { nameOf, timeZone }: Words): Fields => ({
    title: state.title,
    due: state.dueAllDay ? localDay(state.dueAt, timeZone) : localTime(state.dueAt, timeZone),
    done: localTime(state.doneAt, timeZone),
    assignee: nameOf(state.assigneeId),
    person: nameOf(state.personId),
    company: nameOf(state.companyId),
    deal: nameOf(state.dealId),
    repeats: state.repeat === null ? null : describeRecurrence(state.repeat),
  }),
  interaction: (state: LoggedInteraction, { nameOf, timeZone }: Words): Fields => ({
    kind: state.kind,
    occurred_at: localTime(state.occurredAt, timeZone),
    summary: state.summary,
    person: list(state.personIds.map((id) => nameOf(id) ?? "").filter(Boolean)),
    company: nameOf(state.companyId),
    deal: nameOf(state.dealId),
    minutes: state.minutes === null ? null : String(state.minutes),
  }),
  draft: ({ versions, shared, sendAt }: Draft, { timeZone }: Words): Fields => {
    const last = versions.at(-1);
    return {
      name: shorten(last?.subject ?? "") || "E-mail without a subject",
      to: list(last?.recipients.filter(({ cc }) => !cc).map(({ email }) => email) ?? []),
      cc: list(last?.recipients.filter(({ cc }) => cc).map(({ email }) => email) ?? []),
      text: shorten(last?.body.replace(/\s+/g, " ") ?? ""),
      attached: list(last?.attachments?.map(({ name }) => name) ?? []),
      version: String(last?.version ?? 1),
      goes_out: localTime(sendAt, timeZone),
      shared: shared ? "with the team" : null,
    };
  },
  opt_out: ({ address, reason }: OptOut): Fields => ({
    name: address,
    no_mail_to: address,
    reason,
  }),
  suggestion: (state: SuggestionDecision): Fields => ({ name: state.name, status: state.status }),
};

/** "champion": Lena Kovac, one field a role. */
function rolesOf({ people }: Deal, nameOf: NameOf): Fields {
  const fields: Fields = {};
  for (const { personId, role } of people)
    fields[role] = list([fields[role] ?? "", nameOf(personId) ?? ""].filter(Boolean));
  return fields;
}

function sharedWords({ scope, personId }: Share, nameOf: NameOf): string {
  if (scope === "contact") return `all mail with ${nameOf(personId) ?? "somebody"}`;
  return scope === "thread" ? "a thread" : "a message";
}

export type DescribedType = keyof typeof describers;

/** The record type a stream is shown as; a suggestion is about a person, a share about messages. */
export const shownAs = (type: string): RecordType =>
  type === "suggestion" || type === "opt_out"
    ? "person"
    : type === "share"
      ? "interaction"
      : (type as RecordType);

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
    return { name: nameFrom(shown, recordType), changes: differences(from, to) };
  });
}

function differences(from: Fields, to: Fields): Change[] {
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return fields
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }))
    .filter((change) => change.from !== change.to);
}

const nameFrom = ({ name, title, summary }: Fields, recordType: string): string =>
  name ?? title ?? (shorten(summary ?? "") || (unnamed[recordType] ?? "record"));

const unnamed: Record<string, string> = { preferences: "your settings" };

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** Every id in the states, looked up in one go. */
async function namesIn(tx: Tx, writes: readonly StateChange[]): Promise<NameOf> {
  const ids = new Set<string>();
  const collect = (value: unknown, key = ""): void => {
    if (typeof value === "string" && /Ids?$|^loggedBy$|^createdBy$|^id$/.test(key)) ids.add(value);
    else if (Array.isArray(value)) for (const item of value) collect(item, key);
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) collect(inner, name);
  };
  for (const { before, after } of writes) {
    collect(before);
    collect(after);
  }
  const known = [...ids].filter(isId);
  const hits = await findByIds(tx, ["person", "company", "deal", "user", "list"], known);
  const names = new Map(hits.map((hit) => [hit.id, hit.name]));
  const listIds = hits.filter((hit) => hit.type === "list").map((hit) => hit.id);
  for (const field of await findListFields(tx, listIds)) names.set(field.id, field.name);
  if (writes.some(({ recordType }) => recordType === "deal"))
    for (const stage of await findStages(tx)) names.set(stage.id, stage.name);
  return (id) => (id === null ? null : (names.get(id) ?? null));
}
