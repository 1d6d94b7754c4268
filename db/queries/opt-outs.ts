/** Addresses nobody of this tenant writes to any more. */
import { inArray } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { optOuts } from "../schema/sending.ts";

/** Which of these addresses are not to be written to; lower case. */
export async function optedOut(tx: Tx, addresses: readonly string[]): Promise<string[]> {
  if (addresses.length === 0) return [];
  const rows = await tx.sql
    .select({ address: optOuts.address })
    .from(optOuts)
    .where(inArray(optOuts.address, [...new Set(addresses.map((one) => one.toLowerCase()))]));
  return rows.map(({ address }) => address);
}
