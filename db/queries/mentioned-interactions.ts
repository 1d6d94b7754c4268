/** The interaction a person means by "the last email from Sofia"; subjects only where the asker may read them. */
import { sql, type SQL } from "drizzle-orm";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";

export interface MentionedInteraction {
  id: string;
  kind: "email" | "meeting" | "call" | "message" | "note";
  occurredAt: Date;
  subject: string | null;
}

export interface InteractionWanted {
  kind?: MentionedInteraction["kind"];
  /** With this person, or anybody of this company; with anybody of ours otherwise. */
  personId?: string;
  companyId?: string;
  /** Written by them, or to them. */
  role?: "from" | "to";
  /** One of ours it was with. */
  userId?: string;
  before: Date;
}

/** The newest first. */
export async function findInteractions(
  tx: Tx,
  wanted: InteractionWanted,
  limit: number,
): Promise<MentionedInteraction[]> {
  const role =
    wanted.role === "from"
      ? sql`and r.role in ('from', 'organizer')`
      : wanted.role === "to"
        ? sql`and r.role in ('to', 'cc', 'bcc', 'attendee')`
        : sql``;
  const party = wanted.personId
    ? sql`o.person_id = ${wanted.personId}`
    : wanted.companyId
      ? sql`o.person_id in (select p.id from people p where p.company_id = ${wanted.companyId})`
      : undefined;
  return rowsOf(
    tx,
    sql`i.occurred_at <= ${wanted.before.toISOString()}::timestamptz and i.machine_score < ${MACHINE_SCORE}
      ${wanted.kind ? sql`and i.kind = ${wanted.kind}` : sql``}
      ${party ? sql`and ${takesPart(party, role)}` : sql``}
      ${wanted.userId ? sql`and (i.logged_by = ${wanted.userId} or ${takesPart(sql`o.user_id = ${wanted.userId}`, sql``)})` : sql``}`,
    limit,
  );
}

export const findInteractionsById = (tx: Tx, ids: string[]): Promise<MentionedInteraction[]> =>
  rowsOf(tx, sql`i.id = any(${array(ids)}::uuid[])`, ids.length);

const takesPart = (who: SQL, role: SQL): SQL => sql`exists (
  select from interaction_participants r
  join identities o on o.tenant_id = r.tenant_id and o.id = r.identity_id
  where r.tenant_id = i.tenant_id and r.interaction_id = i.id and ${who} ${role})`;

async function rowsOf(tx: Tx, where: SQL, limit: number): Promise<MentionedInteraction[]> {
  const { rows } = await tx.sql.execute<MentionedInteraction & Record<string, unknown>>(sql`
    select i.id, i.kind, i.occurred_at as "occurredAt", (
      select c.subject from interaction_contents c
      where c.tenant_id = i.tenant_id and c.interaction_id = i.id limit 1) as subject
    from interactions i where ${where} order by i.occurred_at desc limit ${limit}`);
  return rows.map((row) => ({ ...row, occurredAt: new Date(row.occurredAt) }));
}
