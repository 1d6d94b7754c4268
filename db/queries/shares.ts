/** Shares at work: who may read what because its owner said so. */
import { sql, type SQL } from "drizzle-orm";
import type { Share } from "../../core/domain/share.ts";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

/**
 * Makes viewers of what the transaction's viewer shares: of everything for the shares named, or of newly
 * stored interactions for every share. Only contents that are the owner's own are passed on.
 */
export async function applyShares(
  tx: Tx,
  { shareIds, interactionIds }: { shareIds?: string[]; interactionIds?: string[] },
): Promise<void> {
  const { tenantId, viewerId } = tx.scope;
  if (viewerId === null) return;
  await tx.sql.execute(sql`
    insert into content_viewers (tenant_id, content_id, viewer_id, share_id)
    select distinct ${tenantId}::uuid, c.id, s.with_user_id, s.id
    from ${sharedContents}
    where s.owner_id = ${viewerId}
      and (${idsOrNull(shareIds)} is null or s.id = any(${idsOrNull(shareIds)}))
      and (${idsOrNull(interactionIds)} is null or i.id = any(${idsOrNull(interactionIds)}))
      and not c.confidential
    on conflict do nothing`);
}

const idsOrNull = (ids: string[] | undefined): SQL => sql`${ids ? array(ids) : null}::uuid[]`;

/** A share `s`, the interactions `i` it covers and those of their contents `c` that are its owner's own. */
const sharedContents = sql`shares s
    join interactions i on i.tenant_id = s.tenant_id and case s.scope
      when 'message' then i.id = s.interaction_id
      when 'thread' then i.id = s.interaction_id or i.thread_id = coalesce(
        (select a.thread_id from interactions a where a.tenant_id = s.tenant_id and a.id = s.interaction_id),
        s.thread_id)
      else i.id in (select p.interaction_id from interaction_participants p
        join identities o on o.tenant_id = p.tenant_id and o.id = p.identity_id
        where p.tenant_id = s.tenant_id and o.person_id = s.person_id) end
    join interaction_contents c on c.tenant_id = i.tenant_id and c.interaction_id = i.id
    join content_viewers own on own.tenant_id = c.tenant_id and own.content_id = c.id
      and own.viewer_id = s.owner_id and own.share_id is null`;

/** How many messages and meetings each share of the transaction's viewer shows to others. */
export async function countShown(tx: Tx, shareIds: string[]): Promise<Map<string, number>> {
  const { rows } = await tx.sql.execute<{ id: string; shown: number }>(sql`
    select s.id, count(distinct i.id)::int as shown from ${sharedContents}
    where s.id = any(${array(shareIds)}::uuid[]) and not c.confidential group by s.id`);
  return new Map(rows.map(({ id, shown }) => [id, shown]));
}

/** An interaction of the user's own, or the newest mail with somebody: one whose text is theirs to share. */
export async function ownInteraction(
  tx: Tx,
  of: { id?: string; personId?: string; userId: string },
): Promise<
  { id: string; threadId: string | null; subject: string; confidential: boolean } | undefined
> {
  const { id = null, personId = null, userId } = of;
  const { rows } = await tx.sql.execute<{
    id: string;
    threadId: string | null;
    subject: string;
    confidential: boolean;
  }>(sql`
    select i.id, i.thread_id as "threadId", c.subject, c.confidential from interactions i
    join interaction_contents c on c.tenant_id = i.tenant_id and c.interaction_id = i.id
    join content_viewers own on own.tenant_id = c.tenant_id and own.content_id = c.id
      and own.viewer_id = ${userId}::uuid and own.share_id is null
    where (${id}::uuid is null or i.id = ${id}::uuid)
      and (${personId}::uuid is null or i.kind = 'email' and i.machine_score < ${MACHINE_SCORE}
        and exists (select from interaction_participants p
          join identities o on o.tenant_id = p.tenant_id and o.id = p.identity_id
          where p.tenant_id = i.tenant_id and p.interaction_id = i.id and o.person_id = ${personId}::uuid))
    order by i.occurred_at desc limit 1`);
  return rows[0];
}

export interface ShareRow extends Record<string, unknown> {
  id: string;
  scope: Share["scope"];
  interactionId: string | null;
  personId: string | null;
  person: string | null;
  /** Of the message, as far as the asker may see it. */
  subject: string | null;
  ownerId: string;
  owner: string;
  withUserId: string | null;
  /** Null: the whole team. */
  with: string | null;
  createdAt: Date;
}

/** The shares the transaction's viewer gave or was given, those with the whole team among them. */
export async function findShares(
  tx: Tx,
  of: { ownerId?: string; personId?: string; interactionId?: string; limit: number },
): Promise<ShareRow[]> {
  const { ownerId = null, personId = null, interactionId = null } = of;
  const { rows } = await tx.sql.execute<ShareRow>(sql`
    select s.id, s.scope, s.interaction_id as "interactionId", s.person_id as "personId", p.name as person,
      c.subject, s.owner_id as "ownerId", o.name as owner, s.with_user_id as "withUserId", w.name as "with",
      s.created_at as "createdAt"
    from shares s
    join users o on o.tenant_id = s.tenant_id and o.id = s.owner_id
    left join users w on w.tenant_id = s.tenant_id and w.id = s.with_user_id
    left join people p on p.tenant_id = s.tenant_id and p.id = s.person_id
    left join lateral (
      select x.subject from interaction_contents x
      where x.tenant_id = s.tenant_id and x.interaction_id = s.interaction_id limit 1
    ) c on true
    where (${ownerId}::uuid is null or s.owner_id = ${ownerId}::uuid)
      and (${personId}::uuid is null or s.person_id = ${personId}::uuid)
      and (${interactionId}::uuid is null or s.interaction_id = ${interactionId}::uuid
        or s.scope = 'thread' and exists (select from interactions a
          join interactions b on b.tenant_id = a.tenant_id and b.thread_id = a.thread_id
          where a.tenant_id = s.tenant_id and a.id = s.interaction_id and b.id = ${interactionId}::uuid))
    order by s.created_at desc, s.id limit ${of.limit}`);
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
}
