/** What the tables are made of and drizzle does not bring: column types, and references within a tenant. */
import { customType, foreignKey, timestamp, type AnyPgColumn } from "drizzle-orm/pg-core";

export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** Millisecond precision, as JavaScript's: a value read back equals the one written. */
export const instant = () => timestamp({ withTimezone: true, mode: "date", precision: 3 });

/**
 * Storage of GIN indexes. New entries wait in a list that every search reads from end to end; by
 * default it may grow to 4 MB, which costs each search tens of milliseconds. In kilobytes.
 */
export const gin = { gin_pending_list_limit: 128 };

/** The tenant is part of every reference, so that no row can refer to another tenant's. */
export const refersTo = (
  target: { tenantId: AnyPgColumn; id: AnyPgColumn },
  from: { tenantId: AnyPgColumn },
  column: AnyPgColumn,
) =>
  foreignKey({
    columns: [from.tenantId, column],
    foreignColumns: [target.tenantId, target.id],
  });
