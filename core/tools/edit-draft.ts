/** Changes a draft: a new version, which no approval of an earlier one covers. */
import { z } from "zod";
import type { DraftRow } from "../../db/queries/drafts.ts";
import { LONGEST } from "../domain/draft.ts";
import { AppError } from "../domain/errors.ts";
import { maskSecrets } from "../domain/masking.ts";
import { Question } from "../question.ts";
import { literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { editButton } from "../views/draft-buttons.ts";
import { draftName } from "../views/draft-view.ts";
import { draftMeant } from "./draft-meant.ts";
import { changedRecipients } from "./draft-recipients.ts";
import { reviseDraft } from "./draft-revision.ts";
import { shownDraft, shownReply, type ShownDraft } from "./draft-standing.ts";
import { anything, type Anything } from "./shapes.ts";

const CHANGED = "Changed the draft.";
const SAID = "The draft says that already.";

const names = z.array(z.string().trim().min(1).max(200)).min(1).max(20).optional();

export const editDraft = defineTool({
  name: "edit_draft",
  summary: "Change a draft: its text, its subject or who gets it",
  guide:
    "For a wish such as shorter or friendlier pass it as `change`; `body` and `subject` only where the user dictates them. `to` replaces the recipients, `cc` adds people who get a copy, `remove` drops some.",
  effect: "draft",
  // Written from what was read; recipients stay as they are, and nothing leaves without a person.
  tainted: "allowed",
  needs: "records:write",
  examples: [
    "make the draft {change:shorter}",
    "make the draft {change:friendlier}",
    "rewrite the draft to {draft:Sofia}",
    "edit the draft to {draft:Leo}",
    "change the subject of the draft to {subject:Trade fair}",
    "change the draft to say {body:see you on Monday}",
    "change the draft to say {body:thanks for the call, we send you the offer on Monday}",
    "replace the text of the draft with {body:see you on Monday}",
    "address the draft to {to:Leo} instead",
    "change the recipient of the draft to {to:Leo}",
    "cc {cc:Dana} on the draft",
    "put {cc:Dana} in cc of the draft",
    "add {cc:Leo} to the draft in cc",
    "take {remove:Dana} off the draft",
    "remove {remove:Dana} from the draft",
    "renew the draft{renew:true}",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional().describe("The last one when absent"),
    version: z
      .int()
      .positive()
      .optional()
      .describe("The version that was before the editor's eyes"),
    change: z.string().trim().min(1).max(500).optional(),
    subject: z.string().trim().max(LONGEST.subject).optional(),
    body: z.string().trim().min(1).max(LONGEST.body).optional(),
    to: names,
    cc: names,
    remove: names,
    renew: z.boolean().optional().describe("The same words, good for another three days"),
  }),
  output: anything as Anything<ShownDraft & { changed: boolean; renewed: boolean }>,
  mentions: {
    to: ["person", "identity"],
    cc: ["person", "identity"],
    remove: ["person", "identity"],
  },
  async run(context, { draft: words, version, ...said }) {
    const args = Object.fromEntries(
      Object.entries(said).flatMap(([field, value]): [string, unknown][] =>
        value === undefined
          ? []
          : [[field, Array.isArray(value) ? value.map(({ id }) => id) : value]],
      ),
    );
    const before = await draftMeant(context, words, { tool: "edit_draft", args });
    if (before.ownerId !== context.actor.userId)
      throw new AppError("forbidden", "Only who wrote a draft changes it.");
    if (version !== undefined && version !== before.version)
      throw await changedMeanwhile(context, before, said);
    const recipients = await changedRecipients(context, before.recipients, said);
    const { subject, body, renew, change } = said;
    if (subject === undefined && body === undefined && !recipients && !renew)
      throw new Question(
        {
          text: `${change && !context.canRead ? `To make it ${literal(change)} I need a language model. ` : ""}What should “${draftName(before)}” say? Your next message becomes its text; nothing is sent.`,
        },
        "body",
      );
    await reviseDraft(context, before.id, {
      ...(recipients ? { recipients } : {}),
      ...(subject === undefined ? {} : { subject: maskSecrets(subject) }),
      ...(body === undefined ? {} : { body: maskSecrets(body), tainted: context.tainted }),
    });
    const shown = await shownDraft(context, before.id);
    const { contentHash, version: now } = shown.standing.draft;
    const changed = now > before.version;
    return { ...shown, changed, renewed: changed && contentHash === before.contentHash };
  },
  reply: ({ changed, renewed, ...shown }, context) =>
    shownReply(shown, renewed ? "Renewed it." : changed ? CHANGED : SAID, context),
});

/** Somebody writes on a version that is no longer the last: they see the newest, and keep their words. */
async function changedMeanwhile(
  context: ToolContext,
  draft: DraftRow,
  { subject = draft.subject, body }: { subject?: string | undefined; body?: string | undefined },
): Promise<Question> {
  const { blocks: newest = [] } = shownReply(await shownDraft(context, draft.id), "", context);
  const lead = `This draft has changed since you opened it: version ${draft.version} is below.`;
  if (body === undefined)
    return new Question({ text: `${lead} Look at that one.`, blocks: newest });
  const mine = `${subject}\n\n${body}`;
  return new Question({
    text: `${lead} Below that is what you wrote; it is not saved yet, and nothing of it is lost.`,
    blocks: [
      ...newest,
      { kind: "text", text: "**What you wrote**" },
      { kind: "text", text: mine.split("\n").map(literal).join("\n"), exact: mine },
    ],
    actions: [editButton(draft, { subject, body }, "Go on with what I wrote")],
  });
}
