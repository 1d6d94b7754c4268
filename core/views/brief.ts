/** What to know before a meeting: who comes and why they matter, last talks, promises, deals, what to raise. */
import { repliesOwed, type ReplyOwed } from "../../db/queries/day.ts";
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import type { Attendee, NextMeeting } from "../../db/queries/next-meeting.ts";
import { findIdentity, findPerson } from "../../db/queries/people.ts";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import { timeline, type TimelineRow } from "../../db/queries/timeline.ts";
import type { Context } from "../context.ts";
import { formatDay, formatInstant, formatIsoDay, formatMoney } from "../domain/format.ts";
import { bold, literal, type Block, type Button, type ListItem, type Reply } from "../reply.ts";
import type { ToolContext } from "../tool.ts";
import { taskItem } from "./task-view.ts";
import { ago, contactEvidence, oneLine, timelineItem } from "./words.ts";

const MOST_PEOPLE = 8;
const TALKS = 6;
const OWED_DAYS = 60;
const DAY_MS = 86_400_000;

interface Known {
  name: string;
  personId: string | null;
  companyId: string | null;
  /** "CFO, Acme". */
  role: string;
  evidence: string;
  identityIds: string[];
}

export interface Brief {
  meeting: NextMeeting | undefined;
  of: string;
  people: Known[];
  talks: TimelineRow[];
  tasks: TaskRow[];
  owed: ReplyOwed[];
  /** Their side: our last mail that nobody has answered. */
  waiting: { name: string; row: TimelineRow }[];
  deals: DealRow[];
}

export async function briefOn(
  context: ToolContext,
  {
    meeting,
    of,
    attendees,
  }: { meeting: NextMeeting | undefined; of: string; attendees: Attendee[] },
): Promise<Brief> {
  const people: Known[] = [];
  for (const one of attendees.slice(0, MOST_PEOPLE)) people.push(await known(context, one));
  const { tx, now, actor } = context;
  const identityIds = people.flatMap((one) => one.identityIds);
  const talks = await timeline(tx, { identityIds, until: now, limit: TALKS });
  const from = new Date(now.getTime() - OWED_DAYS * DAY_MS);
  const all = await repliesOwed(tx, { userId: actor.userId, from, until: now });
  const ids = new Set(people.flatMap(({ personId }) => personId ?? []));
  const waiting: Brief["waiting"] = [];
  for (const one of people) {
    const [last] = await timeline(tx, {
      identityIds: one.identityIds,
      kind: "email",
      until: now,
      limit: 1,
    });
    if (last?.fromIsOurs) waiting.push({ name: one.name, row: last });
  }
  return {
    meeting,
    of,
    people,
    talks,
    tasks: await tasksAbout(context, people),
    owed: all.filter(({ personId }) => personId !== null && ids.has(personId)),
    waiting,
    deals: await dealsWith(context, people),
  };
}

async function known({ tx, now }: ToolContext, attendee: Attendee): Promise<Known> {
  const person = attendee.personId ? await findPerson(tx, attendee.personId) : undefined;
  if (person)
    return {
      name: person.name,
      personId: person.id,
      companyId: person.companyId,
      role: [person.title, person.company].filter(Boolean).join(", "),
      evidence: contactEvidence(person, now),
      identityIds: person.identityIds,
    };
  const identity = await findIdentity(tx, attendee.identityId);
  return {
    name: attendee.name,
    personId: null,
    companyId: null,
    role: "not in the CRM yet",
    evidence: identity ? contactEvidence(identity, now) : "",
    identityIds: [attendee.identityId],
  };
}

/** Each once, whoever of them it is about. */
async function tasksAbout({ tx }: ToolContext, people: readonly Known[]): Promise<TaskRow[]> {
  const found = new Map<string, TaskRow>();
  for (const { personId, companyId } of people) {
    const filters = [...(personId ? [{ personId }] : []), ...(companyId ? [{ companyId }] : [])];
    for (const filter of filters)
      for (const task of await openTasks(tx, { ...filter, limit: 5 })) found.set(task.id, task);
  }
  return [...found.values()].slice(0, 8);
}

async function dealsWith({ tx }: ToolContext, people: readonly Known[]): Promise<DealRow[]> {
  const found = new Map<string, DealRow>();
  for (const { personId, companyId } of people) {
    const filters = [...(companyId ? [{ companyId }] : []), ...(personId ? [{ personId }] : [])];
    for (const filter of filters)
      for (const deal of await findDeals(tx, { ...filter, outcome: "open", limit: 4 }))
        found.set(deal.id, deal);
  }
  return [...found.values()].slice(0, 6);
}

