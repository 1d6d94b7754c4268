/** A draft's card as a tool answers with it. */
import { AppError } from "../domain/errors.ts";
import type { Context } from "../context.ts";
import type { Button, Reply } from "../reply.ts";
import { refreshDraftJob } from "../sending/jobs.ts";
import { standingOf, type CheckedStanding } from "../sending/standing.ts";
import type { ToolContext } from "../tool.ts";
import { draftReply, type DraftViewOptions } from "../views/draft-view.ts";

export interface ShownDraft {
  standing: CheckedStanding;
  drawn: DraftViewOptions;
}

export async function shownDraft(
  { tx, now, canRead, canMail }: ToolContext,
  draftId: string,
): Promise<ShownDraft> {
  const standing = await standingOf(tx, draftId, now);
  if (!standing) throw new AppError("not_found", "That draft is no longer here.");
  return { standing, drawn: { model: canRead === true, mails: canMail === true } };
}

/** Whatever shows this draft is drawn anew once the change stands. */
export function redrawn(context: ToolContext, draftId: string): void {
  const { tenantId } = context.actor;
  context.afterwards(refreshDraftJob, { tenantId, draftId }, { key: draftId });
}

export const shownReply = (
  { standing, drawn }: ShownDraft,
  lead: string,
  context: Context,
): Reply<Button> => draftReply(standing, context, { ...drawn, lead });
