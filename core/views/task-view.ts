/** Tasks as the lines of a list. */
import type { TaskRow } from "../../db/queries/tasks.ts";
import type { Context } from "../context.ts";
import { formatInstant, formatWeekday } from "../domain/format.ts";
import { describeRecurrence } from "../domain/recurrence.ts";
import { bold, literal, type Button, type ListItem } from "../reply.ts";

export function taskItem(task: TaskRow, { now, actor }: Context): ListItem<Button> {
  const due = task.dueAt
    ? task.dueAllDay
      ? formatWeekday(task.dueAt, actor)
      : formatInstant(task.dueAt, actor)
    : "no due date";
  const late = task.dueAt && task.dueAt < now ? "overdue, " : "";
  const details = [
    `${late}${due}`,
    task.repeat ? describeRecurrence(task.repeat) : "",
    task.assigneeId === actor.userId ? "" : literal(task.assignee),
  ];
  return {
    text: `${bold(task.title)}${task.about ? ` (${literal(task.about)})` : ""}`,
    detail: details.filter(Boolean).join(", "),
    record: { type: "task", id: task.id, name: task.title },
    actions: [
      { label: "Done", press: { kind: "call", tool: "complete_task", args: { task: task.id } } },
    ],
  };
}
