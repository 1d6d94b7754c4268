/** Rows of the vault: sealed secrets, and the wrapped data keys that seal them. */
import { and, asc, desc, eq, isNull, ne, sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { vaultKeys, vaultSecrets } from "../schema/vault.ts";
import { array, bytesArray } from "../sql.ts";

export type VaultKey = Pick<
  typeof vaultKeys.$inferSelect,
  "id" | "masterKeyVersion" | "wrapped" | "createdAt" | "retiredAt"
>;

/** Names one secret within the tenant. */
export interface SecretName {
  ownerId: string;
  provider: string;
  purpose: string;
}

export interface SealedSecret extends SecretName {
  id: string;
  sealed: Buffer;
  key: VaultKey;
}

const keyColumns = {
  id: vaultKeys.id,
  masterKeyVersion: vaultKeys.masterKeyVersion,
  wrapped: vaultKeys.wrapped,
  createdAt: vaultKeys.createdAt,
  retiredAt: vaultKeys.retiredAt,
};
const secretColumns = {
  id: vaultSecrets.id,
  ownerId: vaultSecrets.ownerId,
  provider: vaultSecrets.provider,
  purpose: vaultSecrets.purpose,
  sealed: vaultSecrets.sealed,
  key: keyColumns,
};

export const listVaultKeys = (tx: Tx): Promise<VaultKey[]> =>
  tx.sql.select(keyColumns).from(vaultKeys).orderBy(asc(vaultKeys.createdAt), asc(vaultKeys.id));

/**
 * The key that seals new secrets. It is held until the transaction ends: a rotation that retires it
 * waits, and so sees what was sealed with it.
 */
export async function sealingKey(tx: Tx): Promise<VaultKey | undefined> {
  const [key] = await tx.sql
    .select(keyColumns)
    .from(vaultKeys)
    .where(isNull(vaultKeys.retiredAt))
    .orderBy(desc(vaultKeys.createdAt), desc(vaultKeys.id))
    .limit(1)
    .for("share");
  return key;
}

export async function addVaultKey(
  tx: Tx,
  key: { id: string; masterKeyVersion: number; wrapped: Buffer },
  now: Date,
): Promise<VaultKey> {
  const row = { ...key, createdAt: now, retiredAt: null };
  await tx.sql.insert(vaultKeys).values({ tenantId: tx.scope.tenantId, ...row });
  return row;
}

export async function retireVaultKeys(tx: Tx, now: Date): Promise<void> {
  await tx.sql.update(vaultKeys).set({ retiredAt: now }).where(isNull(vaultKeys.retiredAt));
}

/** Removes the retired keys that nothing is sealed with any more. */
export async function dropUnusedKeys(tx: Tx): Promise<void> {
  await tx.sql.execute(sql`
    delete from vault_keys k where k.retired_at is not null
      and not exists (select from vault_secrets s where s.tenant_id = k.tenant_id and s.key_id = k.id)`);
}

export async function findSecret(tx: Tx, name: SecretName): Promise<SealedSecret | undefined> {
  const [row] = await secrets(tx).where(called(name));
  return row;
}

/** Some secrets not sealed with `keyId`, held until the transaction ends. */
export const secretsNotUnder = (tx: Tx, keyId: string, limit: number): Promise<SealedSecret[]> =>
  secrets(tx)
    .where(ne(vaultSecrets.keyId, keyId))
    .orderBy(asc(vaultSecrets.id))
    .limit(limit)
    .for("update", { of: vaultSecrets });

export async function saveSecret(
  tx: Tx,
  { ownerId, provider, purpose, keyId, sealed }: SecretName & { keyId: string; sealed: Buffer },
  now: Date,
): Promise<void> {
  const changes = { keyId, sealed, updatedAt: now };
  const name = { ownerId, provider, purpose };
  await tx.sql
    .insert(vaultSecrets)
    .values({ tenantId: tx.scope.tenantId, id: newId(), ...name, createdAt: now, ...changes })
    .onConflictDoUpdate({
      target: [
        vaultSecrets.tenantId,
        vaultSecrets.ownerId,
        vaultSecrets.provider,
        vaultSecrets.purpose,
      ],
      set: changes,
    });
}

export async function resealSecrets(
  tx: Tx,
  keyId: string,
  secretsNow: readonly { id: string; sealed: Buffer }[],
): Promise<void> {
  await tx.sql.execute(sql`
    update vault_secrets s set sealed = t.sealed, key_id = ${keyId}
    from unnest(${array(secretsNow.map(({ id }) => id))}::uuid[],
      ${bytesArray(secretsNow.map(({ sealed }) => sealed))}::bytea[]) as t(id, sealed)
    where s.tenant_id = ${tx.scope.tenantId} and s.id = t.id`);
}

export async function deleteSecret(tx: Tx, name: SecretName): Promise<void> {
  await tx.sql.delete(vaultSecrets).where(called(name));
}

/** How many secrets there are, by what they are for. */
export const countSecrets = (
  tx: Tx,
): Promise<{ provider: string; purpose: string; count: number }[]> =>
  tx.sql
    .select({
      provider: vaultSecrets.provider,
      purpose: vaultSecrets.purpose,
      count: sql<number>`count(*)::int`,
    })
    .from(vaultSecrets)
    .groupBy(vaultSecrets.provider, vaultSecrets.purpose)
    .orderBy(vaultSecrets.provider, vaultSecrets.purpose);

const secrets = (tx: Tx) =>
  tx.sql
    .select(secretColumns)
    .from(vaultSecrets)
    .innerJoin(
      vaultKeys,
      and(eq(vaultKeys.tenantId, vaultSecrets.tenantId), eq(vaultKeys.id, vaultSecrets.keyId)),
    );

const called = ({ ownerId, provider, purpose }: SecretName) =>
  and(
    eq(vaultSecrets.ownerId, ownerId),
    eq(vaultSecrets.provider, provider),
    eq(vaultSecrets.purpose, purpose),
  );
