/** The data keys of people and records, each wrapped by a master key: making, opening, and changing that key. */
import { asc, gt, inArray, sql } from "drizzle-orm";
import { AppError } from "../core/domain/errors.ts";
import { newKey, seal, unseal } from "../core/domain/sealing.ts";
import type { Tx } from "./client.ts";
import { subjectKeys } from "./schema/events.ts";
import { array, bytesArray } from "./sql.ts";

type WrappedKey = Pick<typeof subjectKeys.$inferSelect, "subjectId" | "wrappedKey">;

/** How many keys the current master key opens, how many only an earlier one, and how many none. */
export interface KeyCount {
  current: number;
  earlier: number;
  unknown: number;
}

const PAGE = 1_000;

/** The data keys of subjects that have one. */
export async function keysOf(tx: Tx, subjectIds: string[]): Promise<Map<string, Buffer>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await tx.sql
    .select()
    .from(subjectKeys)
    .where(inArray(subjectKeys.subjectId, [...new Set(subjectIds)]));
  return new Map(rows.map((row) => [row.subjectId, unwrapSubjectKey(tx, row)]));
}

/** Makes the data keys of subjects that have none. */
export async function makeKeys(tx: Tx, subjectIds: string[]): Promise<Map<string, Buffer>> {
  if (subjectIds.length === 0) return new Map();
  const made = subjectIds.map((subjectId) => ({ subjectId, key: newKey() }));
  const added = await tx.sql
    .insert(subjectKeys)
    .values(
      made.map(({ subjectId, key }) => ({
        tenantId: tx.scope.tenantId,
        subjectId,
        wrappedKey: wrapSubjectKey(tx, subjectId, key),
      })),
    )
    .onConflictDoNothing();
  // Read back what is stored where another writer has made the same subject's key first.
  return added.rowCount === made.length
    ? new Map(made.map(({ subjectId, key }) => [subjectId, key]))
    : keysOf(tx, subjectIds);
}

/** Wraps the keys of a page anew that only an earlier master key opens; hands over where the next page begins. */
export async function rewrapSubjectKeys(
  tx: Tx,
  after: string | undefined,
): Promise<{ rewrapped: number; next: string | undefined }> {
  const rows = await pageOf(tx, after);
  const due = rows.flatMap((row) => {
    const found = opened(tx, row);
    if (!found?.isEarlier) return [];
    return [{ ...row, anew: wrapSubjectKey(tx, row.subjectId, found.key) }];
  });
  // Erasing somebody deletes the key, and this must not bring it back: so it only ever replaces.
  const { rowCount } = await tx.sql.execute(sql`
    update subject_keys k set wrapped_key = t.anew
    from unnest(${array(due.map(({ subjectId }) => subjectId))}::uuid[],
      ${bytesArray(due.map(({ wrappedKey }) => wrappedKey))}::bytea[],
      ${bytesArray(due.map(({ anew }) => anew))}::bytea[]) as t(subject_id, known, anew)
    where k.tenant_id = ${tx.scope.tenantId} and k.subject_id = t.subject_id
      and k.wrapped_key = t.known`);
  return { rewrapped: rowCount ?? 0, next: nextAfter(rows) };
}

export async function countSubjectKeys(tx: Tx): Promise<KeyCount> {
  const count: KeyCount = { current: 0, earlier: 0, unknown: 0 };
  let after: string | undefined;
  do {
    const rows = await pageOf(tx, after);
    for (const row of rows) {
      const found = opened(tx, row);
      count[found ? (found.isEarlier ? "earlier" : "current") : "unknown"] += 1;
    }
    after = nextAfter(rows);
  } while (after !== undefined);
  return count;
}

const wrapSubjectKey = (tx: Tx, subjectId: string, key: Buffer): Buffer =>
  seal(tx.masterKey, key, contextOf(tx, subjectId));

function unwrapSubjectKey(tx: Tx, row: WrappedKey): Buffer {
  const found = opened(tx, row);
  if (found) return found.key;
  throw new AppError(
    "unreadable",
    "A record cannot be opened with the master keys that are set; nothing was changed.",
    { message: "no master key opens a subject's key" },
  );
}

const pageOf = (tx: Tx, after: string | undefined): Promise<WrappedKey[]> =>
  tx.sql
    .select({ subjectId: subjectKeys.subjectId, wrappedKey: subjectKeys.wrappedKey })
    .from(subjectKeys)
    .where(after === undefined ? undefined : gt(subjectKeys.subjectId, after))
    .orderBy(asc(subjectKeys.subjectId))
    .limit(PAGE);

const nextAfter = (rows: WrappedKey[]): string | undefined =>
  rows.length < PAGE ? undefined : rows.at(-1)?.subjectId;

function opened(tx: Tx, row: WrappedKey): { key: Buffer; isEarlier: boolean } | undefined {
  const context = contextOf(tx, row.subjectId);
  for (const master of [tx.masterKey, ...tx.earlierKeys])
    try {
      const key = unseal(master, row.wrappedKey, context);
      return { key, isEarlier: master !== tx.masterKey };
    } catch {
      // Not this one's.
    }
  return undefined;
}

const contextOf = (tx: Tx, subjectId: string): string => `${tx.scope.tenantId}|${subjectId}`;
