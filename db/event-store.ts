/**
 * The event store: streams of sealed events, their snapshots, and the receipts of writes.
 *
 * Every function works on many streams at once, because an import of 100,000 contacts goes the same
 * way as one sentence typed in chat.
 */
import { and, desc, eq, inArray, lte, sql } from "drizzle-orm";
import { AppError } from "../core/domain/errors.ts";
import { seal, unseal } from "../core/domain/sealing.ts";
import { replay, type Aggregate, type RecordEvent } from "../core/domain/record.ts";
import type { Tx } from "./client.ts";
import { keysOf, makeKeys } from "./subject-keys.ts";
import { array, bytesArray } from "./sql.ts";
import { events, snapshots } from "./schema/events.ts";

/** A snapshot is taken each time a stream's version passes a multiple of this. */
const SNAPSHOT_EVERY = 100;

export interface Loaded<State> {
  state: State | null;
  /** 0 for a stream that does not exist yet. */
  version: number;
}

export interface Append<State> {
  streamId: string;
  /** Whose key seals the events: the person they are about, else the record itself. */
  subjectId: string;
  before: Loaded<State>;
  events: RecordEvent<State>[];
}

/** Another writer was first on a record: reading it and deciding again is all it takes. */
export class LostRaceError extends AppError {
  constructor() {
    super("conflict", "Somebody changed this record at the same moment; try again.");
    this.name = "LostRaceError";
  }
}

interface When {
  occurredAt: Date;
  recordedAt: Date;
  runId: string | null;
}

/** Current state of many streams; a stream that does not exist is absent from the map. */
export const loadStreams = <State, Command>(
  tx: Tx,
  aggregate: Aggregate<State, Command>,
  ids: string[],
): Promise<Map<string, Loaded<State>>> => load(tx, aggregate, ids, {});

/** The state as we knew it at `recordedBy`, or as it was at a version. */
export async function loadStreamAt<State, Command>(
  tx: Tx,
  aggregate: Aggregate<State, Command>,
  id: string,
  at: { recordedBy?: Date; version?: number },
): Promise<Loaded<State>> {
  const loaded = await load(tx, aggregate, [id], at);
  return loaded.get(id) ?? { state: null, version: 0 };
}

/** The states of many streams as we knew them at a moment; those not known then are absent. */
export const loadStreamsAt = <State, Command>(
  tx: Tx,
  aggregate: Aggregate<State, Command>,
  ids: string[],
  recordedBy: Date,
): Promise<Map<string, Loaded<State>>> => load(tx, aggregate, ids, { recordedBy });

/** The states of many streams, each as it was at a version of its own; by `id@version`. */
export async function loadVersions<State, Command>(
  tx: Tx,
  aggregate: Aggregate<State, Command>,
  wanted: readonly { id: string; version: number }[],
): Promise<Map<string, State | null>> {
  const states = new Map<string, State | null>();
  for (const version of new Set(wanted.map((one) => one.version))) {
    const ids = wanted.filter((one) => one.version === version).map((one) => one.id);
    const loaded = await load(tx, aggregate, [...new Set(ids)], { version });
    for (const id of ids) states.set(`${id}@${version}`, loaded.get(id)?.state ?? null);
  }
  return states;
}

async function load<State, Command>(
  tx: Tx,
  aggregate: Aggregate<State, Command>,
  ids: string[],
  at: { recordedBy?: Date; version?: number },
): Promise<Map<string, Loaded<State>>> {
  if (ids.length === 0) return new Map();
  const bounds = <T extends typeof events | typeof snapshots>(table: T) => [
    ...(at.recordedBy ? [lte(table.recordedAt, at.recordedBy)] : []),
    ...(at.version === undefined ? [] : [lte(table.version, at.version)]),
  ];
  const latest = await tx.sql
    .selectDistinctOn([snapshots.streamId])
    .from(snapshots)
    .where(
      and(
        inArray(snapshots.streamId, ids),
        eq(snapshots.schemaVersion, aggregate.schemaVersion),
        ...bounds(snapshots),
      ),
    )
    .orderBy(snapshots.streamId, desc(snapshots.version));
  const tail = await tx.sql
    .select()
    .from(events)
    .where(and(inArray(events.streamId, ids), after(latest), ...bounds(events)))
    .orderBy(events.streamId, events.version);
  const keys = await keysOf(
    tx,
    [...latest, ...tail].map((row) => row.subjectId),
  );
  const open = <T>(row: { subjectId: string; streamId: string; version: number; body: Buffer }) =>
    opened<T>(keys.get(row.subjectId), row, tx.scope.tenantId);

  const result = new Map<string, Loaded<State>>();
  for (const row of latest)
    result.set(row.streamId, { state: open<State>(row), version: row.version });
  for (const row of tail) {
    const event = completed(aggregate, open<RecordEvent<State>>(row));
    const before = result.get(row.streamId)?.state ?? null;
    result.set(row.streamId, {
      state: event ? replay(before, [event]) : null,
      version: row.version,
    });
  }
  return result;
}

/** An event written before a field existed says nothing of it; `blank` says what that means. */
function completed<State, Command>(
  { blank }: Aggregate<State, Command>,
  event: RecordEvent<State> | null,
): RecordEvent<State> | null {
  if (!blank || !event || !("state" in event) || event.state === null) return event;
  return { ...event, state: { ...blank, ...event.state } };
}

/** Only the events a snapshot does not already hold. */
const after = (latest: { streamId: string; version: number }[]) =>
  latest.length === 0
    ? undefined
    : sql`not exists (
        select from unnest(${array(latest.map((row) => row.streamId))}::uuid[],
          ${array(latest.map((row) => row.version))}::int[]) as held(id, version)
        where held.id = ${events.streamId} and ${events.version} <= held.version)`;

