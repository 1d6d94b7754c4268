/** A database in which everything happens and nothing stays: for trying out a whole conversation. */
import { sql as raw } from "drizzle-orm";
import { scopeStatement, type Database, type Scope, type Tx } from "./client.ts";

class TakenBack extends Error {}

/**
 * Runs `work` with a database whose transactions are savepoints of one transaction of this scope,
 * which is rolled back at the end. It knows this one tenant: there is no directory, no maintenance.
 */
export async function onTrial<T>(
  db: Database,
  outer: Scope,
  work: (trial: Database) => Promise<T>,
): Promise<T> {
  let done: { result: T } | undefined;
  try {
    await db.transaction(outer, async ({ sql, masterKey, earlierKeys }) => {
      const inTurn = oneAtATime();
      done = {
        result: await work({
          engine: db.engine,
          close: () => Promise.resolve(),
          directory: refuse,
          maintenance: refuse,
          transaction: (scope, inner) =>
            inTurn(() =>
              onSavepoint(sql, scope, () => inner({ sql, scope, masterKey, earlierKeys })),
            ),
        }),
      };
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
  if (!done) throw new Error("the trial neither ended nor failed");
  return done.result;
}

async function onSavepoint<T>(sql: Tx["sql"], scope: Scope, work: () => Promise<T>): Promise<T> {
  await sql.execute(raw.raw("savepoint trial"));
  try {
    await sql.execute(raw.raw(scopeStatement(scope)));
    const result = await work();
    await sql.execute(raw.raw("release savepoint trial"));
    return result;
  } catch (error) {
    await sql.execute(raw.raw("rollback to savepoint trial"));
    throw error;
  }
}

const refuse = () => Promise.reject(new Error("a trial knows only its own tenant"));

/** Two savepoints open side by side would end one another's work. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
