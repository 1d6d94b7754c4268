/** The rows of the outbox as the sender works on them: what is due, claiming one, and how it ended. */
import { and, asc, eq, getTableColumns, inArray, sql, type SQL } from "drizzle-orm";
import type { Draft } from "../../core/domain/draft.ts";
import type { Tx } from "../client.ts";
import { drafts, draftVersions } from "../schema/drafts.ts";
import { outbox } from "../schema/sending.ts";
import { users } from "../schema/tenancy.ts";
import { array } from "../sql.ts";
import { attachedFiles, type AttachedFile } from "./uploads.ts";

export type Send = typeof outbox.$inferSelect;

/** How long a sent mail is looked for in the timeline. */
const RECORDED_WITHIN = sql`interval '3 days'`;
const MOST_AT_ONCE = 500;

export async function findSend(tx: Tx, id: string): Promise<Send | undefined> {
  const [row] = await tx.sql.select().from(outbox).where(eq(outbox.id, id));
  return row;
}

/**
 * The row, nobody else's until the transaction ends, and for how long it is to wait yet. A time has come
 * when both clocks say so, the database's and ours: one that jumps ahead sends nothing early.
 */
export async function lockSend(
  tx: Tx,
  id: string,
  now: Date,
): Promise<(Send & { waitMs: number }) | undefined> {
  const [row] = await tx.sql
    .select({
      ...getTableColumns(outbox),
      waitMs: sql<number>`ceil(extract(epoch from ${outbox.sendAt} - ${earlier(now)}) * 1000)::float8`,
    })
    .from(outbox)
    .where(eq(outbox.id, id))
    .for("update");
  return row;
}

const earlier = (now: Date): SQL => sql`least(now(), ${now.toISOString()}::timestamptz)`;

/** What an approval named, and whose mail it is. */
export interface Approved {
  channel: Draft["channel"];
  replyToId: string | null;
  content: Pick<typeof draftVersions.$inferSelect, "recipients" | "subject" | "body">;
  files: AttachedFile[];
  sender: typeof users.$inferSelect;
}

/** Undefined where the draft is not the sender's to see any more. */
export async function readApproved(tx: Tx, send: Send): Promise<Approved | undefined> {
  const [row] = await tx.sql
    .select({
      channel: drafts.channel,
      replyToId: drafts.replyToId,
      recipients: draftVersions.recipients,
      subject: draftVersions.subject,
      body: draftVersions.body,
      sender: users,
    })
    .from(drafts)
    .innerJoin(
      draftVersions,
      and(eq(draftVersions.draftId, drafts.id), eq(draftVersions.version, send.version)),
    )
    .innerJoin(users, eq(users.id, drafts.ownerId))
    .where(and(eq(drafts.id, send.draftId), eq(drafts.ownerId, send.senderId)));
  if (!row) return undefined;
  const { recipients, subject, body, ...rest } = row;
  const files = await attachedFiles(tx, send.draftId, send.version);
  return { ...rest, content: { recipients, subject, body }, files };
}

/** From now on the provider may have it: stored, and committed, before it is called. */
export async function markSending(
  tx: Tx,
  id: string,
  attempt: { attemptId: string; via: string },
): Promise<Send> {
  const [row] = await tx.sql
    .update(outbox)
    .set({
      ...attempt,
      state: "sending",
      attempts: sql`${outbox.attempts} + 1`,
      attemptAt: sql`now()`,
      updatedAt: sql`now()`,
      error: null,
    })
    .where(and(eq(outbox.id, id), eq(outbox.state, "approved")))
    .returning();
  if (!row) throw new Error("a locked row of the outbox was changed by somebody else");
  return row;
}

export type End =
  | { state: "sent"; providerId: string | null; error: string | null; sentAt?: Date }
  | { state: "saved"; providerId: string }
  | { state: "failed" | "unknown" | "cancelled"; error: string }
  /** Once more, after a while. */
  | { state: "approved"; error: string | null; inMs: number };

