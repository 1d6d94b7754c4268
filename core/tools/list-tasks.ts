/** One's open tasks: what is due. */
import { DateTime } from "luxon";
import { z } from "zod";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import type { Context } from "../context.ts";
import { formatInstant, formatWeekday } from "../domain/format.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import { plural } from "../views/words.ts";

const ranges = ["today", "tomorrow", "week", "overdue", "all"] as const;
type Range = (typeof ranges)[number];

const titles: Record<Range, string> = {
  today: "due by the end of today",
  tomorrow: "due tomorrow",
  week: "due within seven days",
  overdue: "overdue",
  all: "open",
};

export const listTasks = defineTool({
  name: "list_tasks",
  summary: "List your open tasks and what is due",
  effect: "read",
  needs: "records:read",
  examples: [
    "what's due",
    "what's due {range:today}",
    "what is due this {range:week}",
    "my tasks",
    "show my to-do list",
    "what do I have to do {range:today}",
    "what do I have to do this {range:week}",
    "anything {range:overdue}",
    "what's {range:overdue}",
    "{range:overdue} tasks",
    "tasks for {range:tomorrow}",
    "what's on my plate",
  ],
  input: z.object({ range: z.enum(ranges).optional() }),
  output: anything as Anything<{ range: Range; tasks: TaskRow[] }>,
  mentions: {},
  async run(context, { range = "all" }) {
    const tasks = await openTasks(context.tx, {
      assigneeId: context.actor.userId,
      ...bounds(range, context),
      limit: 50,
    });
    return { range, tasks };
  },
  reply({ range, tasks }, context) {
    if (tasks.length === 0) return { text: `Nothing ${titles[range]}.` };
    return {
      text: `${plural(tasks.length, "task")} ${titles[range]}:`,
      blocks: [{ kind: "list", items: tasks.map((task) => taskItem(task, context)) }],
      records: tasks.map(({ id, title }) => ({ type: "task", id, name: title })),
    };
  },
});

function bounds(range: Range, { now, actor }: Context): { dueFrom?: Date; dueUntil?: Date } {
  const today = DateTime.fromJSDate(now, { zone: actor.timeZone });
  switch (range) {
    case "today":
      return { dueUntil: today.endOf("day").toJSDate() };
    case "tomorrow": {
      const tomorrow = today.plus({ days: 1 });
      return {
        dueFrom: tomorrow.startOf("day").toJSDate(),
        dueUntil: tomorrow.endOf("day").toJSDate(),
      };
    }
    case "week":
      return { dueUntil: today.plus({ days: 7 }).endOf("day").toJSDate() };
    case "overdue":
      return { dueUntil: now };
    case "all":
      return {};
  }
}

function taskItem(task: TaskRow, { now, actor }: Context) {
  const due = task.dueAt
    ? task.dueAllDay
      ? formatWeekday(task.dueAt, actor)
      : formatInstant(task.dueAt, actor)
    : "no due date";
  const late = task.dueAt && task.dueAt < now ? "overdue, " : "";
  return {
    text: `${bold(task.title)}${task.about ? ` (${literal(task.about)})` : ""}`,
    detail: `${late}${due}`,
    record: { type: "task" as const, id: task.id, name: task.title },
    actions: [
      {
        label: "Done",
        press: { kind: "call" as const, tool: "complete_task", args: { task: task.id } },
      },
    ],
  };
}
