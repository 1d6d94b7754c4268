/** Logs a call or a note on people and companies. */
import { z } from "zod";
import { interactionRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant } from "../domain/format.ts";
import { newId } from "../domain/ids.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { instantOf } from "./dates.ts";
import { recountContact } from "./recount-contact.ts";
import { anything, type Anything } from "./shapes.ts";

interface Logged {
  id: string;
  kind: "call" | "note";
  about: string[];
  occurredAt: Date;
}

export const logInteraction = defineTool({
  name: "log_interaction",
  summary: "Log a call or a note",
  effect: "write",
  needs: "records:write",
  examples: [
    "log a {kind:call} with {about:Sofia Reyes}: {summary:wants pricing by Thursday}",
    "log {kind:call} w/ {about:John Weiss}: {summary:no budget until Q2}",
    "{kind:note} on {about:Acme}: {summary:budget frozen until Q2}",
    "add a {kind:note} to {about:Sofia}: {summary:prefers short mails}",
    "{kind:note} about {about:Borealis}: {summary:hiring a new CTO}",
    "{kind:call} with {about:Lena}, {summary:she likes the pilot}",
    "just spoke to {about:John Weiss}, {summary:no budget til Q2}",
    "just talked to {about:Sofia}: {summary:very interested}",
    "spoke with {about:Leo} {when:yesterday}: {summary:will introduce us to Aldersea}",
    "log a {kind:call} with {about:Sofia} {when:yesterday}: {summary:talked about the renewal}",
  ],
  input: z.object({
    kind: z.enum(["call", "note"]).default("call"),
    about: z.array(z.string().trim().min(1).max(200)).min(1).max(20),
    summary: z.string().trim().min(1, "say what was said").max(10_000),
    when: z.string().max(100).optional().describe("When it took place; now when absent"),
  }),
  output: anything as Anything<Logged>,
  mentions: { about: ["person", "company"] },
  async run(context, { kind, about, summary, when }): Promise<Logged> {
    const occurredAt = when ? instantOf(context, when, "past") : context.now;
    if (occurredAt > context.now)
      throw new AppError("bad_input", "That is in the future; a task or a meeting fits better.");
    const id = newId();
    const personIds = about.filter((ref) => ref.type === "person").map((ref) => ref.id);
    const companyId = about.find((ref) => ref.type === "company")?.id ?? null;
    await context.write(
      interactionRecords,
      [
        {
          id,
          command: {
            kind: "log",
            interaction: {
              kind,
              occurredAt: occurredAt.toISOString(),
              summary,
              personIds,
              companyId,
              loggedBy: context.actor.userId,
            },
          },
        },
      ],
      { occurredAt },
    );
    await recountContact(context, personIds);
    return { id, kind, about: about.map((ref) => ref.name), occurredAt };
  },
  reply: ({ id, kind, about, occurredAt }, context) => ({
    text: `Logged a ${kind} ${kind === "call" ? "with" : "on"} ${bold(about.join(", "))}, ${formatInstant(occurredAt, context.actor)}.`,
    records: [{ type: "interaction", id, name: `${kind} ${about.join(", ")}` }],
  }),
});
