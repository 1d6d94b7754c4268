/**
 * Mail as facts: one interaction per message and tenant, one sighting per mailbox that holds it.
 *
 * Everything about a batch is written in a fixed number of statements, all of them repeatable: a batch
 * that was stored and forgotten about changes nothing when it comes again.
 */
import { sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { array, bytesArray } from "../sql.ts";
import { storeContents, type Content } from "./contents.ts";
import { ensureIdentities } from "./identities.ts";
import { addHiddenRecipients, type PlacedCopy } from "./hidden-recipients.ts";
import { emptyTrace, type Noting } from "./import-traces.ts";
import { lockIngest } from "./ingest-lock.ts";
import {
  addKeys,
  addSightings,
  markSeenAgain,
  saveParticipants,
  seedOf,
  type Participant,
  type PlacedKey,
} from "./interaction-facts.ts";
import { refreshStatistics } from "./statistics.ts";
import { joinThreads, type ThreadHints } from "./threads.ts";

export type MessageParticipant = Participant<"from" | "to" | "cc" | "bcc">;

export interface MessageFact {
  /** From the Message-ID, or from the fingerprint where there is none. */
  key: string;
  /** Its key when `key` already belongs to another message: a forgery or a collision. */
  ownKey: string;
  /** Same date, sender, subject and text: the same message, whatever its Message-ID. */
  fingerprint: Buffer;
  /** Empty when unreadable. */
  sender: string;
  /** As the header says; null when it does not. */
  sentAt: Date | null;
  occurredAt: Date;
  threadReferences: string[];
  threadSubject: string;
  participants: MessageParticipant[];
  participantCount: number;
  machineScore: number;
  content: Content;
}

export interface MessageOutcome {
  /** False when this mailbox already held it. */
  stored: boolean;
  /** True when nobody's mailbox had held it before. */
  created: boolean;
}

/** Two messages under one Message-ID must be this close in time to be the same. */
const SAME_MESSAGE_MS = 86_400_000;

/** Stores a batch as seen in one mailbox; texts are for the transaction's viewer alone. */
export async function storeMessages(
  tx: Tx,
  mailboxId: string,
  facts: MessageFact[],
  { mark = null, trace = emptyTrace() }: Noting = {},
): Promise<MessageOutcome[]> {
  await lockIngest(tx);
  const placed = place(facts, await lookUp(tx, mailboxId, facts));
  const fresh = placed.filter((entry) => !entry.seen);
  if (fresh.length > 0) {
    const identities = await ensureIdentities(
      tx,
      fresh.flatMap(({ fact }) => fact.participants.map(seedOf)),
      trace,
    );
    const threads = await joinThreads(
      tx,
      fresh.map((entry) => ({ hints: hintsOf(entry), threadId: entry.threadId })),
      trace,
    );
    const created = fresh.flatMap((entry, index) =>
      entry.isNew ? [{ ...entry, threadId: threads[index] ?? null }] : [],
    );
    await addInteractions(tx, created);
    await saveParticipants(tx, created.map(partsOf), identities, sql`on conflict do nothing`);
    await addKeys(tx, fresh);
    await addSightings(tx, { mailboxId, mark }, fresh);
    await storeContents(
      tx,
      fresh.map(({ interactionId, fact }) => ({ interactionId, content: fact.content })),
      trace,
    );
    await refreshStatistics(tx);
  }
  await addHiddenRecipients(tx, placed, trace);
  const again = placed.filter(({ seen }) => seen).map(({ interactionId }) => interactionId);
  await markSeenAgain(tx, { mailboxId, mark }, again);
  return placed.map(({ seen, isNew }) => ({ stored: !seen, created: isNew && !seen }));
}

/** What is stored about one key or fingerprint. */
interface Holder {
  interactionId: string;
  threadId: string | null;
  sender: string;
  at: Date | null;
}

interface Known {
  byKey: Map<string, Holder>;
  byFingerprint: Map<string, Holder>;
  /** Keys this mailbox holds. */
  seen: Set<string>;
}

interface Placed extends PlacedKey, PlacedCopy {
  fact: MessageFact;
  threadId: string | null;
  seen: boolean;
}

type KnownRow = {
  key: string;
  interaction_id: string;
  thread_id: string | null;
  occurred_at: string | null;
  sender: string | null;
  by: "key" | "fingerprint" | "sighting";
};

async function lookUp(tx: Tx, mailboxId: string, facts: MessageFact[]): Promise<Known> {
  const keys = array([...new Set(facts.flatMap((fact) => [fact.key, fact.ownKey]))]);
  const fingerprints = bytesArray(facts.map((fact) => fact.fingerprint));
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<KnownRow>(sql`
    select 'key' as by, k.key, k.interaction_id, i.thread_id, i.occurred_at::text,
      (select s.value from interaction_participants p
        join identities s on s.tenant_id = ${tenantId} and s.id = p.identity_id
        where p.tenant_id = ${tenantId} and p.interaction_id = i.id and p.role = 'from' limit 1) as sender
    from unnest(${keys}::text[]) as w(key)
    join interaction_keys k on k.tenant_id = ${tenantId} and k.key = w.key
    join interactions i on i.tenant_id = ${tenantId} and i.id = k.interaction_id
    union all
    select 'fingerprint', encode(i.fingerprint, 'hex'), i.id, i.thread_id, i.occurred_at::text, null
    from unnest(${fingerprints}::bytea[]) as w(fingerprint)
    join interactions i on i.tenant_id = ${tenantId} and i.fingerprint = w.fingerprint
    union all
    select 'sighting', s.key, s.interaction_id, null, null, null
    from unnest(${keys}::text[]) as w(key)
    join sightings s on s.tenant_id = ${tenantId} and s.mailbox_id = ${mailboxId} and s.key = w.key`);
  const known: Known = { byKey: new Map(), byFingerprint: new Map(), seen: new Set() };
  for (const row of rows) {
    const holder = {
      interactionId: row.interaction_id,
      threadId: row.thread_id,
      sender: row.sender ?? "",
      at: row.occurred_at === null ? null : new Date(row.occurred_at),
    };
    if (row.by === "key") known.byKey.set(row.key, holder);
    else if (row.by === "fingerprint") known.byFingerprint.set(row.key, holder);
    else known.seen.add(row.key);
  }
  return known;
}

/** Decides for each message which interaction it is, taking earlier ones of the batch into account. */
function place(facts: MessageFact[], { byKey, byFingerprint, seen }: Known): Placed[] {
  return facts.map((fact) => {
    const fingerprint = fact.fingerprint.toString("hex");
    const twin = byFingerprint.get(fingerprint);
    const holder = byKey.get(fact.key);
    const isTaken =
      holder !== undefined && holder.interactionId !== twin?.interactionId && !isSame(holder, fact);
    const key = isTaken ? fact.ownKey : fact.key;
    const known = byKey.get(key) ?? twin;
    const settled = known ?? {
      interactionId: newId(),
      threadId: null,
      sender: fact.sender,
      at: fact.sentAt,
    };
    const wasSeen = seen.has(key);
    if (!byKey.has(key)) byKey.set(key, settled);
    if (twin === undefined) byFingerprint.set(fingerprint, settled);
    seen.add(key);
    const { interactionId, threadId } = settled;
    const isTwin = twin?.interactionId === interactionId;
    return {
      fact,
      key,
      interactionId,
      threadId,
      isNew: known === undefined,
      seen: wasSeen,
      isTwin,
    };
  });
}

function isSame(holder: Holder, fact: MessageFact): boolean {
  if (holder.sender !== fact.sender) return false;
  if (holder.at === null || fact.sentAt === null) return true;
  return Math.abs(holder.at.getTime() - fact.sentAt.getTime()) <= SAME_MESSAGE_MS;
}

function hintsOf({ fact, key }: Placed): ThreadHints {
  const recipients = fact.participants.filter(({ role }) => role === "to" || role === "cc");
  return {
    ownKey: key,
    references: fact.threadReferences,
    subject: fact.threadSubject,
    sender: fact.sender,
    recipients: [...new Set(recipients.map(({ email }) => email))],
    at: fact.occurredAt,
  };
}

const partsOf = ({ interactionId, fact }: Placed) => ({
  interactionId,
  at: fact.occurredAt,
  participants: fact.participants,
});

async function addInteractions(tx: Tx, created: Placed[]): Promise<void> {
  if (created.length === 0) return;
  const column = (pick: (entry: Placed) => string | number | null) => array(created.map(pick));
  await tx.sql.execute(sql`
    insert into interactions (tenant_id, id, kind, occurred_at, thread_id, fingerprint, machine_score, participant_count, source)
    select ${tx.scope.tenantId}, id, 'email', occurred_at, thread_id, fingerprint, machine_score, participant_count, 'files'
    from unnest(${column((entry) => entry.interactionId)}::uuid[],
      ${column(({ fact }) => fact.occurredAt.toISOString())}::timestamptz[],
      ${column((entry) => entry.threadId)}::uuid[],
      ${bytesArray(created.map(({ fact }) => fact.fingerprint))}::bytea[],
      ${column(({ fact }) => fact.machineScore)}::int[], ${column(({ fact }) => fact.participantCount)}::int[])
      as t(id, occurred_at, thread_id, fingerprint, machine_score, participant_count)`);
}
