/** Writing projections in bulk: what every projection does with its rows. */
import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "../client.ts";

/** One record after a write; null where it no longer exists. */
export interface Projected<State> {
  id: string;
  state: State | null;
}

/** A statement takes at most 65,535 parameters; tables here have at most 20 columns. */
const ROWS_A_STATEMENT = 500;

export function chunks<T>(rows: T[], size = ROWS_A_STATEMENT): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < rows.length; start += size)
    result.push(rows.slice(start, start + size));
  return result;
}

/** Inserts rows of a table keyed by (tenant_id, id), replacing what was there. */
export async function upsert<Table extends PgTable>(
  tx: Tx,
  table: Table,
  rows: Table["$inferInsert"][],
): Promise<void> {
  const columns = Object.entries(getTableColumns(table));
  const key = columns.filter(([name]) => name === "tenantId" || name === "id");
  const set: Record<string, SQL> = {};
  for (const [name, column] of columns)
    if (name !== "tenantId" && name !== "id") set[name] = sql.raw(`excluded.${snake(column.name)}`);
  for (const part of chunks(rows)) {
    await tx.sql
      .insert(table)
      .values(part)
      .onConflictDoUpdate({ target: key.map(([, column]) => column), set: set });
  }
}

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Splits projected records into those that exist and the ids of those that no longer do. */
export function partition<State>(records: Projected<State>[]): {
  present: { id: string; state: State }[];
  gone: string[];
} {
  return {
    present: records.flatMap(({ id, state }) => (state ? [{ id, state }] : [])),
    gone: records.flatMap(({ id, state }) => (state ? [] : [id])),
  };
}
