/** Embeddings beside the contents they are made of: what lacks one, its text, and storing it. */
import { sql } from "drizzle-orm";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { array, bytesArray } from "../sql.ts";

/** The model whose vectors are wanted; its length is unknown until a hosted one has answered. */
export interface OfModel {
  model: string;
  dimensions: number | undefined;
}

/** A place in the viewer's contents, newest first. */
export interface Place {
  occurredAt: string;
  id: string;
}

export interface Page {
  missing: string[];
  /** Where the next page starts; undefined after the last one. */
  next: Place | undefined;
}

/** Letters of a text that are handed to a model; the rest of a long mail says little more. */
const LETTERS = 8_000;
const PAGE = 500;

/** Which of the next contents the viewer may see want a vector; machine mail wants none. */
export async function pageOfMissing(tx: Tx, of: OfModel, after?: Place): Promise<Page> {
  const older = after
    ? sql`where (c.occurred_at, c.id) < (${after.occurredAt}::timestamptz, ${after.id}::uuid)`
    : sql``;
  // OFFSET 0 keeps both lookups: as hashes, each page would read all embeddings and interactions.
  const { rows } = await tx.sql.execute<{ id: string; at: string; missing: boolean }>(sql`
    with page as materialized (
      select c.tenant_id, c.id, c.interaction_id, c.occurred_at from interaction_contents c ${older}
      order by c.occurred_at desc, c.id desc limit ${PAGE}
    )
    select p.id, p.occurred_at::text as at,
      exists (select from interactions i where i.tenant_id = p.tenant_id and i.id = p.interaction_id
        and i.machine_score < ${MACHINE_SCORE} offset 0)
      and not exists (select from embeddings e where e.tenant_id = p.tenant_id and e.content_id = p.id
        and e.model = ${of.model} and e.dimensions = coalesce(${of.dimensions ?? null}::int, e.dimensions) offset 0) as missing
    from page p order by p.occurred_at desc, p.id desc`);
  const last = rows.at(-1);
  return {
    missing: rows.filter((row) => row.missing).map((row) => row.id),
    next: last && rows.length === PAGE ? { occurredAt: last.at, id: last.id } : undefined,
  };
}

/** Subject and text of contents, as far as the viewer may see them and they say anything. */
export async function textsOf(tx: Tx, ids: string[]): Promise<{ id: string; text: string }[]> {
  const { rows } = await tx.sql.execute<{ id: string; text: string }>(sql`
    select id, left(btrim(subject || E'\n' || text, E' \n'), ${LETTERS}) as text from interaction_contents
    where id = any(${array(ids)}::uuid[])`);
  return rows;
}

export interface Embedded {
  contentId: string;
  vector: Float32Array;
  textHash: Buffer;
}

/** Stores vectors; an older one of the same content makes room. A content gone meanwhile is left out. */
export async function storeEmbeddings(tx: Tx, model: string, rows: Embedded[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.sql.execute(sql`
    insert into embeddings (tenant_id, content_id, model, dimensions, embedding, text_hash)
    select ${tx.scope.tenantId}, t.id, ${model}, t.dimensions, t.embedding::vector, t.text_hash
    from unnest(${array(rows.map((row) => row.contentId))}::uuid[], ${array(rows.map((row) => row.vector.length))}::int[],
      ${array(rows.map((row) => vectorText(row.vector)))}::text[], ${bytesArray(rows.map((row) => row.textHash))}::bytea[])
      as t(id, dimensions, embedding, text_hash)
    where exists (select from interaction_contents c where c.tenant_id = ${tx.scope.tenantId} and c.id = t.id)
    order by t.id
    on conflict (tenant_id, content_id) do update
      set model = excluded.model, dimensions = excluded.dimensions,
        embedding = excluded.embedding, text_hash = excluded.text_hash`);
}

/** As pgvector reads it; a float has eight digits that count. */
export const vectorText = (vector: Float32Array): string =>
  `[${Array.from(vector, (value) => value.toPrecision(8)).join(",")}]`;
