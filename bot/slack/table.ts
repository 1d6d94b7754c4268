/** Tables as readable lines: Slack's phones wrap wide columns, so only small tables keep theirs. */
import type { types } from "@slack/bolt";
import type { Block } from "../../core/reply.ts";
import { escaped } from "./mrkdwn.ts";
import { pieces, section } from "./text-blocks.ts";
import { LIMITS } from "./limits.ts";

type KnownBlock = types.KnownBlock;

/** What a phone shows of a fixed-width line. */
const NARROW = 40;

type Table = Extract<Block, { kind: "table" }>;

export function drawTable(table: Table): KnownBlock[] {
  const { columns, rows } = table;
  if (rows.length === 0) return section(`*${columns.map(escaped).join(" · ")}*`);
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const width = widths.reduce((sum, one) => sum + one + 2, -2);
  return width <= NARROW
    ? fixedWidth([columns, ...rows], widths)
    : section(rows.map((row, index) => rowWords(table, row, index)).join("\n"));
}

function fixedWidth(lines: readonly string[][], widths: readonly number[]): KnownBlock[] {
  const text = lines
    .map((cells) => cells.map((cell, at) => oneLine(cell).padEnd(widths[at] ?? 0)).join("  "))
    .map((line) => escaped(line.replaceAll("`", "'").trimEnd()))
    .join("\n");
  return pieces(text, LIMITS.section - 8).flatMap((piece) => section(`\`\`\`\n${piece}\n\`\`\``));
}

/** "1. *Acme pilot*", then what the other columns say; an empty cell says nothing. */
function rowWords({ columns, clear = [] }: Table, row: readonly string[], index: number): string {
  const [first = "", ...others] = row.map((cell) => escaped(oneLine(cell)));
  const details = others.flatMap((cell, at) => {
    const column = columns[at + 1] ?? "";
    if (cell === "") return [];
    return [clear.includes(column) ? cell : `${escaped(column)}: ${cell}`];
  });
  const below = details.length > 0 ? `\n      ${details.join(" · ")}` : "";
  return `${index + 1}. *${first || "–"}*${below}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
