/**
 * The vault: tokens of others, sealed with a data key of the tenant that a master key wraps.
 *
 * Whose a secret is, what it is for and which key seals it are authenticated with it: copied to
 * another tenant, owner, provider or key it does not open.
 */
import type { Database, Tx } from "../db/client.ts";
import {
  addVaultKey,
  countSecrets,
  deleteSecret,
  dropUnusedKeys,
  findSecret,
  listVaultKeys,
  resealSecrets,
  retireVaultKeys,
  saveSecret,
  sealingKey,
  secretsNotUnder,
  type SealedSecret,
  type SecretName,
  type VaultKey,
} from "../db/queries/vault.ts";
import { AppError } from "./domain/errors.ts";
import { newId } from "./domain/ids.ts";
import type { MasterKey, MasterKeys } from "./domain/master-keys.ts";
import { newKey, seal, unseal } from "./domain/sealing.ts";

export interface Vault {
  /** Names the current master key and tells nothing of it. */
  readonly masterKeyVersion: number;
  /** Keeps the secret in place of an earlier one of that name. */
  put(tx: Tx, name: SecretName, secret: string): Promise<void>;
  get(tx: Tx, name: SecretName): Promise<string | undefined>;
  remove(tx: Tx, name: SecretName): Promise<void>;
  /** Seals every secret of the tenant anew, with a fresh data key under the current master key. */
  rotate(tenantId: string): Promise<{ secrets: number }>;
  status(tenantId: string): Promise<VaultStatus>;
}

export interface VaultStatus {
  secrets: { provider: string; purpose: string; count: number }[];
  /** Data keys by the master key that wraps them; `unknown` ones cannot be opened. */
  keys: { current: number; earlier: number; unknown: number };
}

const BATCH = 500;

export function openVault({ db, masterKeys }: { db: Database; masterKeys: MasterKeys }): Vault {
  return {
    masterKeyVersion: masterKeys.current.version,
    put: (tx, name, secret) => put(tx, masterKeys, { name, secret }),
    get: async (tx, name) => {
      const row = await findSecret(tx, name);
      return row && opened(tx.scope.tenantId, masterKeys, row);
    },
    remove: deleteSecret,
    rotate: (tenantId) => db.transaction(nobodyOf(tenantId), (tx) => rotate(tx, masterKeys)),
    status: (tenantId) => db.transaction(nobodyOf(tenantId), (tx) => statusOf(tx, masterKeys)),
  };
}

async function put(
  tx: Tx,
  keys: MasterKeys,
  { name, secret }: { name: SecretName; secret: string },
): Promise<void> {
  const { tenantId } = tx.scope;
  // Asked twice: a key that was just retired is passed over, and the one after it is seen only now.
  const wrapped = (await sealingKey(tx)) ?? (await sealingKey(tx)) ?? (await addKey(tx, keys));
  const key = unwrapped(tenantId, keys, wrapped);
  const sealed = seal(key, Buffer.from(secret), contextOf(tenantId, name, wrapped.id));
  await saveSecret(tx, { ...name, keyId: wrapped.id, sealed }, new Date());
}

async function rotate(tx: Tx, keys: MasterKeys): Promise<{ secrets: number }> {
  const { tenantId } = tx.scope;
  await retireVaultKeys(tx, new Date());
  const fresh = await addKey(tx, keys);
  const key = unwrapped(tenantId, keys, fresh);
  let count = 0;
  for (;;) {
    const rows = await secretsNotUnder(tx, fresh.id, BATCH);
    if (rows.length === 0) break;
    const sealed = rows.map((row) => ({
      id: row.id,
      sealed: seal(
        key,
        Buffer.from(opened(tenantId, keys, row)),
        contextOf(tenantId, row, fresh.id),
      ),
    }));
    await resealSecrets(tx, fresh.id, sealed);
    count += rows.length;
  }
  await dropUnusedKeys(tx);
  return { secrets: count };
}

async function statusOf(tx: Tx, keys: MasterKeys): Promise<VaultStatus> {
  const count = { current: 0, earlier: 0, unknown: 0 };
  for (const { masterKeyVersion } of await listVaultKeys(tx)) {
    const isEarlier = keys.earlier.some(({ version }) => version === masterKeyVersion);
    if (masterKeyVersion === keys.current.version) count.current += 1;
    else count[isEarlier ? "earlier" : "unknown"] += 1;
  }
  return { secrets: await countSecrets(tx), keys: count };
}

function addKey(tx: Tx, { current }: MasterKeys): Promise<VaultKey> {
  const id = newId();
  const wrapped = seal(current.key, newKey(), keyContextOf(tx.scope.tenantId, id));
  return addVaultKey(tx, { id, masterKeyVersion: current.version, wrapped }, new Date());
}

function opened(tenantId: string, keys: MasterKeys, row: SealedSecret): string {
  const key = unwrapped(tenantId, keys, row.key);
  return unsealed(key, row.sealed, contextOf(tenantId, row, row.key.id)).toString("utf8");
}

const unwrapped = (tenantId: string, keys: MasterKeys, key: VaultKey): Buffer =>
  unsealed(masterKeyOf(keys, key), key.wrapped, keyContextOf(tenantId, key.id));

function masterKeyOf({ current, earlier }: MasterKeys, { masterKeyVersion }: VaultKey): Buffer {
  const found = [current, ...earlier].find(
    ({ version }: MasterKey) => version === masterKeyVersion,
  );
  if (found) return found.key;
  throw new AppError(
    "misconfigured",
    "A secret in the vault is sealed under a master key that is not set; add that key to RAPPORT_MASTER_KEYS_EARLIER.",
  );
}

function unsealed(key: Buffer, sealed: Buffer, context: string): Buffer {
  try {
    return unseal(key, sealed, context);
  } catch {
    // What the cipher says of it helps nobody but an attacker.
    throw new AppError(
      "unreadable",
      "A secret in the vault does not open: it is damaged or not from here; connect the account again.",
    );
  }
}

/** As JSON, so that no name can be written to read like another one beside it. */
const contextOf = (tenantId: string, { ownerId, provider, purpose }: SecretName, keyId: string) =>
  JSON.stringify([tenantId, ownerId, provider, purpose, keyId]);

const keyContextOf = (tenantId: string, keyId: string) =>
  JSON.stringify([tenantId, "vault key", keyId]);

const nobodyOf = (tenantId: string) => ({ tenantId, actorId: null, viewerId: null });
