/**
 * Throws a draft away; undo brings it back with all its versions. One that was approved no longer goes
 * out, and its rows are kept out of sight for the sake of the approvals; one that was sent is refused.
 */
import { z } from "zod";
import { draftRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { draftName } from "../views/draft-view.ts";
import { draftMeant } from "./draft-meant.ts";
import { redrawn } from "./draft-standing.ts";

export const discardDraft = defineTool({
  name: "discard_draft",
  summary: "Throw a draft away",
  effect: "write",
  needs: "records:write",
  examples: [
    "discard the draft",
    "discard the draft to {draft:Sofia}",
    "delete the draft",
    "delete my draft to {draft:Leo}",
    "throw the draft away",
    "bin the draft",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional().describe("The last one when absent"),
  }),
  output: z.object({ name: z.string() }),
  mentions: {},
  async run(context, { draft: words }) {
    const draft = await draftMeant(context, words, { tool: "discard_draft", args: {} });
    if (draft.ownerId !== context.actor.userId)
      throw new AppError("forbidden", "Only who wrote a draft discards it.");
    await context.write(draftRecords, [{ id: draft.id, command: { kind: "discard" } }]);
    redrawn(context, draft.id);
    return { name: draftName(draft) };
  },
  reply: ({ name }) => ({ text: `Discarded the draft ${bold(name)}. It does not go out.` }),
});
