/** Projections of the event streams: what queries read. Rebuilt from events at any time. */
import {
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { gin, instant } from "./types.ts";

export const companies = pgTable(
  "companies",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    /** Lower case, without accents and legal form: what names are matched by. */
    nameKey: text().notNull(),
    industry: text(),
    city: text(),
    country: text(),
    tags: text().array().notNull(),
    ownerId: uuid(),
    source: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("companies_name_trgm").using("gin", t.tenantId, t.nameKey.op("gin_trgm_ops")).with(gin),
  ],
);

export const companyDomains = pgTable(
  "company_domains",
  { tenantId: uuid().notNull(), domain: text().notNull(), companyId: uuid().notNull() },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.domain] }),
    index().on(t.tenantId, t.companyId),
    foreignKey({
      columns: [t.tenantId, t.companyId],
      foreignColumns: [companies.tenantId, companies.id],
    }).onDelete("cascade"),
  ],
);

export const people = pgTable(
  "people",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    nameKey: text().notNull(),
    title: text(),
    companyId: uuid(),
    city: text(),
    country: text(),
    tags: text().array().notNull(),
    note: text(),
    ownerId: uuid(),
    source: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.companyId),
    index("people_name_trgm").using("gin", t.tenantId, t.nameKey.op("gin_trgm_ops")).with(gin),
    index("people_tags").using("gin", t.tenantId, t.tags).with(gin),
  ],
);

/** An address, number or profile of a person, and when it was theirs. */
export const contactPoints = pgTable(
  "contact_points",
  {
    tenantId: uuid().notNull(),
    personId: uuid().notNull(),
    kind: text({ enum: ["email", "phone", "linkedin", "website"] }).notNull(),
    value: text().notNull(),
    position: integer().notNull(),
    validFrom: date(),
    validTo: date(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.personId, t.kind, t.value] }),
    index().on(t.tenantId, t.kind, t.value),
    foreignKey({
      columns: [t.tenantId, t.personId],
      foreignColumns: [people.tenantId, people.id],
    }).onDelete("cascade"),
  ],
);

export const employments = pgTable(
  "employments",
  {
    tenantId: uuid().notNull(),
    personId: uuid().notNull(),
    position: integer().notNull(),
    companyId: uuid().notNull(),
    title: text(),
    validFrom: date(),
    validTo: date(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.personId, t.position] }),
    index().on(t.tenantId, t.companyId),
    foreignKey({
      columns: [t.tenantId, t.personId],
      foreignColumns: [people.tenantId, people.id],
    }).onDelete("cascade"),
  ],
);

export const pipelines = pgTable(
  "pipelines",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    position: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.name)],
);

export const stages = pgTable(
  "stages",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    pipelineId: uuid().notNull(),
    name: text().notNull(),
    position: integer().notNull(),
    /** Percent; null for Won and Lost. */
    probability: integer(),
    outcome: text({ enum: ["open", "won", "lost"] }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.pipelineId, t.name),
    foreignKey({
      columns: [t.tenantId, t.pipelineId],
      foreignColumns: [pipelines.tenantId, pipelines.id],
    }),
  ],
);

export const deals = pgTable(
  "deals",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    nameKey: text().notNull(),
    stageId: uuid().notNull(),
    value: numeric({ precision: 18, scale: 2 }),
    currency: text(),
    companyId: uuid(),
    personId: uuid(),
    ownerId: uuid(),
    closeDate: date(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.companyId),
    index().on(t.tenantId, t.personId),
    index("deals_name_trgm").using("gin", t.tenantId, t.nameKey.op("gin_trgm_ops")).with(gin),
    foreignKey({ columns: [t.tenantId, t.stageId], foreignColumns: [stages.tenantId, stages.id] }),
  ],
);

export const tasks = pgTable(
  "tasks",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    title: text().notNull(),
    dueAt: instant(),
    /** True when only a day was named: then `dueAt` is the end of that day in the assignee's zone. */
    dueAllDay: boolean().notNull(),
    doneAt: instant(),
    assigneeId: uuid().notNull(),
    personId: uuid(),
    companyId: uuid(),
    dealId: uuid(),
    createdBy: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.assigneeId, t.doneAt, t.dueAt),
    index().on(t.tenantId, t.personId),
    index().on(t.tenantId, t.companyId),
  ],
);

/** What mail and calendar suggest to one user; a decision on it is kept, so it never comes back. */
export const suggestions = pgTable(
  "suggestions",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    kind: text({ enum: ["person", "title", "phone"] }).notNull(),
    identityId: uuid().notNull(),
    /** The suggested title or phone; empty for a person. Part of the key: another value is another suggestion. */
    value: text().notNull(),
    /** The person's name as the mail headers give it, or who the title and phone belong to. */
    name: text().notNull(),
    evidence: jsonb().$type<SuggestionEvidence>().notNull(),
    score: integer().notNull(),
    status: text({ enum: ["open", "accepted", "dismissed"] }).notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique().on(t.tenantId, t.userId, t.kind, t.identityId, t.value),
    index("suggestions_open")
      .on(t.tenantId, t.userId, t.score)
      .where(sql`status = 'open'`),
  ],
);

export interface SuggestionEvidence {
  sent: number;
  received: number;
  meetings: number;
  /** ISO instant of the last exchange. */
  lastAt: string;
}
