/** What the scope of row-level security costs a unit of work, by an empty transaction and one with a query more. */
import { sql } from "drizzle-orm";
import { inTransaction } from "../core/context.ts";
import { ascending, percentile, spread, timed, type Figure } from "./figure.ts";
import type { Scratch } from "./scratch.ts";

const TIMES = 50;
const ROUNDS = 40;
const WARM_UP = 200;

export async function scopeCost(scratch: Scratch): Promise<Figure[]> {
  const { deps } = scratch;
  const asker = await scratch.emptyTenant("ana@ours.example");
  const empty = () => inTransaction(deps, asker, () => Promise.resolve());
  const withQuery = () => inTransaction(deps, asker, (tx) => tx.sql.execute(sql`select 1`));
  await timed(WARM_UP, withQuery);
  // By turns, so that both see the same machine.
  const taken = { empty: [] as number[], withQuery: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    taken.empty.push(...(await timed(TIMES, empty)));
    taken.withQuery.push(...(await timed(TIMES, withQuery)));
  }
  const bare = percentile(ascending(taken.empty), 0.5);
  return [
    ...spread("empty transaction with the scope of row-level security", ascending(taken.empty)),
    {
      name: "one more query in that transaction, p50",
      value: percentile(ascending(taken.withQuery), 0.5) - bare,
      unit: "ms",
      note: "the scope is one query too: so much of the transaction is its cost",
    },
  ];
}
