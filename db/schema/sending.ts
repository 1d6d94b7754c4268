/** From draft to sent: approvals of exact versions, and the outbox that nothing enters without one. */
import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { drafts, draftVersions } from "./drafts.ts";
import { users } from "./tenancy.ts";
import { instant, refersTo } from "./types.ts";

/** One person's yes to the bytes that `contentHash` names. */
export const approvals = pgTable(
  "approvals",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    draftId: uuid().notNull(),
    version: integer().notNull(),
    contentHash: text().notNull(),
    approverId: uuid().notNull(),
    /** Where the button was pressed. */
    surface: text().notNull(),
    at: instant().notNull(),
    /** An edit voids it, and so does whoever takes it back in time. */
    voidedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("approvals_bytes").on(t.tenantId, t.id, t.draftId, t.version, t.contentHash),
    index().on(t.tenantId, t.draftId, t.version),
    foreignKey({
      name: "approvals_version_fk",
      columns: [t.tenantId, t.draftId, t.version, t.contentHash],
      foreignColumns: [
        draftVersions.tenantId,
        draftVersions.draftId,
        draftVersions.version,
        draftVersions.contentHash,
      ],
    }),
    refersTo(users, t, t.approverId),
  ],
);

/** One send. The row is the truth; a job only says to look at it. */
export const outbox = pgTable(
  "outbox",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    /** `draftId:version`: a version goes out once. */
    key: text().notNull(),
    draftId: uuid().notNull(),
    version: integer().notNull(),
    contentHash: text().notNull(),
    approvalId: uuid().notNull(),
    /** Whose message it is: the owner of the draft. */
    senderId: uuid().notNull(),
    /** Header of the mail, made before the first try and the same in each. */
    messageId: text().notNull(),
    /** `saved`: written as a file, for want of anything that sends. */
    state: text({
      enum: ["approved", "sending", "sent", "saved", "failed", "unknown", "cancelled"],
    }).notNull(),
    /** Not before. */
    sendAt: instant().notNull(),
    attempts: integer().notNull().default(0),
    /** Set before the provider is called: found without an outcome, the send is unknown. */
    attemptId: uuid(),
    attemptAt: instant(),
    /** Through which outbox the last attempt went: only that one can be asked about it. */
    via: text(),
    sentAt: instant(),
    /** What the provider called it. */
    providerId: text(),
    /** One clear sentence, where it failed or is unknown. */
    error: text(),
    /** Who said how an unknown send had ended. */
    resolvedById: uuid(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.key),
    unique().on(t.tenantId, t.messageId),
    index().on(t.tenantId, t.state, t.sendAt),
    index().on(t.tenantId, t.draftId),
    foreignKey({
      name: "outbox_approval_fk",
      columns: [t.tenantId, t.approvalId, t.draftId, t.version, t.contentHash],
      foreignColumns: [
        approvals.tenantId,
        approvals.id,
        approvals.draftId,
        approvals.version,
        approvals.contentHash,
      ],
    }),
    refersTo(drafts, t, t.draftId),
    refersTo(users, t, t.senderId),
  ],
);

/** Addresses nobody of this tenant writes to any more. */
export const optOuts = pgTable(
  "opt_outs",
  {
    tenantId: uuid().notNull(),
    /** Lower case. */
    address: text().notNull(),
    /** Who recorded it; null where a provider or a reply did. */
    byId: uuid(),
    reason: text(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.address] }), refersTo(users, t, t.byId)],
);
