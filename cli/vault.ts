/** `vault`: what is sealed under which master key, and sealing it all anew under the current one. */
import { listTenants, type Tenant } from "../db/queries/tenants.ts";
import { countSubjectKeys, rewrapSubjectKeys, type KeyCount } from "../db/subject-keys.ts";
import type { AppDeps } from "../deps.ts";
import { note, print, type OutputOptions } from "./output.ts";
import { systemScope, tenantCalled } from "./tenants.ts";

type Deps = Pick<AppDeps, "db" | "vault">;

export interface VaultOptions extends OutputOptions {
  tenant?: string;
}

/** Also while the program runs: until a key is wrapped anew, the earlier master key opens it. */
export async function vaultRotate(deps: Deps, options: VaultOptions): Promise<void> {
  const tenants = [];
  for (const tenant of await chosen(deps, options)) {
    const { secrets } = await deps.vault.rotate(tenant.id);
    tenants.push({ slug: tenant.slug, secrets, recordKeys: await rewrapAll(deps, tenant) });
  }
  const words = tenants.map(
    ({ slug, secrets, recordKeys }) =>
      `${slug}: ${secrets} secrets sealed anew, ${recordKeys} keys of records wrapped anew.`,
  );
  print(options, { tenants }, words.join("\n") || "No tenants yet.");
}

export async function vaultStatus(deps: Deps, options: VaultOptions): Promise<void> {
  const tenants = [];
  for (const tenant of await chosen(deps, options)) {
    tenants.push({ slug: tenant.slug, ...(await keysOf(deps, tenant)) });
  }
  const words = tenants.map(({ slug, secrets, keys, recordKeys }) =>
    [
      slug,
      ...secrets.map(({ provider, purpose, count }) => `  ${count} × ${provider} ${purpose}`),
      `  keys of the vault: ${inWords(keys)}`,
      `  keys of records: ${inWords(recordKeys)}`,
    ].join("\n"),
  );
  print(options, { tenants }, words.join("\n") || "No tenants yet.");
  const left = tenants.flatMap(({ keys, recordKeys }) => [keys, recordKeys]);
  if (left.some(({ earlier }) => earlier > 0))
    note("Some keys are under an earlier master key: rapport vault rotate");
  if (left.some(({ unknown }) => unknown > 0))
    note("Some keys open under no master key that is set: add it to RAPPORT_MASTER_KEYS_EARLIER");
}

/** Which master key a tenant's keys are under: those of the vault, and those of records. */
export async function keysOf(deps: Deps, tenant: Tenant) {
  const recordKeys = await deps.db.transaction(systemScope(tenant), countSubjectKeys);
  return { ...(await deps.vault.status(tenant.id)), recordKeys };
}

const chosen = async (deps: Deps, { tenant }: VaultOptions): Promise<Tenant[]> =>
  tenant === undefined ? listTenants(deps.db) : [await tenantCalled(deps, tenant)];

async function rewrapAll({ db }: Deps, tenant: Tenant): Promise<number> {
  let count = 0;
  let after: string | undefined;
  do {
    // A transaction a page: erasing somebody must not wait for all of them.
    const { rewrapped, next } = await db.transaction(systemScope(tenant), (tx) =>
      rewrapSubjectKeys(tx, after),
    );
    count += rewrapped;
    after = next;
  } while (after !== undefined);
  return count;
}

const inWords = ({ current, earlier, unknown }: KeyCount): string =>
  [
    `${current} under the current master key`,
    ...(earlier > 0 ? [`${earlier} under an earlier one`] : []),
    ...(unknown > 0 ? [`${unknown} under none that is set`] : []),
  ].join(", ");
