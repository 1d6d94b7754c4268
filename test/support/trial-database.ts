/** A database in which everything happens and nothing stays: for asking the same question twice. */
import type { Database } from "../../db/client.ts";

/** Each transaction by itself is rolled back; its result is kept. */
export const trialOf = (db: Database): Database => ({
  ...db,
  transaction: async (scope, work) => {
    let done: { result: Awaited<ReturnType<typeof work>> } | undefined;
    try {
      await db.transaction(scope, async (tx) => {
        done = { result: await work(tx) };
        throw new RolledBack();
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    if (!done) throw new Error("the transaction neither ended nor failed");
    return done.result;
  },
});

class RolledBack extends Error {}
