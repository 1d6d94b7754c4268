/** What waits, what has waited too long, and what was given up: of each kind of work one line. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";

export type WorkKind = "messages" | "answers" | "sends" | "imports";

export interface Backlog {
  kind: WorkKind;
  waiting: number;
  /** Since when the one waiting longest does. */
  oldest: Date | null;
  /** Waiting for longer than work of this kind should. */
  stalled: number;
  /** Given up lately; a person has to look. */
  failed: number;
  /** Of sends: nobody knows whether they went out. */
  unknown: number;
}

const STALLED = sql`interval '2 minutes'`;
const LATELY = sql`interval '7 days'`;

export async function backlogOf(tx: Tx, now: Date): Promise<Backlog[]> {
  const { rows } = await tx.sql.execute<Omit<Backlog, "oldest"> & { oldest: string | null }>(sql`
    select kind,
      count(*) filter (where open)::int as waiting,
      to_json(min(since) filter (where open)) #>> '{}' as oldest,
      count(*) filter (where open and since < ${now}::timestamptz - ${STALLED})::int as stalled,
      count(*) filter (where failed and since > ${now}::timestamptz - ${LATELY})::int as failed,
      count(*) filter (where unknown)::int as unknown
    from (
      select 'messages' as kind, state in ('waiting', 'answering') as open, received_at as since,
        state = 'failed' as failed, false as unknown from inbox
      union all
      select 'answers', state in ('waiting', 'sending'), created_at, state = 'failed', false
        from deliveries
      union all
      select 'sends', state in ('approved', 'sending') and send_at <= ${now}::timestamptz,
        greatest(send_at, created_at), state = 'failed', state = 'unknown' from outbox
      union all
      select 'imports', status in ('waiting', 'running'), heartbeat_at, status = 'failed', false
        from imports
    ) work group by kind`);
  return rows.map((row) => ({ ...row, oldest: row.oldest === null ? null : new Date(row.oldest) }));
}
