/** Marks a task as done; one that repeats is followed by the next. */
import { z } from "zod";
import { taskRecords } from "../../db/projections/registry.ts";
import { newId } from "../domain/ids.ts";
import { following } from "../domain/task.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import { dueOfTask, dueText, taskWords, type Due } from "./task-words.ts";

interface Completed {
  id: string;
  title: string;
  changed: boolean;
  /** When the next one is due, of a task that repeats. */
  next: Due | null;
}

export const completeTask = defineTool({
  name: "complete_task",
  summary: "Mark a task as done",
  effect: "write",
  needs: "tasks:write",
  tainted: "focus",
  examples: [
    "done with {task:send pricing}",
    "done{task:=it}",
    "mark {task:the second one} done",
    "mark {task:call Leo} as done",
    "{task:send pricing} is done",
    "I finished {task:the deck}",
    "I've done {task:send pricing}",
    "I did {task:call Leo}",
    "complete {task:send pricing}",
    "tick off {task:send the NDA}",
    "check off {task:the second task}",
    "close {task:the NDA task}",
    "{task:the pricing task} is finished",
    "finished with {task:the deck}",
    "the task {task:send pricing} is complete",
    "cross off {task:the NDA task}",
    "ticked off {task:the NDA task}",
    "{task:the NDA task} is completed",
    "the task {task:send pricing} is sorted",
    "{task:the NDA task} is taken care of",
    "took care of {task:the NDA task}",
    "got {task:the deck} done",
    "all done with {task:the forecast task}",
    "set {task:call Leo} to done",
    "mark the task {task:send the NDA} complete",
    "that one is done{task:=that one}",
    "sorted{task:=it}",
    "consider {task:the deck task} done",
    "{task:the pricing deck} sent, done",
    "{task:travel} booked, done",
    "{task:the signature} is chased, tick it off",
    "{task:the invoice} is paid, tick it off",
    "I {task:sent the pricing deck}, tick it off",
    "I have {task:sent the pricing deck}, that task is finished",
    "I have {task:sent the pricing deck}, so that task is done",
    "{task:sent the pricing deck}, tick it off",
    "{task:number two} is done",
    "{task:the second one} is done",
    "number one is done{task:=number one}",
    "tick {task:send the NDA} off",
    "cross {task:send the NDA} off",
    "cross {task:send the NDA} off my list",
    "check {task:call Leo} off my list",
    "the task {task:send pricing} is done",
    "finished {task:send pricing}",
  ],
  input: z.object({ task: taskWords }),
  output: anything as Anything<Completed>,
  mentions: { task: ["task"] },
  async run(context, { task }): Promise<Completed> {
    const [written] = await context.write(taskRecords, [
      { id: task.id, command: { kind: "complete", at: context.now.toISOString() } },
    ]);
    const done = written?.after ?? null;
    const next = done ? following(done, context.now, context.actor.timeZone) : undefined;
    if (next)
      await context.write(taskRecords, [{ id: newId(), command: { kind: "create", task: next } }]);
    const due = next ? dueOfTask(next) : null;
    return { id: task.id, title: task.name, changed: done !== null, next: due };
  },
  reply: ({ id, title, changed, next }, { actor }) => ({
    text: changed
      ? `Done: ${bold(title)}.${next ? ` The next one is ${dueText(next, actor)}.` : ""}`
      : `${bold(title)} was already done.`,
    records: [{ type: "task", id, name: title }],
  }),
});
