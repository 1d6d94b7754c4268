/** "Undo the last two", "undo only the stage": part of what was done, or more than the last of it. */
import type { CallRequest } from "../call-result.ts";
import type { RecordRef } from "../reply.ts";
import type { Focus } from "./intent.ts";

const MOST = 5;
const counts: Record<string, number> = { two: 2, both: 2, couple: 2, three: 3, four: 4, five: 5 };
const lastOnes =
  /^(?:please )?(?:undo|revert|take back) (?:(?:the |my )?last (two|three|four|five|[2-5]|couple)(?: (?:of )?(?:things|changes|ones|messages|edits|writes))?|(both))(?: please)?[.!]*$/i;
const onlyOne =
  /^(?:please )?(?:(?:just|only) )?(?:undo|revert|take back)(?: (?:just|only))? (?:the |its )?([a-z][a-z ]*?)(?: (?:change|part|bit|only))?(?: please)?[.!]*$/i;
const fieldNames: Record<string, readonly string[]> = {
  date: ["due", "close_date"],
  "due date": ["due"],
  "close date": ["close_date"],
  deadline: ["due", "close_date"],
  amount: ["value"],
  price: ["value"],
  mail: ["email"],
  number: ["phone"],
};
const updatable = new Set<RecordRef["type"]>(["person", "company", "deal", "task"]);

export function partialUndo(text: string, focus: Focus): CallRequest[] | undefined {
  const said = lastOnes.exec(text);
  const word = (said?.[1] ?? said?.[2])?.toLowerCase();
  if (word) {
    const count = Math.min(MOST, counts[word] ?? Number(word));
    return Array.from({ length: count }, () => ({ tool: "undo", args: {} }));
  }
  const part = onlyOne.exec(text)?.[1]?.toLowerCase();
  return part ? oneField(part, focus) : undefined;
}

/** One field of several goes back by an update of its own; a whole record of several by its receipt. */
function oneField(part: string, { written = [] }: Focus): CallRequest[] | undefined {
  const changed = written.flatMap((call) => call.changed);
  const names = fieldNames[part] ?? [part.replaceAll(" ", "_")];
  const ofType = changed.filter(({ record }) => record.type === part || isNamed(record, part));
  if (ofType.length > 0 && changed.length > ofType.length)
    return [{ tool: "undo", args: { receipts: ofType.map(({ id }) => id) } }];
  const hits = changed.flatMap(({ record, changes }) =>
    changes.flatMap(({ field, from }) =>
      names.includes(field) && from !== null && changes.length > 1 && updatable.has(record.type)
        ? [{ tool: `update_${record.type}`, args: { [record.type]: record.id, [field]: from } }]
        : [],
    ),
  );
  return hits.length === 1 ? hits : undefined;
}

const isNamed = ({ type }: RecordRef, part: string): boolean =>
  type === "interaction" && /^(?:call|note|meeting|log)$/.test(part);
