/** Arrays as single parameters: a statement keeps its shape, and its plan, however many rows it takes. */
import { sql, type SQL } from "drizzle-orm";

/** A JavaScript array as one PostgreSQL array parameter; cast it where it is used. */
export const array = (values: readonly (string | number | boolean | Date | null)[]): SQL =>
  sql`${sql.param(values)}`;

export const bytesArray = (values: readonly (Buffer | null)[]): SQL =>
  sql`${sql.param(values.map((value) => (value ? `\\x${value.toString("hex")}` : null)))}`;
