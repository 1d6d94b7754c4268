/**
 * What an import of mail or meetings did beyond adding rows of its own, noted in the transaction that did
 * it. With the sightings' list of imports it is all that taking the import back needs.
 */
import { sql, type SQL } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { importTraces } from "../schema/import-traces.ts";

/** One file being taken in. Its id is time-ordered: what was stored later has a greater one. */
export interface ImportMark {
  id: string;
  fileName: string;
  runId: string | null;
}

/** Lists of what changed; every previous value is the one before the transaction. */
export interface Trace {
  /** Identities that had no name, and the one they got. */
  names: { id: string; name: string }[];
  /** Contents the user became a viewer of. */
  viewers: string[];
  threadKeys: string[];
  /** What stood in another thread before. */
  keysMoved: { key: string; thread: string }[];
  messagesMoved: { id: string; thread: string }[];
  /** Recipients only this copy named. */
  hidden: { interaction: string; identity: string }[];
  counts: { id: string; before: number; after: number }[];
  meetings: MeetingTrace[];
  /** Addresses that the mailbox speaks for, and those of them that were nobody's before. */
  found: string[];
  claimed: string[];
  hints: string[];
  /** Open suggestions that went, or said something else, as whole rows. */
  suggestions: Record<string, unknown>[];
}

/** For which import something is stored, and what notes what that does. */
export interface Noting {
  mark?: ImportMark | null;
  trace?: Trace;
}

export interface MeetingTrace {
  id: string;
  /** The rows that made it up, as JSON. */
  before: unknown;
  /** Hash of what they became. */
  after: string;
}

export const emptyTrace = (): Trace => ({
  names: [],
  viewers: [],
  threadKeys: [],
  keysMoved: [],
  messagesMoved: [],
  hidden: [],
  counts: [],
  meetings: [],
  found: [],
  claimed: [],
  hints: [],
  suggestions: [],
});

export interface TracedImport {
  id: string;
  at: Date;
  fileName: string;
  runIds: string[];
}

export async function saveTrace(
  tx: Tx,
  mark: ImportMark | null,
  entry: { userId: string; at: Date; trace: Partial<Trace> },
): Promise<void> {
  if (mark === null) return;
  const { userId, at, trace } = entry;
  const told = Object.fromEntries(Object.entries(trace).filter(([, list]) => list.length > 0));
  await tx.sql.insert(importTraces).values({
    tenantId: tx.scope.tenantId,
    id: newId(),
    importId: mark.id,
    userId,
    at,
    fileName: mark.fileName,
    runId: mark.runId,
    trace: told,
  });
}

/** The user's imports that can be taken back, the latest first. */
export const tracedImports = (tx: Tx, userId: string, limit: number): Promise<TracedImport[]> =>
  traced(tx, sql`user_id = ${userId}`, limit);

export const findTracedImport = async (
  tx: Tx,
  userId: string,
  id: string,
): Promise<TracedImport | undefined> =>
  (await traced(tx, sql`user_id = ${userId} and import_id = ${id}`, 1))[0];

async function traced(tx: Tx, which: SQL, limit: number): Promise<TracedImport[]> {
  const { rows } = await tx.sql.execute<Omit<TracedImport, "at"> & { at: string }>(sql`
    select import_id as id, max(at)::text as at, max(file_name) as "fileName",
      coalesce(jsonb_agg(distinct run_id) filter (where run_id is not null), '[]') as "runIds"
    from import_traces where tenant_id = ${tx.scope.tenantId} and ${which}
    group by import_id order by max(at) desc, import_id desc limit ${limit}`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/** What each transaction of an import did, the last one first. */
export async function tracesOf(tx: Tx, userId: string, importId: string): Promise<Trace[]> {
  const { rows } = await tx.sql.execute<{ trace: Partial<Trace> }>(sql`
    select trace from import_traces
    where tenant_id = ${tx.scope.tenantId} and user_id = ${userId} and import_id = ${importId}
    order by id desc`);
  return rows.map(({ trace }) => ({ ...emptyTrace(), ...trace }));
}

export async function forgetTraces(tx: Tx, userId: string, importId: string): Promise<void> {
  await tx.sql.execute(sql`
    delete from import_traces
    where tenant_id = ${tx.scope.tenantId} and user_id = ${userId} and import_id = ${importId}`);
}

/** Of these addresses, those another import found as well; from now on it is that one that claimed them. */
export async function passOnClaims(
  tx: Tx,
  userId: string,
  { importId, addresses }: { importId: string; addresses: string[] },
): Promise<string[]> {
  const kept: string[] = [];
  for (const address of addresses) {
    const { rowCount } = await tx.sql.execute(sql`
      update import_traces set trace = jsonb_set(trace, '{claimed}',
        coalesce(trace -> 'claimed', '[]') || to_jsonb(${address}::text))
      where tenant_id = ${tx.scope.tenantId} and id = (select id from import_traces
        where tenant_id = ${tx.scope.tenantId} and user_id = ${userId} and import_id <> ${importId}
          and trace -> 'found' ? ${address} order by id limit 1)`);
    if (rowCount === 1) kept.push(address);
  }
  return kept;
}
