/** Every call of a language model, as the books keep it: what it cost and did, without anybody's words. */
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./tenancy.ts";
import { instant, refersTo } from "./types.ts";

export const aiRuns = pgTable(
  "ai_runs",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    at: instant().notNull(),
    /** One per message; ties it to the runs that followed. */
    correlationId: uuid().notNull(),
    engine: text().notNull(),
    model: text().notNull(),
    promptHash: text().notNull(),
    toolsHash: text().notNull(),
    /** The vendor's name for the request; null when none was given. */
    requestId: text(),
    /** Names of the tools called. */
    calls: jsonb().$type<string[]>().notNull(),
    /** Text from outside had entered the turn. */
    tainted: boolean().notNull(),
    inputTokens: integer().notNull(),
    outputTokens: integer().notNull(),
    cacheReadTokens: integer().notNull(),
    cacheWriteTokens: integer().notNull(),
    /** Millionths of a US dollar; null where nobody told what the model costs. */
    costMicroUsd: bigint({ mode: "number" }),
    milliseconds: integer().notNull(),
    /** A stop reason, or how it failed. */
    outcome: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.at),
    refersTo(users, t, t.userId),
  ],
);
