/** When a person was last in touch, how, and about what. */
import { z } from "zod";
import { timeline, type TimelineRow } from "../../db/queries/timeline.ts";
import { findIdentity, findPerson } from "../../db/queries/people.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import { ago, timelineItem } from "../views/words.ts";

interface Last {
  person: { type: "person" | "identity"; id: string; name: string };
  last: TimelineRow | undefined;
  /** What they wrote themselves, where that was not the last: "did she reply" asks for it. */
  written: TimelineRow | undefined;
}

/** So many are looked through for something of their own. */
const LOOKED_AT = 25;

export const lastContact = defineTool({
  name: "last_contact",
  summary: "When somebody was last in touch",
  short: "Last contact",
  effect: "read",
  needs: "records:read",
  examples: [
    "when did I last talk to {person:John}",
    "when did we last speak with {person:Sofia Reyes}",
    "last contact with {person:John Okafor}",
    "when was the last time I heard from {person:Lena}",
    "did {person:Sofia} reply",
    "when did {person:Carlos} last write",
    "how long since I spoke to {person:John}",
    "when did {person:Sofia} last reply",
    "has {person:Sofia} answered",
    "has {person:Lena} been in touch",
    "has {person:Lena} replied yet",
    "did {person:Leo} get back to me",
    "did {person:Leo} get back to us",
    "have I heard from {person:Lena}",
    "when did we last hear from {person:Lena}",
    "how long has {person:Dana} been quiet",
    "when did I last email {person:John}",
    "when did I last see {person:John}",
    "when did we last meet {person:John}",
    "last time I spoke with {person:Leo}",
    "how long ago did I talk to {person:Leo}",
    "any word from {person:Carlos}",
    "did {person:Sofia} write back",
    "have we talked to {person:Dana} lately",
    "last touch with {person:John Okafor}",
    "when was our last call with {person:Sofia}",
    "{person:Leo} last contact",
    "is {person:Dana} still silent",
    "when did {person:Sofia} and I last speak",
    "how long is it since we heard from {person:Leo}",
    "what day did I last contact {person:John}",
    "when did {person:Sofia} last call",
    "when was {person:Leo} last in touch",
    "when did we last exchange mails with {person:Sofia}",
    "who spoke last with {person:John}",
    "has {person:Laia} gotten back to us",
    "has {person:Laia} gotten back to me yet",
    "has {person:Laia} come back to us",
    "have we heard from {person:Leo} lately",
    "have we heard anything from {person:Laia}",
    "have we heard anything from {person:Laia} lately",
    "heard from {person:Leo} lately",
    "heard anything from {person:Leo}",
    "{person:John} - when did we last talk",
    "{person:John}, when did I last talk to him",
    "when did {person:John} and we last talk",
    "when was the last time we talked to {person:John}",
    "when was the last time I spoke with {person:John}",
    "last time we spoke to {person:John}",
    "what is the last thing we had from {person:John}",
    "what was the last thing we heard from {person:John}",
    "how long since we heard from {person:John}",
    "is {person:John} ghosting us",
    "did we ever hear back from {person:John}",
    "has {person:John} got back to us",
    "when did I talk to {person:John} last",
    "when did we speak to {person:John} last",
    "last time I emailed {person:Leo}",
    "did {person:Dana} ever reply",
    "did {person:Dana} ever get back to us",
  ],
  input: z.object({ person: z.string().trim().min(1).max(200) }),
  output: anything as Anything<Last>,
  mentions: { person: ["person", "identity"] },
  async run({ tx, now }, { person: { type, id, name } }): Promise<Last> {
    const known = type === "identity" ? await findIdentity(tx, id) : await findPerson(tx, id);
    if (!known) throw new AppError("not_found", "That person is no longer here.");
    const identityIds = "identityIds" in known ? known.identityIds : [id];
    const all = await timeline(tx, { identityIds, until: now, limit: LOOKED_AT });
    const rows = all.filter((row) => row.kind !== "note");
    const [last] = rows;
    const written = rows.find((row) => isWrittenBy(row, known.name));
    return {
      person: { type: type === "identity" ? "identity" : "person", id, name },
      last,
      written: written === last ? undefined : written,
    };
  },
  reply({ person, last, written }, context) {
    const records =
      person.type === "person"
        ? [{ type: "person" as const, id: person.id, name: person.name }]
        : [];
    if (!last) return { text: `I have no contact with ${person.name} on record.`, records };
    const wrote = written ? `; they last wrote ${ago(written.occurredAt, context.now)}` : "";
    const shown = written ? [last, written] : [last];
    return {
      text: `Last contact with ${bold(person.name)} was ${ago(last.occurredAt, context.now)}${wrote}:`,
      blocks: [{ kind: "list", items: shown.map((row) => timelineItem(row, context)) }],
      records,
    };
  },
});

const isWrittenBy = ({ kind, from, fromIsOurs }: TimelineRow, name: string | null): boolean =>
  (kind === "email" || kind === "message") && !fromIsOurs && from !== null && from === name;
