/** What the Claude API refuses in a request: each rule names the fault, or nothing. */
import { countOptional, countUnions, type JsonSchema } from "../../core/surfaces/llm-schema.ts";

type Json = Record<string, unknown>;
type Rule = (body: Json) => string | false | undefined;

export const complaintAbout = (body: Json): string | undefined =>
  rules
    .map((rule) => rule(body))
    .find((complaint): complaint is string => typeof complaint === "string");

const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const toolsOf = (body: Json): Json[] => list(body.tools);
const strictOf = (body: Json): JsonSchema[] =>
  toolsOf(body).flatMap((tool) => (tool.strict === true ? [tool.input_schema as JsonSchema] : []));
const total = (counts: number[]): number => counts.reduce((sum, one) => sum + one, 0);
const blocksOf = (message: Json | undefined): Json[] => list(message?.content);
const roles = (body: Json): unknown[] => list(body.messages).map((message) => message.role);

/** In the order of the request, in messages and in results of tools. */
export const searchResultsIn = (body: Json): Json[] =>
  list(body.messages)
    .flatMap(blocksOf)
    .flatMap((block) => (block.type === "tool_result" ? list(block.content) : [block]))
    .filter((block) => block.type === "search_result");

const takenKeywords = new Set(
  "type description title properties required additionalProperties items anyOf allOf enum const format $ref $defs minItems".split(
    " ",
  ),
);

const rules: Rule[] = [
  (body) => !Number.isInteger(body.max_tokens) && "max_tokens: field required",
  (body) => {
    const gone = ["temperature", "top_p", "top_k"].find((field) => field in body);
    return gone && `${gone}: no longer supported`;
  },
  ({ tool_choice: choice }) => {
    const type = (choice as Json | undefined)?.type;
    return (type === "any" || type === "tool") && "tool_choice: forced tool use is not supported";
  },
  ({ thinking, output_config: config }) => {
    const [type, effort] = [
      (thinking as Json | undefined)?.type,
      (config as Json | undefined)?.effort,
    ];
    if (type === "enabled") return "thinking: manual budgets are not supported by this model";
    return (
      type === "disabled" &&
      (effort === "xhigh" || effort === "max") &&
      "thinking: cannot be disabled at this effort"
    );
  },
  ({ model, thinking, output_config: config }) => {
    const type = (thinking as Json | undefined)?.type;
    const effort = (config as Json | undefined)?.effort;
    if (type === "disabled" && !String(model).startsWith("claude-haiku"))
      return "thinking: disabled is not supported by this model; use between_tools";
    return (
      type === "between_tools" &&
      (effort === "xhigh" || effort === "max") &&
      "thinking: between_tools is not supported at this effort"
    );
  },
  (body) => {
    const settings = searchResultsIn(body).map(
      ({ citations }) => (citations as Json | undefined)?.enabled === true,
    );
    return (
      new Set(settings).size > 1 && "messages: citations must be enabled for all results or none"
    );
  },
  (body) =>
    searchResultsIn(body).some(
      ({ content }) =>
        !list(content).some(({ text }) => typeof text === "string" && /\S/.test(text)),
    ) && "messages: search_result content must not be empty",
  (body) => strictOf(body).length > 20 && "tools: too many strict tools",
  (body) =>
    total(strictOf(body).map(countOptional)) > 24 &&
    "tools: too many optional parameters in strict tools",
  (body) =>
    total(strictOf(body).map(countUnions)) > 16 && "tools: too many union types in strict tools",
  (body) => {
    const odd = strictOf(body)
      .flatMap(keywordsOf)
      .find((keyword) => !takenKeywords.has(keyword));
    return odd && `tools: ${odd} is not supported in a strict schema`;
  },
  (body) => {
    const names = toolsOf(body).map((tool) => tool.name);
    return new Set(names).size < names.length && "tools: names must be unique";
  },
  (body) => {
    const tools = toolsOf(body);
    return (
      tools.length > 0 && tools.every((tool) => tool.defer_loading) && "tools: all are deferred"
    );
  },
  (body) =>
    toolsOf(body).some((tool) => tool.defer_loading && tool.cache_control) &&
    "tools: a deferred tool cannot carry cache_control",
  (body) => {
    const marks = [
      ...toolsOf(body),
      ...list(body.system),
      ...list(body.messages).flatMap(blocksOf),
    ];
    const count =
      marks.filter((block) => block.cache_control).length + (body.cache_control ? 1 : 0);
    return count > 4 && "cache_control: at most 4 breakpoints";
  },
  (body) => roles(body)[0] !== "user" && "messages: the first must be of the user",
  (body) => {
    const all = roles(body);
    const wrong = all.some((role, index) => {
      if (role !== "system") return false;
      return (
        all[index - 1] !== "user" || (index < all.length - 1 && all[index + 1] !== "assistant")
      );
    });
    return (
      wrong && "messages: a system message stands after a user's, last or before an assistant's"
    );
  },
  ({ messages }) => {
    const last = list(messages).at(-1);
    const paused = blocksOf(last).some((block) => block.type === "server_tool_use");
    return last?.role === "assistant" && !paused && "messages: prefill is not supported";
  },
  ({ messages }) => {
    const all = list(messages);
    const open = all.flatMap((message, index) => {
      const answered = blocksOf(all[index + 1]).map((block) => block.tool_use_id);
      const used = blocksOf(message).filter((block) => block.type === "tool_use");
      return used.filter((block) => !answered.includes(block.id));
    });
    return open.length > 0 && "messages: tool_use without tool_result";
  },
];

function keywordsOf(schema: JsonSchema): string[] {
  const nested = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
    ...(schema.anyOf ?? []),
  ];
  return [...Object.keys(schema), ...nested.flatMap(keywordsOf)];
}
