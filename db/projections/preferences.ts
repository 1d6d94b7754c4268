/** Preferences, written to the user they belong to. */
import { eq } from "drizzle-orm";
import type { Preferences } from "../../core/domain/preferences.ts";
import type { Tx } from "../client.ts";
import { users } from "../schema/tenancy.ts";
import type { Projected } from "./rows.ts";

export async function projectPreferences(tx: Tx, records: Projected<Preferences>[]): Promise<void> {
  for (const { id, state } of records)
    if (state)
      await tx.sql
        .update(users)
        .set({ timeZone: state.timeZone, locale: state.locale })
        .where(eq(users.id, id));
}
