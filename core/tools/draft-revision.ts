/** A new version of a draft, good for another three days, shown anew wherever the draft is shown. */
import { draftRecords } from "../../db/projections/registry.ts";
import { highestVersion } from "../../db/queries/drafts.ts";
import { DRAFT_LASTS_MS, type DraftContent } from "../domain/draft.ts";
import type { ToolContext } from "../tool.ts";
import { redrawn } from "./draft-standing.ts";

export async function reviseDraft(
  context: ToolContext,
  id: string,
  content: Partial<DraftContent>,
): Promise<void> {
  const { tx, now } = context;
  const expiresAt = new Date(now.getTime() + DRAFT_LASTS_MS).toISOString();
  const after = await highestVersion(tx, id);
  const command = { kind: "revise" as const, content, at: now.toISOString(), expiresAt, after };
  await context.write(draftRecords, [{ id, command }]);
  redrawn(context, id);
}
