/** Changes a draft: a new version, which no approval of an earlier one covers. */
import { z } from "zod";
import { draftRecords } from "../../db/projections/registry.ts";
import { findDrafts, type DraftRow } from "../../db/queries/drafts.ts";
import { DRAFT_LASTS_MS } from "../domain/draft.ts";
import { AppError } from "../domain/errors.ts";
import { maskSecrets } from "../domain/masking.ts";
import { Question } from "../question.ts";
import { defineTool } from "../tool.ts";
import { draftName, draftReply } from "../views/draft-view.ts";
import { draftMeant } from "./draft-meant.ts";
import { anything, type Anything } from "./shapes.ts";

export const editDraft = defineTool({
  name: "edit_draft",
  summary: "Change a draft: its text or its subject",
  guide:
    "For a wish such as shorter or friendlier pass it as `change`; `body` and `subject` only where the user dictates them.",
  effect: "draft",
  // Written from what was read; new addresses stay out, and nothing leaves without a person.
  tainted: "allowed",
  needs: "records:write",
  examples: [
    "make the draft {change:shorter}",
    "make the draft {change:friendlier}",
    "rewrite the draft to {draft:Sofia}",
    "edit the draft to {draft:Leo}",
    "change the subject of the draft to {subject:Trade fair}",
    "change the draft to say {body:see you on Monday}",
    "replace the text of the draft with {body:see you on Monday}",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional().describe("The last one when absent"),
    change: z.string().trim().min(1).max(500).optional(),
    subject: z.string().trim().min(1).max(300).optional(),
    body: z.string().trim().min(1).max(20_000).optional(),
  }),
  output: anything as Anything<{ draft: DraftRow; changed: boolean }>,
  mentions: {},
  async run(context, { draft: words, subject, body, change }) {
    const said = { change, subject, body };
    const args = Object.fromEntries(
      Object.entries(said).filter(([, value]) => value !== undefined),
    );
    const before = await draftMeant(context, words, { tool: "edit_draft", args });
    if (before.ownerId !== context.actor.userId)
      throw new AppError("forbidden", "Only who wrote a draft changes it.");
    if (subject === undefined && body === undefined)
      throw new Question(
        {
          text: `What should “${draftName(before)}” say? Your next message becomes its text; nothing is sent.`,
        },
        "body",
      );
    const { now, tx, tainted } = context;
    const content = {
      ...(subject === undefined ? {} : { subject: maskSecrets(subject) }),
      ...(body === undefined ? {} : { body: maskSecrets(body), tainted }),
    };
    const expiresAt = new Date(now.getTime() + DRAFT_LASTS_MS).toISOString();
    const at = now.toISOString();
    await context.write(draftRecords, [
      { id: before.id, command: { kind: "revise", content, at, expiresAt } },
    ]);
    const [draft = before] = await findDrafts(tx, { id: before.id, limit: 1 });
    return { draft, changed: draft.version > before.version };
  },
  reply: ({ draft, changed }, context) =>
    draftReply(draft, changed ? "Changed the draft." : "The draft says that already.", context),
});
