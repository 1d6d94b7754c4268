/** The asker's drafts, or one of them as it would go out. */
import { z } from "zod";
import { findDrafts, type DraftRow } from "../../db/queries/drafts.ts";
import { defineTool } from "../tool.ts";
import { draftItem, draftRecord, draftReply } from "../views/draft-view.ts";
import { plural } from "../views/words.ts";
import { draftMeant, privately } from "./draft-meant.ts";
import { anything, type Anything } from "./shapes.ts";

const LISTED = 15;

export const showDrafts = defineTool({
  name: "show_drafts",
  summary: "Show your drafts, or one of them",
  effect: "read",
  needs: "records:read",
  examples: [
    "show my drafts",
    "my drafts",
    "which drafts do I have",
    "what drafts are there",
    "list all drafts",
    "show my draft to {draft:Sofia}",
    "show me the draft to {draft:Leo}",
  ],
  input: z.object({ draft: z.string().trim().min(1).max(200).optional() }),
  output: anything as Anything<{ drafts: DraftRow[]; one: boolean }>,
  mentions: {},
  async run(context, { draft }) {
    privately(context);
    if (draft === undefined)
      return { drafts: await findDrafts(context.tx, { limit: LISTED }), one: false };
    const again = { tool: "show_drafts", args: {} };
    return { drafts: [await draftMeant(context, draft, again)], one: true };
  },
  reply({ drafts, one }, context) {
    const [first] = drafts;
    if (!first) return { text: "There are no drafts." };
    if (one) return draftReply(first, "The draft as it stands.", context);
    return {
      text: `${plural(drafts.length, "draft")}, the last changed first:`,
      blocks: [{ kind: "list", items: drafts.map((draft) => draftItem(draft, context)) }],
      records: drafts.map(draftRecord),
    };
  },
});
