/** The doubtful rows of a file, a few at a time, each with the buttons that decide it. */
import { undecided, type DoubtfulRow, type RowDecision } from "../domain/doubtful-row.ts";
import { bold, literal, type Block, type Button } from "../reply.ts";

/** So many rows are shown at once. */
export const ROWS_SHOWN = 5;
const CANDIDATES_SHOWN = 3;

/** The next rows to decide behind `skip` others; undefined where none is left. */
export function doubtfulBlock(
  importId: string,
  rows: readonly DoubtfulRow[],
  skip = 0,
): Block<Button> | undefined {
  const open = undecided(rows);
  const shown = open.slice(skip, skip + ROWS_SHOWN);
  if (shown.length === 0) return undefined;
  const place =
    open.length > shown.length ? ` (${skip + 1} to ${skip + shown.length} of ${open.length})` : "";
  return {
    kind: "list",
    title: `Doubtful rows${place}: left out unless you decide`,
    items: shown.map((row) => ({
      text: `${bold(row.name)}, ${literal(row.position)}`,
      detail: literal(row.reason),
      outside: true,
      actions: decisions(importId, row),
    })),
  };
}

export function decisions(importId: string, row: DoubtfulRow): Button[] {
  const button = (label: string, decision: RowDecision): Button => ({
    label,
    press: {
      kind: "call",
      tool: "decide_row",
      args: { import: importId, row: row.position, decision },
    },
  });
  return [
    ...row.candidates
      .slice(0, CANDIDATES_SHOWN)
      .map(({ id, name }) => button(`Same as ${name}`, { as: "same", id })),
    button("Somebody else", { as: "new" }),
    button("Leave out", { as: "out" }),
  ];
}

/** Pages through what is still open. */
export function nextRows(importId: string, rows: readonly DoubtfulRow[], skip = 0): Button[] {
  const left = undecided(rows).length - skip - ROWS_SHOWN;
  return left > 0
    ? [
        {
          label: `Next ${Math.min(left, ROWS_SHOWN)} doubtful`,
          press: {
            kind: "call",
            tool: "decide_row",
            args: { import: importId, skip: skip + ROWS_SHOWN },
          },
        },
      ]
    : [];
}
