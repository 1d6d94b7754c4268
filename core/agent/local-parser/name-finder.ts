/** Keeps a name index of each tenant at hand: built on first use, made anew when its records have changed. */
import type { Database, Tx } from "../../../db/client.ts";
import { allNames, namesFingerprint } from "../../../db/queries/name-index.ts";
import type { NameFinder } from "./local-parser.ts";
import { nameIndexOf, type NameIndex } from "./name-index.ts";

/** A check costs a count in the database, so it is made at most so often. */
const checkedEveryMs = 2_000;
/** A large tenant's index takes longer than a person should wait: then the old one answers once more. */
const waitMs = 150;
const mostTenants = 50;

interface Kept {
  index: NameIndex;
  fingerprint: string;
  checkedAt: number;
  refreshing?: Promise<void>;
}

export function createNameFinder(
  db: Pick<Database, "transaction">,
  clock: () => number = () => performance.now(),
): NameFinder {
  const tenants = new Map<string, Kept>();
  // Nobody views: what is private to one of them must not be known to the parser of all.
  const inTenant = <T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
    db.transaction({ tenantId, actorId: null, viewerId: null }, work);

  const build = async (tenantId: string): Promise<Kept> => {
    const checkedAt = clock();
    return inTenant(tenantId, async (tx) => ({
      fingerprint: await namesFingerprint(tx),
      index: nameIndexOf(await allNames(tx)),
      checkedAt,
    }));
  };
  const refresh = async (tenantId: string, kept: Kept): Promise<void> => {
    kept.checkedAt = clock();
    const print = await inTenant(tenantId, namesFingerprint);
    if (print !== kept.fingerprint) Object.assign(kept, await build(tenantId));
  };
  const keptOf = async (tenantId: string): Promise<Kept> => {
    const kept = tenants.get(tenantId);
    if (!kept) return keep(tenants, tenantId, await build(tenantId));
    keep(tenants, tenantId, kept);
    if (clock() - kept.checkedAt < checkedEveryMs && !kept.refreshing) return kept;
    // A check that fails leaves the old index; the next message checks again.
    kept.refreshing ??= refresh(tenantId, kept)
      .catch(() => undefined)
      .finally(() => {
        delete kept.refreshing;
      });
    await Promise.race([kept.refreshing, new Promise((resolve) => setTimeout(resolve, waitMs))]);
    return kept;
  };
  return async (text, { scope }) => (scope ? (await keptOf(scope.tenantId)).index(text) : []);
}

/** The tenants least recently heard from make room. */
function keep(tenants: Map<string, Kept>, tenantId: string, kept: Kept): Kept {
  tenants.delete(tenantId);
  tenants.set(tenantId, kept);
  const [oldest] = tenants.keys();
  if (tenants.size > mostTenants && oldest !== undefined) tenants.delete(oldest);
  return kept;
}
