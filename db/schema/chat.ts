/** Conversations, buttons waiting to be pressed, and imports under way. All belong to one user. */
import {
  bigint,
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./tenancy.ts";
import { instant } from "./types.ts";

export const conversations = pgTable(
  "conversations",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    /** Empty for the person's one conversation across channels. */
    thread: text().notNull(),
    focus: jsonb().$type<unknown>().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.userId, t.thread),
    foreignKey({ columns: [t.tenantId, t.userId], foreignColumns: [users.tenantId, users.id] }),
  ],
);

export const turns = pgTable(
  "turns",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    conversationId: uuid().notNull(),
    userId: uuid().notNull(),
    at: instant().notNull(),
    said: text().notNull(),
    /** The neutral reply as it was given. */
    reply: jsonb().$type<unknown>().notNull(),
    /** The channel's id of the delivery: a second delivery gets the first one's answer. */
    deliveryId: text(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.userId, t.deliveryId),
    index().on(t.tenantId, t.userId, t.at),
    index().on(t.tenantId, t.conversationId, t.at),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
  ],
);

export const buttons = pgTable(
  "buttons",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    conversationId: uuid().notNull(),
    label: text().notNull(),
    press: jsonb().$type<unknown>().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    pressedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
  ],
);

/** One file given to us: the row is the truth, a job only says to look at it. */
export const imports = pgTable(
  "imports",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    fileName: text().notNull(),
    /** Where the uploaded bytes wait; null once read, or when read from where they lay. */
    spoolPath: text(),
    status: text({ enum: ["waiting", "preview", "running", "done", "failed"] }).notNull(),
    /** A person has seen what a contact file would do and said go. */
    confirmed: boolean().notNull().default(false),
    /** Doubtful rows are taken for the records they resemble. */
    mergeDoubtful: boolean().notNull().default(false),
    /** What to show: the preview with its buttons, or the final report. */
    reply: jsonb().$type<unknown>(),
    error: text(),
    bytesTotal: bigint({ mode: "number" }).notNull(),
    bytesDone: bigint({ mode: "number" }).notNull(),
    createdAt: instant().notNull(),
    heartbeatAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.status),
    foreignKey({ columns: [t.tenantId, t.userId], foreignColumns: [users.tenantId, users.id] }),
  ],
);
