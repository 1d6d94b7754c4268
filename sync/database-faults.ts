/** Tells apart what one bad item does to a batch from what is wrong with the database. */

import { LostRaceError } from "../db/event-store.ts";

const ATTEMPTS = 4;

/** The database refused a value: the item is at fault, the rest of its batch is not. */
export const isPoison = (error: unknown): boolean => /^(?:22|23|54)/.test(sqlState(error));

/** Runs again what lost against another transaction. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const lost = error instanceof LostRaceError || sqlState(error).startsWith("40");
      if (attempt >= ATTEMPTS || !lost) throw error;
    }
  }
}

/** The SQLSTATE of a failed statement, wherever in the chain of causes it stands. */
function sqlState(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return "";
}
