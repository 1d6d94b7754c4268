/** Adds a task: for oneself or a colleague, once or again and again. */
import { z } from "zod";
import { taskRecords } from "../../db/projections/registry.ts";
import { describeRecurrence, type Recurrence } from "../domain/recurrence.ts";
import { newId } from "../domain/ids.ts";
import { firstDay } from "../domain/task.ts";
import { endOfDay } from "../domain/when.ts";
import { Question } from "../question.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { dueOf } from "./dates.ts";
import { anything, type Anything } from "./shapes.ts";
import { aboutIds, dueFields, dueText, repeatOf, type Due } from "./task-words.ts";

interface Added {
  id: string;
  title: string;
  due: Due | null;
  about: string | null;
  repeat: Recurrence | null;
  /** Whose it is, when not the asker's. */
  assignee: string | null;
}

export const addTask = defineTool({
  name: "add_task",
  summary: "Add a task or a reminder, also for a colleague or repeating",
  short: "Add a task",
  guide:
    "For anything somebody has to do later. Keep the title in the asker's words without the date; `about` only when a record was named as what it is about.",
  effect: "write",
  needs: "tasks:write",
  tainted: "allowed",
  examples: [
    "remind me to {title:send pricing to Sofia} {due:on Friday}",
    "remind me {due:tomorrow at 9am} to {title:call Leo}",
    "remind me {due:friday am} to {title:call John}",
    "remind me about {about:the second one} {due:on friday am}",
    "remind me {due:on friday morning} about {about:the second one}",
    "remind me to {title:send the contract}",
    "set a reminder to {title:chase the invoice} {due:next Tuesday}",
    "add a reminder to {title:chase the invoice} {due:next Tuesday}",
    "add a reminder for {due:Friday}: {title:call Sofia}",
    "create a reminder to {title:chase the invoice} {due:next Tuesday}",
    "task: {title:call Leo} {due:tomorrow 9am}",
    "todo {title:prepare the deck} {due:by end of month}",
    "todo: {title:book the venue}",
    "add a task to {title:follow up with Acme} {due:in two weeks}",
    "add task {title:check the renewal terms} for {assignee:Priya}",
    "create a task: {title:prepare the renewal} {due:next Monday}",
    "create a task for {assignee:Tom}: {title:prepare the deck} {due:by Thursday}",
    "add a task for {about:the Acme pilot}: {title:check the terms} {due:tomorrow}",
    "I need to {title:send the NDA} {due:by Wednesday}",
    "don't let me forget to {title:thank Dana} {due:tomorrow}",
    "follow up with {about:Acme} {due:in two weeks}",
    "follow up with {about:Sofia}",
    "remind {assignee:Tom} to {title:send the deck} {due:tomorrow}",
    "remind {assignee:Priya} {due:on Monday} to {title:review the forecast}",
    "tell {assignee:Tom} to {title:call Weiss} {due:by Friday}",
    "ask {assignee:Ana} to {title:prepare the offer}",
    "{assignee:Tom} needs to {title:send the deck} {due:by Friday}",
    "{assignee:Priya} has to {title:sign the contract} {due:tomorrow}",
    "remind me {due:tomorrow}",
    "{repeat:every monday} {title:review pipeline}",
    "remind me {repeat:every monday} to {title:review the pipeline}",
    "remind me to {title:check the invoices} {repeat:every month}",
    "{repeat:weekly} task: {title:update the forecast}",
    "make sure to {title:reply to the auditors} {due:today}",
    "followup with {about:Acme} {due:next week}",
    "schedule a follow-up with {about:Dana} {due:next Tuesday}",
    "{about:Acme} needs a follow-up {due:next week}",
    "put a reminder on {about:Acme} for {due:Monday}",
    "set a task for {assignee:Tom} to {title:clean the data} {due:by Friday}",
    "ping me {due:on Thursday} about {about:Acme}",
    "ping me to {title:send the slides} {due:tomorrow}",
    "nudge me {due:next week} to {title:chase the signature}",
    "nudge me about {about:Borealis} {due:in 10 days}",
    "note to self: {title:check the VAT number}",
    "new task: {title:draft the proposal} {due:by Friday}",
    "new task for {assignee:Priya}: {title:update the price list}",
    "gotta {title:email the auditors} {due:tomorrow}",
    "I have to {title:renew the insurance} {due:by 30 June}",
    "I promised to {title:send references} {due:by Tuesday}",
    "{due:on Monday} I need to {title:prepare the board pack}",
    "check in with {about:Leo} {due:in a month}",
    "circle back with {about:Acme} {due:next week}",
    "touch base with {about:Zeta} {due:next month}",
    "get back to {about:Dana} {due:on Monday}",
    "ping me about {about:Borealis} {due:on Friday}",
    "assign {assignee:Ana} a task: {title:review the draft} {due:by Friday}",
    "set a reminder for {due:tomorrow at 4pm}: {title:call the notary}",
    "set a reminder {due:on Friday} about {about:the Acme pilot}",
    "reminder: {title:pay the stand fee} {due:on 3 December}",
    "{repeat:every friday}: {title:send the weekly report}",
    "set up a recurring task to {title:clean up the contacts} {repeat:every month}",
    "remind {assignee:Tom} {repeat:every friday} to {title:log his calls}",
    "task for {assignee:Tom}: {title:clean up the list}",
    "task for {assignee:Tom}: {title:clean up the list} {due:by Friday}",
    "task for me: {title:clean up the list}",
    "ask {assignee:Tom} to {title:call Erik} {due:tomorrow}",
    "have {assignee:Tom} {title:call Erik} {due:tomorrow}",
    "get {assignee:Tom} to {title:call Erik} {due:by Friday}",
    "{assignee:Tom} should {title:call Oliver} {due:on Tuesday}",
    "{assignee:Tom} should {title:call Oliver} {due:on Tuesday}, make it a task",
    "{assignee:Tom} must {title:send the deck} {due:by Friday}",
    "put a task on my list to {title:check the contract with Harbor} {due:by 2 December}",
    "put a task on {assignee:Tom}'s list to {title:check the contract} {due:by 2 December}",
    "put {title:check the contract} on my todo list {due:for Friday}",
    "add {title:check the contract} to my to-do list",
    "add {title:check the contract} to my todos {due:for Friday}",
    "add to my todo list: {title:check the contract}",
    "put on my todo list: {title:check the contract}",
    "{repeat:every friday} remind me to {title:update the forecast}",
    "{due:tomorrow} remind me to {title:call Leo}",
    "{due:next week} remind me about {about:Acme}",
    "set a reminder for me to {title:check the contract}",
    "set a reminder for me to {title:check the contract} {due:tomorrow}",
    "set a reminder for {due:Friday} to {title:call Sofia}",
    "set a reminder to {title:call Sofia}",
    "set up a {repeat:weekly} reminder to {title:review the pipeline}",
    "put a reminder for {due:next week} to {title:check on Borealis}",
    "can you put a reminder for {due:next week} to {title:check on Borealis}",
    "ping me {due:on Monday} about {title:the tracking thing}",
    "ping me {due:on Monday at 9} about {title:the tracking thing}",
    "nudge me {due:tomorrow morning} about {about:the Acme pilot}",
    "nudge me {due:tomorrow morning} re {about:the Acme pilot}",
    "don't let me forget {title:the birthday card}",
    "don't let me forget {title:the contract} {due:tomorrow}",
    "don't forget to {title:send the slides} {due:by Friday}",
    "got to {title:chase the invoice} {due:by Friday}",
    "need to {title:chase the invoice} {due:by Friday}",
    "todo for {due:tomorrow}: {title:send the NDA}",
    "todo for {assignee:Tom}: {title:send the NDA} {due:by Friday}",
    "make a task to {title:chase the invoice} {due:on Friday}",
    "make it a task: {title:chase the invoice}",
    "new task {title:draft the proposal} for {assignee:Tom}",
    "for {due:Friday}: {title:send the NDA}, make it a task",
    "to do {due:on Friday}: {title:send the NDA}",
    "have to {title:chase the invoice} {due:by Friday}",
    "must {title:chase the invoice} {due:by Friday}",
    "add a task to {title:water the plants} {repeat:every Monday}",
    "ping me {due:in an hour} to {title:send the deck}",
    "let me know {due:on Monday} to {title:chase Acme}",
    "book a follow up with {about:Dana} for {due:Monday}",
    "I should {title:call Erik back} {due:tomorrow}",
    "task {title:prepare the offer} due {due:Friday}",
  ],
  input: z.object({
    title: z.string().trim().min(1, "say what is to be done").max(500).optional(),
    due: z.string().trim().min(1).max(100).optional().describe("Day or time, in words or ISO"),
    about: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe("The person, company or deal it is about"),
    repeat: z.string().trim().min(1).max(100).optional().describe("“every Monday”, “monthly”"),
    assignee: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe("The colleague who is to do it; the asker when absent"),
  }),
  output: anything as Anything<Added>,
  mentions: { about: ["person", "company", "deal"], assignee: ["user"] },
  async run(context, { title, due: dueWords, about, repeat: often, assignee }): Promise<Added> {
    if (!title && !about) throw new Question({ text: "What is to be done?" }, "title");
    const repeat = often ? repeatOf(often) : null;
    const due = dueWords ? dueOf(context, dueWords) : repeat ? firstDue(context, repeat) : null;
    const id = newId();
    const what = title ?? `Follow up with ${about?.name ?? ""}`;
    const assigneeId = assignee?.id ?? context.actor.userId;
    const task = {
      title: what,
      ...dueFields(due),
      doneAt: null,
      assigneeId,
      ...(about ? aboutIds(about) : { personId: null, companyId: null, dealId: null }),
      repeat,
      createdBy: context.actor.userId,
      createdAt: context.now.toISOString(),
    };
    await context.write(taskRecords, [{ id, command: { kind: "create", task } }]);
    const others = assigneeId === context.actor.userId ? null : (assignee?.name ?? null);
    return { id, title: what, due, about: about?.name ?? null, repeat, assignee: others };
  },
  reply({ id, title, due, about, repeat, assignee }, { actor }) {
    const details = [dueText(due, actor), repeat ? describeRecurrence(repeat) : ""];
    return {
      text: `Task added${assignee ? ` for ${bold(assignee)}` : ""}: ${bold(title)}${
        about ? ` (${literal(about)})` : ""
      }, ${details.filter(Boolean).join(", ")}.`,
      records: [{ type: "task", id, name: title }],
    };
  },
});

function firstDue({ now, actor }: ToolContext, repeat: Recurrence): Due {
  return {
    at: endOfDay(firstDay(repeat, now, actor.timeZone), actor.timeZone),
    allDay: true,
  };
}
