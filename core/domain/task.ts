/** A task: something somebody promised to do. */
import { AppError } from "./errors.ts";
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
  createdBy: string | null;
  createdAt: string;
}

export type TaskCommand =
  { kind: "create"; task: Task } | { kind: "complete"; at: string } | { kind: "reopen" };

export const task: Aggregate<Task, TaskCommand> = {
  type: "task",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.task }];
    if (!state) throw new AppError("not_found", "That task is no longer here.");
    if (command.kind === "reopen") return change(state, { doneAt: null });
    return state.doneAt ? [] : change(state, { doneAt: command.at });
  },
};
