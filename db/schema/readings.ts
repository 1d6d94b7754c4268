/** What a language model read from messages: a suggestion each, visible where its content is. */
import { boolean, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { interactionContents } from "./interactions.ts";
import { bytea, instant, refersTo } from "./types.ts";

/** One a content, of the model that read it last; made from the contents, so they may be lost. */
export const readings = pgTable(
  "readings",
  {
    tenantId: uuid().notNull(),
    contentId: uuid().notNull(),
    model: text().notNull(),
    at: instant().notNull(),
    /** Made of text from outside, as all of them are. */
    tainted: boolean().notNull(),
    /** Sealed with a key of the content's own. */
    body: bytea().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.contentId] }),
    refersTo(interactionContents, t, t.contentId).onDelete("cascade"),
  ],
);
