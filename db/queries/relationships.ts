/** Ties between people, companies and ourselves. */
import { sql } from "drizzle-orm";
import type { End, RelationshipKind } from "../../core/domain/relationship.ts";
import type { Tx } from "../client.ts";

export interface RelationshipRow extends Record<string, unknown> {
  id: string;
  kind: RelationshipKind;
  fromType: End["type"];
  fromId: string;
  from: string;
  toType: End["type"];
  toId: string;
  to: string;
  /** ISO dates. */
  since: string | null;
  until: string | null;
  note: string | null;
  source: string;
  /** Who said so. */
  saidBy: string | null;
}

/** Every tie of a record, in both directions, or those between two records; the open ones first. */
export async function findRelationships(
  tx: Tx,
  of: { id: string; other?: string; kind?: RelationshipKind; limit: number },
): Promise<RelationshipRow[]> {
  const { id, other = null, kind = null } = of;
  const { rows } = await tx.sql.execute<RelationshipRow>(sql`
    select r.id, r.kind, r.from_type as "fromType", r.from_id as "fromId",
      coalesce(fp.name, fc.name, fu.name) as "from",
      r.to_type as "toType", r.to_id as "toId", coalesce(tp.name, tc.name, tu.name) as "to",
      r.valid_from::text as since, r.valid_to::text as until, r.note, r.source, s.name as "saidBy"
    from relationships r
    left join people fp on fp.tenant_id = r.tenant_id and fp.id = r.from_id and r.from_type = 'person'
    left join companies fc on fc.tenant_id = r.tenant_id and fc.id = r.from_id and r.from_type = 'company'
    left join users fu on fu.tenant_id = r.tenant_id and fu.id = r.from_id and r.from_type = 'user'
    left join people tp on tp.tenant_id = r.tenant_id and tp.id = r.to_id and r.to_type = 'person'
    left join companies tc on tc.tenant_id = r.tenant_id and tc.id = r.to_id and r.to_type = 'company'
    left join users tu on tu.tenant_id = r.tenant_id and tu.id = r.to_id and r.to_type = 'user'
    left join users s on s.tenant_id = r.tenant_id and s.id = r.said_by
    where (r.from_id = ${id}::uuid and (${other}::uuid is null or r.to_id = ${other}::uuid)
        or r.to_id = ${id}::uuid and (${other}::uuid is null or r.from_id = ${other}::uuid))
      and (${kind}::text is null or r.kind = ${kind}::text)
      -- What a removed record was tied to says nothing any more.
      and coalesce(fp.name, fc.name, fu.name) is not null
      and coalesce(tp.name, tc.name, tu.name) is not null
    order by r.valid_to is not null, r.kind, coalesce(tp.name, tc.name, tu.name), r.id
    limit ${of.limit}`);
  return rows;
}