export function briefReply(brief: Brief, context: Context): Reply<Button> {
  const { meeting, of, people } = brief;
  const title = oneLine(meeting?.title ?? "", 100) || `Meeting with ${of}`;
  const when = meeting ? formatInstant(meeting.startsAt, context.actor) : "";
  const place = meeting?.location ? `, ${literal(meeting.location)}` : "";
  const lists: Block<Button>[] = [
    list(
      "Who comes",
      people.map((one) => personItem(one, brief)),
    ),
    list(
      "Last talks",
      brief.talks.map((row) => timelineItem(row, context)),
    ),
    list("We promised", promised(brief, context)),
    list(
      "They owe us",
      brief.waiting.map((one) => waitingItem(one, context)),
    ),
    list("Deals", brief.deals.map(dealItem)),
    list("To raise", toRaise(brief, context)),
  ].filter((block) => block.items.length > 0);
  const records = [
    ...people.flatMap(({ personId, name }) =>
      personId ? [{ type: "person" as const, id: personId, name }] : [],
    ),
    ...brief.deals.map(({ id, name }) => ({ type: "deal" as const, id, name })),
  ];
  return {
    text: meeting
      ? `${bold(title)}, ${when}${place}. With ${literal(people.map(({ name }) => name).join(", ")) || "nobody from outside"}.`
      : `No meeting with ${bold(of)} is in your calendar. This is what to know:`,
    blocks: lists,
    records,
  };
}

const list = (title: string, items: ListItem<Button>[]) => ({
  kind: "list" as const,
  title,
  items,
});

/** Somebody counts for the part they have in a deal, and for how often one has talked. */
function personItem(
  { name, role, evidence, personId, companyId }: Known,
  { deals }: Brief,
): ListItem<Button> {
  const own = deals.filter((deal) => deal.personId === personId && personId !== null);
  const company = deals.filter((deal) => deal.companyId === companyId && companyId !== null);
  const why = own.length > 0 ? `contact of ${own.map((deal) => deal.name).join(", ")}` : "";
  const at = own.length === 0 && company.length > 0 ? `deal: ${company[0]?.name ?? ""}` : "";
  const detail = [evidence, why, at].filter(Boolean).join(" · ");
  return {
    text: `${bold(name)}${role ? `, ${literal(role)}` : ""}`,
    ...(detail ? { detail: literal(detail) } : {}),
    ...(personId ? { record: { type: "person" as const, id: personId, name } } : {}),
  };
}

const promised = ({ tasks, owed }: Brief, context: Context): ListItem<Button>[] => [
  ...tasks.map((task) => taskItem(task, context)),
  ...owed.map(({ id, from, subject, at }) => ({
    text: `A reply to ${bold(from)}${subject ? `: ${oneLine(subject, 100)}` : ""}`,
    detail: `wrote ${ago(at, context.now)}`,
    record: { type: "interaction" as const, id, name: oneLine(subject ?? "Email", 80) },
  })),
];

const waitingItem = (
  { name, row }: Brief["waiting"][number],
  { actor }: Context,
): ListItem<Button> => ({
  text: `${bold(name)} has not answered our mail of ${formatDay(row.occurredAt, actor)}${row.subject ? `: ${oneLine(row.subject, 100)}` : ""}`,
  record: { type: "interaction", id: row.id, name: oneLine(row.subject ?? "Email", 80) },
});

const dealItem = (deal: DealRow): ListItem<Button> => ({
  text: `${bold(deal.name)}: ${literal(dealWords(deal))}`,
  record: { type: "deal", id: deal.id, name: deal.name },
});

const dealWords = (deal: DealRow): string =>
  [
    deal.stage,
    formatMoney(deal.value, deal.currency),
    deal.closeDate ? `closes ${formatIsoDay(deal.closeDate)}` : "no close date",
  ]
    .filter(Boolean)
    .join(", ");

/** What the facts themselves call for. */
function toRaise({ tasks, owed, waiting, deals }: Brief, { now }: Context): ListItem<Button>[] {
  const late = tasks.filter((task) => task.dueAt !== null && task.dueAt < now);
  const overdue = (deal: DealRow) =>
    deal.closeDate !== null && deal.closeDate < (now.toISOString().split("T")[0] ?? "");
  return [
    ...late.map(({ title }) => `Overdue on our side: ${title}`),
    ...owed.map(
      ({ from, subject }) => `Answer ${from}${subject ? ` about ${oneLine(subject, 80)}` : ""}`,
    ),
    ...waiting.map(({ name }) => `Ask ${name} for the answer still open`),
    ...deals.filter(overdue).map(({ name }) => `${name} should have closed by now`),
    ...deals
      .filter(({ closeDate }) => closeDate === null)
      .map(({ name }) => `When does ${name} close?`),
  ]
    .slice(0, 6)
    .map((text) => ({ text: literal(text) }));
}
