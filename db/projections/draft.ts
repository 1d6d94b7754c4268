/** Drafts as rows, and a row for each version. */
import { gt, and, eq, inArray } from "drizzle-orm";
import type { Draft } from "../../core/domain/draft.ts";
import { AppError } from "../../core/domain/errors.ts";
import type { Tx } from "../client.ts";
import { drafts, draftVersions } from "../schema/drafts.ts";
import { partition, upsert, type Projected } from "./rows.ts";

export async function projectDrafts(tx: Tx, records: Projected<Draft>[]): Promise<void> {
  const { present, gone } = partition(records);
  const { tenantId, viewerId } = tx.scope;
  if (present.some(({ state }) => state.ownerId !== viewerId))
    throw new AppError("forbidden", "Only who wrote a draft changes it, in a direct message.");
  if (gone.length > 0) await tx.sql.delete(drafts).where(inArray(drafts.id, gone));
  await upsert(
    tx,
    drafts,
    present.map(({ id, state: { versions, ...state } }) => ({
      ...state,
      tenantId,
      id,
      version: versions.length,
      tainted: versions.some((one) => one.tainted),
      expiresAt: new Date(state.expiresAt),
      createdAt: new Date(state.createdAt),
      updatedAt: new Date(versions.at(-1)?.at ?? state.createdAt),
    })),
  );
  for (const { id, state } of present) await saveVersions(tx, id, state);
}

/** A version that stands is never written again; one that an undo took back goes. */
async function saveVersions(tx: Tx, draftId: string, { versions }: Draft): Promise<void> {
  const { tenantId } = tx.scope;
  await tx.sql
    .delete(draftVersions)
    .where(and(eq(draftVersions.draftId, draftId), gt(draftVersions.version, versions.length)));
  await tx.sql
    .insert(draftVersions)
    .values(
      versions.map(({ at, ...version }) => ({
        ...version,
        tenantId,
        draftId,
        createdAt: new Date(at),
      })),
    )
    .onConflictDoNothing();
}
