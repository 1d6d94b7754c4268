/** Notes which city a person is in. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { bold, literal } from "../../core/reply.ts";
import { defineTool } from "../../core/tool.ts";

export const setCity = defineTool({
  name: "set_city",
  summary: "Note which city a person is in",
  effect: "write",
  needs: "records:write",
  examples: [
    "{person:Sofia Reyes} moved to {city:Bergen}",
    "{person:Lena} lives in {city:Zagreb}",
    "{person:John Okafor} is based in {city:Porto}",
  ],
  input: z.object({
    person: z.string().trim().min(1).max(200),
    city: z.string().trim().min(1).max(100),
  }),
  output: z.object({ id: z.string(), name: z.string(), city: z.string() }),
  mentions: { person: ["person"] },
  async run(context, { person, city }) {
    await context.write(personRecords, [
      { id: person.id, command: { kind: "update", patch: { city } } },
    ]);
    return { id: person.id, name: person.name, city };
  },
  reply: ({ id, name, city }) => ({
    text: `${bold(name)} is in ${literal(city)}.`,
    records: [{ type: "person", id, name }],
  }),
});
