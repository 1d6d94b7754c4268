/** Decisions on suggestions, written to the rows that mail and calendar derived. */
import { sql } from "drizzle-orm";
import { AppError } from "../../core/domain/errors.ts";
import type { SuggestionDecision } from "../../core/domain/suggestion.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import type { Projected } from "./rows.ts";

export async function projectSuggestions(
  tx: Tx,
  records: Projected<SuggestionDecision>[],
): Promise<void> {
  const { rowCount } = await tx.sql.execute(sql`
    update suggestions set status = t.status
    from unnest(${array(records.map((record) => record.id))}::uuid[],
      ${array(records.map((record) => record.state?.status ?? "open"))}::text[]) as t(id, status)
    where suggestions.tenant_id = ${tx.scope.tenantId} and suggestions.id = t.id`);
  // Row-level security shows a suggestion to its owner alone, and in a shared channel to nobody.
  if (rowCount !== records.length)
    throw new AppError(
      "forbidden",
      "That suggestion is yours alone: decide it in a direct message.",
    );
}
