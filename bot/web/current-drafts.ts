/** Drafts as they stand now, for pages that show how they stood. */
import { withButtons } from "../../core/agent/with-buttons.ts";
import { inTransaction, type Context, type Deps } from "../../core/context.ts";
import { allActions, type Reply } from "../../core/reply.ts";
import { draftCards } from "../../core/sending/card.ts";
import { spentButtons } from "../../db/queries/conversations.ts";
import { draftPartOf, stampOf, withDraft, type ShownDraft } from "./draft-parts.ts";
import type { Turn } from "./web-deps.ts";

/** Those that look different by now, each with buttons of its own. */
export async function changedDrafts(
  deps: Deps,
  context: Context,
  shown: readonly ShownDraft[],
): Promise<Map<string, Reply>> {
  if (shown.length === 0) return new Map();
  const ids = [...new Set(shown.map(({ draftId }) => draftId))];
  const changed = new Map<string, Reply>();
  for (const [id, card] of await draftCards(deps, context, ids)) {
    const stamp = stampOf(card.blocks ?? []);
    if (shown.some((one) => one.draftId === id && one.stamp !== stamp))
      changed.set(id, await withButtons(deps, context, card));
  }
  return changed;
}

/** Answers as they were given, with the drafts in them as they stand now. */
export async function withCurrentDrafts(
  deps: Deps,
  context: Context,
  turns: readonly Turn[],
): Promise<Turn[]> {
  const parts = turns.map(({ reply }) => draftPartOf(reply));
  const buttons = parts.map((part) =>
    allActions({ text: "", blocks: part?.blocks ?? [] }).map(({ id }) => id),
  );
  const spent = await inTransaction(deps, context, (tx) =>
    spentButtons(tx, buttons.flat(), context.now),
  );
  const shown = parts.flatMap((part, nth) => {
    // Buttons that do nothing any more are drawn anew as well.
    const worn = buttons[nth]?.some((id) => spent.has(id));
    return part ? [{ draftId: part.draftId, stamp: worn ? "" : part.stamp }] : [];
  });
  const changed = await changedDrafts(deps, context, shown);
  return turns.map((turn, nth) => {
    const part = parts[nth];
    const now = part && changed.get(part.draftId);
    return now ? { ...turn, reply: withDraft(turn.reply, part, now) } : turn;
  });
}
