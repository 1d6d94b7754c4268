/** Drafts and their versions: the owner's alone until shared, and the ground an approval stands on. */
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { Recipient } from "../../core/domain/draft.ts";
import { users } from "./tenancy.ts";
import { instant, refersTo } from "./types.ts";

export const drafts = pgTable(
  "drafts",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    ownerId: uuid().notNull(),
    channel: text({ enum: ["email"] }).notNull(),
    shared: boolean().notNull(),
    replyToId: uuid(),
    /** The version that counts. */
    version: integer().notNull(),
    /** Any of its versions was written by a model that had read text from outside. */
    tainted: boolean().notNull(),
    expiresAt: instant().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    /** When it is to go out, once approved; null for at once. */
    sendAt: instant(),
    /** Thrown away, and kept because somebody once approved a version of it. */
    discarded: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.ownerId, t.updatedAt),
    refersTo(users, t, t.ownerId),
  ],
);

/** Exactly what would go out; `contentHash` names these bytes. */
export const draftVersions = pgTable(
  "draft_versions",
  {
    tenantId: uuid().notNull(),
    draftId: uuid().notNull(),
    version: integer().notNull(),
    contentHash: text().notNull(),
    recipients: jsonb().$type<Recipient[]>().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    language: text(),
    tainted: boolean().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.draftId, t.version] }),
    unique("draft_versions_bytes").on(t.tenantId, t.draftId, t.version, t.contentHash),
    refersTo(drafts, t, t.draftId).onDelete("cascade"),
  ],
);
