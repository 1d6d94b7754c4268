/** What mail and meetings store alike: who took part, under which keys, seen in which mailbox. */
import { sql, type SQL } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import type { IdentitySeed } from "./identities.ts";
import type { ImportMark } from "./import-traces.ts";

export interface Participant<Role extends string> {
  role: Role;
  /** Normalised. */
  email: string;
  /** Empty when nothing but the address is known. */
  name: string;
  domain: string | null;
}

/** A key of a fact, and which interaction it was decided to be. */
export interface PlacedKey {
  key: string;
  interactionId: string;
}

/** Where facts come from; `mark` is null of what cannot be taken back as an import. */
export interface SeenIn {
  mailboxId: string;
  mark: ImportMark | null;
}

export interface TakenPart {
  interactionId: string;
  at: Date;
  participants: readonly Participant<string>[];
}

export const seedOf = ({ email, name, domain }: Participant<string>): IdentitySeed => ({
  kind: "email",
  value: email,
  displayName: name,
  domain,
});

/**
 * Stores who took part, as far as they are known, each in a role once; `onConflict` says what becomes
 * of rows that stand already.
 */
export async function saveParticipants(
  tx: Tx,
  taken: readonly TakenPart[],
  identities: Map<string, string>,
  onConflict: SQL,
): Promise<void> {
  const rows = participantRows(taken, identities);
  if (rows.length === 0) return;
  await tx.sql.execute(sql`
    insert into interaction_participants as p (tenant_id, interaction_id, identity_id, role, occurred_at)
    select ${tx.scope.tenantId}, interaction_id, identity_id, role, occurred_at
    from unnest(${array(rows.map((row) => row.interactionId))}::uuid[],
      ${array(rows.map((row) => row.identityId))}::uuid[], ${array(rows.map((row) => row.role))}::text[],
      ${array(rows.map((row) => row.at.toISOString()))}::timestamptz[]) as t(interaction_id, identity_id, role, occurred_at)
    ${onConflict}`);
}

export async function addKeys(tx: Tx, placed: readonly PlacedKey[]): Promise<void> {
  await tx.sql.execute(sql`
    insert into interaction_keys (tenant_id, key, interaction_id)
    select ${tx.scope.tenantId}, key, id from unnest(${array(placed.map(({ key }) => key))}::text[],
      ${array(placed.map(({ interactionId }) => interactionId))}::uuid[]) as t(key, id)
    on conflict do nothing`);
}

/** Folder names are their owner's private matter, and sightings are visible to the team: none are kept. */
export async function addSightings(
  tx: Tx,
  { mailboxId, mark }: SeenIn,
  placed: readonly PlacedKey[],
): Promise<void> {
  if (placed.length === 0) return;
  await tx.sql.execute(sql`
    insert into sightings (tenant_id, mailbox_id, key, interaction_id, labels, imports)
    select ${tx.scope.tenantId}, ${mailboxId}, key, id, '{}', ${mark && array([mark.id])}::uuid[]
    from unnest(${array(placed.map(({ key }) => key))}::text[],
      ${array(placed.map(({ interactionId }) => interactionId))}::uuid[]) as t(key, id)
    on conflict do nothing`);
}

/** What a file holds that was there already stays when only the earlier file is taken back. */
export async function markSeenAgain(
  tx: Tx,
  { mailboxId, mark }: SeenIn,
  interactionIds: string[],
): Promise<void> {
  if (interactionIds.length === 0 || mark === null) return;
  await tx.sql.execute(sql`
    update sightings set imports = imports || ${mark.id}::uuid
    where tenant_id = ${tx.scope.tenantId} and mailbox_id = ${mailboxId}
      and interaction_id = any(${array(interactionIds)}::uuid[])
      and imports is not null and not ${mark.id}::uuid = any(imports)`);
}

function participantRows(taken: readonly TakenPart[], identities: Map<string, string>) {
  const rows = taken.flatMap(({ interactionId, at, participants }) =>
    participants.flatMap(({ role, email }) => {
      const identityId = identities.get(`email:${email}`);
      return identityId ? [{ interactionId, identityId, role, at }] : [];
    }),
  );
  return [
    ...new Map(
      rows.map((row) => [`${row.interactionId} ${row.identityId} ${row.role}`, row]),
    ).values(),
  ];
}
