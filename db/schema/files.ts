/** Files made for somebody to fetch: exports, for a while. */
import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./tenancy.ts";
import { instant, refersTo } from "./types.ts";

export const files = pgTable(
  "files",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    userId: uuid().notNull(),
    name: text().notNull(),
    mimeType: text().notNull(),
    body: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), refersTo(users, t, t.userId)],
);
