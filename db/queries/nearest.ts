/**
 * The interactions whose texts mean what is meant. Every vector the asker may see is compared: that is
 * exact, needs no index to be built, and row-level security cannot leave it with too few.
 */
import { sql, type SQL } from "drizzle-orm";
import { vectorText } from "./embeddings.ts";

/** What is looked for, as a vector of one model. */
export interface Meaning {
  model: string;
  vector: Float32Array;
  /** Cosine distance beyond which nothing is near. */
  farthest: number;
}

/** A subquery with `interaction_id` and `distance`; `only` limits it by conditions on `e`. */
export const nearest = (meaning: Meaning, limit: number, only: SQL = sql``): SQL => sql`
  select c.interaction_id, min(n.distance) as distance from (
    select e.tenant_id, e.content_id, e.embedding <=> ${vectorText(meaning.vector)}::vector as distance
    from embeddings e
    where e.model = ${meaning.model} and e.dimensions = ${meaning.vector.length} ${only}
    order by distance limit ${limit}
  ) n join interaction_contents c on c.tenant_id = n.tenant_id and c.id = n.content_id
  where n.distance <= ${meaning.farthest} group by c.interaction_id`;
