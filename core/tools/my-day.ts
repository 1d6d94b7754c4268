/** One's day, or week, at a glance: meetings, what is due, replies owed, dates and deals that are near. */
import { DateTime } from "luxon";
import { z } from "zod";
import { dealsClosing, keyDatesOn, meetingsOf, repliesOwed } from "../../db/queries/day.ts";
import { findDrafts } from "../../db/queries/drafts.ts";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import type { Context } from "../context.ts";
import { readCalendarPeriod } from "../domain/period.ts";
import { mayApprove } from "../policy.ts";
import { standingsOf, type Standing } from "../sending/standing.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { dayReply, type Day } from "../views/day-view.ts";
import { readWhen } from "./dates.ts";
import { anything, type Anything } from "./shapes.ts";

const DAY_MS = 86_400_000;
/** A younger message is no debt yet, an older one no longer. */
const OWED_DAYS = { least: 1, most: 14 };
const TASKS = 50;
const DRAFTS = 50;

export const myDay = defineTool({
  name: "my_day",
  summary: "Your day or week: meetings, tasks, replies you owe, deals about to close",
  effect: "read",
  needs: "records:read",
  examples: [
    "what's my day",
    "my day",
    "how does my day look",
    "what does my day look like",
    "what do I have {day:today}",
    "what have I got {day:tomorrow}",
    "what's on {day:today}",
    "what's on {day:tomorrow}",
    "what's up {day:today}",
    "agenda",
    "agenda for {day:tomorrow}",
    "my agenda {day:on Monday}",
    "my schedule {day:tomorrow}",
    "show my schedule",
    "what's on my calendar {day:tomorrow}",
    "which meetings do I have {day:today}",
    "what meetings do I have {day:on Thursday}",
    "plan my day",
    "good morning",
    "meetings {day:tomorrow}",
    "what's in my diary {day:tomorrow}",
    "what's the plan for {day:today}",
    "what have I got on {day:on Friday}",
    "what's ahead {day:today}",
    "brief me",
    "brief me for {day:tomorrow}",
    "daily briefing",
    "run me through my day",
    "walk me through {day:tomorrow}",
    "what's my {day:Monday} like",
    "how busy am I {day:on Friday}",
    "am I free {day:tomorrow}",
    "who am I meeting {day:today}",
    "who do I meet {day:on Monday}",
    "who did I meet last week{day:=last week}",
    "which meetings did I have last week{day:=last week}",
    "meetings last week{day:=last week}",
    "who did I meet yesterday{day:=yesterday}",
    "do I have any meetings {day:tomorrow}",
    "any meetings {day:on Thursday}",
    "my calendar for {day:Tuesday}",
    "what's coming up {day:today}",
    "where should I start today",
    "start my day",
    "how does my {day:Monday} look",
    "how is my day looking",
    "how's my day looking",
    "how is my {day:Friday} looking",
    "how's {day:tomorrow} looking",
    "what's my day look like",
    "what does my {day:Monday} look like",
    "what's {day:tomorrow} look like",
    "what's on the agenda {day:today}",
    "what's on the agenda",
    "what's happening {day:today}",
    "what do I have on {day:tomorrow}",
    "what's my day like",
    "what have I got on {day:today}",
    "today's agenda{day:=today}",
    "my day {day:tomorrow}",
    "do I have anything {day:tomorrow}",
    "do I have anything on {day:tomorrow}",
    "meetings {day:next week}",
    "what's on {day:this week}",
    "what does my week look like{day:=this week}",
    "how does my week look{day:=this week}",
    "my week{day:=this week}",
  ],
  input: z.object({
    day: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe("A day or a week; today when absent"),
  }),
  output: anything as Anything<Day>,
  mentions: {},
  run: (context, { day }) => dayOf(context, day),
  reply: dayReply,
});

async function dayOf(context: ToolContext, words: string | undefined): Promise<Day> {
  const { tx, now, actor } = context;
  const zone = actor.timeZone;
  const today = DateTime.fromJSDate(now, { zone }).startOf("day");
  const [first, last] = words ? daysMeant(context, words, today) : [today, today];
  const days = daysBetween(first, last);
  const isToday = first.hasSame(today, "day") && days.length === 1;
  const [from, until] = [first.toJSDate(), last.plus({ days: 1 }).toJSDate()];
  const userId = actor.userId;
  const tasks = await openTasks(tx, {
    assigneeId: userId,
    ...(first > today ? { dueFrom: from } : {}),
    dueUntil: new Date(until.getTime() - 1),
    limit: TASKS,
  });
  const isLate = (task: TaskRow) => task.dueAt !== null && task.dueAt < now;
  const closing = { userId, from: isoDay(first), until: isoDay(last.plus({ days: 7 })) };
  const own = context.audience === "dm";
  const past = (ago: number) => new Date(now.getTime() - ago * DAY_MS);
  const owed = { userId, from: past(OWED_DAYS.most), until: past(OWED_DAYS.least) };
  return {
    date: isoDay(first),
    lastDate: isoDay(last),
    isToday,
    overdue: tasks.filter(isLate),
    due: tasks.filter((task) => !isLate(task)),
    deals: await dealsClosing(tx, closing),
    meetings: own ? await meetingsOf(tx, { userId, from, until }) : [],
    replies: own && isToday ? await repliesOwed(tx, owed) : [],
    dates: own ? await keyDatesOn(tx, days) : [],
    drafts: own && isToday ? await draftsOf(context) : { unknown: [], waiting: [] },
  };
}

const isoDay = (day: DateTime): string => day.toISODate() ?? "";

const daysBetween = (first: DateTime, last: DateTime): string[] =>
  Array.from({ length: Math.round(last.diff(first, "days").days) + 1 }, (_, nth) =>
    isoDay(first.plus({ days: nth })),
  );

/** What waits for this person's yes, and what only a person can say the end of. */
async function draftsOf({ tx, now, actor }: ToolContext): Promise<Day["drafts"]> {
  const found = await findDrafts(tx, { limit: DRAFTS });
  const all = await standingsOf(tx, found, now);
  const mine = all.filter(({ draft }) => mayApprove(actor.role, draft.ownerId === actor.userId));
  const saidYes = ({ yes }: Standing) => yes.some(({ approverId }) => approverId === actor.userId);
  return {
    unknown: mine.filter(({ state }) => state === "unknown"),
    waiting: mine.filter(
      (one) =>
        (one.state === "draft" && one.draft.ownerId === actor.userId) ||
        (one.state === "waiting" && !saidYes(one)) ||
        (one.state === "failed" && one.draft.ownerId === actor.userId),
    ),
  };
}

/** A week as a whole where one is named, what is left of it where it has begun; else one day. */
function daysMeant(context: Context, words: string, today: DateTime): [DateTime, DateTime] {
  const zone = context.actor.timeZone;
  const week = /\bweek\b/i.test(words) ? weekOf(context, words) : undefined;
  if (week) {
    const [first, last] = week.map((day) => DateTime.fromISO(day, { zone })) as [
      DateTime,
      DateTime,
    ];
    return [first < today && today <= last ? today : first, last];
  }
  const when = readWhen(context, words, "future");
  const at =
    when.kind === "day"
      ? DateTime.fromISO(when.date, { zone })
      : DateTime.fromJSDate(when.at, { zone });
  return [at.startOf("day"), at.startOf("day")];
}

function weekOf({ now, actor }: Context, words: string): [string, string] | undefined {
  const { timeZone, locale } = actor;
  const period = readCalendarPeriod(words, { now, timeZone, locale });
  return period?.from && period.to ? [period.from, period.to] : undefined;
}
