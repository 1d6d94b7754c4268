/** What a brief rests on: who comes, what was said, what is owed on either side, the open deals. */
import { repliesOwed, type ReplyOwed } from "../../db/queries/day.ts";
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import type { Attendee, NextMeeting } from "../../db/queries/next-meeting.ts";
import { findIdentity, findPerson } from "../../db/queries/people.ts";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import { timeline, type TimelineRow } from "../../db/queries/timeline.ts";
import type { ToolContext } from "../tool.ts";
import { contactEvidence } from "./words.ts";

const MOST_PEOPLE = 8;
const TALKS = 6;
const OWED_DAYS = 60;
const DAY_MS = 86_400_000;

export interface Known {
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

type Filter = { personId: string } | { companyId: string };

const byPerson = (people: readonly Known[]): Filter[] =>
  people.flatMap(({ personId }) => (personId ? [{ personId }] : []));

/** Colleagues share one. */
const byCompany = (people: readonly Known[]): Filter[] =>
  [...new Set(people.flatMap(({ companyId }) => companyId ?? []))].map((companyId) => ({
    companyId,
  }));

/** Each once, whoever of them it is about. */
async function tasksAbout({ tx }: ToolContext, people: readonly Known[]): Promise<TaskRow[]> {
  const found = new Map<string, TaskRow>();
  for (const filter of [...byPerson(people), ...byCompany(people)])
    for (const task of await openTasks(tx, { ...filter, limit: 5 })) found.set(task.id, task);
  return [...found.values()].slice(0, 8);
}

async function dealsWith({ tx }: ToolContext, people: readonly Known[]): Promise<DealRow[]> {
  const found = new Map<string, DealRow>();
  for (const filter of [...byCompany(people), ...byPerson(people)])
    for (const deal of await findDeals(tx, { ...filter, outcome: "open", limit: 4 }))
      found.set(deal.id, deal);
  return [...found.values()].slice(0, 6);
}
