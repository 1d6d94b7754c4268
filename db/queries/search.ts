/**
 * Search in names, texts and meanings at once. Each arm sees only what the asker may see (row-level
 * security), and they are fused by rank: 1 / (60 + position), reciprocal rank fusion (Cormack et al. 2009).
 */
import { sql, type SQL } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { PLANNED_ANEW } from "../kept-statements.ts";
import { array } from "../sql.ts";
import { nearest, type Meaning } from "./nearest.ts";
import { describe, toTimelineRow, type TimelineRow } from "./timeline.ts";

export interface SearchHit extends Record<string, unknown> {
  type: "person" | "company" | "deal" | "interaction";
  id: string;
  score: number;
}

export interface SearchQuery {
  /** The text as a key of names. */
  key: string;
  text: string;
  /** Absent where no model answered: then names and texts are searched. */
  meaning?: Meaning | undefined;
  limit: number;
}

const ARM = 40;

/** How common the words are decides how they are best looked for. */
const anew = sql.raw(PLANNED_ANEW);

export async function search(tx: Tx, query: SearchQuery): Promise<SearchHit[]> {
  const { key, text, meaning, limit } = query;
  await tx.sql.execute(sql`select set_config('pg_trgm.word_similarity_threshold', '0.5', true)`);
  const { rows } = await tx.sql.execute<SearchHit>(sql`${anew}
    with names as (
      select type, id, row_number() over (order by similarity desc, id) as position from (
        (select 'person' as type, id, word_similarity(${key}, name_key) as similarity from people
          where name_key %> ${key} order by 3 desc limit ${ARM})
        union all (select 'company', id, word_similarity(${key}, name_key) from companies
          where name_key %> ${key} order by 3 desc limit ${ARM})
        union all (select 'deal', id, word_similarity(${key}, name_key) from deals
          where name_key %> ${key} order by 3 desc limit ${ARM})
      ) n
    ), interactions as (
      select 'interaction' as type, interaction_id as id, score
      from (${fused(arms({ text, meaning }))}) f
    )
    select type, id, score::float as score from (
      select type, id, 1.0 / (60 + position) as score from names union all select * from interactions
    ) hits order by score desc, id limit ${limit}`);
  return rows;
}

/** The newest texts with the words are ranked: a common word stands in more of them than a search may read. */
const RANKED = 200;

const matchingTexts = (text: string, only: SQL) => {
  const query = sql`websearch_to_tsquery('simple', ${text})`;
  return sql`
    select interaction_id, max(ts_rank(search, ${query})) as rank
    from (${newest(sql`c.search @@ ${query} ${only}`)}) newest
    group by interaction_id order by rank desc limit ${ARM}`;
};

/**
 * Whether the asker may see a text is looked up one by one. So they are looked for in the last month, where
 * that is not enough in half a year, and only then in all: common words fill the first, few have rare ones.
 */
function newest(matching: SQL): SQL {
  const within = (span: SQL) => sql`
    select c.interaction_id, c.search, c.occurred_at from interaction_contents c
    where ${matching} and ${span} order by c.occurred_at desc limit ${RANKED}`;
  const month = sql`now() - interval '30 days'`;
  const halfYear = sql`now() - interval '180 days'`;
  return sql`
    with last_month as (${within(sql`c.occurred_at >= ${month}`)}),
    before_that as (${within(sql`c.occurred_at >= ${halfYear} and c.occurred_at < ${month}
      and (select count(*) from last_month) < ${RANKED}`)}),
    older as (${within(sql`c.occurred_at < ${halfYear}
      and (select count(*) from last_month) + (select count(*) from before_that) < ${RANKED}`)})
    select interaction_id, search from (
      select * from last_month union all select * from before_that union all select * from older
    ) found order by occurred_at desc limit ${RANKED}`;
}

interface Arms {
  texts: SQL;
  meanings: SQL | undefined;
}

interface TextQuery {
  text: string;
  meaning?: Meaning | undefined;
  /** Only with one of the identities. */
  identityIds?: string[];
}

/** The same interactions in two orders; in each only those with one of the identities, where some are named. */
function arms({ text, meaning, identityIds }: TextQuery): Arms {
  const ids = identityIds && sql`${array(identityIds)}::uuid[]`;
  const involved = ids
    ? sql`and exists (select from interaction_participants p where p.tenant_id = c.tenant_id
        and p.interaction_id = c.interaction_id and p.identity_id = any(${ids}))`
    : sql``;
  const ofInvolved = ids
    ? sql`and e.content_id in (select c.id from interaction_contents c
        join interaction_participants p on p.tenant_id = c.tenant_id and p.interaction_id = c.interaction_id
        where p.identity_id = any(${ids}))`
    : sql``;
  return {
    texts: matchingTexts(text, involved),
    meanings: meaning && nearest(meaning, ARM, ofInvolved),
  };
}

/** `interaction_id`, the score of both arms together, and whether only its meaning speaks for it. */
const fused = ({ texts, meanings }: Arms): SQL => sql`
  select interaction_id, sum(1.0 / (60 + position)) as score, bool_and(by_meaning) as by_meaning from (
    select interaction_id, false as by_meaning, row_number() over (order by rank desc, interaction_id) as position
    from (${texts}) t
    ${
      meanings
        ? sql`union all select interaction_id, true, row_number() over (order by distance, interaction_id)
            from (${meanings}) m`
        : sql``
    }
  ) positions group by interaction_id`;

export interface TextMatch extends TimelineRow {
  /** None of the words stand in it; it is near in meaning. */
  byMeaning: boolean;
}

/** Messages, meetings and notes whose text matches or means the same, best first. */
export async function searchTexts(
  tx: Tx,
  query: TextQuery & { limit: number },
): Promise<TextMatch[]> {
  const { rows: found } = await tx.sql.execute<{ id: string; byMeaning: boolean }>(sql`${anew}
    select f.interaction_id as id, f.by_meaning as "byMeaning" from (${fused(arms(query))}) f
    join interactions i on i.id = f.interaction_id
    order by f.score desc, i.occurred_at desc limit ${query.limit}`);
  if (found.length === 0) return [];
  const { rows } = await tx.sql.execute<TimelineRow>(sql`
    with picked as (select interaction_id, place
      from unnest(${array(found.map(({ id }) => id))}::uuid[]) with ordinality as t(interaction_id, place))
    ${describe(sql`picked`, sql`order by picked.place`)}`);
  const byMeaning = new Map(found.map((match) => [match.id, match.byMeaning]));
  return rows.map((row) => ({ ...toTimelineRow(row), byMeaning: byMeaning.get(row.id) ?? false }));
}
