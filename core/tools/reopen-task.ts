/** Opens a task again that was marked as done. */
import { z } from "zod";
import { taskRecords } from "../../db/projections/registry.ts";
import { doneTasks } from "../../db/queries/tasks.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay } from "../domain/format.ts";
import { isId } from "../domain/ids.ts";
import { Question } from "../question.ts";
import { bold } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { taskWords } from "./task-words.ts";

const LOOKS_BACK_DAYS = 90;
const pronouns =
  /^(?:it|this|that|that one|this one|(?:the|that|this|the last|last) task|the last one)$/i;

export const reopenTask = defineTool({
  name: "reopen_task",
  summary: "Open a finished task again",
  effect: "write",
  needs: "tasks:write",
  examples: [
    "reopen {task:send pricing}",
    "reopen the task {task:send the NDA}",
    "reopen task {task:send the NDA}",
    "{task:send pricing} is not done",
    "{task:the deck} isn't done yet",
    "{task:send pricing} is not finished yet",
    "mark {task:call Leo} as not done",
    "untick {task:send pricing}",
    "uncheck {task:call Leo}",
    "I haven't done {task:send pricing} after all",
    "{task:call Leo} wasn't done after all",
    "bring back the task {task:send pricing}",
    "set {task:send pricing} back to open",
    "mark {task:the deck} as open again",
    "I marked {task:call Leo} done by mistake",
    "I didn't finish {task:the deck} after all",
    "{task:send the NDA} isn't finished after all",
    "{task:send the NDA} isn't done after all",
    "{task:send the NDA} is not complete after all",
    "{task:send the NDA} is still open",
    "{task:send the NDA} is still to do",
    "{task:the NDA task} still needs doing",
    "put {task:send the NDA} back on my list",
    "{task:the NDA task} isn't finished",
    "unfinish {task:the NDA task}",
    "undo the tick on {task:the NDA task}",
  ],
  // Done tasks are found here: a mention names open ones only.
  input: z.object({ task: taskWords }),
  output: z.object({ id: z.string(), title: z.string() }),
  mentions: {},
  async run(context, { task }) {
    const found = await finished(context, task);
    await context.write(taskRecords, [{ id: found.id, command: { kind: "reopen" } }]);
    return { id: found.id, title: found.title };
  },
  reply: ({ id, title }) => ({
    text: `${bold(title)} is open again.`,
    records: [{ type: "task", id, name: title }],
  }),
});

async function finished(context: ToolContext, words: string) {
  const since = new Date(context.now.getTime() - LOOKS_BACK_DAYS * 86_400_000);
  const pointed = pronouns.test(words);
  const id = isId(words) ? words : pointed ? context.focus.task?.id : undefined;
  const found = await doneTasks(context.tx, {
    ...(id ? { id } : pointed ? { assigneeId: context.actor.userId } : { title: words }),
    since,
    limit: pointed ? 1 : 4,
  });
  const [task, ...others] = found;
  if (!task) throw new AppError("not_found", `I find no finished task “${words}”.`);
  const same = (title: string) => title.toLowerCase() === task.title.toLowerCase();
  // Of a task that repeats, the one done last is meant.
  if (others.every(({ title }) => same(title)) || same(words)) return task;
  throw new Question({
    text: `Which “${words}” do you mean?`,
    actions: found.map((one) => ({
      label: `${one.title} · done ${formatDay(one.doneAt, context.actor)}`,
      press: { kind: "call", tool: "reopen_task", args: { task: one.id } },
    })),
  });
}
