/** What the last answer rests on: each sentence with its sources, read again as the asker may see them now. */
import { z } from "zod";
import { findByIds, type NameHit } from "../../db/queries/names.ts";
import { timelineById } from "../../db/queries/timeline.ts";
import type { Evidence } from "../agent/intent.ts";
import { AppError } from "../domain/errors.ts";
import { bold, type Block, type Button, type ListItem, type RecordRef } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { opening } from "../views/opening.ts";
import { plural, timelineItem } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";

interface Shown {
  said: { text: string; items: ListItem<Button>[] }[];
  hidden: number;
}

export const showEvidence = defineTool({
  name: "show_evidence",
  summary: "Show what my last answer rests on",
  effect: "read",
  needs: "records:read",
  examples: [
    "why do you think so",
    "why do you think that",
    "what makes you think so",
    "show the evidence",
    "show me the evidence",
    "show your sources",
    "what are your sources",
    "where did you get that from",
    "how do you know that",
    "what is that based on",
    "on what grounds do you say that",
  ],
  input: z.object({}),
  output: anything as Anything<Shown>,
  mentions: {},
  async run(context): Promise<Shown> {
    const { evidence = [] } = context.focus;
    if (evidence.length === 0)
      throw new AppError(
        "not_found",
        "My last answer came straight from the records it shows; there is nothing behind it.",
      );
    if (context.audience !== "dm")
      throw new AppError("forbidden", "I show what I go by in a direct message only.");
    return seenIn(evidence, await itemsFor(context, evidence));
  },
  reply({ said, hidden }) {
    const rest =
      hidden > 0 ? ` ${plural(hidden, "sentence")} rested on what you cannot see any more.` : "";
    if (said.length === 0) return { text: `Nothing of it can be shown.${rest}` };
    const items = said.flatMap((one) => one.items);
    const records = items.flatMap(({ record }) => record ?? []);
    return {
      text: `This is what I went by.${rest}`,
      blocks: said.map(({ text, items: own }): Block<Button> => ({
        kind: "list",
        title: text,
        items: own,
      })),
      records: [...new Map(records.map((record) => [record.id, record])).values()],
    };
  },
});

/** A sentence is shown with all it rests on, or not at all. */
function seenIn(
  evidence: readonly Evidence[],
  items: ReadonlyMap<string, ListItem<Button>>,
): Shown {
  const said = evidence.map(({ text, records }) => ({
    text,
    of: records.length,
    items: records.flatMap(({ id }) => items.get(id) ?? []),
  }));
  const seen = said.filter(({ of, items: own }) => own.length === of && of > 0);
  return {
    said: seen.map(({ text, items: own }) => ({ text, items: own })),
    hidden: said.filter(({ of, items: own }) => own.length < of).length,
  };
}

const named: readonly RecordRef["type"][] = ["person", "company", "deal", "task", "list"];

/** By id; what the asker may not see is not among them. */
async function itemsFor(
  context: ToolContext,
  evidence: readonly Evidence[],
): Promise<Map<string, ListItem<Button>>> {
  const { tx } = context;
  const records = evidence.flatMap((one) => one.records);
  const ids = (type: RecordRef["type"]) => [
    ...new Set(records.filter((one) => one.type === type).map(({ id }) => id)),
  ];
  const items = new Map<string, ListItem<Button>>();
  for (const row of await timelineById(tx, ids("interaction")))
    if (row.excerpt !== null) items.set(row.id, opened(timelineItem(row, context)));
  for (const type of named)
    for (const { id, name } of await findByIds(tx, [type as NameHit["type"]], ids(type)))
      items.set(id, opened({ text: `${type}: ${bold(name)}`, record: { type, id, name } }));
  return items;
}

function opened(item: ListItem<Button>): ListItem<Button> {
  const press = item.record && opening(item.record);
  return press ? { ...item, actions: [{ label: "Open", press }] } : item;
}
