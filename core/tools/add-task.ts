/** Adds a task for oneself. */
import { z } from "zod";
import { taskRecords } from "../../db/projections/registry.ts";
import { formatInstant, formatWeekday } from "../domain/format.ts";
import { newId } from "../domain/ids.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { dueOf } from "./dates.ts";
import { anything, type Anything } from "./shapes.ts";

interface Added {
  id: string;
  title: string;
  due: { at: Date; allDay: boolean } | null;
  about: string | null;
}

export const addTask = defineTool({
  name: "add_task",
  summary: "Add a task or a reminder",
  effect: "write",
  needs: "tasks:write",
  examples: [
    "remind me to {title:send pricing to Sofia} {due:on Friday}",
    "remind me {due:tomorrow at 9am} to {title:call Leo}",
    "remind me about {about:the second one} {due:on friday am}",
    "remind me to {title:send the contract}",
    "task: {title:call Leo} {due:tomorrow 9am}",
    "todo {title:prepare the deck} {due:by end of month}",
    "add a task to {title:follow up with Acme} {due:in two weeks}",
    "create a task: {title:prepare the renewal} {due:next Monday}",
    "I need to {title:send the NDA} {due:by Wednesday}",
  ],
  input: z.object({
    title: z.string().trim().min(1, "say what is to be done").max(500).optional(),
    due: z.string().max(100).optional().describe("Day or time, in words or ISO"),
    about: z.string().max(200).optional().describe("The person, company or deal it is about"),
  }),
  output: anything as Anything<Added>,
  mentions: { about: ["person", "company", "deal"] },
  async run(context, { title, due, about }): Promise<Added> {
    const when = due ? dueOf(context, due) : null;
    const id = newId();
    const what = title ?? (about ? `Follow up: ${about.name}` : "Follow up");
    await context.write(taskRecords, [
      {
        id,
        command: {
          kind: "create",
          task: {
            title: what,
            dueAt: when?.at.toISOString() ?? null,
            dueAllDay: when?.allDay ?? false,
            doneAt: null,
            assigneeId: context.actor.userId,
            personId: about?.type === "person" ? about.id : null,
            companyId: about?.type === "company" ? about.id : null,
            dealId: about?.type === "deal" ? about.id : null,
            createdBy: context.actor.userId,
            createdAt: context.now.toISOString(),
          },
        },
      },
    ]);
    return { id, title: what, due: when, about: about?.name ?? null };
  },
  reply({ id, title, due, about }, { actor }) {
    const when = due
      ? `due ${due.allDay ? formatWeekday(due.at, actor) : formatInstant(due.at, actor)}`
      : "no due date";
    return {
      text: `Task added: ${bold(title)}${about ? ` (${literal(about)})` : ""}, ${when}.`,
      records: [{ type: "task", id, name: title }],
    };
  },
});
