/** Meetings as facts: one interaction per occurrence and tenant, one sighting per calendar that holds it. */
import { sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { dropOtherVersions, storeContents, type Content } from "./contents.ts";
import { ensureIdentities } from "./identities.ts";
import { lockIngest } from "./messages.ts";

export interface MeetingParticipant {
  role: "organizer" | "attendee";
  email: string;
  name: string;
  domain: string | null;
}

export interface MeetingFact {
  /** `ics:<uid>|<original start>`. */
  key: string;
  /** Its key when `key` is another organizer's meeting. */
  ownKey: string;
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
  key: string;
  interactionId: string;
  isNew: boolean;
  seen: boolean;
}

/** Stores a batch as it stands in one calendar: new ones, moved ones, changed texts, cancelled ones. */
export async function storeMeetings(
  tx: Tx,
  mailboxId: string,
  facts: MeetingFact[],
): Promise<MeetingOutcome[]> {
  await lockIngest(tx);
  const placed = place(facts, await lookUp(tx, mailboxId, facts));
  // The last word on an occurrence counts.
  const latest = [...new Map(placed.map((entry) => [entry.key, entry])).values()];
  const standing = latest.filter((entry) => !entry.fact.cancelled);
  if (standing.length > 0) {
    const seeds = standing.flatMap(({ fact }) => fact.participants.map(seedOf));
    const identities = await ensureIdentities(tx, seeds);
    await saveInteractions(tx, standing);
    await saveParticipants(tx, standing, identities);
    await addKeysAndSightings(tx, mailboxId, standing);
    const contents = standing.map(({ interactionId, fact }) => ({
      interactionId,
      content: fact.content,
    }));
    await dropOtherVersions(tx, contents);
    await storeContents(tx, contents);
  }
  await dropCancelled(
    tx,
    mailboxId,
    latest.filter((entry) => entry.fact.cancelled && entry.seen),
  );
  return placed.map(({ fact, seen, isNew }) => ({
    stored: !seen && !fact.cancelled,
    created: isNew && !seen && !fact.cancelled,
  }));
}

interface Known {
  byKey: Map<string, { interactionId: string; organizer: string }>;
  seen: Set<string>;
}

type KnownRow = { key: string; interaction_id: string; organizer: string | null; seen: boolean };

async function lookUp(tx: Tx, mailboxId: string, facts: MeetingFact[]): Promise<Known> {
  const keys = facts.flatMap((fact) => [fact.key, fact.ownKey]);
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<KnownRow>(sql`
    select k.key, k.interaction_id, o.value as organizer, exists (select from sightings s
      where s.tenant_id = ${tenantId} and s.mailbox_id = ${mailboxId} and s.key = k.key) as seen
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
    seen: new Set(rows.filter((row) => row.seen).map((row) => row.key)),
  };
}

function place(facts: MeetingFact[], { byKey, seen }: Known): Placed[] {
  return facts.map((fact) => {
    const holder = byKey.get(fact.key);
    const key =
      holder !== undefined && holder.organizer !== fact.organizer ? fact.ownKey : fact.key;
    const known = byKey.get(key);
    const { interactionId } = known ?? { interactionId: newId() };
    if (known === undefined && !fact.cancelled)
      byKey.set(key, { interactionId, organizer: fact.organizer });
    const wasSeen = seen.has(key);
    if (!fact.cancelled) seen.add(key);
    return { fact, key, interactionId, isNew: known === undefined, seen: wasSeen };
  });
}

const seedOf = ({ email, name, domain }: MeetingParticipant) =>
  ({ kind: "email", value: email, displayName: name, domain }) as const;

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

async function saveParticipants(
  tx: Tx,
  standing: Placed[],
  identities: Map<string, string>,
): Promise<void> {
  const all = standing.flatMap(({ interactionId, fact }) =>
    fact.participants.flatMap(({ role, email }) => {
      const identityId = identities.get(`email:${email}`);
      return identityId
        ? [{ interactionId, identityId, role, at: fact.startsAt.toISOString() }]
        : [];
    }),
  );
  const rows = [
    ...new Map(
      all.map((row) => [`${row.interactionId} ${row.identityId} ${row.role}`, row]),
    ).values(),
  ];
  if (rows.length === 0) return;
  await tx.sql.execute(sql`
    insert into interaction_participants as p (tenant_id, interaction_id, identity_id, role, occurred_at)
    select ${tx.scope.tenantId}, interaction_id, identity_id, role, occurred_at
    from unnest(${array(rows.map((row) => row.interactionId))}::uuid[],
      ${array(rows.map((row) => row.identityId))}::uuid[], ${array(rows.map((row) => row.role))}::text[],
      ${array(rows.map((row) => row.at))}::timestamptz[]) as t(interaction_id, identity_id, role, occurred_at)
    on conflict (tenant_id, interaction_id, identity_id, role) do update
      set occurred_at = excluded.occurred_at where p.occurred_at <> excluded.occurred_at`);
}

async function addKeysAndSightings(tx: Tx, mailboxId: string, standing: Placed[]): Promise<void> {
  const keys = array(standing.map((entry) => entry.key));
  const ids = array(standing.map((entry) => entry.interactionId));
  const { tenantId } = tx.scope;
  await tx.sql.execute(sql`
    insert into interaction_keys (tenant_id, key, interaction_id)
    select ${tenantId}, key, id from unnest(${keys}::text[], ${ids}::uuid[]) as t(key, id)
    on conflict do nothing`);
  await tx.sql.execute(sql`
    insert into sightings (tenant_id, mailbox_id, key, interaction_id, labels)
    select ${tenantId}, ${mailboxId}, key, id, '{}' from unnest(${keys}::text[], ${ids}::uuid[]) as t(key, id)
    on conflict do nothing`);
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
