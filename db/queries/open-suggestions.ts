/** Suggestions waiting for their owner's decision. Row-level security shows nobody else's. */
import { sql } from "drizzle-orm";
import type { SuggestionEvidence } from "../schema/records.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

export interface OpenSuggestion extends Record<string, unknown> {
  id: string;
  kind: "person" | "title" | "phone";
  identityId: string;
  personId: string | null;
  value: string;
  name: string;
  email: string;
  domain: string | null;
  evidence: SuggestionEvidence;
}

const columns = sql`s.id, s.kind, s.identity_id as "identityId", i.person_id as "personId", s.value, s.name,
  i.value as email, i.domain, s.evidence`;
const tables = sql`suggestions s join identities i on i.tenant_id = s.tenant_id and i.id = s.identity_id`;

/** The strongest first. Titles and phones are offered once their person is in the CRM. */
export async function openSuggestions(
  tx: Tx,
  limit: number,
): Promise<{ suggestions: OpenSuggestion[]; total: number }> {
  const { rows } = await tx.sql.execute<OpenSuggestion & { total: string }>(sql`
    select ${columns}, count(*) over () as total from ${tables}
    where s.status = 'open' and (s.kind = 'person' or i.person_id is not null)
    order by s.score desc, s.name, s.id limit ${limit}`);
  return { suggestions: rows, total: Number(rows[0]?.total ?? 0) };
}

export async function findSuggestion(
  tx: Tx,
  id: string,
): Promise<(OpenSuggestion & { status: string }) | undefined> {
  const { rows } = await tx.sql.execute<OpenSuggestion & { status: string }>(
    sql`select ${columns}, s.status from ${tables} where s.id = ${id}`,
  );
  return rows[0];
}

/** The open suggestion to add the person behind an identity. */
export async function openSuggestionsFor(tx: Tx, identityId: string): Promise<string | undefined> {
  const { rows } = await tx.sql.execute<{ id: string }>(
    sql`select id from suggestions where identity_id = ${identityId} and kind = 'person' and status = 'open'`,
  );
  return rows[0]?.id;
}

/** Open title and phone hints about identities, to take along when their people are added. */
export async function openHints(
  tx: Tx,
  identityIds: string[],
): Promise<{ id: string; identityId: string; kind: "title" | "phone"; value: string }[]> {
  const { rows } = await tx.sql.execute<{
    id: string;
    identityId: string;
    kind: "title" | "phone";
    value: string;
  }>(sql`
    select id, identity_id as "identityId", kind, value from suggestions
    where identity_id = any(${array(identityIds)}::uuid[]) and kind <> 'person' and status = 'open'`);
  return rows;
}