/** An erased subject has no key any more: its events open as null. */
function opened<T>(
  key: Buffer | undefined,
  row: { subjectId: string; streamId: string; version: number; body: Buffer },
  tenantId: string,
): T | null {
  if (!key) return null;
  return JSON.parse(unseal(key, row.body, sealContext(tenantId, row)).toString("utf8")) as T;
}

const sealContext = (
  tenantId: string,
  row: { subjectId: string; streamId: string; version: number },
): string => `${tenantId}|${row.subjectId}|${row.streamId}|${row.version}`;

/**
 * Appends to many streams. Throws `LostRaceError` when another writer was first on any of them: the caller
 * reads again and decides again.
 */
export async function append<State, Command>(
  tx: Tx,
  aggregate: Aggregate<State, Command>,
  appends: Append<State>[],
  when: When,
): Promise<void> {
  if (appends.length === 0) return;
  await claimVersions(tx, aggregate.type, appends);
  const keys = await keysFor(tx, appends);
  const { tenantId, actorId } = tx.scope;
  const sealed = (entry: Append<State>, version: number, value: unknown) => {
    const key = keys.get(entry.subjectId);
    if (!key) throw new AppError("conflict", "This record has been erased.");
    const context = sealContext(tenantId, { ...entry, version });
    return seal(key, Buffer.from(JSON.stringify(value)), context);
  };
  const rows = appends.flatMap((entry) =>
    entry.events.map((event, index) => {
      const version = entry.before.version + index + 1;
      return {
        streamId: entry.streamId,
        version,
        type: `${aggregate.type}.${event.type}`,
        subjectId: entry.subjectId,
        body: sealed(entry, version, event),
      };
    }),
  );
  await tx.sql.execute(sql`
    insert into events (tenant_id, stream_id, version, type, occurred_at, recorded_at, actor_id, run_id, subject_id, body)
    select ${tenantId}, stream_id, version, type, ${when.occurredAt.toISOString()}::timestamptz,
      ${when.recordedAt.toISOString()}::timestamptz, ${actorId}::uuid, ${when.runId}::uuid, subject_id, body
    from unnest(${array(rows.map((row) => row.streamId))}::uuid[],
      ${array(rows.map((row) => row.version))}::int[], ${array(rows.map((row) => row.type))}::text[],
      ${array(rows.map((row) => row.subjectId))}::uuid[], ${bytesArray(rows.map((row) => row.body))}::bytea[])
      as t(stream_id, version, type, subject_id, body)`);
  await takeSnapshots(tx, aggregate, appends, { recordedAt: when.recordedAt, sealed });
}

/** Of each stream that passed a multiple of `SNAPSHOT_EVERY`. */
async function takeSnapshots<State, Command>(
  tx: Tx,
  { schemaVersion }: Aggregate<State, Command>,
  appends: Append<State>[],
  how: { recordedAt: Date; sealed: (of: Append<State>, version: number, value: unknown) => Buffer },
): Promise<void> {
  const passed = (version: number): number => Math.floor(version / SNAPSHOT_EVERY);
  const target = ({ before, events: added }: Append<State>) => before.version + added.length;
  const due = appends.filter((entry) => passed(entry.before.version) < passed(target(entry)));
  if (due.length === 0) return;
  await tx.sql.insert(snapshots).values(
    due.map((entry) => ({
      tenantId: tx.scope.tenantId,
      streamId: entry.streamId,
      version: target(entry),
      schemaVersion,
      recordedAt: how.recordedAt,
      subjectId: entry.subjectId,
      body: how.sealed(entry, target(entry), replay(entry.before.state, entry.events)),
    })),
  );
}

async function claimVersions<State>(tx: Tx, type: string, appends: Append<State>[]): Promise<void> {
  const fresh = appends.filter((entry) => entry.before.version === 0);
  const known = appends.filter((entry) => entry.before.version > 0);
  const target = (entry: Append<State>) => entry.before.version + entry.events.length;
  let claimed = 0;
  if (fresh.length > 0) {
    const result = await tx.sql.execute(sql`
      insert into streams (tenant_id, id, type, version)
      select ${tx.scope.tenantId}, id, ${type}, version
      from unnest(${array(fresh.map((entry) => entry.streamId))}::uuid[],
        ${array(fresh.map(target))}::int[]) as t(id, version)
      on conflict do nothing`);
    claimed += result.rowCount ?? 0;
  }
  if (known.length > 0) {
    const result = await tx.sql.execute(sql`
      update streams set version = t.next
      from unnest(${array(known.map((entry) => entry.streamId))}::uuid[],
        ${array(known.map((entry) => entry.before.version))}::int[],
        ${array(known.map(target))}::int[]) as t(id, current, next)
      where streams.tenant_id = ${tx.scope.tenantId} and streams.id = t.id and streams.version = t.current`);
    claimed += result.rowCount ?? 0;
  }
  if (claimed !== appends.length) throw new LostRaceError();
}

/**
 * The data keys of the appends' subjects, made for new streams. An older stream without a key was
 * erased: another key would neither open what it holds nor be what its subject asked for.
 */
async function keysFor<State>(tx: Tx, appends: Append<State>[]): Promise<Map<string, Buffer>> {
  const known = await keysOf(
    tx,
    appends.map((entry) => entry.subjectId),
  );
  const fresh = appends.filter((entry) => entry.before.version === 0);
  const missing = fresh.map((entry) => entry.subjectId).filter((id) => !known.has(id));
  return new Map([...known, ...(await makeKeys(tx, [...new Set(missing)]))]);
}
