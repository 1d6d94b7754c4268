/** Tools and prompt as a language model gets them: a projection of the registry, the same for everybody. */
import { z } from "zod";
import { exampleText, piecesOf } from "../example-marks.ts";
import type { Tool } from "../tool.ts";
import { systemPrompt } from "./llm-prompt.ts";
import { cleanSchema, countOptional, countUnions, type JsonSchema } from "./llm-schema.ts";

/** What one request may hold of strict schemas; beyond it the API refuses the whole request. */
export const strictBudget = { tools: 20, optional: 24, unions: 16 };

export interface LlmTool {
  name: string;
  description: string;
  input_schema: JsonSchema & { type: "object" };
  strict?: true;
  /** Not in the prompt: the model finds it by searching. */
  defer_loading?: true;
  input_examples?: Record<string, unknown>[];
}

export interface LlmSurface {
  system: string;
  /** By name. */
  tools: LlmTool[];
}

export const ASK_USER = "ask_user";

/** What most messages ask for; the others are found by searching. */
const alwaysLoaded = new Set([
  "add_deal",
  "add_person",
  "add_task",
  "answer_question",
  "close_deal",
  "complete_task",
  "draft_message",
  "find_record",
  "help",
  "list_deals",
  "list_people",
  "list_tasks",
  "log_interaction",
  "my_day",
  "show_record",
  "show_timeline",
  "undo",
  "update_deal",
]);

/** Bytes of a schema that compiles quickly. */
const SMALL = 700;
const MOST_EXAMPLES = 2;

const askUser: LlmTool = {
  name: ASK_USER,
  description:
    "Ask the user one short question, in their language, when a needed value is missing or the message could mean two different changes.",
  input_schema: {
    type: "object",
    properties: { question: { type: "string", description: "One sentence" } },
    required: ["question"],
    additionalProperties: false,
  },
  strict: true,
};

/** A tool without examples is reached by its buttons only. */
export const spokenTools = (tools: readonly Tool[]): Tool[] =>
  tools.filter((tool) => tool.examples.length > 0);

export function toLlm(tools: readonly Tool[]): LlmSurface {
  const all = [...spokenTools(tools).map(toLlmTool), askUser].sort(byName);
  const strict = withinBudget(all);
  const shown = all.map(({ strict: wanted, ...tool }) =>
    wanted && strict.has(tool.name) ? { ...tool, strict: wanted } : tool,
  );
  const searched = shown.filter((tool) => tool.defer_loading).map((tool) => tool.name);
  return { system: systemPrompt(searched), tools: shown };
}

/** Tools of the answering loop: all of them loaded, none of them strict. */
export const toReading = (tools: readonly Tool[]): LlmTool[] =>
  tools
    .map(toLlmTool)
    .map(({ defer_loading: _deferred, strict: _strict, ...tool }) => tool)
    .sort(byName);

/** Sorted without regard to any locale: one order everywhere keeps the cached prefix. */
const byName = (one: LlmTool, other: LlmTool): number => (one.name < other.name ? -1 : 1);

function toLlmTool(tool: Tool): LlmTool {
  const schema = z.toJSONSchema(tool.input, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const input = { ...cleanSchema(withMentions(tool, schema)), type: "object" as const };
  const loaded = alwaysLoaded.has(tool.name);
  const examples = loaded ? inputExamples(tool) : [];
  const isStrict = ["write", "draft"].includes(tool.effect) && isSmall(input);
  return {
    name: tool.name,
    description: describe(tool),
    input_schema: input,
    ...(isStrict ? { strict: true } : {}),
    ...(loaded ? {} : { defer_loading: true }),
    ...(examples.length > 0 ? { input_examples: examples } : {}),
  };
}

/** The search looks through descriptions, so they hold words that people say. */
export function describe({ summary, guide, examples }: Tool): string {
  const said = examples.slice(0, MOST_EXAMPLES).map((example) => `“${exampleText(example)}”`);
  const sentence = /[.!?]$/.test(summary) ? summary : `${summary}.`;
  return [sentence, guide, `Said like ${said.join(" or ")}.`].filter(Boolean).join(" ");
}

/** Says of a field that it names a record, and of which kind. */
export function withMentions({ mentions }: Tool, schema: JsonSchema): JsonSchema {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const types = mentions[name];
    if (!types) return [name, field];
    const kinds = [...new Set(types.map((type) => (type === "user" ? "colleague" : type)))];
    const words = `Names a ${kinds.join(" or ")} as the user does`;
    return [name, { ...field, description: [field.description, words].filter(Boolean).join(". ") }];
  });
  return { ...schema, properties: Object.fromEntries(fields) as Record<string, JsonSchema> };
}

const isSmall = (schema: JsonSchema): boolean =>
  countOptional(schema) === 0 && JSON.stringify(schema).length <= SMALL;

/** The first ones by name that fit into the budget together. */
function withinBudget(tools: readonly LlmTool[]): Set<string> {
  const names = new Set<string>();
  const left = { ...strictBudget };
  for (const { name, strict, input_schema: schema } of tools) {
    const cost = { tools: 1, optional: countOptional(schema), unions: countUnions(schema) };
    const fits =
      cost.tools <= left.tools && cost.optional <= left.optional && cost.unions <= left.unions;
    if (!strict || !fits) continue;
    names.add(name);
    left.tools -= cost.tools;
    left.optional -= cost.optional;
    left.unions -= cost.unions;
  }
  return names;
}

/** Arguments that marked examples spell out, as different as can be, where the tool's own schema takes them. */
function inputExamples(tool: Tool): Record<string, unknown>[] {
  const marked = tool.examples.map((example) => argumentsIn(tool, example));
  const usable = marked.filter(
    (args) => Object.keys(args).length > 0 && tool.input.safeParse(args).success,
  );
  // Two that fill the same fields would show the same thing twice.
  const byFields = new Map(
    usable.toReversed().map((args) => [Object.keys(args).sort().join(), args]),
  );
  return [...byFields.values()].reverse().slice(0, MOST_EXAMPLES);
}

function argumentsIn(tool: Tool, example: string): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const piece of piecesOf(example)) {
    if ("text" in piece) continue;
    const schema = tool.input.shape[piece.field] as z.ZodType | undefined;
    const value = typed(schema, piece.value ?? piece.said);
    const before = args[piece.field];
    args[piece.field] =
      Array.isArray(value) && Array.isArray(before)
        ? [...(before as unknown[]), ...(value as unknown[])]
        : value;
  }
  return args;
}

/** The words as the type the field takes. */
function typed(schema: z.ZodType | undefined, text: string): unknown {
  const ways = [text, [text], text === "true", Number(text), text.toLowerCase()];
  return ways.find((way) => schema?.safeParse(way).success) ?? text;
}
