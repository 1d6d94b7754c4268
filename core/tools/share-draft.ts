/** Lets the team read a draft, so that somebody else may approve it, or keeps it private again. */
import { z } from "zod";
import { draftRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import { defineTool } from "../tool.ts";
import { draftMeant } from "./draft-meant.ts";
import { redrawn, shownDraft, shownReply, type ShownDraft } from "./draft-standing.ts";
import { anything, type Anything } from "./shapes.ts";

export const shareDraft = defineTool({
  name: "share_draft",
  summary: "Share a draft with the team, or keep it private again",
  guide: "`back` ends the sharing. Only the whole team: a draft is not shared with one colleague.",
  effect: "write",
  needs: "records:write",
  examples: [
    "share the draft with the team",
    "share my draft with the team",
    "share the draft to {draft:Sofia} with the team",
    "show the draft to {draft:Leo} to the team",
    "let the team see the draft",
    "let my colleagues see the draft to {draft:Sofia}",
    "stop sharing the draft{back:true}",
    "stop sharing the draft to {draft:Sofia}{back:true}",
    "make the draft private again{back:true}",
    "make the draft to {draft:Leo} private{back:true}",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional().describe("The last one when absent"),
    back: z.boolean().optional(),
  }),
  output: anything as Anything<ShownDraft>,
  mentions: {},
  async run(context, { draft: words, back }) {
    const again = { tool: "share_draft", args: back ? { back } : {} };
    const draft = await draftMeant(context, words, again);
    if (draft.ownerId !== context.actor.userId)
      throw new AppError("forbidden", "Only who wrote a draft shares it.");
    const command = { kind: "share" as const, shared: !back };
    await context.write(draftRecords, [{ id: draft.id, command }]);
    redrawn(context, draft.id);
    return shownDraft(context, draft.id);
  },
  reply: (shown, context) =>
    shownReply(
      shown,
      shown.standing.draft.shared
        ? "Your team can read this draft now; changing it stays with you."
        : "This draft is yours alone again.",
      context,
    ),
});
