/** A record as we knew it on a day: what had been recorded by its end, whenever it became true. */
import { z } from "zod";
import { loadStreamAt } from "../../db/event-store.ts";
import { describeChanges } from "../describe.ts";
import { formatIsoDay } from "../domain/format.ts";
import { endOfDay } from "../domain/when.ts";
import { bold, type Change, type RecordRef } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool } from "../tool.ts";
import { stateFields } from "../views/state-words.ts";
import { dayOf } from "./dates.ts";
import { recordsFor } from "./history-of.ts";
import { anything, type Anything } from "./shapes.ts";

interface AsOf {
  record: Ref;
  day: string;
  /** Null where there was no record yet, or no more. */
  state: { name: string; changes: Change[] } | null;
}

export const recordAsOf = defineTool({
  name: "record_as_of",
  summary: "Show a record as we knew it on a day",
  guide: "What was on record then. Where somebody worked at a time is job_history.",
  effect: "read",
  needs: "records:read",
  examples: [
    "what did we know about {record:Dana} on {on:15 March}",
    "what did we know about {record:Acme} {on:a month ago}",
    "what did we have on {record:Dana} on {on:1 June}",
    "show {record:Dana} as of {on:15 March}",
    "show {record:Acme} as it was on {on:1 June}",
    "show me {record:the Acme pilot} as of {on:last Friday}",
    "how did {record:Acme} look on {on:1 June}",
    "{record:Acme} as of {on:3 November}",
    "what did {record:Sofia}'s record say on {on:15 March}",
    "what did {record:the Acme pilot} look like on {on:1 June}",
    "{record:Acme} as it stood on {on:1 June}",
    "how was {record:Acme} on {on:1 June}",
    "what was known about {record:Dana} on {on:1 June}",
    "what did we know of {record:Dana} {on:a year ago}",
    "state of {record:the Acme pilot} on {on:1 June}",
    "show me {record:Dana} the way it was on {on:15 March}",
    "what was on {record:Dana}'s record on {on:15 March}",
    "where did {record:the Acme pilot} stand on {on:1 June}",
    "what did {record:Acme} look like {on:last month}",
    "{record:Dana}'s record as of {on:15 March}",
    "what was {record:Acme} like on {on:1 June}",
    "what did we have about {record:Dana} in {on:March}",
    "how did things stand with {record:Acme} on {on:1 June}",
    "how did {record:the Acme pilot} look {on:a month ago}",
    "what did {record:the Acme pilot} look like {on:a week ago}",
  ],
  input: z.object({
    record: z.string().trim().min(1).max(200),
    on: z.string().trim().min(2).max(100),
  }),
  output: anything as Anything<AsOf>,
  mentions: { record: ["person", "company", "deal"] },
  async run(context, { record, on }) {
    const day = dayOf(context, on);
    const recordedBy = endOfDay(day, context.actor.timeZone);
    const { aggregate } = recordsFor(record);
    const { state } = await loadStreamAt(context.tx, aggregate, record.id, { recordedBy });
    if (state === null) return { record, day, state: null };
    const change = { recordType: record.type, id: record.id, before: null, after: state };
    const [described] = await describeChanges(context.tx, [change], context.actor.timeZone);
    return { record, day, state: described ?? null };
  },
  reply({ record, day, state }) {
    const { type, id, name } = record as RecordRef;
    const records = [{ type, id, name }];
    const when = formatIsoDay(day);
    if (!state) return { text: `On ${when} we had no record of ${bold(name)}.`, records };
    return {
      text: `${bold(state.name)} as we knew it on ${when}:`,
      blocks: [
        {
          kind: "card",
          title: state.name,
          subtitle: `as of ${when}`,
          fields: stateFields(state.changes),
        },
      ],
      records,
      note: "What had been recorded by the end of that day; companies and colleagues under their names of today.",
    };
  },
});
