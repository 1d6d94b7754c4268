/** Counts meetings as contact once they have taken place; until then an import has only announced them. */
import { newId } from "../../core/domain/ids.ts";
import type { Deps } from "../../core/context.ts";
import type { Database } from "../../db/client.ts";
import {
  refreshCorrespondence,
  uncountedMeetings,
  usersInTouchWith,
} from "../../db/queries/correspondence.ts";
import { refreshSuggestions } from "../../db/queries/suggestions.ts";
import { getTenant, listTenants } from "../../db/queries/tenants.ts";
import { createAcquaintances } from "../people-from-mail.ts";

export async function sweepPastMeetings({ db }: Pick<Deps, "db">, now = new Date()): Promise<void> {
  for (const { id } of await listTenants(db)) await countIn(db, id, now);
}

async function countIn(db: Database, tenantId: string, now: Date): Promise<void> {
  const nobody = { tenantId, actorId: null, viewerId: null };
  const { users, mailMode } = await db.transaction(nobody, async (tx) => {
    const met = await uncountedMeetings(tx, now);
    if (met.length > 0) await refreshCorrespondence(tx, met, now);
    const { settings } = await getTenant(tx);
    return { users: await usersInTouchWith(tx, met), mailMode: settings.mailMode };
  });
  if (mailMode === "off") return;
  const cause = { runId: null, groupId: newId(), recordedAt: now };
  for (const userId of users)
    await db.transaction({ tenantId, actorId: userId, viewerId: userId }, async (tx) => {
      if (mailMode === "all") await createAcquaintances(tx, userId, cause);
      else await refreshSuggestions(tx, userId, now);
    });
}
