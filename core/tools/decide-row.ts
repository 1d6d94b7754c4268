/** Decides one doubtful row of a contact file before it is imported, or shows the next ones. */
import { z } from "zod";
import { findImport, updateImport } from "../../db/queries/imports.ts";
import { toImport, undecided, type DoubtfulRow, type RowDecision } from "../domain/doubtful-row.ts";
import { AppError } from "../domain/errors.ts";
import { bold, literal, type Button } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { doubtfulBlock, nextRows } from "../views/doubtful-rows.ts";
import { plural } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";

const decisionInput = z.union([
  z.object({ as: z.literal("same"), id: z.uuid() }),
  z.object({ as: z.literal("new") }),
  z.object({ as: z.literal("out") }),
  z.object({ as: z.literal("open") }),
]);

interface Decided {
  import: string;
  fileName: string;
  rows: DoubtfulRow[];
  /** What is imported without any doubt. */
  sure: number;
  decided: DoubtfulRow | undefined;
  skip: number;
}

export const decideRow = defineTool({
  name: "decide_row",
  summary: "Decide a doubtful row of a file before it is imported",
  effect: "write",
  needs: "files:import",
  examples: [],
  input: z.object({
    import: z.uuid(),
    row: z.string().max(40).optional(),
    decision: decisionInput.optional(),
    skip: z.number().int().min(0).optional(),
  }),
  output: anything as Anything<Decided>,
  mentions: {},
  async run({ tx }, { import: id, row, decision, skip = 0 }): Promise<Decided> {
    const found = await findImport(tx, id);
    if (found?.status !== "preview")
      throw new AppError("not_found", "There is no such import waiting for you.");
    const before = found.doubtful ?? [];
    const target = before.find(({ position }) => position === row);
    if (row !== undefined && !target)
      throw new AppError("not_found", "There is no such doubtful row in that file.");
    const decided = target && decision && withDecision(target, decision);
    const rows = decided ? before.map((one) => (one === target ? decided : one)) : before;
    if (decided) await updateImport(tx, id, { doubtful: rows });
    return { import: id, fileName: found.fileName, rows, sure: found.sureRows, decided, skip };
  },
  reply({ import: id, fileName, rows, sure, decided, skip }) {
    const block = doubtfulBlock(id, rows, skip);
    const chosen = toImport(rows).length;
    const left = undecided(rows).length;
    const settled = decided ? `${said(decided)} ` : "";
    const open =
      left > 0
        ? `${plural(left, "doubtful row")} left to decide.`
        : "Every doubtful row is decided.";
    return {
      text: `${settled}${literal(fileName)}: ${open} Nothing is written yet.`,
      ...(block ? { blocks: [block] } : {}),
      actions: [
        {
          label: `Import ${sure + chosen}`,
          style: "primary",
          press: { kind: "call", tool: "confirm_import", args: { import: id } },
        },
        ...nextRows(id, rows, skip),
        ...(decided?.decision ? [takeBack(id, decided)] : []),
        { label: "Cancel", press: { kind: "call", tool: "cancel_import", args: { import: id } } },
      ],
    };
  },
});

function withDecision(row: DoubtfulRow, decision: z.output<typeof decisionInput>): DoubtfulRow {
  const { decision: _, ...open } = row;
  return decision.as === "open" ? open : { ...open, decision };
}

function said({ name, position, candidates, decision }: DoubtfulRow): string {
  const row = `${bold(name)} (${literal(position)})`;
  if (decision === undefined) return `${row} is open again.`;
  return `${row}: ${wordsOf(decision, candidates)}.`;
}

function wordsOf(decision: RowDecision, candidates: DoubtfulRow["candidates"]): string {
  if (decision.as === "out") return "left out";
  if (decision.as === "new") return "somebody else, to be added";
  const { id } = decision;
  return `the same as ${literal(candidates.find((one) => one.id === id)?.name ?? "that one")}`;
}

const takeBack = (id: string, row: DoubtfulRow): Button => ({
  label: `Decide ${row.position} again`,
  press: {
    kind: "call",
    tool: "decide_row",
    args: { import: id, row: row.position, decision: { as: "open" } },
  },
});
