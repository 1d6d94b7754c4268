/** Who changed a record and when: the writes on one stream, the latest first. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";

export interface WriteRow {
  fromVersion: number;
  toVersion: number;
  recordedAt: Date;
  occurredAt: Date;
  /** Null for what the program did by itself. */
  by: string | null;
  /** Null for an import, which passes no tool. */
  tool: string | null;
}

/** One row a write: several events of one run at one moment are one change to whoever made it. */
export async function writesOn(
  tx: Tx,
  streamId: string,
  limit: number,
): Promise<{ writes: WriteRow[]; total: number }> {
  const { rows } = await tx.sql.execute<
    Omit<WriteRow, "recordedAt" | "occurredAt"> &
      Record<string, unknown> & { recordedAt: string; occurredAt: string; total: string }
  >(sql`
    select min(e.version) - 1 as "fromVersion", max(e.version) as "toVersion", e.recorded_at as "recordedAt",
      min(e.occurred_at) as "occurredAt", min(u.name) as by, min(r.tool) as tool, count(*) over () as total
    from events e
    left join users u on u.tenant_id = e.tenant_id and u.id = e.actor_id
    left join runs r on r.tenant_id = e.tenant_id and r.id = e.run_id
    where e.stream_id = ${streamId}::uuid
    group by e.recorded_at, e.run_id, e.actor_id
    order by max(e.version) desc limit ${limit}`);
  const writes = rows.map((row) => ({
    fromVersion: Number(row.fromVersion),
    toVersion: Number(row.toVersion),
    by: row.by,
    tool: row.tool,
    recordedAt: new Date(row.recordedAt),
    occurredAt: new Date(row.occurredAt),
  }));
  return { writes, total: Number(rows[0]?.total ?? 0) };
}
