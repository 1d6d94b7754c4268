/** What imports of mail and meetings did to rows that others share, so that each can be taken back. */
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./tenancy.ts";
import { instant } from "./types.ts";

/** One row a transaction of an import, oldest first by id; gone once the import is undone. */
export const importTraces = pgTable(
  "import_traces",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    importId: uuid().notNull(),
    userId: uuid().notNull(),
    at: instant().notNull(),
    fileName: text().notNull(),
    /** The run whose writes to records belong to it. */
    runId: uuid(),
    trace: jsonb().$type<unknown>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index().on(t.tenantId, t.userId, t.importId),
    foreignKey({ columns: [t.tenantId, t.userId], foreignColumns: [users.tenantId, users.id] }),
  ],
);
