/** `tools`: the registry as a program or a person reads it. */
import { z } from "zod";
import { AppError } from "../core/domain/errors.ts";
import { exampleText } from "../core/example-marks.ts";
import { budgetOf, tokensOf } from "../core/surfaces/llm-budget.ts";
import { toChat } from "../core/surfaces/to-chat.ts";
import { spokenTools, strictBudget, toLlm } from "../core/surfaces/to-llm.ts";
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

export interface PromptOptions extends OutputOptions {
  engine?: string;
}

/** Exactly what a model is given before any message; it holds nobody's words. */
export async function showPrompt(options: PromptOptions): Promise<void> {
  const { engine = "claude" } = options;
  if (engine === "claude") await showClaude(options);
  else if (engine === "langchain") await showLangchain(options);
  else throw new AppError("bad_input", "A prompt have the engines claude and langchain.");
}

async function showClaude(options: PromptOptions): Promise<void> {
  const surface = toLlm(tools);
  const { prefixOf } = await import("../core/llm/parse-request.ts");
  const { system: _system, tools: sent = [], ...parameters } = prefixOf(surface, "MODEL");
  const budget = budgetOf(surface);
  const { strict, optional, unions } = budget;
  const lines = [
    `About ${budget.tokens} tokens are read with every message: prompt ${budget.system}, ${budget.loaded} tools loaded ${budget.tokens - budget.system}.`,
    `${budget.deferred} tools are found by searching, another ${budget.searched} tokens if all were.`,
    `Strict schemas: ${strict} of ${strictBudget.tools}; in them ${optional} of ${strictBudget.optional} optional fields and ${unions} of ${strictBudget.unions} unions.`,
    estimate,
  ];
  const document = { system: surface.system, tools: sent, parameters, budget };
  print(options, document, printed(surface.system, [parameters, ...sent], lines));
}

async function showLangchain(options: PromptOptions): Promise<void> {
  const give = toChat(tools);
  const surface = give();
  const near = give(new Set());
  const { MOST_NEAR } = await import("../core/llm/preselect.ts");
  const [system, schemas] = [tokensOf(surface.system), tokensOf(surface.tools)];
  const each = Math.round(schemas / surface.tools.length);
  const few = tokensOf(near.system) + tokensOf(near.tools);
  const lines = [
    `About ${system + schemas} tokens are read with every message: prompt ${system}, ${surface.tools.length} tools ${schemas}.`,
    `With LLM_TOOLS=near: ${near.tools.length} tools and prompt ${few}, and up to ${MOST_NEAR} more tools of about ${each} each.`,
    `${spokenTools(tools).length} of ${tools.length} tools can be said in words.`,
    estimate,
  ];
  const budget = { tokens: system + schemas, system, tools: schemas, near: few };
  print(options, { ...surface, budget }, printed(surface.system, surface.tools, lines));
}

const estimate = "A token is taken for four characters; the vendor's own count differs.";

const printed = (system: string, sent: readonly unknown[], lines: readonly string[]): string =>
  [system, ...sent.map((one) => JSON.stringify(one, null, 2)), lines.join("\n")].join("\n\n");
