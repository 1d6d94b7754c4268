/** Every name a tenant's whole team may see, and a cheap sign of whether any of them has changed. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";

export interface NameRow extends Record<string, unknown> {
  kind:
    | "person"
    | "company"
    | "deal"
    | "user"
    | "list"
    | "pipeline"
    | "stage"
    | "tag"
    | "place"
    | "industry";
  name: string;
}

/** Run without a viewer, so that row-level security leaves out what is private to one of them. */
export async function allNames(tx: Tx): Promise<NameRow[]> {
  const { rows } = await tx.sql.execute<NameRow>(sql`
    select 'person' as kind, name from people
    union all select 'company', name from companies
    union all select 'deal', name from deals
    union all select 'user', name from users
    union all select 'list', name from lists
    union all select 'pipeline', name from pipelines
    union select 'stage', name from stages
    union select 'tag', unnest(tags) from people
    union select 'tag', unnest(tags) from companies
    union select 'place', unnest(array[city, country]) from people
    union select 'place', unnest(array[city, country]) from companies
    union select 'industry', industry from companies`);
  return rows.filter(({ name }) => Boolean(name));
}

/** Changes with every write to a record and with every colleague who comes or is renamed. */
export async function namesFingerprint(tx: Tx): Promise<string> {
  const { rows } = await tx.sql.execute<{ print: string }>(sql`
    select (select count(*) || '/' || coalesce(sum(version), 0) from streams) || '/' ||
      (select count(*) || '/' || coalesce(sum(hashtext(name)), 0) from users) as print`);
  return rows[0]?.print ?? "";
}
