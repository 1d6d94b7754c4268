/** The one way to change a record: decide, append, project and write the receipt, in one transaction. */
import { newId } from "../core/domain/ids.ts";
import { replay } from "../core/domain/record.ts";
import type { Tx } from "./client.ts";
import { append, loadStreams, type Append } from "./event-store.ts";
import type { Records } from "./projections/registry.ts";
import { chunks } from "./projections/rows.ts";
import { receipts } from "./schema/events.ts";

/** Who and what caused a write. `groupId` ties the writes of one message together for undo. */
export interface Cause {
  runId: string | null;
  groupId: string;
  /** When it became true in the world; defaults to when it is recorded. */
  occurredAt?: Date;
  recordedAt: Date;
}

export interface Written<State> {
  receiptId: string;
  recordType: string;
  id: string;
  before: State | null;
  after: State | null;
  fromVersion: number;
  toVersion: number;
}

export interface Order<Command> {
  id: string;
  command: Command;
}

/**
 * Carries out commands, in order, on any number of records of one type. A command that changes
 * nothing leaves no trace. Throws `conflict` when another writer was first.
 */
export async function write<State, Command>(
  tx: Tx,
  records: Records<State, Command>,
  orders: Order<Command>[],
  cause: Cause,
): Promise<Written<State>[]> {
  const written: Written<State>[] = [];
  for (const part of chunks(orders, 1_000))
    written.push(...(await writePart(tx, records, part, cause)));
  return written;
}

/**
 * Gives a record that existed before its stream did the stream's first event: what comes next is a
 * change of it, with a receipt, and this is not.
 */
export async function adopt<State, Command>(
  tx: Tx,
  records: Records<State, Command>,
  { id, command }: Order<Command>,
  recordedAt: Date,
): Promise<void> {
  const loaded = await loadStreams(tx, records.aggregate, [id]);
  if (loaded.has(id)) return;
  await write(tx, records, [{ id, command }], { runId: null, groupId: id, recordedAt });
}

async function writePart<State, Command>(
  tx: Tx,
  records: Records<State, Command>,
  orders: Order<Command>[],
  cause: Cause,
): Promise<Written<State>[]> {
  const { aggregate } = records;
  const loaded = await loadStreams(tx, aggregate, [...new Set(orders.map((order) => order.id))]);
  const pending = new Map<string, Append<State>>();
  for (const { id, command } of orders) {
    const before = loaded.get(id) ?? { state: null, version: 0 };
    const entry = pending.get(id) ?? { streamId: id, subjectId: id, before, events: [] };
    const state = replay(before.state, entry.events);
    pending.set(id, { ...entry, events: [...entry.events, ...aggregate.decide(state, command)] });
  }
  const appends = [...pending.values()].filter((entry) => entry.events.length > 0);
  return commit(tx, records, appends, cause);
}

/** Appends events already decided; undo comes this way. */
export async function commit<State, Command>(
  tx: Tx,
  { aggregate, project }: Records<State, Command>,
  appends: Append<State>[],
  cause: Cause,
): Promise<Written<State>[]> {
  if (appends.length === 0) return [];
  const occurredAt = cause.occurredAt ?? cause.recordedAt;
  await append(tx, aggregate, appends, {
    occurredAt,
    recordedAt: cause.recordedAt,
    runId: cause.runId,
  });
  const written = appends.map((entry) => ({
    receiptId: newId(),
    recordType: aggregate.type,
    id: entry.streamId,
    before: entry.before.state,
    after: replay(entry.before.state, entry.events),
    fromVersion: entry.before.version,
    toVersion: entry.before.version + entry.events.length,
  }));
  await project(
    tx,
    written.map(({ id, after }) => ({ id, state: after })),
    cause.recordedAt,
  );
  await saveReceipts(tx, written, cause);
  return written;
}

async function saveReceipts<State>(tx: Tx, written: Written<State>[], cause: Cause): Promise<void> {
  const { runId } = cause;
  // What the system writes by itself (the demo, for one) is nobody's to undo.
  if (runId === null) return;
  for (const part of chunks(written))
    await tx.sql.insert(receipts).values(
      part.map((entry) => ({
        tenantId: tx.scope.tenantId,
        id: entry.receiptId,
        runId,
        groupId: cause.groupId,
        actorId: tx.scope.actorId,
        at: cause.recordedAt,
        recordType: entry.recordType,
        streamId: entry.id,
        fromVersion: entry.fromVersion,
        toVersion: entry.toVersion,
      })),
    );
}
