/** What an import does to a user's open suggestions, noted so that it can be taken back. */
import { sql } from "drizzle-orm";
import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../client.ts";
import { saveTrace, type ImportMark, type Trace } from "./import-traces.ts";

interface SuggestionRow extends Record<string, unknown> {
  id: string;
  kind: string;
}

/** Runs `work` and notes which open suggestions came, went or changed by it. */
export async function notingSuggestions<T>(
  tx: Tx,
  { mark, userId, at }: { mark: ImportMark | null; userId: string; at: Date },
  work: () => Promise<T>,
): Promise<T> {
  if (mark === null) return work();
  const before = await openRows(tx, userId);
  const result = await work();
  const after = await openRows(tx, userId);
  const hints = [...after.values()].filter(({ id, kind }) => kind !== "person" && !before.has(id));
  const suggestions = [...before.values()].filter(
    (row) => !isDeepStrictEqual(after.get(row.id), row),
  );
  if (hints.length > 0 || suggestions.length > 0)
    await saveTrace(tx, mark, {
      userId,
      at,
      trace: { hints: hints.map(({ id }) => id), suggestions },
    });
  return result;
}

/** Takes back what an import did to suggestions still undecided; people are suggested anew afterwards. */
export async function restoreSuggestions(
  tx: Tx,
  userId: string,
  { hints, suggestions }: Pick<Trace, "hints" | "suggestions">,
): Promise<void> {
  const { tenantId } = tx.scope;
  await tx.sql.execute(sql`
    delete from suggestions s using jsonb_array_elements_text(${JSON.stringify(hints)}::jsonb) as h(id)
    where s.tenant_id = ${tenantId} and s.user_id = ${userId} and s.id = h.id::uuid and s.status = 'open'`);
  await tx.sql.execute(sql`
    insert into suggestions as s
    select r.* from jsonb_populate_recordset(null::suggestions, ${JSON.stringify(suggestions)}::jsonb) r
    where exists (select from identities i where i.tenant_id = ${tenantId} and i.id = r.identity_id and i.user_id is null)
      and not exists (select from suggestions o where o.tenant_id = ${tenantId} and o.user_id = ${userId}
        and o.kind = r.kind and o.identity_id = r.identity_id and o.id <> r.id)
    on conflict (tenant_id, id) do update
      set name = excluded.name, evidence = excluded.evidence, score = excluded.score
      where s.status = 'open' and s.kind <> 'person'`);
}

async function openRows(tx: Tx, userId: string): Promise<Map<string, SuggestionRow>> {
  const { rows } = await tx.sql.execute<{ row: SuggestionRow }>(sql`
    select to_jsonb(s) as row from suggestions s
    where tenant_id = ${tx.scope.tenantId} and user_id = ${userId} and status = 'open'`);
  return new Map(rows.map(({ row }) => [row.id, row]));
}
