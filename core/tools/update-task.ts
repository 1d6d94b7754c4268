/** Changes a task: when it is due, whose it is, what it says, how often it comes. */
import { z } from "zod";
import { taskRecords } from "../../db/projections/registry.ts";
import { loadStreams } from "../../db/event-store.ts";
import { describeRecurrence } from "../domain/recurrence.ts";
import { AppError } from "../domain/errors.ts";
import type { Task } from "../domain/task.ts";
import { Question } from "../question.ts";
import { bold, literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import {
  aboutIds,
  dueFields,
  dueOfTask,
  dueText,
  newDue,
  repeatOf,
  taskMeant,
  taskWords,
} from "./task-words.ts";

interface Updated {
  id: string;
  title: string;
  /** What is so now, in words. */
  now: string[];
  changed: boolean;
}

const words = (most: number) => z.string().trim().min(1).max(most).optional();

export const updateTask = defineTool({
  name: "update_task",
  summary: "Move, snooze, assign, rename or repeat a task",
  guide:
    "Without `task` the one just spoken of is meant. `due` may be a date or a shift (“a week”, “2 days later”), “none” removes it; `repeat` “never” stops repeating.",
  effect: "write",
  needs: "tasks:write",
  tainted: "focus",
  examples: [
    "snooze {task:it} to {due:monday}",
    "snooze {task:send pricing} until {due:tomorrow}",
    "snooze {task:it} for {due:2 days}",
    "snooze {task:the second one} {due:a week}",
    "push {task:send pricing} back {due:a week}",
    "push {task:send pricing} to {due:next Friday}",
    "postpone {task:the NDA task} by {due:2 days}",
    "postpone {task:call Leo} to {due:next week}",
    "delay {task:send pricing} by {due:3 days}",
    "move {task:the call with Leo task} to {due:tomorrow at 10}",
    "change the due date of {task:send pricing} to {due:Thursday}",
    "make {task:send pricing} due {due:tomorrow}",
    "reschedule {task:call Leo} for {due:Thursday 3pm}",
    "assign {task:the NDA task} to {assignee:Tom}",
    "reassign {task:send pricing} to {assignee:Priya}",
    "give {task:the NDA task} to {assignee:Tom}",
    "hand {task:the deck task} over to {assignee:Ana}",
    "assign {task:it} to {assignee:me}",
    "make {task:it} {repeat:weekly}",
    "make {task:review pipeline} repeat {repeat:every monday}",
    "repeat {task:the forecast task} {repeat:every month}",
    "stop repeating {task:review pipeline}{repeat:=never}",
    "remove the due date of {task:send pricing}{due:=none}",
    "rename the task {task:send pricing} to {title:send the new pricing}",
    "rename {task:the NDA task} to {title:send the signed NDA}",
    "link the task {task:send pricing} to {about:Acme}",
    "{task:the NDA task} is about {about:Borealis}",
    "park {task:that task} until {due:monday}",
    "park the task {task:send the NDA} for {due:2 weeks}",
    "kick {task:call Leo} down the road to {due:next month}",
    "bump the task {task:call Leo} to {due:Friday}",
    "bring {task:send pricing} forward to {due:today}",
    "leave {task:the NDA task} until {due:Thursday}",
    "the deadline for the task {task:prepare the deck} is {due:30 November}",
    "set the deadline of the task {task:send pricing} to {due:Friday}",
    "extend the task {task:update the forecast} by {due:3 days}",
    "hold off on {task:send pricing} until {due:next week}",
    "put off {task:the NDA task} till {due:Thursday}",
    "put {task:call Leo} off for {due:10 days}",
    "defer {task:call Leo} by {due:2 days}",
    "move the task {task:call Leo} to {due:next Monday}",
    "let {assignee:Tom} handle {task:the NDA task}",
    "{assignee:Priya} will do the task {task:prepare the deck}",
    "{assignee:Tom} takes over the task {task:send pricing}",
    "pass the task {task:send the NDA} on to {assignee:Priya}",
    "change the title of the task {task:send pricing} to {title:send the 2027 pricing}",
    "reword {task:the NDA task} as {title:send the signed NDA}",
    "do {task:the forecast task} {repeat:every two weeks}",
    "clear the due date of {task:send pricing}{due:=none}",
    "{task:the forecast task} is no longer recurring{repeat:=never}",
    "attach the task {task:call Leo} to {about:Borealis}",
    "shove {task:the invoice task} to {due:Monday}",
    "shove {task:the invoice one} to {due:Monday}",
    "shift {task:the invoice one} to {due:Monday}",
    "slide {task:the invoice task} to {due:next week}",
    "push {task:the invoice one} to {due:Monday}",
    "move {task:the invoice one} to {due:Monday}",
    "bump {task:the invoice one} to {due:Monday}",
    "snooze {task:that task} until {due:Monday}",
    "remind me of {task:the NDA task} {due:tomorrow} instead",
    "do {task:the NDA task} {due:tomorrow} instead",
    "{assignee:Tom} will take {task:the NDA task}",
    "{assignee:Tom} does {task:the NDA task}",
    "change {task:the NDA reminder} to {due:3pm tomorrow}",
  ],
  input: z.object({
    task: taskWords.optional(),
    title: words(500).describe("The new title"),
    due: words(100).describe("A date, a shift such as “a week”, or “none”"),
    assignee: words(200),
    repeat: words(100).describe("“weekly”, “every Monday”, or “never”"),
    about: words(200),
  }),
  output: anything as Anything<Updated>,
  mentions: { task: ["task"], assignee: ["user"], about: ["person", "company", "deal"] },
  about: "task",
  async run(context, { task: named, ...changes }): Promise<Updated> {
    const task = taskMeant(context, named);
    if (!task) throw new Question({ text: "Which task do you mean?" }, "task");
    if (Object.values(changes).every((value) => value === undefined))
      throw new Question({ text: `When is ${bold(task.name)} due now?` }, "due");
    const before = (await loadStreams(context.tx, taskRecords.aggregate, [task.id])).get(task.id);
    if (!before?.state) throw new AppError("not_found", "That task is no longer here.");
    const patch = patchFrom(context, before.state, changes);
    const written = await context.write(taskRecords, [
      { id: task.id, command: { kind: "update", patch } },
    ]);
    const after = { ...before.state, ...patch };
    return {
      id: task.id,
      title: after.title,
      now: spokenOf(context, after, changes),
      changed: written.length > 0,
    };
  },
  reply: ({ id, title, now, changed }) => ({
    text: changed
      ? `${bold(title)}: ${now.join(", ")}.`
      : `${bold(title)} stays as it was: ${now.join(", ")}.`,
    records: [{ type: "task", id, name: title }],
  }),
});

interface Changes {
  title?: string | undefined;
  due?: string | undefined;
  assignee?: Ref | undefined;
  repeat?: string | undefined;
  about?: Ref | undefined;
}

function patchFrom(
  context: ToolContext,
  before: Task,
  { title, due, assignee, repeat, about }: Changes,
): Partial<Task> {
  return {
    ...(title ? { title } : {}),
    ...(due ? dueFields(newDue(context, due, dueOfTask(before))) : {}),
    ...(assignee ? { assigneeId: assignee.id } : {}),
    ...(repeat ? { repeat: repeatOf(repeat) } : {}),
    ...(about ? aboutIds(about) : {}),
  };
}

function spokenOf({ actor }: ToolContext, after: Task, changes: Changes): string[] {
  const { title, due, assignee, repeat, about } = changes;
  return [
    title ? "renamed" : "",
    due ? dueText(dueOfTask(after), actor) : "",
    assignee ? `assigned to ${assignee.id === actor.userId ? "you" : literal(assignee.name)}` : "",
    repeat ? (after.repeat ? describeRecurrence(after.repeat) : "no longer repeating") : "",
    about ? `about ${literal(about.name)}` : "",
  ].filter(Boolean);
}
