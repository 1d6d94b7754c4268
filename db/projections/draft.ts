/**
 * Drafts as rows, and a row for each version. Here is also what holds however a draft changes, by edit,
 * undo or discarding: approvals of what it said before are void, what waits to go out is cancelled, and
 * what has left stays as it was.
 */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Attachment, Draft } from "../../core/domain/draft.ts";
import { AppError } from "../../core/domain/errors.ts";
import type { Tx } from "../client.ts";
import { lockDraft, voidApprovals } from "../queries/approvals.ts";
import { cancelQueued, countLeft } from "../queries/outbox.ts";
import { attachFiles, findUploads } from "../queries/uploads.ts";
import { drafts, draftVersions } from "../schema/drafts.ts";
import { approvals } from "../schema/sending.ts";
import { partition, upsert, type Projected } from "./rows.ts";

export async function projectDrafts(tx: Tx, records: Projected<Draft>[], at: Date): Promise<void> {
  const { present, gone } = partition(records);
  const { tenantId, viewerId } = tx.scope;
  if (present.some(({ state }) => state.ownerId !== viewerId))
    throw new AppError("forbidden", "Only who wrote a draft changes it, in a direct message.");
  for (const record of [...records].sort((a, b) => a.id.localeCompare(b.id)))
    await withdrawOvertaken(tx, record, at);
  if (gone.length > 0) await discard(tx, gone);
  await upsert(
    tx,
    drafts,
    present.map(({ id, state: { versions, ...state } }) => ({
      ...state,
      tenantId,
      id,
      version: lastOf(versions)?.version ?? 1,
      tainted: versions.some((one) => one.tainted),
      expiresAt: new Date(state.expiresAt),
      sendAt: state.sendAt ? new Date(state.sendAt) : null,
      discarded: false,
      createdAt: new Date(state.createdAt),
      updatedAt: new Date(lastOf(versions)?.at ?? state.createdAt),
    })),
  );
  for (const { id, state } of present) await saveVersions(tx, id, state);
}

const lastOf = (versions: Draft["versions"]) => versions.at(-1);

/** Other words, another time, or thrown away: what was approved before no longer goes out. */
async function withdrawOvertaken(tx: Tx, { id, state }: Projected<Draft>, at: Date): Promise<void> {
  await lockDraft(tx, id);
  const [stored] = await tx.sql
    .select({ version: drafts.version, sendAt: drafts.sendAt })
    .from(drafts)
    .where(eq(drafts.id, id));
  if (!stored) return;
  const same =
    state !== null &&
    lastOf(state.versions)?.version === stored.version &&
    (state.sendAt ?? null) === (stored.sendAt?.toISOString() ?? null);
  if (same) return;
  await cancelQueued(tx, id, at);
  if ((await countLeft(tx, id)) > 0)
    throw new AppError(
      "conflict",
      "This message has been sent, or is being sent right now: it stays as it is.",
    );
  await voidApprovals(tx, id, at);
}

/** What nobody ever approved goes; the rest is kept, out of sight, for its approvals. */
async function discard(tx: Tx, ids: string[]): Promise<void> {
  await tx.sql
    .delete(drafts)
    .where(and(inArray(drafts.id, ids), sql`not ${wasApproved(drafts.id)}`));
  await tx.sql.update(drafts).set({ discarded: true }).where(inArray(drafts.id, ids));
}

const wasApproved = (draftId: typeof drafts.id) =>
  sql`exists (select from ${approvals} where ${approvals.tenantId} = ${drafts.tenantId} and ${approvals.draftId} = ${draftId})`;

/** A version that stands is never written again; one that an undo took back goes, unless somebody approved it. */
async function saveVersions(tx: Tx, draftId: string, { versions, ownerId }: Draft): Promise<void> {
  const { tenantId } = tx.scope;
  const last = lastOf(versions);
  if (!last) return;
  await tx.sql.execute(sql`
    delete from draft_versions v where v.draft_id = ${draftId} and v.version > ${last.version}
      and not exists (select from approvals a
        where a.tenant_id = v.tenant_id and a.draft_id = v.draft_id and a.version = v.version)`);
  const added = await tx.sql
    .insert(draftVersions)
    .values(
      versions.map(({ at, attachments: _files, ...version }) => ({
        ...version,
        tenantId,
        draftId,
        createdAt: new Date(at),
      })),
    )
    .onConflictDoNothing()
    .returning({ version: draftVersions.version });
  for (const { version } of added) {
    const files = versions.find((one) => one.version === version)?.attachments ?? [];
    await tieFiles(tx, { draftId, version, userId: ownerId }, files);
  }
  const [kept] = await tx.sql
    .select({ contentHash: draftVersions.contentHash })
    .from(draftVersions)
    .where(and(eq(draftVersions.draftId, draftId), eq(draftVersions.version, last.version)));
  if (kept?.contentHash !== last.contentHash)
    throw new AppError("conflict", "That version was approved with other words since.");
}

/** An undo may bring back a version whose files are long gone. */
async function tieFiles(
  tx: Tx,
  version: Parameters<typeof attachFiles>[1],
  files: readonly Attachment[],
): Promise<void> {
  if (files.length === 0) return;
  const ids = [...new Set(files.map(({ uploadId }) => uploadId))];
  const here = await findUploads(tx, version.userId, { ids });
  if (here.length < ids.length)
    throw new AppError("conflict", "A file that was attached then is not kept any more.");
  await attachFiles(tx, version, ids);
}
