/** Questions that one look at the records does not answer: why, compared with what, what to make of it. */
import { z } from "zod";
import type { Button, Reply } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { showRef } from "../views/record-view.ts";
import { anything, type Anything } from "./shapes.ts";

const MOST_RECORDS = 4;

export const answerQuestion = defineTool({
  name: "answer_question",
  summary: "Answer why, compare, or sum up, from what is on record",
  guide:
    "For what no other tool answers by itself: why something happened, comparisons, summaries across records, what to do next. Pass the question as the user put it, and the records it is about. Facts that one tool shows are that tool's.",
  effect: "read",
  needs: "records:read",
  examples: [
    "why is {about:the Acme pilot} stuck",
    "why did we lose {about:the Acme pilot}",
    "why has {about:Sofia} gone quiet",
    "why is {about:Borealis} not answering",
    "compare {about:Acme} with {about:Borealis}",
    "compare {about:Acme} and {about:Borealis}",
    "what are the risks with {about:the Acme pilot}",
    "what should I do next with {about:Acme}",
    "how could we win {about:the Acme pilot}",
    "what does {about:Sofia} care about",
    "what is holding up {about:the Acme pilot}",
  ],
  input: z.object({
    question: z.string().trim().min(1).max(1_000).optional(),
    about: z.array(z.string().trim().min(1).max(200)).max(MOST_RECORDS).optional(),
  }),
  output: anything as Anything<{ shown: Reply<Button>[] }>,
  mentions: { about: ["company", "person", "deal", "identity"] },
  prose: { task: ({ question }, said) => question ?? said, instead: true },
  async run(context, { about = [] }) {
    const shown: Reply<Button>[] = [];
    for (const ref of about) shown.push(await showRef(context, ref));
    return { shown };
  },
  reply: ({ shown }) => ({
    text:
      shown.length > 0
        ? "To answer that I need a language model. This is what is on record:"
        : "To answer that I need a language model. Name a person, a company or a deal, and I show what is on record.",
    blocks: shown.flatMap(({ blocks = [] }) => blocks),
    records: shown.flatMap(({ records = [] }) => records.slice(0, 1)),
  }),
});
