/** Lists as rows, and who is on them. */
import { inArray } from "drizzle-orm";
import type { List } from "../../core/domain/list.ts";
import type { Membership } from "../../core/domain/membership.ts";
import { nameKey } from "../../core/domain/names.ts";
import type { Tx } from "../client.ts";
import { listEntries, lists } from "../schema/records.ts";
import { chunks, partition, upsert, type Projected } from "./rows.ts";

export async function projectLists(tx: Tx, records: Projected<List>[]): Promise<void> {
  const { present, gone } = partition(records);
  if (gone.length > 0) await tx.sql.delete(lists).where(inArray(lists.id, gone));
  await upsert(
    tx,
    lists,
    present.map(({ id, state }) => ({
      tenantId: tx.scope.tenantId,
      id,
      name: state.name,
      nameKey: nameKey(state.name),
      of: state.of,
      ownerId: state.ownerId,
      private: state.private,
      fields: state.fields,
      filter: state.filter,
      createdAt: new Date(state.createdAt),
    })),
  );
}

/** The memberships of people or companies whose earlier entries are gone already. */
export async function writeEntries(
  tx: Tx,
  present: { id: string; state: { lists: Membership[] } }[],
): Promise<void> {
  const entries = present.flatMap(({ id, state }) =>
    state.lists.map(({ listId, values }) => ({
      tenantId: tx.scope.tenantId,
      listId,
      recordId: id,
      values,
    })),
  );
  // An entry of a colleague's private list is neither seen nor changed here: it stays as it is.
  for (const part of chunks(entries))
    await tx.sql.insert(listEntries).values(part).onConflictDoNothing();
}
