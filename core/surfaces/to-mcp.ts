/** The registry as the Model Context Protocol lists it, and an answer as it gives it. */
import { z } from "zod";
import type { CallResult } from "../call-result.ts";
import type { Role } from "../context.ts";
import { isAllowed } from "../policy.ts";
import { allActions, plainText, type Block, type Button, type RecordRef } from "../reply.ts";
import type { Tool } from "../tool.ts";
import type { JsonSchema } from "./llm-schema.ts";
import { annotationsOf, isOffered, type Annotations } from "./mcp-stance.ts";
import { describe, withMentions } from "./to-llm.ts";

export interface McpTool {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonSchema & { type: "object" };
  annotations: Annotations;
}

/** For whom tools are listed: a role, and whether the token is for more than reading. */
export interface Bearer {
  role: Role;
  writes: boolean;
}

/** What a call may reach with such a token; what the role allows is the door's to say. */
export const reachable = (tools: readonly Tool[], { writes }: Pick<Bearer, "writes">): Tool[] =>
  tools.filter((tool) => isOffered(tool) && (writes || tool.effect === "read"));

export const toMcp = (tools: readonly Tool[], bearer: Bearer): McpTool[] =>
  reachable(tools, bearer)
    .filter((tool) => isAllowed(bearer.role, tool.needs))
    .map(toMcpTool);

function toMcpTool(tool: Tool): McpTool {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool.input, {
    io: "input",
    unrepresentable: "any",
  }) as JsonSchema;
  return {
    name: tool.name,
    title: tool.summary,
    description: describe(tool),
    inputSchema: { ...withMentions(tool, schema), type: "object", additionalProperties: false },
    annotations: annotationsOf(tool),
  };
}

/** A name that the tool's input does not have; left in, it would be dropped without a word. */
export const unknownArgument = (
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
): string | undefined => Object.keys(args).find((name) => !Object.hasOwn(tool.input.shape, name));

/** Ids are of no use to anybody without access; as an argument one names its record without doubt. */
interface Structured extends Record<string, unknown> {
  outcome: CallResult["outcome"];
  /** Records shown, counted as in the text. */
  records: RecordRef[];
  /** Messages, meetings and notes that the answer rests on. */
  sources: { id: string; title: string; detail?: string }[];
  /** What was written. */
  changes: { record: RecordRef; changes: unknown[] }[];
  /** Of a question: the same call with each answer filled in. */
  options: { label: string; tool: string; arguments: Record<string, unknown> }[];
}

export interface McpAnswer extends Record<string, unknown> {
  content: { type: "text"; text: string }[];
  structuredContent?: Structured;
  isError?: true;
}

/** One sentence why not. */
export const mcpRefusal = (sentence: string): McpAnswer => ({
  content: [{ type: "text", text: sentence }],
  isError: true,
});

/** `within` are the tools the caller may reach: a button of any other is for people. */
export function toMcpAnswer(result: CallResult, within: readonly Tool[]): McpAnswer {
  if (result.outcome === "refused" || result.outcome === "failed")
    return mcpRefusal(result.reply.text);
  const options = result.outcome === "question" ? optionsOf(result, within) : [];
  return {
    content: [{ type: "text", text: textOf(result, options) }],
    structuredContent: {
      outcome: result.outcome,
      records: recordsOf(result),
      sources: (result.reply.blocks ?? []).flatMap(sourcesIn),
      changes: result.receipts.map(({ record, changes }) => ({ record, changes })),
      options,
    },
  };
}

function textOf(result: CallResult, options: Structured["options"]): string {
  const { reply, outcome } = result;
  if (outcome === "confirm")
    return `Not done: only a person can confirm this, by asking for it in Rapport.\n${plainText(reply)}`;
  const choices = options.map(
    ({ label, tool, arguments: args }) => `- ${label}: ${tool} ${JSON.stringify(args)}`,
  );
  return [plainText(reply), ...choices].join("\n");
}

function optionsOf({ reply }: CallResult, within: readonly Tool[]): Structured["options"] {
  return allActions<Button>(reply).flatMap(({ label, press }) =>
    press.kind === "call" && within.some((tool) => tool.name === press.tool)
      ? [{ label, tool: press.tool, arguments: press.args }]
      : [],
  );
}

function recordsOf({ reply, receipts }: CallResult): RecordRef[] {
  const shown = [...(reply.records ?? []), ...receipts.map((receipt) => receipt.record)];
  return [...new Map(shown.map((record) => [record.id, record])).values()];
}

function sourcesIn(block: Block<Button>): Structured["sources"] {
  if (block.kind !== "list") return [];
  return block.items.flatMap(({ record, detail }) =>
    record?.type === "interaction"
      ? [{ id: record.id, title: record.name, ...(detail ? { detail } : {}) }]
      : [],
  );
}
