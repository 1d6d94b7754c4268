/** Conversations, buttons waiting to be pressed, and imports under way. All belong to one user. */
import {
  bigint,
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
import type { DoubtfulRow } from "../../core/domain/doubtful-row.ts";
import { users } from "./tenancy.ts";
import { instant, refersTo } from "./types.ts";

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
    refersTo(users, t, t.userId),
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
    refersTo(conversations, t, t.conversationId).onDelete("cascade"),
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
    refersTo(conversations, t, t.conversationId).onDelete("cascade"),
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
    /** The doubtful rows of a previewed file with what was decided of each; null once it is imported. */
    doubtful: jsonb().$type<DoubtfulRow[]>(),
    /** How many rows of it would be imported without a doubt. */
    sureRows: integer().notNull().default(0),
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
    refersTo(users, t, t.userId),
  ],
);
