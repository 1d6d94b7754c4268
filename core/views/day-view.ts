/** A day as a reply: the most urgent first, and a friendly word where there is nothing. */
import { DateTime } from "luxon";
import type { ClosingDeal, DatedPerson, DayMeeting, ReplyOwed } from "../../db/queries/day.ts";
import type { TaskRow } from "../../db/queries/tasks.ts";
import type { Context } from "../context.ts";
import { formatIsoDay, formatMoney } from "../domain/format.ts";
import {
  bold,
  literal,
  type Block,
  type Button,
  type ListItem,
  type RecordRef,
  type Reply,
} from "../reply.ts";
import type { Standing } from "../sending/standing.ts";
import { dealRecord } from "./deal-table.ts";
import { draftItem } from "./draft-view.ts";
import { taskItem } from "./task-view.ts";
import { ago, oneLine, plural } from "./words.ts";

export interface Day {
  /** ISO. */
  date: string;
  /** ISO, the same where it is one day. */
  lastDate: string;
  isToday: boolean;
  overdue: TaskRow[];
  meetings: DayMeeting[];
  due: TaskRow[];
  replies: ReplyOwed[];
  dates: DatedPerson[];
  deals: ClosingDeal[];
  drafts: {
    /** Nobody knows whether they arrived. */
    unknown: Standing[];
    /** For this person's Approve. */
    waiting: Standing[];
  };
}

export function dayReply(day: Day, context: Context): Reply<Button> {
  const sections = sectionsOf(day, context).filter(({ items }) => items.length > 0);
  const label = labelOf(day);
  const alone = context.audience === "dm";
  const note = alone ? {} : { note: "Meetings and mail I show in a direct message only." };
  if (sections.length === 0) return { text: alone ? freeWords(day) : nothingDue(day), ...note };
  const counts = sections.map(({ count }) => count);
  return {
    text: `${bold(label)}: ${counts.join(", ")}.`,
    blocks: sections.map(({ title, items }): Block<Button> => ({ kind: "list", title, items })),
    records: sections.flatMap(({ items }) =>
      items.flatMap(({ record }): RecordRef[] => (record ? [record] : [])),
    ),
    ...note,
  };
}

const freeWords = (day: Day): string =>
  `${labelOf(day)} is free: no meetings, nothing due${day.isToday ? " and no reply owed" : ""}. Enjoy.`;

/** Before others only this much was looked at: whether somebody is free is not known. */
const nothingDue = (day: Day): string =>
  `${bold(labelOf(day))}: no task is due and no deal is about to close.`;

interface Section {
  title: string;
  /** "2 meetings". */
  count: string;
  items: ListItem<Button>[];
}

function sectionsOf(day: Day, context: Context): Section[] {
  const { overdue, meetings, due, replies, deals, dates, drafts } = day;
  return [
    {
      title: "Sent or not? Please look",
      count: `${plural(drafts.unknown.length, "message")} of unknown end`,
      items: drafts.unknown.map((one) => draftItem(one, context)),
    },
    {
      title: "Overdue",
      count: plural(overdue.length, "overdue task"),
      items: overdue.map((task) => taskItem(task, context)),
    },
    {
      title: "Meetings",
      count: plural(meetings.length, "meeting"),
      items: meetings.map((meeting) => meetingItem(meeting, context, day.date === day.lastDate)),
    },
    {
      title: "Due",
      count: `${plural(due.length, "task")} due`,
      items: due.map((task) => taskItem(task, context)),
    },
    {
      title: "Waiting for your reply",
      count: `${plural(replies.length, "reply", "replies")} owed`,
      items: replies.map((reply) => replyItem(reply, context)),
    },
    {
      title: "Drafts for you to approve",
      count: `${plural(drafts.waiting.length, "draft")} to approve`,
      items: drafts.waiting.map((one) => draftItem(one, context, "Look and approve")),
    },
    {
      title: day.date === day.lastDate ? "Deals to close within a week" : "Deals about to close",
      count: `${plural(deals.length, "deal")} about to close`,
      items: deals.map(dealItem),
    },
    {
      title: "Dates",
      count: plural(dates.length, "date"),
      items: dates.map(dateItem),
    },
  ];
}

/** "Today, Thu 5 Nov 2026", or "Mon 9 Nov to Sun 15 Nov 2026". */
function labelOf({ date, lastDate, isToday }: Day): string {
  const spelled = (day: string, how: string) =>
    DateTime.fromISO(day).setLocale("en-GB").toFormat(how);
  if (date !== lastDate)
    return `${spelled(date, "ccc d LLL")} to ${spelled(lastDate, "ccc d LLL yyyy")}`;
  const day = spelled(date, "ccc d LLL yyyy");
  return isToday ? `Today, ${day}` : day;
}

function meetingItem(
  meeting: Day["meetings"][number],
  { actor }: Context,
  isOneDay: boolean,
): ListItem<Button> {
  const at = DateTime.fromJSDate(meeting.startsAt, { zone: actor.timeZone }).setLocale("en-GB");
  const day = isOneDay ? "" : `${at.toFormat("ccc d LLL")}, `;
  const clock = (at: Date) => DateTime.fromJSDate(at, { zone: actor.timeZone }).toFormat("HH:mm");
  const lasts = meeting.endsAt && meeting.endsAt > meeting.startsAt;
  const time = `${clock(meeting.startsAt)}${lasts && meeting.endsAt ? `–${clock(meeting.endsAt)}` : ""}`;
  const name = oneLine(meeting.title ?? "Meeting", 100) || "Meeting";
  const detail = [
    meeting.attendees.length > 0 ? `with ${meeting.attendees.join(", ")}` : "",
    meeting.location ?? "",
  ]
    .filter(Boolean)
    .join(" · ");
  return {
    text: `${day}${time} ${bold(name)}`,
    ...(detail ? { detail: literal(detail) } : {}),
    record: { type: "interaction", id: meeting.id, name },
  };
}

function replyItem(reply: Day["replies"][number], { now }: Context): ListItem<Button> {
  const subject = oneLine(reply.subject ?? "", 100);
  return {
    text: `${bold(reply.from)}${subject ? `: ${subject}` : ""}`,
    detail: `wrote ${ago(reply.at, now)}`,
    ...(subject ? { outside: true as const } : {}),
    record: reply.personId
      ? { type: "person", id: reply.personId, name: reply.from }
      : { type: "interaction", id: reply.id, name: subject || "Email" },
  };
}

function dealItem(deal: Day["deals"][number]): ListItem<Button> {
  const details = [deal.stage, formatMoney(deal.value, deal.currency)];
  return {
    text: `${bold(deal.name)}, closes ${formatIsoDay(deal.closeDate)}`,
    detail: literal(details.filter(Boolean).join(", ")),
    record: dealRecord(deal),
  };
}

function dateItem({ personId, person, label, date }: Day["dates"][number]): ListItem<Button> {
  const year = /^\d{4}/.exec(date)?.[0];
  return {
    text: `${bold(person)}: ${literal(label)}${year ? ` (${year})` : ""}`,
    record: { type: "person", id: personId, name: person },
  };
}
