/** Vectors of what contents mean, for search by meaning; made from the contents, so they may be lost. */
import { customType, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { interactionContents } from "./interactions.ts";
import { bytea, refersTo } from "./types.ts";

/** Of any length: the length belongs to the model. */
const vector = customType<{ data: string }>({ dataType: () => "vector" });

/** One a content, of the model last used; visible, by row-level security, to the content's viewers. */
export const embeddings = pgTable(
  "embeddings",
  {
    tenantId: uuid().notNull(),
    contentId: uuid().notNull(),
    /** Vectors are compared only with those of the same model and length. */
    model: text().notNull(),
    dimensions: integer().notNull(),
    embedding: vector().notNull(),
    /** Of the text the vector was made of. */
    textHash: bytea().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.contentId] }),
    refersTo(interactionContents, t, t.contentId).onDelete("cascade"),
  ],
);
