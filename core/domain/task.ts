/** A task: something somebody promised to do. */
import { DateTime } from "luxon";
import { AppError } from "./errors.ts";
import { nextAfter, type Recurrence } from "./recurrence.ts";
import { change, type Aggregate } from "./record.ts";

export interface Task {
  title: string;
  /** ISO instant; the end of the day in the assignee's zone when only a day was named. */
  dueAt: string | null;
  dueAllDay: boolean;
  doneAt: string | null;
  assigneeId: string;
  personId: string | null;
  companyId: string | null;
  dealId: string | null;
  /** When done, the next one is made this long after it was due. */
  repeat: Recurrence | null;
  createdBy: string | null;
  createdAt: string;
}

export type TaskCommand =
  | { kind: "create"; task: Task }
  | { kind: "update"; patch: Partial<Omit<Task, "createdAt" | "createdBy" | "doneAt">> }
  | { kind: "complete"; at: string }
  | { kind: "reopen" }
  | { kind: "remove" };

export const task: Aggregate<Task, TaskCommand> = {
  type: "task",
  schemaVersion: 2,
  blank: { repeat: null },
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.task }];
    if (!state) throw new AppError("not_found", "That task is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
    if (command.kind === "update") return change<Task>(state, command.patch);
    if (command.kind === "reopen") return change(state, { doneAt: null });
    return state.doneAt ? [] : change(state, { doneAt: command.at });
  },
};

/** The day (ISO) on which something that repeats is due for the first time. */
export function firstDay(repeat: Recurrence, now: Date, zone: string): string {
  const today = DateTime.fromJSDate(now, { zone });
  const onDay = repeat.weekday !== undefined || repeat.monthDay !== undefined;
  if (repeat.unit === "day") return today.toISODate() ?? "";
  if (!onDay) return nextAfter(repeat, today.toISODate() ?? "", zone);
  // Said on a Monday, "every other Monday" begins that day.
  return nextAfter({ ...repeat, every: 1 }, today.minus({ days: 1 }).toISODate() ?? "", zone);
}

/** What comes after a repeating task is done: never due in the past, at the same time of day. */
export function following(done: Task, now: Date, zone: string): Task | undefined {
  const { repeat } = done;
  if (!repeat) return undefined;
  const today = DateTime.fromJSDate(now, { zone }).toISODate() ?? "";
  const due = done.dueAt === null ? null : DateTime.fromISO(done.dueAt, { zone });
  let day = nextAfter(repeat, due?.toISODate() ?? today, zone);
  while (day < today) day = nextAfter(repeat, day, zone);
  const start = DateTime.fromISO(day, { zone });
  const timed = due && !done.dueAllDay;
  const at = timed ? start.set({ hour: due.hour, minute: due.minute }) : start.endOf("day");
  return {
    ...done,
    dueAt: at.toJSDate().toISOString(),
    dueAllDay: !timed,
    doneAt: null,
    createdAt: now.toISOString(),
  };
}
