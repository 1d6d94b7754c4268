/**
 * Provider facts: who was in touch with whom, when and how. Metadata is the tenant's; subject and
 * text live in `interaction_contents`, which row-level security shows only to its viewers.
 */
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { companies, people } from "./records.ts";
import { users } from "./tenancy.ts";
import { bytea, gin, instant, refersTo, tsvector } from "./types.ts";

/** Somebody as seen in a source: an address, a phone, a profile; or a record itself, for what people log. */
export const identities = pgTable(
  "identities",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    kind: text({ enum: ["email", "phone", "linkedin", "person", "company"] }).notNull(),
    /** Normalised: the key under which the source knows them. */
    value: text().notNull(),
    /** The best display name seen. */
    displayName: text().notNull(),
    nameKey: text().notNull(),
    /** Registrable company domain of an e-mail address; null for free mail. */
    domain: text(),
    personId: uuid(),
    companyId: uuid(),
    /** Set when the identity is one of our own users. */
    userId: uuid(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.kind, t.value),
    index().on(t.tenantId, t.personId),
    index().on(t.tenantId, t.companyId),
    index().on(t.tenantId, t.domain),
    index("identities_name_trgm").using("gin", t.tenantId, t.nameKey.op("gin_trgm_ops")).with(gin),
    refersTo(users, t, t.userId),
    refersTo(people, t, t.personId),
    refersTo(companies, t, t.companyId),
  ],
);

export const mailboxes = pgTable(
  "mailboxes",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    kind: text({ enum: ["files"] }).notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.userId, t.kind),
    refersTo(users, t, t.userId),
  ],
);

export const interactions = pgTable(
  "interactions",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    kind: text({ enum: ["email", "meeting", "call", "message", "note"] }).notNull(),
    occurredAt: instant().notNull(),
    endsAt: instant(),
    /** Messages of one conversation share it. */
    threadId: uuid(),
    /** Identity of the content: same date, sender, subject and text, whatever the Message-ID. */
    fingerprint: bytea(),
    /** 0–100: how sure we are that no person wrote it. */
    machineScore: smallint().notNull(),
    /** How many took part: mass mail and crowded meetings tie nobody to anybody. */
    participantCount: integer().notNull(),
    /** Who wrote it down, how long it took and the deal it was about: of what people log themselves. */
    loggedBy: uuid(),
    minutes: integer(),
    dealId: uuid(),
    source: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.fingerprint),
    index().on(t.tenantId, t.occurredAt),
    index().on(t.tenantId, t.threadId),
    // Few are about a deal.
    index("interactions_of_deal")
      .on(t.tenantId, t.dealId)
      .where(sql`${t.dealId} is not null`),
  ],
);

/** Provider keys of an interaction: Message-IDs, or `uid|original start` of a meeting. */
export const interactionKeys = pgTable(
  "interaction_keys",
  {
    tenantId: uuid().notNull(),
    key: text().notNull(),
    interactionId: uuid().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.key] }),
    index().on(t.tenantId, t.interactionId),
    refersTo(interactions, t, t.interactionId).onDelete("cascade"),
  ],
);

/** Which thread a Message-ID belongs to, also for messages not seen yet. */
export const threadKeys = pgTable(
  "thread_keys",
  { tenantId: uuid().notNull(), key: text().notNull(), threadId: uuid().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.key] }), index().on(t.tenantId, t.threadId)],
);

export const interactionParticipants = pgTable(
  "interaction_participants",
  {
    tenantId: uuid().notNull(),
    interactionId: uuid().notNull(),
    identityId: uuid().notNull(),
    role: text({ enum: ["from", "to", "cc", "bcc", "organizer", "attendee", "about"] }).notNull(),
    /** Copied from the interaction so that a timeline is one index scan. */
    occurredAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.interactionId, t.identityId, t.role] }),
    index("participants_timeline").on(t.tenantId, t.identityId, t.occurredAt),
    refersTo(interactions, t, t.interactionId).onDelete("cascade"),
    refersTo(identities, t, t.identityId),
  ],
);

/** That one mailbox holds one message. The same key twice in a mailbox is one sighting. */
export const sightings = pgTable(
  "sightings",
  {
    tenantId: uuid().notNull(),
    mailboxId: uuid().notNull(),
    key: text().notNull(),
    interactionId: uuid().notNull(),
    labels: text().array().notNull(),
    /** The imports whose files hold it; null where it came in another way. With the last one undone, it goes. */
    imports: uuid().array(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.mailboxId, t.key] }),
    index().on(t.tenantId, t.interactionId),
    refersTo(mailboxes, t, t.mailboxId),
    refersTo(interactions, t, t.interactionId).onDelete("cascade"),
  ],
);

/** What owners of mail let others read; see core/domain/share.ts. */
export const shares = pgTable(
  "shares",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    scope: text({ enum: ["message", "thread", "contact"] }).notNull(),
    interactionId: uuid(),
    threadId: uuid(),
    personId: uuid(),
    ownerId: uuid().notNull(),
    /** Null: the whole team. */
    withUserId: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.ownerId),
    refersTo(users, t, t.ownerId),
  ],
);

/** Who may read a content: one row a viewer, or the whole team (`viewerId` null). */
export const contentViewers = pgTable(
  "content_viewers",
  {
    tenantId: uuid().notNull(),
    contentId: uuid().notNull(),
    viewerId: uuid(),
    /** The share that lets them; null for what is the viewer's own. Goes with the share. */
    shareId: uuid(),
  },
  (t) => [
    unique().on(t.tenantId, t.contentId, t.viewerId, t.shareId).nullsNotDistinct(),
    index().on(t.tenantId, t.shareId),
    refersTo(shares, t, t.shareId).onDelete("cascade"),
  ],
);

/** Subject and text of an interaction: visible only to viewers, by row-level security. */
export const interactionContents = pgTable(
  "interaction_contents",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    interactionId: uuid().notNull(),
    /** Copied from the interaction: a search reads the newest matches first. */
    occurredAt: instant().notNull(),
    subject: text().notNull(),
    /** What the sender wrote in this message. */
    text: text().notNull(),
    /** The whole text as received, when it says more than `text`. */
    fullText: text(),
    location: text(),
    attachments: jsonb().$type<{ name: string; mimeType: string; size: number }[]>().notNull(),
    problems: text().array().notNull(),
    confidential: boolean().notNull(),
    search: tsvector()
      .notNull()
      .generatedAlwaysAs(
        sql`setweight(to_tsvector('simple', left(subject, 1000)), 'A') || to_tsvector('simple', left(text, 100000))`,
      ),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.interactionId),
    index("contents_newest").on(t.tenantId, t.occurredAt),
    // Without the tenant: two indexes of which both begin with it are never used together.
    index("contents_by_time").on(t.occurredAt),
    index("contents_search").using("gin", t.tenantId, t.search).with(gin),
    refersTo(interactions, t, t.interactionId).onDelete("cascade"),
  ],
);

/** What one user and one outside identity exchanged: counts kept beside the facts, rebuilt from them. */
export const correspondence = pgTable(
  "correspondence",
  {
    tenantId: uuid().notNull(),
    userId: uuid().notNull(),
    identityId: uuid().notNull(),
    sent: integer().notNull(),
    received: integer().notNull(),
    /** Of `received`, those that no person wrote. */
    machine: integer().notNull(),
    meetings: integer().notNull(),
    firstAt: instant().notNull(),
    lastAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId, t.identityId] }),
    index().on(t.tenantId, t.identityId),
    refersTo(users, t, t.userId),
    refersTo(identities, t, t.identityId),
  ],
);
