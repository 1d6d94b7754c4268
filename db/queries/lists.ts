/** Lists, their fields and who is on them. */
import { sql } from "drizzle-orm";
import type { List, ListField } from "../../core/domain/list.ts";
import type { FieldValue } from "../../core/domain/membership.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

/** The fields of these lists. */
export async function findListFields(
  tx: Tx,
  listIds: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (listIds.length === 0) return [];
  const { rows } = await tx.sql.execute<{ id: string; name: string }>(sql`
    select f->>'id' as id, f->>'name' as name from lists, jsonb_array_elements(fields) f
    where lists.id = any(${array(listIds)}::uuid[])`);
  return rows;
}

export interface ListCard extends Record<string, unknown> {
  id: string;
  name: string;
  of: List["of"];
  ownerId: string;
  owner: string | null;
  private: boolean;
  fields: ListField[];
  filter: Record<string, unknown> | null;
  /** How many are on it; of a list that fills itself, nobody is put on it. */
  entries: number;
}

/** The lists the asker sees, by name. */
export async function allLists(tx: Tx): Promise<ListCard[]> {
  const { rows } = await tx.sql.execute<ListCard>(sql`
    select l.id, l.name, l.of, l.owner_id as "ownerId", u.name as owner, l.private, l.fields, l.filter,
      (select count(*)::int from list_entries e where e.list_id = l.id and (
        exists (select from people p where p.id = e.record_id)
        or exists (select from companies c where c.id = e.record_id))) as entries
    from lists l left join users u on u.tenant_id = l.tenant_id and u.id = l.owner_id
    order by l.name collate "und-x-icu"`);
  return rows;
}

export interface Entry extends Record<string, unknown> {
  listId: string;
  recordId: string;
  values: Record<string, FieldValue>;
}

/** What a list says about whoever is on it. */
export async function entriesOf(tx: Tx, listId: string): Promise<Entry[]> {
  const { rows } = await tx.sql.execute<Entry>(sql`
    select list_id as "listId", record_id as "recordId", "values" from list_entries
    where list_id = ${listId}::uuid`);
  return rows;
}

/** The lists a person or company is on, as far as the asker sees them. */
export async function entriesFor(
  tx: Tx,
  recordId: string,
): Promise<(Entry & { list: string; fields: ListField[] })[]> {
  const { rows } = await tx.sql.execute<Entry & { list: string; fields: ListField[] }>(sql`
    select e.list_id as "listId", e.record_id as "recordId", e.values, l.name as list, l.fields
    from list_entries e join lists l on l.tenant_id = e.tenant_id and l.id = e.list_id
    where e.record_id = ${recordId}::uuid order by l.name collate "und-x-icu"`);
  return rows;
}
