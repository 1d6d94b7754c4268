/** How benchmarks speak: progress on standard error, the result on standard output. */
import type { Figure } from "./figure.ts";
import { isHeld } from "./figure.ts";
import type { Machine } from "./machine.ts";

export interface Result {
  machine: Machine;
  figures: Figure[];
  failures: { benchmark: string; reason: string }[];
}

export const note = (text: string): void => void process.stderr.write(`bench: ${text}\n`);

export function printJson({ machine, figures, failures }: Result): void {
  const judged = figures.map((figure) => ({ ...figure, held: isHeld(figure) ?? null }));
  process.stdout.write(`${JSON.stringify({ machine, figures: judged, failures }, null, 2)}\n`);
}

export function printTable({ machine, figures, failures }: Result): void {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; ${machine.os}; Node ${machine.node}`,
    `${machine.database}; ${machine.date}`,
    "",
    ...aligned([
      ["What", "Measured", "Target", "", "Note"],
      ...figures.map((figure) => [
        figure.name,
        `${rounded(figure.value)} ${figure.unit}`,
        targetOf(figure),
        verdictOf(figure),
        figure.note ?? "",
      ]),
    ]),
    ...failures.map(({ benchmark, reason }) => `${benchmark} did not finish: ${reason}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function aligned(rows: string[][]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const rounded = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en-GB") : value.toFixed(value < 10 ? 2 : 1);

function targetOf({ target, unit }: Figure): string {
  if (!target) return "";
  return "atMost" in target
    ? `≤ ${rounded(target.atMost)} ${unit}`
    : `≥ ${rounded(target.atLeast)} ${unit}`;
}

function verdictOf(figure: Figure): string {
  const held = isHeld(figure);
  if (held === undefined) return "";
  return held ? "held" : "MISSED";
}
