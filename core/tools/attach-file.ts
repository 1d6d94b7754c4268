/** Puts a file that its owner brought into a draft: a new version, which no approval of an earlier one covers. */
import { z } from "zod";
import { findDrafts, type DraftRow } from "../../db/queries/drafts.ts";
import { AppError } from "../domain/errors.ts";
import type { Attachment } from "../domain/draft.ts";
import { Question } from "../question.ts";
import { bold } from "../reply.ts";
import { standingsOf } from "../sending/standing.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { draftMeant, privately, whichDraft } from "./draft-meant.ts";
import { reviseDraft } from "./draft-revision.ts";
import { shownDraft, shownReply, type ShownDraft } from "./draft-standing.ts";
import { withFiles } from "./attached.ts";
import { anything, type Anything } from "./shapes.ts";
import { uploadsMeant } from "./uploads-meant.ts";

const LOOKED_THROUGH = 50;

export const attachFile = defineTool({
  name: "attach_file",
  summary: "Attach a file you brought to a draft",
  guide: "The file came with this message or one before; without `file` it is the last one.",
  effect: "draft",
  // What a file holds leaves the house: text from outside has no say in that.
  tainted: "refused",
  needs: "records:write",
  examples: [
    "attach it",
    "attach this",
    "attach that",
    "attach these files",
    "attach the file",
    "attach this file",
    "attach it to the draft",
    "attach the file to the draft",
    "attach this to the draft to {draft:Sofia}",
    "attach the file to the draft to {draft:Leo}",
    "add the file to the draft",
    "add the file to the draft to {draft:Sofia}",
    "put the file in the draft to {draft:Leo}",
    "attach {file:offer.pdf}",
    "attach {file:offer.pdf} to the draft",
    "attach {file:offer.pdf} to the draft to {draft:Sofia}",
    "add {file:offer.pdf} to the draft as an attachment",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional().describe("The last one when absent"),
    file: z.string().trim().min(1).max(200).optional().describe("Its name"),
    uploads: z.array(z.uuid()).min(1).max(50).optional().describe("From a button only"),
  }),
  output: anything as Anything<ShownDraft & { lead: string }>,
  mentions: {},
  async run(context, { draft: words, file, uploads }) {
    privately(context);
    const files = await uploadsMeant(context, { file, ids: uploads });
    const before = await draftFor(context, words, files);
    if (before.ownerId !== context.actor.userId)
      throw new AppError("forbidden", "Only who wrote a draft attaches files to it.");
    const { attachments, lead } = withFiles(before.attachments, files);
    await reviseDraft(context, before.id, { attachments });
    return { ...(await shownDraft(context, before.id)), lead };
  },
  reply: ({ lead, ...shown }, context) => shownReply(shown, lead, context),
});

/** The one named or last spoken of; where no draft was spoken of, the only one that is still open. */
async function draftFor(
  context: ToolContext,
  words: string | undefined,
  files: readonly Attachment[],
): Promise<DraftRow> {
  const again = { tool: "attach_file", args: { uploads: files.map(({ uploadId }) => uploadId) } };
  if (words !== undefined || context.focus.draft) return draftMeant(context, words, again);
  const open = await openDrafts(context);
  const [only, ...others] = open;
  const names = files.map(({ name }) => bold(name)).join(", ");
  if (!only)
    throw new Question({
      text: `I keep ${names} for you for a week. There is no open draft to attach it to: draft the message first, then say “attach it”.`,
    });
  if (others.length > 0) throw whichDraft(open, again, `Attach ${names} to which draft?`);
  return only;
}

async function openDrafts({ tx, now, actor }: ToolContext): Promise<DraftRow[]> {
  const drafts = await findDrafts(tx, { limit: LOOKED_THROUGH });
  const own = drafts.filter(({ ownerId }) => ownerId === actor.userId);
  const gone = ["sending", "sent", "saved", "unknown"];
  const standings = await standingsOf(tx, own, now);
  return standings.flatMap(({ draft, state }) => (gone.includes(state) ? [] : [draft]));
}
