/** Opt-outs as rows, found by their address. */
import { inArray } from "drizzle-orm";
import { optOutId, type OptOut } from "../../core/domain/opt-out.ts";
import type { Tx } from "../client.ts";
import { optOuts } from "../schema/sending.ts";
import { partition, type Projected } from "./rows.ts";

export async function projectOptOuts(tx: Tx, records: Projected<OptOut>[]): Promise<void> {
  const { present, gone } = partition(records);
  if (gone.length > 0) {
    const rows = await tx.sql.select({ address: optOuts.address }).from(optOuts);
    const left = rows.map(({ address }) => address).filter((one) => gone.includes(optOutId(one)));
    if (left.length > 0) await tx.sql.delete(optOuts).where(inArray(optOuts.address, left));
  }
  if (present.length === 0) return;
  await tx.sql
    .insert(optOuts)
    .values(
      present.map(({ state }) => ({
        ...state,
        tenantId: tx.scope.tenantId,
        at: new Date(state.at),
      })),
    )
    .onConflictDoNothing();
}
