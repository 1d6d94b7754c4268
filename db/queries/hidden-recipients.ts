/**
 * Who was copied in secret stands in the sender's copy alone, and that may come after a recipient's. It
 * counts from a copy that is the same to the letter, or from whoever sent the message.
 */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { ensureIdentities } from "./identities.ts";
import type { Trace } from "./import-traces.ts";
import { seedOf, type Participant } from "./interaction-facts.ts";

/** One mailbox's copy of a message, and which interaction it was decided to be. */
export interface PlacedCopy {
  interactionId: string;
  fact: { sender: string; participants: readonly Participant<string>[] };
  isNew: boolean;
  /** The very same words as the message it was found to be. */
  isTwin: boolean;
}

/** Adds those of messages that were here before: a new one has them already. */
export async function addHiddenRecipients(
  tx: Tx,
  placed: readonly PlacedCopy[],
  trace: Trace,
): Promise<void> {
  const copies = placed.filter(({ fact, isNew }) => !isNew && hiddenIn(fact).length > 0);
  if (copies.length === 0) return;
  const own = await ownAmong(tx, [...new Set(copies.map(({ fact }) => fact.sender))]);
  const trusted = copies.filter(({ fact, isTwin }) => isTwin || own.has(fact.sender));
  const seeds = trusted.flatMap(({ fact }) => hiddenIn(fact).map(seedOf));
  const identities = await ensureIdentities(tx, seeds, trace);
  const named = trusted.flatMap(({ interactionId, fact }) =>
    hiddenIn(fact).map(({ email }) => ({
      interaction: interactionId,
      identity: identities.get(`email:${email}`) ?? "",
    })),
  );
  if (named.length === 0) return;
  const added = await addParts(tx, named);
  trace.hidden.push(...added);
  const touched = added.map(({ interaction }) => interaction);
  trace.counts.push(...(await countAnew(tx, touched)));
}

async function addParts(tx: Tx, named: Trace["hidden"]): Promise<Trace["hidden"]> {
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<{ interaction: string; identity: string }>(sql`
    insert into interaction_participants (tenant_id, interaction_id, identity_id, role, occurred_at)
    select ${tenantId}, i.id, t.identity, 'bcc', i.occurred_at
    from unnest(${array(named.map(({ interaction }) => interaction))}::uuid[],
      ${array(named.map(({ identity }) => identity))}::uuid[]) as t(interaction, identity)
    join interactions i on i.tenant_id = ${tenantId} and i.id = t.interaction
    on conflict do nothing returning interaction_id as interaction, identity_id as identity`);
  return rows;
}

async function countAnew(tx: Tx, touched: string[]): Promise<Trace["counts"]> {
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<{ id: string; before: number; after: number }>(sql`
    with counted as (
      select i.id, i.participant_count as before, greatest(i.participant_count, count(distinct p.identity_id)::int) as after
      from interactions i join interaction_participants p on p.tenant_id = i.tenant_id and p.interaction_id = i.id
      where i.tenant_id = ${tenantId} and i.id = any(${array(touched)}::uuid[]) group by i.id, i.participant_count
    )
    update interactions i set participant_count = c.after from counted c
    where i.tenant_id = ${tenantId} and i.id = c.id and c.after > c.before returning i.id, c.before, c.after`);
  return rows;
}

const hiddenIn = ({ participants }: PlacedCopy["fact"]): Participant<string>[] =>
  participants.filter(({ role }) => role === "bcc");

/** Those of the addresses that are the viewer's own. */
async function ownAmong(tx: Tx, addresses: string[]): Promise<Set<string>> {
  const { rows } = await tx.sql.execute<{ address: string }>(sql`
    select address from user_addresses where tenant_id = ${tx.scope.tenantId}
      and user_id = ${tx.scope.viewerId} and address = any(${array(addresses)}::text[])`);
  return new Set(rows.map((row) => row.address));
}
