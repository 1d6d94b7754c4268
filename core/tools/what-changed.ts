/** What is new about one record since a day: changes of it and its deals, and what was said and met. */
import { DateTime } from "luxon";
import { z } from "zod";
import { companyIdentityIds } from "../../db/queries/companies.ts";
import { findDeals } from "../../db/queries/deals.ts";
import { findPerson } from "../../db/queries/people.ts";
import { timeline, type TimelineRow } from "../../db/queries/timeline.ts";
import { writesOn } from "../../db/queries/history.ts";
import { formatDay, formatInstant } from "../domain/format.ts";
import { bold, literal, type Block, type Button, type RecordRef } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { plural, timelineItem } from "../views/words.ts";
import { pastOf } from "./dates.ts";
import { entriesOf, entryWords, type Entry } from "./record-history.ts";
import { anything, type Anything } from "./shapes.ts";

const READ = 50;
const SHOWN = 15;
const DEALS = 5;

interface News {
  of: Ref;
  since: Date;
  changes: { record: Ref; entry: Entry }[];
  rows: TimelineRow[];
}

export const whatChanged = defineTool({
  name: "what_changed",
  summary: "What is new about a person, company or deal since a day",
  guide: "Changes and talks together. For the whole pipeline use pipeline_changes.",
  effect: "read",
  needs: "records:read",
  examples: [
    "what is new at {record:Acme} since {since:Monday}",
    "what's new with {record:Sofia} since {since:last week}",
    "what changed at {record:Acme} since {since:1 June}",
    "what has changed at {record:Borealis} since {since:last month}",
    "what did I miss on {record:the Acme pilot}",
    "what did I miss on {record:the Acme pilot} since {since:Monday}",
    "news about {record:Acme} since {since:last Friday}",
  ],
  input: z.object({
    record: z.string().trim().min(1).max(200),
    since: z.string().trim().min(1).max(100).optional().describe("A week ago when absent"),
  }),
  output: anything as Anything<News>,
  mentions: { record: ["company", "person", "deal"] },
  prose: {
    task: (_input, said) =>
      `${said}\n\nSay in two to five sentences what matters of these changes, the most important first.`,
  },
  async run(context, { record, since }): Promise<News> {
    const from = DateTime.fromJSDate(pastOf(context, since ?? "7 days")).toJSDate();
    const rows = await timeline(context.tx, {
      ...(await sourceOf(context, record)),
      since: from,
      until: context.now,
      limit: SHOWN,
    });
    return { of: record, since: from, changes: await changesOf(context, record, from), rows };
  },
  reply({ of, since, changes, rows }, context) {
    const { type, id, name } = of as RecordRef;
    const records = [{ type, id, name }];
    const day = formatDay(since, context.actor);
    if (changes.length + rows.length === 0)
      return { text: `Nothing new about ${bold(name)} since ${day}.`, records };
    const items = changes.slice(0, SHOWN).map(({ record, entry }) => ({
      text: `${formatInstant(entry.recordedAt, context.actor)} · ${bold(record.name)} · ${literal(entry.by ?? "Rapport")} ${entryWords(entry)}`,
    }));
    const blocks: Block<Button>[] = [
      { kind: "list", title: "Changes", items },
      { kind: "list", title: "Talks", items: rows.map((row) => timelineItem(row, context)) },
    ];
    return {
      text: `${bold(name)} since ${day}: ${plural(changes.length, "change")}, ${plural(rows.length, "talk")}.`,
      blocks: blocks.filter((block) => block.kind === "list" && block.items.length > 0),
      records,
    };
  },
});

/** Of the record, and of the deals with it; the latest first. */
async function changesOf(context: ToolContext, record: Ref, since: Date): Promise<News["changes"]> {
  const { tx } = context;
  const by = record.type === "company" ? { companyId: record.id } : { personId: record.id };
  const deals = record.type === "deal" ? [] : await findDeals(tx, { ...by, limit: DEALS });
  const of: Ref[] = [record, ...deals.map(({ id, name }) => ({ type: "deal" as const, id, name }))];
  const changes: News["changes"] = [];
  for (const one of of) {
    const { writes } = await writesOn(tx, one.id, READ);
    const recent = writes.filter(({ recordedAt }) => recordedAt >= since);
    const entries = await entriesOf(context, one, recent);
    changes.push(...entries.map((entry) => ({ record: one, entry })));
  }
  return changes
    .filter(({ entry }) => entry.kind !== "changed" || entry.changes.length > 0)
    .sort((one, other) => other.entry.recordedAt.getTime() - one.entry.recordedAt.getTime());
}

async function sourceOf(
  { tx }: ToolContext,
  { type, id }: Ref,
): Promise<{ identityIds?: string[]; dealId?: string }> {
  if (type === "deal") return { dealId: id };
  if (type === "company") return { identityIds: await companyIdentityIds(tx, id) };
  return { identityIds: (await findPerson(tx, id))?.identityIds ?? [] };
}
