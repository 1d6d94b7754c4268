/** Marks a task as done. */
import { z } from "zod";
import { taskRecords } from "../../db/projections/registry.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";

export const completeTask = defineTool({
  name: "complete_task",
  summary: "Mark a task as done",
  effect: "write",
  needs: "tasks:write",
  examples: [
    "done with {task:send pricing}",
    "mark {task:the second one} done",
    "mark {task:call Leo} as done",
    "{task:send pricing} is done",
    "I finished {task:the deck}",
    "complete {task:send pricing}",
    "tick off {task:send the NDA}",
  ],
  input: z.object({ task: z.string().trim().min(1).max(500) }),
  output: z.object({ id: z.string(), title: z.string(), changed: z.boolean() }),
  mentions: { task: ["task"] },
  async run(context, { task }) {
    const written = await context.write(taskRecords, [
      { id: task.id, command: { kind: "complete", at: context.now.toISOString() } },
    ]);
    return { id: task.id, title: task.name, changed: written.length > 0 };
  },
  reply: ({ id, title, changed }) => ({
    text: changed ? `Done: ${bold(title)}.` : `${bold(title)} was already done.`,
    records: [{ type: "task", id, name: title }],
  }),
});
