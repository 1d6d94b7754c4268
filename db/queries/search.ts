/**
 * Search in names and texts at once. Each arm sees only what the asker may see (row-level security),
 * and the two are fused by rank: 1 / (60 + position), reciprocal rank fusion (Cormack et al. 2009).
 */
import { sql, type SQL } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { describe, toTimelineRow, type TimelineRow } from "./timeline.ts";

export interface SearchHit extends Record<string, unknown> {
  type: "person" | "company" | "deal" | "interaction";
  id: string;
  score: number;
}

const ARM = 40;

export async function search(
  tx: Tx,
  key: string,
  text: string,
  limit: number,
): Promise<SearchHit[]> {
  await tx.sql.execute(sql`select set_config('pg_trgm.word_similarity_threshold', '0.5', true)`);
  const { rows } = await tx.sql.execute<SearchHit>(sql`
    with names as (
      select type, id, row_number() over (order by similarity desc, id) as position from (
        (select 'person' as type, id, word_similarity(${key}, name_key) as similarity from people
          where name_key %> ${key} order by 3 desc limit ${ARM})
        union all (select 'company', id, word_similarity(${key}, name_key) from companies
          where name_key %> ${key} order by 3 desc limit ${ARM})
        union all (select 'deal', id, word_similarity(${key}, name_key) from deals
          where name_key %> ${key} order by 3 desc limit ${ARM})
      ) n
    ), texts as (
      select 'interaction' as type, interaction_id as id,
        row_number() over (order by rank desc, interaction_id) as position
      from (${matchingTexts(text)}) t
    )
    select type, id, (1.0 / (60 + position))::float as score
    from (select * from names union all select * from texts) hits
    order by score desc, id limit ${limit}`);
  return rows;
}

/** The newest texts with the words are ranked: a common word stands in more of them than a search may read. */
const RANKED = 200;

const matchingTexts = (text: string, only: SQL = sql``, limit = ARM) => {
  const query = sql`websearch_to_tsquery('simple', ${text})`;
  return sql`
    select interaction_id, max(ts_rank(search, ${query})) as rank from (
      select c.interaction_id, c.search from interaction_contents c
      where c.search @@ ${query} ${only}
      order by c.occurred_at desc limit ${RANKED}
    ) newest group by interaction_id order by rank desc limit ${limit}`;
};

/** Messages, meetings and notes whose text matches, optionally with one of the identities. */
export async function searchTexts(
  tx: Tx,
  query: { text: string; identityIds?: string[]; limit: number },
): Promise<TimelineRow[]> {
  const involved = query.identityIds
    ? sql`and exists (select from interaction_participants p where p.tenant_id = c.tenant_id
        and p.interaction_id = c.interaction_id and p.identity_id = any(${sql.param(query.identityIds)}::uuid[]))`
    : sql``;
  const { rows } = await tx.sql.execute<TimelineRow>(sql`
    with picked as (${matchingTexts(query.text, involved, query.limit)})
    ${describe(sql`picked`, sql`order by picked.rank desc, i.occurred_at desc`)}`);
  return rows.map(toTimelineRow);
}
