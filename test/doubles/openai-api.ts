/**
 * The chat completions API of OpenAI, and of all who speak it, on this machine: it refuses what the API
 * refuses, counts tokens and cached prefixes, and otherwise answers what the test has scripted, in order.
 */
import type OpenAI from "openai";
import type http from "node:http";
import { openScriptedApi, type Answer, type ScriptedApi } from "./scripted-api.ts";

export type SentCompletion = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;
type Finish = OpenAI.Chat.ChatCompletion.Choice["finish_reason"];

/** What the API does with one request. Arguments that are a text are sent as they are, JSON or not. */
export type Step =
  | { kind: "message"; calls: [name: string, input: unknown][]; text?: string; finish?: Finish }
  | { kind: "refusal"; text: string }
  | { kind: "status"; status: number; code: string; headers?: Record<string, string> }
  | { kind: "slow"; milliseconds: number }
  /** The connection goes in the middle of the answer. */
  | { kind: "cut" }
  | { kind: "garbage" };

/** Its address holds the path that comes before every endpoint. */
export type OpenAiApi = ScriptedApi<SentCompletion, Step>;

export const toolCalls = (...calls: [name: string, input: unknown][]): Step => ({
  kind: "message",
  calls,
  finish: "tool_calls",
});
export const says = (text: string, finish: Finish = "stop"): Step => ({
  kind: "message",
  calls: [],
  text,
  finish,
});
export const serverError: Step = { kind: "status", status: 500, code: "server_error" };
export const tooMany: Step = {
  kind: "status",
  status: 429,
  code: "rate_limit_exceeded",
  headers: { "retry-after": "0" },
};

export const MODEL = "gpt-double";
const KEY = "sk-test-double";
const MOST_TOOLS = 128;
/** Shorter prefixes are not cached, longer ones in steps. */
const CACHED_FROM = 1_024;
const CACHED_STEP = 128;
const REMEMBERED = 4;

export async function openOpenAiApi(): Promise<OpenAiApi> {
  const seen: string[] = [];
  const api = await openScriptedApi<SentCompletion, Step>({
    key: KEY,
    beginning: '{"object":"chat.completion","choices":[',
    given: (request, path, read) => refusal(request, path, read) ?? modelsAt(path),
    otherwise: () => says("Nothing to do."),
    answer: (sent, step, nth) => answerTo(sent, step, { seen, nth }),
  });
  return { ...api, url: `${api.url}/v1` };
}

const errorOf = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { message, type: "invalid_request_error", param: null, code } },
});

function refusal(
  request: http.IncomingMessage,
  path: string,
  body: SentCompletion,
): Answer | undefined {
  if (request.headers.authorization !== `Bearer ${KEY}`)
    return errorOf(401, "invalid_api_key", "Incorrect API key provided.");
  if (path !== "/v1/chat/completions") return undefined;
  if (body.model !== MODEL)
    return errorOf(404, "model_not_found", `The model ${body.model} does not exist.`);
  const complaint = complaintAbout(body);
  return complaint === undefined ? undefined : errorOf(400, "invalid_value", complaint);
}

function complaintAbout({ messages, tools = [] }: SentCompletion): string | undefined {
  if (tools.length > MOST_TOOLS) return `Invalid 'tools': array too long, at most ${MOST_TOOLS}.`;
  const names = tools.map((tool) => (tool.type === "function" ? tool.function.name : ""));
  if (names.some((name) => !/^[\w-]{1,64}$/.test(name))) return "Invalid 'tools[0].function.name'.";
  if (new Set(names).size < names.length) return "Tool names must be unique.";
  const open = new Set<string>();
  for (const message of messages) {
    if (message.role === "tool") {
      if (!open.delete(message.tool_call_id))
        return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
    } else if (open.size > 0) break;
    if (message.role === "assistant")
      for (const call of message.tool_calls ?? []) open.add(call.id);
  }
  return open.size > 0
    ? "An assistant message with 'tool_calls' must be followed by tool messages responding to each."
    : undefined;
}

function modelsAt(path: string): Answer | undefined {
  if (path === "/v1/chat/completions") return undefined;
  const model = { id: MODEL, object: "model", created: 1_760_000_000, owned_by: "double" };
  return path === "/v1/models"
    ? { status: 200, body: { object: "list", data: [model] } }
    : errorOf(404, "not_found", "Unknown request URL.");
}

interface State {
  seen: string[];
  nth: number;
}

function answerTo(sent: SentCompletion, step: Step, state: State): Answer {
  switch (step.kind) {
    case "status":
      return { ...errorOf(step.status, step.code, "scripted"), headers: step.headers ?? {} };
    case "garbage":
      return { status: 200, body: '{"object":"chat.completion","choices":[{' };
    case "slow":
    case "cut":
      return completion(sent, { content: "Late.", refusal: null }, "stop", state);
    case "refusal":
      return completion(sent, { content: null, refusal: step.text }, "stop", state);
    case "message": {
      const tool_calls = step.calls.map(([name, input], index) => ({
        id: `call_${state.nth}_${index}`,
        type: "function" as const,
        function: { name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
      }));
      const content = step.text ?? null;
      const called = tool_calls.length > 0 ? { tool_calls } : {};
      return completion(sent, { content, refusal: null, ...called }, step.finish ?? "stop", state);
    }
  }
}

function completion(
  sent: SentCompletion,
  message: Omit<OpenAI.Chat.ChatCompletionMessage, "role">,
  finish: Finish,
  { seen, nth }: State,
): Answer {
  const body: OpenAI.Chat.ChatCompletion = {
    id: `chatcmpl-double-${nth}`,
    object: "chat.completion",
    created: 1_760_000_000,
    model: `${MODEL}-2026-08-07`,
    choices: [
      {
        index: 0,
        message: { role: "assistant", ...message },
        finish_reason: finish,
        logprobs: null,
      },
    ],
    usage: usageOf(sent, JSON.stringify(message), seen),
  };
  return { status: 200, body };
}

const tokens = (characters: number): number => Math.ceil(characters / 4);

/** The longest beginning that an earlier request had too is read from the cache. */
function usageOf(
  { tools, messages }: SentCompletion,
  answer: string,
  seen: string[],
): OpenAI.CompletionUsage {
  const prompt = JSON.stringify([tools ?? [], messages]);
  const shared = Math.max(0, ...seen.map((one) => sharedStart(one, prompt)));
  seen.push(prompt);
  seen.splice(0, seen.length - REMEMBERED);
  const cached = Math.floor(tokens(shared) / CACHED_STEP) * CACHED_STEP;
  return {
    prompt_tokens: tokens(prompt.length),
    completion_tokens: tokens(answer.length),
    total_tokens: tokens(prompt.length) + tokens(answer.length),
    prompt_tokens_details: { cached_tokens: cached >= CACHED_FROM ? cached : 0, audio_tokens: 0 },
  };
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
