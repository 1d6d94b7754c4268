/** What a message really changed in the workspace, read from its event streams and tables, not from its reply. */
import { eq, sql } from "drizzle-orm";
import { describeChanges } from "../../core/describe.ts";
import type { Change } from "../../core/reply.ts";
import type { Database, Scope, Tx } from "../../db/client.ts";
import { loadVersions } from "../../db/event-store.ts";
import * as registry from "../../db/projections/registry.ts";
import type { Records } from "../../db/projections/registry.ts";
import { streams } from "../../db/schema/events.ts";
import { tenantHashes } from "../support/tenant-tables.ts";

export interface RecordChange {
  type: string;
  name: string;
  fate: "changed" | "new" | "removed";
  changes: Change[];
}

export interface Moment {
  /** Version of every record, by id. */
  versions: Map<string, { type: string; version: number }>;
  /** A hash of every table in which something outside of the conversation itself is kept. */
  tables: Record<string, string>;
}

/** Kept for every message, whatever it does. */
const machinery = ["conversations", "turns", "buttons", "runs", "receipts"];

const recordsByType = new Map(
  Object.values(registry).map((records) => [
    records.aggregate.type,
    records as unknown as Records<unknown, unknown>,
  ]),
);

export async function momentOf(db: Database, scope: Scope): Promise<Moment> {
  const owner = {
    asOwner: (statement: string) =>
      db.transaction(scope, async (tx) => {
        await tx.sql.execute(sql`select set_config('role', 'none', true)`);
        return (await tx.sql.execute<Record<string, unknown>>(sql.raw(statement))).rows;
      }),
  };
  const tables = await tenantHashes(owner, scope.tenantId, machinery);
  const rows = await db.transaction(scope, (tx) =>
    tx.sql.select().from(streams).where(eq(streams.tenantId, scope.tenantId)),
  );
  const versions = new Map(rows.map(({ id, type, version }) => [id, { type, version }]));
  return { versions, tables };
}

/** Record by record what became different; a table without records that changed counts as one of its own. */
export async function changesBetween(
  db: Database,
  scope: Scope,
  { before, after, timeZone }: { before: Moment; after: Moment; timeZone: string },
): Promise<RecordChange[]> {
  const moved = [...after.versions].filter(
    ([id, { version }]) => version !== before.versions.get(id)?.version,
  );
  if (moved.length === 0) return changedTables(before, after);
  return db.transaction(scope, async (tx) => {
    const states = [];
    for (const [id, { type, version }] of moved) {
      const from = before.versions.get(id)?.version ?? 0;
      states.push(await statesOf(tx, { type, id, from, to: version }));
    }
    const different = states.filter((one) => !sameState(one.before, one.after));
    const described = await describeChanges(tx, different, timeZone);
    return different.map(({ recordType, before: was, after: is }, index) => ({
      type: recordType,
      name: described[index]?.name ?? "",
      fate: was === null ? "new" : is === null ? "removed" : "changed",
      changes: described[index]?.changes ?? [],
    }));
  });
}

const changedTables = (before: Moment, after: Moment): RecordChange[] =>
  Object.keys(after.tables)
    .filter((table) => after.tables[table] !== before.tables[table])
    .map((table) => ({ type: "table", name: table, fate: "changed", changes: [] }));

/** Done and undone within one message is as if it had never been. */
const sameState = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

async function statesOf(
  tx: Tx,
  { type, id, from, to }: { type: string; id: string; from: number; to: number },
) {
  const records = recordsByType.get(type);
  if (!records) throw new Error(`db/projections/registry.ts has no records of type ${type}`);
  const wanted = [from, to].filter((version) => version > 0).map((version) => ({ id, version }));
  const states = await loadVersions(tx, records.aggregate, wanted);
  const at = (version: number) => states.get(`${id}@${version}`) ?? null;
  return { recordType: type, id, before: at(from), after: at(to) };
}
