/** The arguments that an example's marks spell out: what the call would be if it were read right. */
import type { z } from "zod";
import { piecesOf } from "../../core/example-marks.ts";
import type { Tool } from "../../core/tool.ts";

/** "move {deal:Acme} to {stage:won}" is { deal: "Acme", stage: "won" }, as the tool's schema types it. */
export function exampleArguments(tool: Tool, example: string): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const piece of piecesOf(example)) {
    if (!("field" in piece)) continue;
    const { field, said, value = said } = piece;
    const typed = typedAs(tool.input.shape[field] as z.ZodType | undefined, value);
    args[field] = Array.isArray(typed) ? [args[field] ?? [], typed].flat() : typed;
  }
  return args;
}

function typedAs(schema: z.ZodType | undefined, text: string): unknown {
  const ways = [text, [text], true, Number(text), [Number(text)], text.toLowerCase()];
  return ways.find((way) => schema?.safeParse(way).success) ?? text;
}
