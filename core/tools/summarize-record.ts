/** Sums up a person, a company or a deal: what is on record and, with a model, what it comes to. */
import { z } from "zod";
import type { Button, Reply } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { showRef } from "../views/record-view.ts";
import { anything, type Anything } from "./shapes.ts";

export const summarizeRecord = defineTool({
  name: "summarize_record",
  summary: "Sum up a person, a company or a deal",
  guide: "Prose about one record. For the plain record use show_record.",
  effect: "read",
  needs: "records:read",
  examples: [
    "summarize {record:Acme}",
    "summarise {record:Sofia}",
    "sum up {record:the Acme pilot}",
    "give me a summary of {record:Borealis}",
    "short summary of {record:Acme}",
    "summary of {record:Sofia Reyes}",
    "summarize our relationship with {record:Acme}",
    "write me a summary of {record:the Acme pilot}",
  ],
  input: z.object({ record: z.string().trim().min(1).max(200) }),
  output: anything as Anything<{ shown: Reply<Button> }>,
  mentions: { record: ["company", "person", "deal", "identity"] },
  prose: {
    task: (_input, said) =>
      `${said}\n\nSum the record up in three to six sentences: who they are to us, what was last talked about, what is open on either side, where the deals stand.`,
  },
  run: async (context, { record }) => ({ shown: await showRef(context, record) }),
  reply: ({ shown }) => shown,
});
