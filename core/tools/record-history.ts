/** Who changed a record, when, and what. */
import { z } from "zod";
import { loadVersions } from "../../db/event-store.ts";
import { writesOn, type WriteRow } from "../../db/queries/history.ts";
import { describeChanges } from "../describe.ts";
import { formatInstant } from "../domain/format.ts";
import { bold, literal, type Change, type RecordRef } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { fieldLabel, fieldWords } from "../views/state-words.ts";
import { plural } from "../views/words.ts";
import { recordsFor } from "./history-of.ts";
import { anything, type Anything } from "./shapes.ts";

const SHOWN = 15;

export interface Entry extends WriteRow {
  changes: Change[];
  kind: "added" | "changed" | "archived";
}

export const recordHistory = defineTool({
  name: "record_history",
  summary: "Show who changed a record, what and when",
  guide: "Changes of the record. What was said and met is show_timeline.",
  effect: "read",
  needs: "records:read",
  examples: [
    "who changed {record:Acme}",
    "who changed {record:Dana} and when",
    "change history of {record:the Acme pilot}",
    "show the change history of {record:Sofia}",
    "show the changes to {record:Dana}",
    "what changed on {record:the Acme pilot}",
    "what was changed on {record:Borealis}",
    "audit trail of {record:Dana}",
    "edit history of {record:Leo}",
    "who edited {record:Leo}",
    "who last updated {record:Northwind}",
    "when was {record:Sofia} added and by whom",
    "who touched {record:Acme}",
    "who last changed {record:Acme}",
    "who added {record:Leo}",
    "who created {record:Leo}",
    "when was {record:Leo} created",
    "when was {record:Dana} last changed",
    "who modified {record:Dana}",
    "what has changed on {record:Dana}",
    "changelog of {record:Acme}",
    "revision history of {record:Acme}",
    "log of changes to {record:Dana}",
    "show me all edits of {record:Leo}",
    "what did we change on {record:Dana}",
    "who entered {record:Sofia}",
    "who put {record:Leo} in the crm",
    "who's been editing {record:the Acme pilot}",
    "who changed the {record:Acme pilot} last",
    "who has been changing {record:Acme}",
    "who did what on {record:Acme}",
    "history of changes of {record:Dana}",
    "what has been changed on {record:the Acme pilot}",
    "who has touched {record:Acme} and when",
    "show all changes of {record:Dana}",
    "who edited {record:Dana} last",
    "who changed {record:Dana} last",
    "who created {record:Leo} and when",
    "who added {record:Leo} and when",
  ],
  input: z.object({ record: z.string().trim().min(1).max(200) }),
  output: anything as Anything<{ record: Ref; entries: Entry[]; total: number }>,
  mentions: { record: ["person", "company", "deal"] },
  async run(context, { record }) {
    const { writes, total } = await writesOn(context.tx, record.id, SHOWN);
    return { record, entries: await entriesOf(context, record, writes), total };
  },
  reply({ record, entries, total }, context) {
    const { type, id, name } = record as RecordRef;
    const shown = entries.filter((entry) => entry.kind !== "changed" || entry.changes.length > 0);
    const items = shown.map((entry) => ({
      text: `${formatInstant(entry.recordedAt, context.actor)} · ${literal(entry.by ?? "Rapport")}${entry.tool ? "" : " (by import)"} ${entryWords(entry)}`,
    }));
    const records = [{ type, id, name }];
    if (items.length === 0) return { text: `No change of ${bold(name)} is on record.`, records };
    const more = total > SHOWN ? `, the last ${SHOWN}` : "";
    return {
      text: `${plural(total, "change")} of ${bold(name)}${more}, the latest first:`,
      blocks: [{ kind: "list", items }],
      records,
    };
  },
});

export async function entriesOf(
  context: ToolContext,
  record: Ref,
  writes: readonly WriteRow[],
): Promise<Entry[]> {
  const { aggregate } = recordsFor(record);
  const versions = [...new Set(writes.flatMap((one) => [one.fromVersion, one.toVersion]))];
  const states = await loadVersions(
    context.tx,
    aggregate,
    versions.map((version) => ({ id: record.id, version })),
  );
  const at = (version: number) => states.get(`${record.id}@${version}`) ?? null;
  const changes = writes.map(({ fromVersion, toVersion }) => ({
    recordType: record.type,
    id: record.id,
    before: at(fromVersion),
    after: at(toVersion),
  }));
  const described = await describeChanges(context.tx, changes, context.actor.timeZone);
  return writes.map((write, nth) => {
    const change = changes[nth];
    const kind =
      change?.after === null ? "archived" : change?.before === null ? "added" : "changed";
    return { ...write, changes: described[nth]?.changes ?? [], kind };
  });
}

export function entryWords({ kind, changes, tool }: Entry): string {
  if (kind === "archived") return tool === "undo" ? "took it back" : "archived it";
  const said = changes.map((change) => changeWords(change, kind === "added")).join("; ");
  return `${kind === "added" ? "added it" : tool === "undo" ? "undid" : "changed"}: ${literal(said)}`;
}

function changeWords({ field, from, to }: Change, added: boolean): string {
  const label = fieldLabel(field);
  const after = to === null ? "none" : fieldWords(field, to);
  return added || from === null
    ? `${label} ${after}`
    : `${label} ${fieldWords(field, from)} → ${after}`;
}
