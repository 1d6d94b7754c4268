/** Pins a line to a person's card. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { bold, literal } from "../../core/reply.ts";
import { defineTool } from "../../core/tool.ts";

export const pinNote = defineTool({
  name: "pin_note",
  summary: "Pin a line to a person's card",
  effect: "write",
  needs: "records:write",
  examples: [
    "pin to {person:Sofia Reyes}: {note:prefers short mails}",
    "pin on {person:Lena}'s card: {note:never call before ten}",
    "pin {note:decides in committee} to {person:John Okafor}",
  ],
  input: z.object({
    person: z.string().trim().min(1).max(200),
    note: z.string().trim().min(1).max(500),
  }),
  output: z.object({ id: z.string(), name: z.string(), note: z.string() }),
  mentions: { person: ["person"] },
  async run(context, { person, note }) {
    await context.write(personRecords, [
      { id: person.id, command: { kind: "update", patch: { note } } },
    ]);
    return { id: person.id, name: person.name, note };
  },
  reply: ({ id, name, note }) => ({
    text: `Pinned to ${bold(name)}: ${literal(note)}.`,
    records: [{ type: "person", id, name }],
  }),
});
