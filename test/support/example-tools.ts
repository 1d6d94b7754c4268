/** For tests: a small registry in the shape of the real one, so that the parser is tested apart from it. */
import { z } from "zod";
import { say } from "../../core/reply.ts";
import type { MentionType } from "../../core/ref.ts";
import type { Effect } from "../../core/stance.ts";
import { defineTool, type Tool } from "../../core/tool.ts";

const record: MentionType[] = ["person", "company", "deal"];

interface Sketch {
  summary: string;
  effect?: Effect;
  input?: z.ZodRawShape;
  mentions?: Record<string, MentionType[]>;
  examples: string[];
}

const sketches: Record<string, Sketch> = {
  find_record: {
    summary: "Find people, companies and deals by name",
    input: { query: z.string() },
    examples: ["find {query:sofia reyes}", "search for {query:acme}", "look up {query:john weiss}"],
  },
  show_person: {
    summary: "Show a person",
    input: { person: z.string() },
    mentions: { person: ["person", "identity"] },
    examples: [
      "who is {person:Sofia Reyes}",
      "show me {person:Sofia}",
      "tell me about {person:John from Acme}",
      "what do we know about {person:Dana}",
      "{person:Sofia}'s email?",
      "what is {person:Sofia}'s phone number",
    ],
  },
  show_company: {
    summary: "Show a company",
    input: { company: z.string() },
    mentions: { company: ["company"] },
    examples: [
      "what's happening with {company:Acme}",
      "how are things going with {company:Acme}",
      "show {company:Acme}",
      "tell me about {company:Borealis Energy}",
    ],
  },
  show_record: {
    summary: "Show a record",
    input: { record: z.string() },
    mentions: { record },
    examples: [
      "show {record:Acme}",
      "show me {record:Sofia}",
      "tell me about {record:Acme}",
      "what's new with {record:Sofia}",
      "open {record:the Acme pilot}",
    ],
  },
  list_people: {
    summary: "List people",
    input: {
      company: z.string().optional(),
      place: z.string().optional(),
      tag: z.string().optional(),
      lastContactBefore: z.string().optional(),
      lastContactAfter: z.string().optional(),
      neverContacted: z.boolean().optional(),
      limit: z.number().int().positive().max(100).default(20),
    },
    mentions: { company: ["company"] },
    examples: [
      "people at {company:Acme}",
      "who do we know at {company:Northwind}",
      "who works at {company:Acme}",
      "people in {place:Madrid}",
      "contacts tagged {tag:investor}",
      "{tag:fintech} people in {place:Barcelona} I haven't spoken to in {lastContactBefore:3 months}",
      "{tag:investor} contacts",
      "people {neverContacted:I've never contacted}",
      "who haven't I talked to since {lastContactBefore:June}",
      "who have I spoken to since {lastContactAfter:Monday}",
      "list my contacts",
    ],
  },
  last_contact: {
    summary: "When you last spoke to someone",
    input: { person: z.string() },
    mentions: { person: ["person"] },
    examples: [
      "when did I last talk to {person:John}",
      "when did we last speak to {person:Sofia Reyes}",
      "last contact with {person:John}",
    ],
  },
  log_interaction: {
    summary: "Log a call, note or meeting",
    effect: "write",
    input: {
      kind: z.enum(["call", "note", "meeting"]).optional(),
      about: z.array(z.string()).min(1),
      summary: z.string(),
      when: z.string().optional(),
    },
    mentions: { about: record },
    examples: [
      "log a {kind:call} with {about:Sofia}: {summary:wants pricing by Thursday}",
      "{kind:note} on {about:Acme}: {summary:budget frozen until Q2}",
      "just {kind:spoke} to {about:John Weiss}, {summary:no budget til Q2}",
      "{kind:met} {about:Sofia Reyes} {when:yesterday}: {summary:keen to start}",
      "log a {kind:meeting} with {about:Leo} {when:this morning}: {summary:agreed the terms}",
    ],
  },
  add_task: {
    summary: "Add a task",
    effect: "write",
    input: {
      title: z.string(),
      due: z.string().optional(),
      about: z.array(z.string()).optional(),
    },
    mentions: { about: record },
    examples: [
      "remind me to {title:send pricing to Sofia} {due:on Friday}",
      "remind me {due:tomorrow} to {title:call Leo}",
      "remind me about {about:the second one} {due:on friday am} to {title:send it}",
      "task: {title:call Leo} {due:tomorrow 9am}",
      "todo {title:prepare the deck} {due:by end of month}",
      "remind me to {title:send the contract}",
      "add a task to {title:call Leo}",
      "todo: {title:renew the domain}",
    ],
  },
  list_tasks: {
    summary: "List your tasks",
    input: { range: z.enum(["today", "tomorrow", "week", "overdue", "all"]).optional() },
    examples: [
      "what's due",
      "what's due {range:today}",
      "my tasks",
      "my tasks for {range:tomorrow}",
      "what do I have to do {range:this week}",
      "anything {range:overdue}?",
      "show {range:all} my tasks",
      "what's on my plate {range:today}",
    ],
  },
  complete_task: {
    summary: "Mark a task done",
    effect: "write",
    input: { task: z.string() },
    mentions: { task: ["task"] },
    examples: [
      "done with {task:send pricing}",
      "mark {task:the second one} done",
      "complete {task:send pricing}",
      "I finished {task:the deck}",
    ],
  },
  list_suggestions: {
    summary: "Show people you may want to add",
    examples: ["show suggestions", "who should I add?", "any suggestions?"],
  },
  accept_suggestion: {
    summary: "Add a suggested person",
    effect: "write",
    input: { suggestion: z.string() },
    mentions: { suggestion: ["suggestion"] },
    examples: ["accept {suggestion:the first one}", "accept the suggestion {suggestion:Dana Cole}"],
  },
  dismiss_suggestion: {
    summary: "Dismiss a suggestion",
    effect: "write",
    input: { suggestion: z.string() },
    mentions: { suggestion: ["suggestion"] },
    examples: ["dismiss {suggestion:Dana Cole}", "don't add {suggestion:Dana Cole}"],
  },
  accept_suggestions: {
    summary: "Add everyone suggested",
    effect: "write",
    examples: ["add all of them", "accept all suggestions"],
  },
  search_messages: {
    summary: "Search your mail",
    input: { query: z.string(), person: z.string().optional() },
    mentions: { person: ["person"] },
    examples: [
      "search mail for {query:pricing deck}",
      "find emails about {query:the pilot}",
      "find emails from {person:Sofia} about {query:the pilot}",
    ],
  },
  tag_record: {
    summary: "Tag a record",
    effect: "write",
    input: { record: z.string(), tag: z.string() },
    mentions: { record },
    examples: ["tag {record:Sofia} as {tag:investor}", "tag {record:Acme} {tag:fintech}"],
  },
  untag_record: {
    summary: "Remove a tag",
    effect: "write",
    input: { record: z.string(), tag: z.string() },
    mentions: { record },
    examples: [
      "untag {record:Sofia} {tag:investor}",
      "remove tag {tag:investor} from {record:Sofia}",
    ],
  },
  add_person: {
    summary: "Add a person",
    effect: "write",
    input: {
      name: z.string(),
      email: z.email().optional(),
      phone: z.string().optional(),
      company: z.string().optional(),
      title: z.string().optional(),
      tags: z.array(z.string()).optional(),
    },
    examples: [
      "add {name:Priya Shah}, {email:priya@shahventures.example}, {phone:+44 7700 900123}, {tags:investor}",
      "add {name:Priya Shah} {email:priya@shahventures.example}",
      "add {name:Lena Koch} from {company:Zeta}",
      "new contact {name:Lena Koch}, {title:CFO} at {company:Zeta}",
      "create a contact for {name:Lena Koch}, {email:lena@zeta.example}",
    ],
  },
  list_deals: {
    summary: "List deals",
    input: { company: z.string().optional(), status: z.enum(["open", "won", "lost"]).optional() },
    mentions: { company: ["company"] },
    examples: [
      "{status:open} deals",
      "deals with {company:Acme}",
      "show my deals",
      "which deals did we {status:win}",
    ],
  },
  undo: {
    summary: "Take back the last change",
    effect: "write",
    examples: ["undo", "undo that", "take that back"],
  },
  help: { summary: "Say what Rapport can do", examples: ["help", "what can you do"] },
};

export const exampleTools: readonly Tool[] = Object.entries(sketches).map(([name, sketch]) =>
  defineTool({
    name,
    summary: sketch.summary,
    effect: sketch.effect ?? "read",
    needs: sketch.effect ? "records:write" : "records:read",
    examples: sketch.examples,
    input: z.object(sketch.input ?? {}),
    output: z.object({}),
    mentions: (sketch.mentions ?? {}) as Record<string, never>,
    run: () => Promise.resolve({}),
    reply: () => say("Done."),
  }),
);
