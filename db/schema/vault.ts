/** Secrets of others that the program holds: tokens, sealed under a key of the tenant. */
import { integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, refersTo } from "./types.ts";

/** The tenant's data keys, each wrapped by the master key of the version named. */
export const vaultKeys = pgTable(
  "vault_keys",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    masterKeyVersion: integer().notNull(),
    wrapped: bytea().notNull(),
    createdAt: instant().notNull(),
    /** No longer used to seal; kept until nothing is sealed with it. */
    retiredAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const vaultSecrets = pgTable(
  "vault_secrets",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    /** A user's, a workspace's: whatever the secret acts for. */
    ownerId: uuid().notNull(),
    /** "slack", "google", "microsoft". */
    provider: text().notNull(),
    /** "bot-token", "refresh-token". */
    purpose: text().notNull(),
    keyId: uuid().notNull(),
    sealed: bytea().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.ownerId, t.provider, t.purpose),
    refersTo(vaultKeys, t, t.keyId),
  ],
);
