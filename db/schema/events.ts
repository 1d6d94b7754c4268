/** The event store, its keys, the audit trail and the receipts that undo works from. */
import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, refersTo } from "./types.ts";

/** One row a stream: its version is what concurrent writers compete for. */
export const streams = pgTable(
  "streams",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    type: text().notNull(),
    version: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Append-only. `occurredAt`: true in the world; `recordedAt`: known to us. `body` is sealed. */
export const events = pgTable(
  "events",
  {
    tenantId: uuid().notNull(),
    streamId: uuid().notNull(),
    version: integer().notNull(),
    type: text().notNull(),
    occurredAt: instant().notNull(),
    recordedAt: instant().notNull(),
    actorId: uuid(),
    runId: uuid(),
    subjectId: uuid().notNull(),
    body: bytea().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.streamId, t.version] }),
    refersTo(streams, t, t.streamId),
  ],
);

/** A shortcut for replay; may be thrown away at any time. */
export const snapshots = pgTable(
  "snapshots",
  {
    tenantId: uuid().notNull(),
    streamId: uuid().notNull(),
    version: integer().notNull(),
    schemaVersion: integer().notNull(),
    recordedAt: instant().notNull(),
    subjectId: uuid().notNull(),
    body: bytea().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.streamId, t.version] }),
    refersTo(streams, t, t.streamId),
  ],
);

/** The data key of one subject, wrapped by the master key. Deleting the row erases the subject. */
export const subjectKeys = pgTable(
  "subject_keys",
  { tenantId: uuid().notNull(), subjectId: uuid().notNull(), wrappedKey: bytea().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.subjectId] })],
);

/** Append-only audit: every call through the door, refused ones too. Holds no personal text. */
export const runs = pgTable(
  "runs",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    at: instant().notNull(),
    actorId: uuid(),
    surface: text().notNull(),
    /** The personal token a program called with; no foreign key, for an archive leaves the tokens out. */
    tokenId: uuid(),
    tool: text().notNull(),
    effect: text().notNull(),
    outcome: text().notNull(),
    /** Machine-readable reason of a refusal or failure. */
    code: text(),
    /** SHA-256 of the arguments: proves what was asked without keeping it. */
    argsHash: text().notNull(),
    correlationId: uuid().notNull(),
    milliseconds: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index().on(t.tenantId, t.at)],
);

/** One write of one run on one stream, from version to version; `groupId` is the message's. */
export const receipts = pgTable(
  "receipts",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    runId: uuid().notNull(),
    groupId: uuid().notNull(),
    actorId: uuid(),
    at: instant().notNull(),
    recordType: text().notNull(),
    streamId: uuid().notNull(),
    fromVersion: integer().notNull(),
    toVersion: integer().notNull(),
    undoneAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.actorId, t.at),
    index().on(t.tenantId, t.groupId),
    refersTo(streams, t, t.streamId),
  ],
);