/** Of `attemptId` where one was made: a row that has gone on since is left alone. */
export async function endSend(
  tx: Tx,
  { id, attemptId, from }: { id: string; attemptId: string | null; from: Send["state"][] },
  end: End,
): Promise<boolean> {
  const { sentAt, inMs, ...change } = { sentAt: undefined, inMs: undefined, ...end };
  const { rowCount } = await tx.sql
    .update(outbox)
    .set({
      ...change,
      updatedAt: sql`now()`,
      ...(end.state === "sent" ? { sentAt: sentAt ?? sql`now()` } : {}),
      ...(inMs === undefined ? {} : { sendAt: sql`now() + ${inMs} * interval '1 millisecond'` }),
    })
    .where(
      and(
        eq(outbox.id, id),
        inArray(outbox.state, from),
        attemptId === null ? undefined : eq(outbox.attemptId, attemptId),
      ),
    );
  return rowCount === 1;
}

/** What may go out now. */
export async function dueSends(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx.sql
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.state, "approved"), sql`${outbox.sendAt} <= ${earlier(now)}`))
    .orderBy(asc(outbox.sendAt))
    .limit(MOST_AT_ONCE);
  return rows.map(({ id }) => id);
}

export const sendsUnderWay = (tx: Tx): Promise<Send[]> =>
  tx.sql.select().from(outbox).where(eq(outbox.state, "sending"));

/** Sent of late, and not in the timeline: its job was lost. */
export async function unrecordedSends(tx: Tx): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select o.id from outbox o
    where o.state = 'sent' and o.sent_at > now() - ${RECORDED_WITHIN}
      and exists (select from tenants t where t.id = o.tenant_id and t.settings ->> 'mailMode' <> 'off')
      and not exists (select from interaction_keys k
        where k.tenant_id = o.tenant_id and k.key = 'mid:' || trim(both '<>' from o.message_id))
    order by o.sent_at limit ${MOST_AT_ONCE}`);
  return rows.map(({ id }) => id);
}

/** The sent mail in the timeline, once for each deal that the message it answers belongs to. */
export async function dealsOfAnswered(
  tx: Tx,
  { draftId, messageId }: Send,
): Promise<{ dealId: string; interactionId: string }[]> {
  const { rows } = await tx.sql.execute<{ dealId: string; interactionId: string }>(sql`
    select l.deal_id as "dealId", k.interaction_id as "interactionId"
    from drafts d
    join deal_interactions l on l.tenant_id = d.tenant_id and l.interaction_id = d.reply_to_id
    join deals on deals.tenant_id = l.tenant_id and deals.id = l.deal_id
    join interaction_keys k on k.tenant_id = d.tenant_id
      and k.key = 'mid:' || trim(both '<>' from ${messageId})
    where d.id = ${draftId}::uuid order by 1`);
  return rows;
}

/** How many of a conversation's messages are named at most. */
const MOST_REFERENCES = 20;

/**
 * The Message-IDs of a conversation up to the message that is answered, that one last, the oldest first;
 * of the others only those that one of the recipients had.
 */
export async function threadOf(
  tx: Tx,
  interactionId: string,
  recipients: readonly string[],
): Promise<string[]> {
  const addresses = array(recipients.map((address) => address.trim().toLowerCase()));
  const { rows } = await tx.sql.execute<{ key: string }>(sql`
    select distinct on (i.occurred_at, i.id) k.key
    from interactions answered
    join interactions i on i.tenant_id = answered.tenant_id and (i.id = answered.id
      or i.thread_id = answered.thread_id and i.occurred_at <= answered.occurred_at)
    join interaction_keys k on k.tenant_id = i.tenant_id and k.interaction_id = i.id
    where answered.id = ${interactionId}::uuid and k.key like 'mid:%@%'
      and (i.id = answered.id or exists (select from interaction_participants p
        join identities n on n.tenant_id = p.tenant_id and n.id = p.identity_id
        where p.tenant_id = i.tenant_id and p.interaction_id = i.id and n.value = any(${addresses}::text[])))
    order by i.occurred_at desc, i.id desc, k.key limit ${MOST_REFERENCES}`);
  // A key that two messages claimed ends in a hash of ours.
  return rows.map(({ key }) => `<${key.slice(4).replace(/#[0-9a-f]{16}$/, "")}>`).reverse();
}
