/** Drafts and their versions: the owner's alone until shared, and the ground an approval stands on. */
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
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
import { bytea, instant, refersTo } from "./types.ts";

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

/** Files that somebody brought to go out with a message. The hash is of the bytes: the database checks it. */
export const uploads = pgTable(
  "uploads",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    name: text().notNull(),
    /** Bytes. */
    size: integer().notNull(),
    /** SHA-256, hexadecimal. */
    sha256: text().notNull(),
    body: bytea().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("uploads_owner").on(t.tenantId, t.id, t.userId),
    index().on(t.tenantId, t.userId, t.createdAt),
    refersTo(users, t, t.userId),
    check(
      "uploads_bytes",
      sql`${t.size} = octet_length(${t.body}) and ${t.sha256} = encode(sha256(${t.body}), 'hex')`,
    ),
  ],
);

/** Which files go out with which version, in their order; `contentHash` of the version names them too. */
export const draftAttachments = pgTable(
  "draft_attachments",
  {
    tenantId: uuid().notNull(),
    draftId: uuid().notNull(),
    version: integer().notNull(),
    place: integer().notNull(),
    uploadId: uuid().notNull(),
    /** Whose draft it is, and whose file: nobody attaches another's. */
    userId: uuid().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.draftId, t.version, t.place] }),
    index().on(t.tenantId, t.uploadId),
    foreignKey({
      name: "draft_attachments_upload_fk",
      columns: [t.tenantId, t.uploadId, t.userId],
      foreignColumns: [uploads.tenantId, uploads.id, uploads.userId],
    }),
    foreignKey({
      name: "draft_attachments_version_fk",
      columns: [t.tenantId, t.draftId, t.version],
      foreignColumns: [draftVersions.tenantId, draftVersions.draftId, draftVersions.version],
    }).onDelete("cascade"),
  ],
);
