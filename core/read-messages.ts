/** The job that has new two-way mail read, where a tenant wants that: as each user in turn, within the budget. */
import { z } from "zod";
import { unreadContents } from "../db/queries/readings.ts";
import { getTenant, listTenants, listUsers } from "../db/queries/tenants.ts";
import { contextById } from "./actors.ts";
import { inTransaction, type Deps } from "./context.ts";
import { defineJob, handleJob, type JobHandler } from "./jobs.ts";
import { readContent } from "./reading.ts";

const readMessagesJob = defineJob({
  name: "read-messages",
  payload: z.object({ tenantId: z.uuid() }),
});

const LOOKED_AT_EVERY_MS = 3_600_000;

export const readHandler = (deps: Deps): JobHandler =>
  handleJob(readMessagesJob, async ({ tenantId }, { signal }) => {
    const nobody = { tenantId, actorId: null, viewerId: null };
    const settings = await deps.db.transaction(
      nobody,
      async (tx) => (await getTenant(tx)).settings,
    );
    if (!deps.reader || settings.aiReadsMail !== true) return;
    for (const { id: userId } of await deps.db.transaction(nobody, listUsers)) {
      const context = await contextById(deps.db, { tenantId, userId }, { surface: "job" });
      const ids = await inTransaction(deps, context, (tx) => unreadContents(tx, context.now));
      for (const id of ids) {
        // What keeps one from being read keeps the next one too; the sweep comes back to both.
        if (signal.aborted || (await readContent(deps, context, id)) === "failed") return;
      }
    }
  });

/** Says again, once an hour for each tenant that wants it: look at what has not been read. */
export function createReadSweep(
  { db, jobs, reader }: Pick<Deps, "db" | "jobs" | "reader">,
  clock: () => number = () => performance.now(),
): () => Promise<void> {
  const lookedAt = new Map<string, number>();
  return async () => {
    if (!reader) return;
    for (const { id: tenantId, settings } of await listTenants(db)) {
      const last = lookedAt.get(tenantId);
      if (settings.aiReadsMail !== true) continue;
      if (last !== undefined && clock() - last < LOOKED_AT_EVERY_MS) continue;
      lookedAt.set(tenantId, clock());
      await jobs.enqueue(readMessagesJob, { tenantId }, { key: tenantId });
    }
  };
}
