/** The asker's drafts, or one of them as it would go out, with the buttons that let it go. */
import { z } from "zod";
import { findDrafts } from "../../db/queries/drafts.ts";
import { standingsOf, type Standing } from "../sending/standing.ts";
import { defineTool } from "../tool.ts";
import { draftHistory } from "../views/draft-history.ts";
import { draftItem, draftRecord } from "../views/draft-view.ts";
import { plural } from "../views/words.ts";
import { draftMeant, privately } from "./draft-meant.ts";
import { shownDraft, shownReply, type ShownDraft } from "./draft-standing.ts";
import { anything, type Anything } from "./shapes.ts";

const LISTED = 15;

type Shown = { drafts: Standing[] } | { one: ShownDraft; sending: boolean };

export const showDrafts = defineTool({
  name: "show_drafts",
  summary: "Show your drafts, or one of them with the button that sends it",
  guide:
    "Also where the user says to send or approve a draft: nothing here sends, so set `sending` and they press Approve themselves.",
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
    "what happened to my draft to {draft:Leo}",
    "was the draft to {draft:Sofia} sent",
    "send it{sending:true}",
    "send it now{sending:true}",
    "send that{sending:true}",
    "send the draft{sending:true}",
    "send the mail{sending:true}",
    "send the draft to {draft:Sofia}{sending:true}",
    "send my draft to {draft:Leo} now{sending:true}",
    "approve the draft{sending:true}",
    "approve it{sending:true}",
    "approve the draft to {draft:Sofia}{sending:true}",
    "approve and send the draft to {draft:Leo}{sending:true}",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional(),
    sending: z.boolean().optional().describe("They said to send or approve it"),
  }),
  output: anything as Anything<Shown>,
  mentions: {},
  async run(context, { draft, sending }): Promise<Shown> {
    privately(context);
    const { tx, now } = context;
    if (draft === undefined && !sending)
      return { drafts: await standingsOf(tx, await findDrafts(tx, { limit: LISTED }), now) };
    const again = { tool: "show_drafts", args: sending ? { sending } : {} };
    const { id } = await draftMeant(context, draft, again);
    return { one: await shownDraft(context, id), sending: sending === true };
  },
  reply(shown, context) {
    if ("one" in shown) {
      const { one, sending } = shown;
      const card = shownReply(one, leadOf(one, sending), context);
      const history = draftHistory(one.standing, context);
      return { ...card, blocks: [...(card.blocks ?? []), ...history] };
    }
    const { drafts } = shown;
    if (drafts.length === 0) return { text: "There are no drafts." };
    return {
      text: `${plural(drafts.length, "draft")}, the last changed first:`,
      blocks: [{ kind: "list", items: drafts.map((one) => draftItem(one, context)) }],
      records: drafts.map(({ draft }) => draftRecord(draft)),
    };
  },
});

/** A word is no yes: only the button is. */
function leadOf({ standing: { state, checked } }: ShownDraft, sending: boolean): string {
  if (!sending || (state !== "draft" && state !== "waiting")) return "The draft as it stands.";
  return checked.problems.length > 0
    ? "It cannot go out like this."
    : "Words alone send nothing: read it, press Approve, and exactly this goes out.";
}
