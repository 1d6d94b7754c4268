/** Chat channels: workspaces bound to this tenant, who is who in them, what came in, what goes back. */
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./tenancy.ts";
import { bytea, instant, refersTo } from "./types.ts";

/** A workspace, team or number of a channel, bound to this one tenant when somebody installed it. */
export const channelWorkspaces = pgTable(
  "channel_workspaces",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    channel: text({ enum: ["slack", "teams", "whatsapp"] }).notNull(),
    /** What the channel calls it: an enterprise's or a team's id. */
    workspaceKey: text().notNull(),
    name: text().notNull(),
    /** What is not secret: the bot's own user id, scopes, the enterprise. Tokens are in the vault. */
    details: jsonb().$type<Record<string, unknown>>().notNull(),
    installedById: uuid(),
    installedAt: instant().notNull(),
    /** Uninstalled: nothing is answered any more. */
    removedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.channel, t.workspaceKey),
    refersTo(users, t, t.installedById),
  ],
);

/** Who a person of the channel is here. Linked once, checked again with every message. */
export const channelUsers = pgTable(
  "channel_users",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    workspaceId: uuid().notNull(),
    /** What the channel calls this person. */
    platformUserId: text().notNull(),
    userId: uuid().notNull(),
    /** The channel's verified address that made the link; null where somebody linked them by hand. */
    email: text(),
    linkedAt: instant().notNull(),
    /** When this person was first told that an AI system answers. */
    toldAt: instant(),
    unlinkedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.workspaceId, t.platformUserId),
    refersTo(channelWorkspaces, t, t.workspaceId).onDelete("cascade"),
    refersTo(users, t, t.userId),
  ],
);

/** Begun installations: each state goes to the channel's site and comes back once, in the same session. */
export const installStates = pgTable(
  "install_states",
  {
    tenantId: uuid().notNull(),
    /** Over the whole state; who made it, and in which session, is signed within. */
    stateHash: bytea().notNull(),
    userId: uuid().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.stateHash] }), refersTo(users, t, t.userId)],
);

/** What came in by a webhook: stored before it is acknowledged, answered by a job. */
export const inbox = pgTable(
  "inbox",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    channel: text({ enum: ["web", "cli", "slack", "teams", "whatsapp"] }).notNull(),
    /** The channel's own id of this delivery: a second one with it is dropped. */
    deliveryKey: text().notNull(),
    /** Another name of the same message, where a channel delivers it under two. */
    messageKey: text(),
    /** One turn at a time within it. */
    conversationKey: text().notNull(),
    /** Order within the conversation. */
    sequence: text().notNull(),
    /** Null where nobody of this tenant is meant: kept, and ignored. */
    userId: uuid(),
    /** What `core/inbox.ts` needs to answer: what was said, for whom, where to. */
    message: jsonb().$type<unknown>().notNull(),
    state: text({ enum: ["waiting", "answering", "answered", "ignored", "failed"] }).notNull(),
    /** Why it was ignored, or how it failed. */
    reason: text(),
    /** How often it was taken up: whoever took it up last may act for it, nobody before. */
    attempts: integer().notNull().default(0),
    /** How often answering failed; a process that died is no failure. */
    failures: integer().notNull().default(0),
    /** Whoever answers holds it until then; of one that waits, when to try again. */
    leaseUntil: instant(),
    receivedAt: instant().notNull(),
    answeredAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.channel, t.deliveryKey),
    unique().on(t.tenantId, t.channel, t.messageKey),
    index().on(t.tenantId, t.state, t.receivedAt),
    index().on(t.tenantId, t.conversationKey, t.sequence),
    refersTo(users, t, t.userId),
  ],
);

/** What goes back to a channel: an answer, or a card drawn anew. */
export const deliveries = pgTable(
  "deliveries",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    channel: text({ enum: ["web", "cli", "slack", "teams", "whatsapp"] }).notNull(),
    /** What it answers; null for what was not asked for, such as a reminder. */
    inboxId: uuid(),
    /** Whose answer it is. */
    userId: uuid().notNull(),
    workspaceId: uuid(),
    /** Where to, in the channel's words. */
    address: jsonb().$type<unknown>().notNull(),
    /** Who reads it there: "dm" or the shared channel's name. */
    audience: text().notNull(),
    /** The neutral reply. */
    reply: jsonb().$type<unknown>().notNull(),
    /** The draft it shows: drawn anew when that changes. */
    draftId: uuid(),
    state: text({ enum: ["waiting", "sending", "delivered", "failed"] }).notNull(),
    attempts: integer().notNull().default(0),
    leaseUntil: instant(),
    nextAt: instant().notNull(),
    /** What the channel calls the message: with it the message can be changed. */
    platformMessage: jsonb().$type<unknown>(),
    error: text(),
    createdAt: instant().notNull(),
    deliveredAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.inboxId),
    index().on(t.tenantId, t.state, t.nextAt),
    index().on(t.tenantId, t.draftId),
    refersTo(inbox, t, t.inboxId),
    refersTo(users, t, t.userId),
    refersTo(channelWorkspaces, t, t.workspaceId),
  ],
);
