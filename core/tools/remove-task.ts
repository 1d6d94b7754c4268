/** Takes a task off the list without doing it. */
import { z } from "zod";
import { taskRecords } from "../../db/projections/registry.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { taskWords } from "./task-words.ts";

export const removeTask = defineTool({
  name: "remove_task",
  summary: "Remove a task without doing it",
  effect: "write",
  needs: "tasks:write",
  examples: [
    "remove the task {task:send pricing}",
    "delete the task {task:call Leo}",
    "delete {task:the NDA task}",
    "remove {task:the pricing reminder}",
    "cancel the reminder to {task:call Leo}",
    "cancel {task:the deck task}",
    "drop the task {task:prepare the deck}",
    "forget about {task:send pricing}",
    "I don't need to {task:call Leo} any more",
    "scrap {task:the NDA task}",
    "forget the task {task:prepare the deck}",
    "bin the task {task:call Leo}",
    "ditch the task {task:prepare the deck}",
    "never mind the task {task:send pricing}",
    "{task:the NDA task} is no longer needed",
    "{task:the deck task} is obsolete",
    "we don't have to {task:call Leo} any more",
    "no need to {task:send pricing} any more",
    "take the task {task:send pricing} off my list",
    "cancel the task {task:send pricing}",
    "stop reminding me to {task:call Leo}",
    "remove the task about {task:booking travel to Oslo}",
    "delete the task about {task:booking travel}",
    "delete the reminder about {task:the stand fee}",
    "drop the reminder to {task:call Leo}",
    "remove {task:send pricing} from my todo list",
    "take {task:send pricing} off my todo list",
    "I no longer need to {task:call Leo}",
    "kill the task {task:call Leo}",
    "never mind {task:the NDA task}",
  ],
  input: z.object({ task: taskWords }),
  output: z.object({ id: z.string(), title: z.string() }),
  mentions: { task: ["task"] },
  async run(context, { task }) {
    await context.write(taskRecords, [{ id: task.id, command: { kind: "remove" } }]);
    return { id: task.id, title: task.name };
  },
  reply: ({ title }) => ({ text: `Removed the task ${bold(title)}.` }),
});
