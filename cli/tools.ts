/** `tools`: the registry as a program or a person reads it. */
import { z } from "zod";
import { exampleText } from "../core/example-marks.ts";
import { tools } from "../core/tools/registry.ts";
import { print, type OutputOptions } from "./output.ts";

export function listTools(options: OutputOptions): void {
  const rows = tools.map((tool) => ({
    name: tool.name,
    summary: tool.summary,
    effect: tool.effect,
    permission: tool.needs,
    input: z.toJSONSchema(tool.input, { io: "input" }),
    examples: tool.examples.map(exampleText),
  }));
  const words = rows.map(
    (row) =>
      `${row.name.padEnd(20)} ${row.effect.padEnd(6)} ${row.permission.padEnd(18)} ${row.summary}`,
  );
  print(options, { tools: rows }, words.join("\n"));
}
