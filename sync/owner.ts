/** For whom something is taken in: the user, their mailbox and addresses, and the tenant's settings. */
import { AppError } from "../core/domain/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Database, Scope } from "../db/client.ts";
import type { ImportMark } from "../db/queries/import-traces.ts";
import {
  findUser,
  getMailbox,
  getTenant,
  listAddresses,
  type Tenant,
} from "../db/queries/tenants.ts";

export interface IngestDeps {
  db: Database;
  log: Pick<Logger, "info" | "warn">;
}

/** Whose items they are, and the clock. */
export interface IngestTarget {
  tenantId: string;
  userId: string;
  now: Date;
  runId: string | null;
  /** The import it belongs to, which can then be taken back as a whole. */
  mark?: ImportMark | null;
}

/** What an ingest needs to know of the user and the tenant. */
export interface Owner {
  userId: string;
  name: string;
  email: string;
  mailboxId: string;
  addresses: ReadonlySet<string>;
  country: string;
  currency: string;
  mailMode: Tenant["settings"]["mailMode"];
}

/** The user and tenant an ingest is for; throws when they are gone. */
export const readOwner = (db: Database, target: IngestTarget): Promise<Owner> =>
  db.transaction(scopeOf(target), async (tx) => {
    const user = await findUser(tx, target.userId);
    if (!user) throw new AppError("not_found", "That user is no longer here.");
    const addresses = (await listAddresses(tx)).filter(({ userId }) => userId === user.id);
    const { settings } = await getTenant(tx);
    return {
      userId: user.id,
      name: user.name,
      email: user.email,
      mailboxId: await getMailbox(tx, user.id),
      addresses: new Set(addresses.map(({ address }) => address)),
      country: settings.country,
      currency: settings.currency,
      mailMode: settings.mailMode,
    };
  });

export const scopeOf = ({ tenantId, userId }: IngestTarget): Scope => ({
  tenantId,
  actorId: userId,
  viewerId: userId,
});
