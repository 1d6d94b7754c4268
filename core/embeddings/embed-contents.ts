/**
 * Gives contents their embeddings, newest first. It reads as each user in turn, so it never holds what
 * row-level security would hide, in short transactions with the model's work between them.
 */
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Database, Scope } from "../../db/client.ts";
import {
  pageOfMissing,
  storeEmbeddings,
  textsOf,
  type Place,
} from "../../db/queries/embeddings.ts";
import { refreshStatistics } from "../../db/queries/statistics.ts";
import { listTenants, listUsers } from "../../db/queries/tenants.ts";
import type { Deps } from "../context.ts";
import { maskSecrets } from "../domain/masking.ts";
import { handleJob, type JobHandler } from "../jobs.ts";
import { embedContentsJob } from "./embed-contents-job.ts";
import type { Embedder } from "./embedder.ts";

const BATCH = 16;
/** Between batches: people's questions go first, on the model and on the one embedded connection. */
const PAUSE_MS = 20;
/** What is stored is embedded by a job at once; the look at everything only finds what a job lost. */
const LOOKED_AT_EVERY_MS = 3_600_000;

type Work = { db: Database; embedder: Embedder; signal: AbortSignal };

export const embedHandler = ({ db, embedder }: Pick<Deps, "db" | "embedder">): JobHandler =>
  handleJob(embedContentsJob, async ({ tenantId, contentId }, { signal }) => {
    if (!embedder?.usable) return;
    const nobody: Scope = { tenantId, actorId: null, viewerId: null };
    // Only what people log comes one by one, and all the team may see it.
    if (contentId) return embedBatch({ db, embedder, signal }, nobody, [contentId]);
    const users = await db.transaction(nobody, listUsers);
    for (const { id } of users)
      await embedAllOf({ db, embedder, signal }, { ...nobody, viewerId: id });
  });

/** Page by page through what one user may see; stopping half-way loses nothing. */
async function embedAllOf(work: Work, scope: Scope): Promise<void> {
  const { db, embedder, signal } = work;
  let place: Place | undefined;
  let found = 0;
  do {
    const from = place;
    const { missing, next } = await db.transaction(scope, (tx) =>
      pageOfMissing(tx, embedder, from),
    );
    for (let at = 0; at < missing.length && !signal.aborted; at += BATCH) {
      await embedBatch(work, scope, missing.slice(at, at + BATCH));
      await setTimeout(PAUSE_MS);
    }
    found += missing.length;
    place = next;
  } while (place && !signal.aborted);
  if (found > 0) await db.transaction(scope, refreshStatistics);
}

async function embedBatch({ db, embedder }: Work, scope: Scope, ids: string[]): Promise<void> {
  const found = await db.transaction(scope, (tx) => textsOf(tx, ids));
  // Mail is masked as it is stored; what people write down themselves is not.
  const texts = found.map(({ text }) => maskSecrets(text));
  if (texts.length === 0) return;
  const vectors = await embedder.embed(texts);
  const rows = found.flatMap(({ id }, nth) => {
    const vector = vectors[nth];
    const textHash = createHash("sha256")
      .update(texts[nth] ?? "")
      .digest();
    return vector ? [{ contentId: id, vector, textHash }] : [];
  });
  await db.transaction(scope, (tx) => storeEmbeddings(tx, embedder.model, rows));
}

/** Says again, once an hour for each tenant: look at what has no embedding. */
export function createEmbedSweep(
  { db, jobs, embedder }: Pick<Deps, "db" | "jobs" | "embedder">,
  clock: () => number = () => performance.now(),
): () => Promise<void> {
  const lookedAt = new Map<string, number>();
  return async () => {
    if (!embedder?.usable) return;
    for (const { id: tenantId } of await listTenants(db)) {
      const last = lookedAt.get(tenantId);
      if (last !== undefined && clock() - last < LOOKED_AT_EVERY_MS) continue;
      lookedAt.set(tenantId, clock());
      await jobs.enqueue(embedContentsJob, { tenantId }, { key: tenantId });
    }
  };
}
