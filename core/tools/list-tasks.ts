/** Open tasks: one's own, a colleague's, or those about a record. */
import { DateTime } from "luxon";
import { z } from "zod";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import type { Context } from "../context.ts";
import { literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool } from "../tool.ts";
import { taskItem } from "../views/task-view.ts";
import { plural } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";

const ranges = ["today", "tomorrow", "week", "overdue", "all"] as const;
type Range = (typeof ranges)[number];

const titles: Record<Range, string> = {
  today: "due by the end of today",
  tomorrow: "due tomorrow",
  week: "due within seven days",
  overdue: "overdue",
  all: "open",
};

interface Listed {
  range: Range;
  /** Whose and about what, in words. */
  filter: string;
  tasks: TaskRow[];
}

export const listTasks = defineTool({
  name: "list_tasks",
  summary: "List open tasks: yours, a colleague's, or about somebody",
  short: "List tasks",
  guide: "Tasks only. For the whole day with meetings and replies owed use my_day.",
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
    "{assignee:Tom}'s tasks",
    "tasks of {assignee:Priya}",
    "tasks for {assignee:Tom}",
    "what does {assignee:Tom} have to do",
    "what does {assignee:Tom} have to do {range:today}",
    "what's on {assignee:Tom}'s plate",
    "which tasks does {assignee:Tom} have",
    "open tasks for {about:Acme}",
    "tasks about {about:Sofia}",
    "what do we still have to do for {about:the Acme pilot}",
    "tasks for {about:Acme}",
    "any tasks about {about:Borealis}",
    "any tasks for {about:Acme}",
    "todos {range:today}",
    "due {range:tomorrow}",
    "what should I do for {about:Acme}",
    "todo list",
    "open tasks",
    "what's left to do {range:today}",
    "what is still open for me",
    "anything due {range:tomorrow}",
    "is anything due this {range:week}",
    "what am I late on{range:=overdue}",
    "what am I behind on{range:=overdue}",
    "what's past due{range:=overdue}",
    "which tasks are {range:overdue}",
    "which tasks are due {range:today}",
    "what do I need to get done {range:tomorrow}",
    "list {range:all} open tasks",
    "my tasks for {range:today}",
    "my reminders",
    "what reminders do I have",
    "{assignee:Tom}'s to-do list",
    "{assignee:Tom}'s {range:overdue} tasks",
    "is {assignee:Tom} behind on anything{range:=overdue}",
    "what is {assignee:Priya} supposed to do this {range:week}",
    "what do we owe {about:Acme}",
    "next steps with {about:Borealis}",
    "what are the next steps for {about:the Acme pilot}",
    "action items for {about:Zeta}",
    "open items with {about:Borealis}",
    "do I have anything to do for {about:Sofia}",
    "what have I promised {about:Sofia}",
    "what tasks are there for {about:Eastgate Health}",
    "which tasks are there for {about:Acme}",
    "are there any tasks for {about:Acme}",
    "what am I supposed to get done {range:today}",
    "what am I supposed to get done this {range:week}",
    "what do I need to do this {range:week}",
    "what must I get done this {range:week}",
    "what's next on my list",
    "what's on {assignee:Tom}'s list",
    "what's on my list",
    "what's on my list {range:today}",
    "what's on my to-do list {range:today}",
    "what's outstanding",
    "what's outstanding for {about:Acme}",
    "anything left for {range:today}",
    "anything open with {about:Sofia}",
    "what's due this {range:week}",
    "tasks due this {range:week}",
    "tasks due {range:tomorrow}",
    "my {range:overdue} tasks",
    "show my {range:overdue} tasks",
    "todos for {about:Acme}",
    "to-dos for {range:tomorrow}",
    "what is {assignee:Tom} doing this {range:week}",
  ],
  input: z.object({
    range: z.enum(ranges).optional(),
    about: z.string().trim().min(1).max(200).optional().describe("A person, company or deal"),
    assignee: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe("Whose; the asker's when absent, everybody's with `about`"),
  }),
  output: anything as Anything<Listed>,
  mentions: { about: ["company", "person", "deal"], assignee: ["user"] },
  async run(context, { range = "all", about, assignee }): Promise<Listed> {
    const assigneeId = assignee?.id ?? (about ? undefined : context.actor.userId);
    const tasks = await openTasks(context.tx, {
      ...(assigneeId ? { assigneeId } : {}),
      ...(about ? filterOf(about) : {}),
      ...bounds(range, context),
      limit: 50,
    });
    const filter = [
      about ? `about ${about.name}` : "",
      assignee && assignee.id !== context.actor.userId ? `of ${assignee.name}` : "",
    ];
    return { range, filter: filter.filter(Boolean).join(", "), tasks };
  },
  reply({ range, filter, tasks }, context) {
    const suffix = filter ? ` ${literal(filter)}` : "";
    if (tasks.length === 0)
      return {
        text: filter ? `No task${suffix} is ${titles[range]}.` : `Nothing ${titles[range]}.`,
      };
    return {
      text: `${plural(tasks.length, "task")}${suffix} ${titles[range]}:`,
      blocks: [{ kind: "list", items: tasks.map((task) => taskItem(task, context)) }],
      records: tasks.map(({ id, title }) => ({ type: "task", id, name: title })),
    };
  },
});

function filterOf({ type, id }: Ref): { personId?: string; companyId?: string; dealId?: string } {
  if (type === "person") return { personId: id };
  return type === "company" ? { companyId: id } : { dealId: id };
}

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
