/** Meetings as facts: one interaction per occurrence and tenant, one sighting per calendar that holds it. */
import { sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { dropOtherVersions, storeContents, type Content } from "./contents.ts";
import { ensureIdentities } from "./identities.ts";
import { emptyTrace, type Noting } from "./import-traces.ts";
import { lockIngest } from "./ingest-lock.ts";
import {
  addKeys,
  addSightings,
  markSeenAgain,
  saveParticipants,
  seedOf,
  type Participant,
} from "./interaction-facts.ts";
import { changedRows, meetingRows, type MeetingRows } from "./meeting-rows.ts";

export type MeetingParticipant = Participant<"organizer" | "attendee">;

export interface MeetingFact {
  /** `ics:<uid>|<original start>`. */
  key: string;
  /** Its key when `key` is another organizer's meeting. */
  ownKey: string;
  /** The same two of the UID alone: what happens but once goes by it, wherever it is moved. */
  lasting?: { key: string; ownKey: string };
  /** Empty when none is named. */
  organizer: string;
  startsAt: Date;
  endsAt: Date | null;
  cancelled: boolean;
  participants: MeetingParticipant[];
  participantCount: number;
  content: Content;
}

export interface MeetingOutcome {
  /** False when this calendar already held it. */
  stored: boolean;
  created: boolean;
}

interface Placed {
  fact: MeetingFact;
  /** Those it goes by here; the first is the calendar's. */
  keys: string[];
  interactionId: string;
  isNew: boolean;
  seen: boolean;
}

/** Stores a batch as it stands in one calendar: new ones, moved ones, changed texts, cancelled ones. */
export async function storeMeetings(
  tx: Tx,
  mailboxId: string,
  facts: MeetingFact[],
  { mark = null, trace = emptyTrace() }: Noting = {},
): Promise<MeetingOutcome[]> {
  await lockIngest(tx);
  const placed = place(facts, await lookUp(tx, mailboxId, facts));
  // The last word on an occurrence counts.
  const latest = [...new Map(placed.map((entry) => [entry.interactionId, entry])).values()];
  const standing = latest.filter((entry) => !entry.fact.cancelled);
  const cancelled = latest.filter((entry) => entry.fact.cancelled && entry.seen);
  const changing = [...standing, ...cancelled].map((entry) => entry.interactionId);
  const before = mark ? await meetingRows(tx, mailboxId, changing) : new Map<string, MeetingRows>();
  if (standing.length > 0) {
    const seeds = standing.flatMap(({ fact }) => fact.participants.map(seedOf));
    const identities = await ensureIdentities(tx, seeds, trace);
    await saveInteractions(tx, standing);
    await saveParticipants(tx, standing.map(partsOf), identities, MOVED);
    await addKeys(tx, standing.flatMap(keyed));
    // Seen for the first time, be it twice in this file.
    const fresh = new Set(
      placed.filter((entry) => !entry.seen).map((entry) => entry.interactionId),
    );
    const isFresh = ({ interactionId }: Placed) => fresh.has(interactionId);
    const again = standing.filter((entry) => !isFresh(entry));
    await markSeenAgain(
      tx,
      { mailboxId, mark },
      again.map((entry) => entry.interactionId),
    );
    const firstKeys = standing.filter(isFresh).flatMap((entry) => keyed(entry).slice(0, 1));
    await addSightings(tx, { mailboxId, mark }, firstKeys);
    const contents = standing.map(({ interactionId, fact }) => ({
      interactionId,
      content: fact.content,
    }));
    await dropOtherVersions(tx, contents);
    await storeContents(tx, contents);
  }
  await dropCancelled(tx, mailboxId, cancelled);
  trace.meetings.push(...(await changedRows(tx, mailboxId, before)));
  return placed.map(({ fact, seen, isNew }) => ({
    stored: !seen && !fact.cancelled,
    created: isNew && !seen && !fact.cancelled,
  }));
}

interface Known {
  byKey: Map<string, { interactionId: string; organizer: string }>;
  /** Meetings in this calendar. */
  seen: Set<string>;
}

type KnownRow = { key: string; interaction_id: string; organizer: string | null; seen: boolean };

async function lookUp(tx: Tx, mailboxId: string, facts: MeetingFact[]): Promise<Known> {
  const keys = facts.flatMap(triedKeys);
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<KnownRow>(sql`
    select k.key, k.interaction_id, o.value as organizer, exists (select from sightings s
      where s.tenant_id = ${tenantId} and s.mailbox_id = ${mailboxId} and s.interaction_id = k.interaction_id) as seen
    from interaction_keys k
    left join interaction_participants p
      on p.tenant_id = ${tenantId} and p.interaction_id = k.interaction_id and p.role = 'organizer'
    left join identities o on o.tenant_id = ${tenantId} and o.id = p.identity_id
    where k.tenant_id = ${tenantId} and k.key = any(${array(keys)}::text[])`);
  return {
    byKey: new Map(
      rows.map((row) => [
        row.key,
        { interactionId: row.interaction_id, organizer: row.organizer ?? "" },
      ]),
    ),
    seen: new Set(rows.filter((row) => row.seen).map((row) => row.interaction_id)),
  };
}

const namesOf = (fact: MeetingFact): { key: string; ownKey: string }[] => [
  ...(fact.lasting ? [fact.lasting] : []),
  fact,
];

const triedKeys = (fact: MeetingFact): string[] => [
  ...namesOf(fact).map(({ key }) => key),
  ...namesOf(fact).map(({ ownKey }) => ownKey),
];

/** A meeting is known by the first of its keys that its own organizer holds. */
function place(facts: MeetingFact[], { byKey, seen }: Known): Placed[] {
  return facts.map((fact) => {
    const { organizer } = fact;
    const known = triedKeys(fact)
      .flatMap((key) => byKey.get(key) ?? [])
      .find((one) => one.organizer === organizer);
    const interactionId = known?.interactionId ?? newId();
    const keys = namesOf(fact).map(({ key, ownKey }) => {
      const holder = byKey.get(key);
      return holder === undefined || holder.interactionId === interactionId ? key : ownKey;
    });
    if (!fact.cancelled)
      for (const key of keys) if (!byKey.has(key)) byKey.set(key, { interactionId, organizer });
    const wasSeen = seen.has(interactionId);
    if (!fact.cancelled) seen.add(interactionId);
    return { fact, keys, interactionId, isNew: known === undefined, seen: wasSeen };
  });
}

const keyed = ({ interactionId, keys }: Placed) => keys.map((key) => ({ key, interactionId }));

const partsOf = ({ interactionId, fact }: Placed) => ({
  interactionId,
  at: fact.startsAt,
  participants: fact.participants,
});

/** Whoever took part before takes part when it is now. */
const MOVED = sql`on conflict (tenant_id, interaction_id, identity_id, role) do update
  set occurred_at = excluded.occurred_at where p.occurred_at <> excluded.occurred_at`;

async function saveInteractions(tx: Tx, standing: Placed[]): Promise<void> {
  const column = (pick: (entry: Placed) => string | number | null) => array(standing.map(pick));
  await tx.sql.execute(sql`
    insert into interactions as i (tenant_id, id, kind, occurred_at, ends_at, machine_score, participant_count, source)
    select ${tx.scope.tenantId}, id, 'meeting', starts_at, ends_at, 0, participant_count, 'files'
    from unnest(${column((entry) => entry.interactionId)}::uuid[],
      ${column(({ fact }) => fact.startsAt.toISOString())}::timestamptz[],
      ${column(({ fact }) => fact.endsAt?.toISOString() ?? null)}::timestamptz[],
      ${column(({ fact }) => fact.participantCount)}::int[]) as t(id, starts_at, ends_at, participant_count)
    on conflict (tenant_id, id) do update
      set occurred_at = excluded.occurred_at, ends_at = excluded.ends_at,
        participant_count = greatest(i.participant_count, excluded.participant_count)
      where (i.occurred_at, i.ends_at) is distinct from (excluded.occurred_at, excluded.ends_at)
        or i.participant_count < excluded.participant_count`);
}

/** It leaves this calendar; the fact goes when it stands in no other. */
async function dropCancelled(tx: Tx, mailboxId: string, cancelled: Placed[]): Promise<void> {
  if (cancelled.length === 0) return;
  const ids = array(cancelled.map((entry) => entry.interactionId));
  const { tenantId, viewerId } = tx.scope;
  await tx.sql.execute(sql`
    delete from content_viewers v using interaction_contents c
    where v.tenant_id = ${tenantId} and v.viewer_id = ${viewerId}
      and c.tenant_id = v.tenant_id and c.id = v.content_id and c.interaction_id = any(${ids}::uuid[])`);
  await tx.sql.execute(sql`
    delete from sightings where tenant_id = ${tenantId} and mailbox_id = ${mailboxId}
      and interaction_id = any(${ids}::uuid[])`);
  await tx.sql.execute(sql`
    delete from interactions i where i.tenant_id = ${tenantId} and i.id = any(${ids}::uuid[])
      and not exists (select from sightings s where s.tenant_id = i.tenant_id and s.interaction_id = i.id)`);
}
