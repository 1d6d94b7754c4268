/** The job that draws every message anew in which a channel shows a draft. */
import { deliveredCards, type DeliveryRow } from "../db/queries/deliveries.ts";
import { contextById } from "./actors.ts";
import { withButtons } from "./agent/with-buttons.ts";
import { DeliveryError, type Channels } from "./channel-port.ts";
import type { Deps } from "./context.ts";
import { targetOf } from "./deliver.ts";
import { AppError } from "./domain/errors.ts";
import { handleJob, type JobHandler } from "./jobs.ts";
import { draftCard } from "./sending/card.ts";
import { refreshDraftJob } from "./sending/jobs.ts";

export interface RefreshDeps extends Deps {
  channels: Channels;
}

export const refreshHandler = (deps: RefreshDeps): JobHandler =>
  handleJob(refreshDraftJob, async ({ tenantId, draftId }) => {
    const nobody = { tenantId, actorId: null, viewerId: null };
    const shown = await deps.db.transaction(nobody, (tx) => deliveredCards(tx, draftId));
    const failures: unknown[] = [];
    for (const row of shown)
      await redraw(deps, row, draftId).catch((error: unknown) => failures.push(error));
    // The card is drawn as it stands then: drawing all of them again does no harm.
    if (failures.length > 0) throw failures[0];
  });

async function redraw(deps: RefreshDeps, row: DeliveryRow, draftId: string): Promise<void> {
  const outbound = deps.channels.get(row.channel);
  if (!outbound?.redraw) return;
  try {
    const { tenantId, userId, channel, audience } = row;
    const context = await contextById(
      deps.db,
      { tenantId, userId },
      { surface: channel, audience },
    );
    const card = await withButtons(deps, context, await draftCard(deps, context, draftId));
    await outbound.redraw(targetOf(row), row.platformMessage, card);
  } catch (error) {
    // The message, or the person, is gone: there is nothing left to be right.
    const gone = error instanceof DeliveryError ? error.final : error instanceof AppError;
    if (!gone) throw error;
    deps.log.info({ delivery: row.id, channel: row.channel }, "a card can no longer be drawn");
  }
}
