/** Takes files off a draft again: a new version, which no approval of an earlier one covers. */
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { defineTool } from "../tool.ts";
import { withoutFile } from "./attached.ts";
import { draftMeant } from "./draft-meant.ts";
import { reviseDraft } from "./draft-revision.ts";
import { shownDraft, shownReply, type ShownDraft } from "./draft-standing.ts";
import { anything, type Anything } from "./shapes.ts";

export const detachFile = defineTool({
  name: "detach_file",
  summary: "Take an attached file off a draft",
  effect: "draft",
  // What a file holds leaves the house: text from outside has no say in that.
  tainted: "refused",
  needs: "records:write",
  examples: [
    "remove the attachment",
    "remove the attachments",
    "remove the attachment from the draft",
    "remove the attachment from the draft to {draft:Sofia}",
    "remove the attached file from the draft",
    "take the attachment off the draft",
    "take the attachment off the draft to {draft:Leo}",
    "drop the attachment",
    "detach the file",
    "detach {file:offer.pdf}",
    "detach {file:offer.pdf} from the draft",
    "detach {file:offer.pdf} from the draft to {draft:Leo}",
    "remove {file:offer.pdf} from the draft",
    "take {file:offer.pdf} off the draft",
    "remove the attachment {file:offer.pdf}",
    "remove the attachment {file:offer.pdf} from the draft",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional().describe("The last one when absent"),
    file: z.string().trim().min(1).max(200).optional().describe("Its name; all when absent"),
  }),
  output: anything as Anything<ShownDraft & { lead: string }>,
  mentions: {},
  async run(context, { draft: words, file }) {
    const args = file === undefined ? {} : { file };
    const before = await draftMeant(context, words, { tool: "detach_file", args });
    if (before.ownerId !== context.actor.userId)
      throw new AppError("forbidden", "Only who wrote a draft changes it.");
    const { attachments, lead } = withoutFile(before.attachments, file);
    await reviseDraft(context, before.id, { attachments });
    return { ...(await shownDraft(context, before.id)), lead };
  },
  reply: ({ lead, ...shown }, context) => shownReply(shown, lead, context),
});
