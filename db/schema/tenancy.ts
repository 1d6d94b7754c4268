/** Tenants, the people who use Rapport, and how they sign in. */
import { jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, refersTo } from "./types.ts";

export interface TenantSettings {
  /** ISO 4217; what an amount without a currency means. */
  currency: string;
  /** ISO 3166 alpha-2; what a phone number without a country code means. */
  country: string;
  /** What a two-way exchange in synced or imported mail leads to. */
  mailMode: "off" | "selective" | "all";
  /** US dollars a month for language models; unset: as much as is used. */
  aiBudgetUsd?: number;
  /** A language model reads new two-way mail on its own; unset: only what somebody asks about. */
  aiReadsMail?: boolean;
  /** Still being filled with the demo data. */
  loading?: boolean;
}

export const tenants = pgTable("tenants", {
  id: uuid().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  settings: jsonb().$type<TenantSettings>().notNull(),
  createdAt: instant().notNull(),
});

export const users = pgTable(
  "users",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id),
    id: uuid().notNull(),
    email: text().notNull(),
    name: text().notNull(),
    role: text({ enum: ["owner", "admin", "manager", "member", "viewer"] }).notNull(),
    timeZone: text().notNull(),
    locale: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.email)],
);

/** Every address that is "me" for a user: aliases found in sent mail included. */
export const userAddresses = pgTable(
  "user_addresses",
  { tenantId: uuid().notNull(), address: text().notNull(), userId: uuid().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.address] }), refersTo(users, t, t.userId)],
);

export const signInLinks = pgTable(
  "sign_in_links",
  {
    tenantId: uuid().notNull(),
    tokenHash: bytea().notNull(),
    userId: uuid().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.tokenHash] }), refersTo(users, t, t.userId)],
);

export const sessions = pgTable(
  "sessions",
  {
    tenantId: uuid().notNull(),
    tokenHash: bytea().notNull(),
    userId: uuid().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.tokenHash] }), refersTo(users, t, t.userId)],
);

/** Lets a program act for its user, as far as its scope goes. Only a hash of the token is kept. */
export const personalTokens = pgTable(
  "personal_tokens",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    tokenHash: bytea().notNull(),
    userId: uuid().notNull(),
    /** What its owner calls it: "laptop". */
    name: text().notNull(),
    scope: text({ enum: ["read", "read-write"] }).notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** To the minute. */
    lastUsedAt: instant(),
    revokedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.tokenHash),
    refersTo(users, t, t.userId),
  ],
);
