/** Projections of the event streams: what queries read. Rebuilt from events at any time. */
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { dealRoles } from "../../core/domain/deal.ts";
import type { ListField } from "../../core/domain/list.ts";
import type { FieldValue } from "../../core/domain/membership.ts";
import type { Recurrence } from "../../core/domain/recurrence.ts";
import type { RelationshipKind } from "../../core/domain/relationship.ts";
import { gin, instant, refersTo } from "./types.ts";

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
    address: text(),
    phone: text(),
    note: text(),
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
    refersTo(companies, t, t.companyId).onDelete("cascade"),
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
    leadSource: text(),
    status: text(),
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
    kind: text({ enum: ["email", "phone", "linkedin", "website", "address"] }).notNull(),
    value: text().notNull(),
    position: integer().notNull(),
    validFrom: date(),
    validTo: date(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.personId, t.kind, t.value] }),
    index().on(t.tenantId, t.kind, t.value),
    refersTo(people, t, t.personId).onDelete("cascade"),
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
    refersTo(people, t, t.personId).onDelete("cascade"),
  ],
);

/** Days that matter about somebody; a year nobody knows is left out ("--05-03"). */
export const keyDates = pgTable(
  "key_dates",
  {
    tenantId: uuid().notNull(),
    personId: uuid().notNull(),
    label: text().notNull(),
    date: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.personId, t.label] }),
    refersTo(people, t, t.personId).onDelete("cascade"),
  ],
);

/** Lists of people or companies; row-level security shows a private one to its owner alone. */
export const lists = pgTable(
  "lists",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    nameKey: text().notNull(),
    of: text({ enum: ["person", "company"] }).notNull(),
    ownerId: uuid().notNull(),
    private: boolean().notNull(),
    fields: jsonb().$type<ListField[]>().notNull(),
    /** Of a segment: the filter that fills it. */
    filter: jsonb().$type<Record<string, unknown>>(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Who is on a list kept by hand, with the values of the list's fields by field id. */
export const listEntries = pgTable(
  "list_entries",
  {
    tenantId: uuid().notNull(),
    listId: uuid().notNull(),
    recordId: uuid().notNull(),
    values: jsonb().$type<Record<string, FieldValue>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.listId, t.recordId] }),
    index().on(t.tenantId, t.recordId),
  ],
);

/** Row-level security shows a pipeline with an owner to that owner alone, and its deals with it. */
export const pipelines = pgTable(
  "pipelines",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    name: text().notNull(),
    ownerId: uuid(),
    position: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
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
    index().on(t.tenantId, t.pipelineId),
    refersTo(pipelines, t, t.pipelineId),
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
    reason: text(),
    closedAt: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.companyId),
    index().on(t.tenantId, t.personId),
    index("deals_name_trgm").using("gin", t.tenantId, t.nameKey.op("gin_trgm_ops")).with(gin),
    refersTo(stages, t, t.stageId),
  ],
);

/** Who has which part in a deal. */
export const dealPeople = pgTable(
  "deal_people",
  {
    tenantId: uuid().notNull(),
    dealId: uuid().notNull(),
    personId: uuid().notNull(),
    role: text({ enum: dealRoles }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.dealId, t.personId] }),
    index().on(t.tenantId, t.personId),
    refersTo(deals, t, t.dealId).onDelete("cascade"),
  ],
);

/** Mail, meetings and calls linked to a deal. */
export const dealInteractions = pgTable(
  "deal_interactions",
  {
    tenantId: uuid().notNull(),
    dealId: uuid().notNull(),
    interactionId: uuid().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.dealId, t.interactionId] }),
    index().on(t.tenantId, t.interactionId),
    refersTo(deals, t, t.dealId).onDelete("cascade"),
  ],
);

/** Ties between people, companies and ourselves. */
export const relationships = pgTable(
  "relationships",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    kind: text().$type<RelationshipKind>().notNull(),
    fromType: text({ enum: ["person", "company", "user"] }).notNull(),
    fromId: uuid().notNull(),
    toType: text({ enum: ["person", "company", "user"] }).notNull(),
    toId: uuid().notNull(),
    validFrom: date(),
    validTo: date(),
    note: text(),
    source: text().notNull(),
    confidence: real().notNull(),
    saidBy: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.fromId),
    index().on(t.tenantId, t.toId),
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
    repeat: jsonb().$type<Recurrence>(),
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
