/** Readings of messages: the stored ones, what there is to read, and storing. All as the viewer sees it. */
import { and, eq, sql } from "drizzle-orm";
import { MACHINE_SCORE } from "../../core/domain/machine-score.ts";
import type { Tx } from "../client.ts";
import { openFor, sealFor } from "../sealed-values.ts";
import { readings } from "../schema/readings.ts";

export interface Readable {
  contentId: string;
  subject: string;
  text: string;
}

/** Letters of a message that a model is given. */
const LETTERS = 12_000;
const MOST_AT_ONCE = 50;
const DAYS = 14;

export async function findReading(tx: Tx, contentId: string): Promise<unknown> {
  const [row] = await tx.sql
    .select({ body: readings.body })
    .from(readings)
    .where(and(eq(readings.tenantId, tx.scope.tenantId), eq(readings.contentId, contentId)));
  return row && openFor(tx, contentId, row.body);
}

export async function saveReading(
  tx: Tx,
  contentId: string,
  { model, at, reading }: { model: string; at: Date; reading: unknown },
): Promise<void> {
  const found = await findReadable(tx, sql`c.id = ${contentId}`);
  if (!found) return;
  const row = { model, at, tainted: true, body: await sealFor(tx, contentId, reading) };
  await tx.sql
    .insert(readings)
    .values({ ...row, tenantId: tx.scope.tenantId, contentId })
    .onConflictDoUpdate({ target: [readings.tenantId, readings.contentId], set: row });
}

export const readableOf = (tx: Tx, interactionId: string): Promise<Readable | undefined> =>
  findReadable(tx, sql`c.interaction_id = ${interactionId}`);

export const readableContent = (tx: Tx, contentId: string): Promise<Readable | undefined> =>
  findReadable(tx, sql`c.id = ${contentId}`);

async function findReadable(tx: Tx, where: ReturnType<typeof sql>): Promise<Readable | undefined> {
  const { rows } = await tx.sql.execute<Readable & Record<string, unknown>>(sql`
    select c.id as "contentId", c.subject, left(c.text, ${LETTERS}) as text
    from interaction_contents c where c.tenant_id = ${tx.scope.tenantId} and ${where} order by c.id limit 1`);
  return rows[0];
}

/** New mail to the viewer from those he writes to as well, and no reading yet; the newest first. */
export async function unreadContents(tx: Tx, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - DAYS * 86_400_000).toISOString();
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select c.id from interaction_contents c
    join interactions i on i.tenant_id = c.tenant_id and i.id = c.interaction_id
    where c.occurred_at > ${since}::timestamptz and i.kind = 'email' and i.machine_score < ${MACHINE_SCORE}
      and exists (select from interaction_participants r
        join correspondence x on x.tenant_id = r.tenant_id and x.identity_id = r.identity_id
        where r.tenant_id = i.tenant_id and r.interaction_id = i.id and r.role = 'from'
          and x.user_id = ${tx.scope.viewerId} and x.sent > 0 and x.received > 0)
      and not exists (select from readings d where d.tenant_id = c.tenant_id and d.content_id = c.id)
    order by c.occurred_at desc, c.id limit ${MOST_AT_ONCE}`);
  return rows.map((row) => row.id);
}
