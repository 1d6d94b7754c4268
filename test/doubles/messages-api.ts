/**
 * The Claude API on this machine, as far as we use it: it refuses what the API refuses, counts tokens and
 * cached prefixes, and otherwise answers what the test has scripted, in order.
 */
import type Anthropic from "@anthropic-ai/sdk";
import { createHash } from "node:crypto";
import type http from "node:http";
import { sendEvents, type Pace } from "./message-events.ts";
import { complaintAbout, searchResultsIn } from "./messages-api-rules.ts";
import { openScriptedApi, type Answer, type ScriptedApi } from "./scripted-api.ts";

export type SentRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream"> & {
  stream?: boolean;
};

export type Block =
  /** With `cites`, sources as the request named them; one it did not name is what no API would say. */
  | { text: string; cites?: string[] }
  /** What the model thought, or said between two calls; comes with a signature that must come back. */
  | { thinking: string }
  | { tool: string; input: unknown }
  /** The server's own search for tools, with what it found. */
  | { searched: string; found: string[] };

/** What the API does with one request. */
export type Scripted =
  | {
      kind: "message";
      blocks: Block[];
      stop?: Anthropic.StopReason;
      category?: RefusalCategory;
      pace?: Pace;
    }
  | { kind: "status"; status: number; type: string; headers?: Record<string, string> }
  | { kind: "slow"; milliseconds: number; then?: Block[] }
  /** The connection goes in the middle of the answer. */
  | { kind: "cut" }
  | { kind: "garbage" };

type RefusalCategory = NonNullable<Anthropic.RefusalStopDetails["category"]>;

export type MessagesApi = ScriptedApi<SentRequest, Scripted>;

export const calls = (...tools: [name: string, input: unknown][]): Scripted => ({
  kind: "message",
  blocks: tools.map(([tool, input]) => ({ tool, input })),
  stop: "tool_use",
});
/** An answer, each piece with the sources it cites. */
export const cited = (...pieces: [text: string, ...cites: string[]][]): Scripted => ({
  kind: "message",
  blocks: [
    { thinking: "done" },
    ...pieces.map(([text, ...cites]) => (cites.length > 0 ? { text, cites } : { text })),
  ],
});
/** A step of a loop: thoughts, then calls. */
export const looks = (...tools: [name: string, input: unknown][]): Scripted => ({
  kind: "message",
  blocks: [
    { thinking: `about ${tools.map(([tool]) => tool).join(" and ")}` },
    ...tools.map(([tool, input]) => ({ tool, input })),
  ],
  stop: "tool_use",
});
export const words = (text: string, stop: Anthropic.StopReason = "end_turn"): Scripted => ({
  kind: "message",
  blocks: text === "" ? [] : [{ text }],
  stop,
});
export const overloaded: Scripted = { kind: "status", status: 529, type: "overloaded_error" };
export const rateLimited: Scripted = {
  kind: "status",
  status: 429,
  type: "rate_limit_error",
  headers: { "retry-after": "0" },
};

const KEY = "sk-ant-test-double";
const models = ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"];

export function openMessagesApi(
  /** What it answers once the script is used up. */
  otherwise: (sent: SentRequest) => Scripted = () => words("Nothing to do."),
): Promise<MessagesApi> {
  const cached = new Set<string>();
  const thoughts = new Map<string, string>();
  return openScriptedApi({
    key: KEY,
    beginning: '{"type":"message","content":[',
    given: (request, path, read) =>
      refusal(request, path, read) ?? tampered(read, thoughts) ?? modelsAt(path),
    otherwise,
    answer: (sent, step, nth) => {
      const answer = answerTo(sent, step, { cached, nth });
      keepThoughts(answer.body, thoughts);
      return answer;
    },
    headers: (nth) => ({ "request-id": `req_double_${nth}` }),
    inPieces: ({ stream }, { status, body }, step) =>
      stream && status === 200 && typeof body === "object"
        ? (response) => sendEvents(response, body as Anthropic.Message, paceOf(step))
        : undefined,
  });
}

const paceOf = (step: Scripted): Pace => (step.kind === "message" ? (step.pace ?? {}) : {});

const errorOf = (status: number, type: string, message: string): Answer => ({
  status,
  body: { type: "error", error: { type, message, details: null }, request_id: null },
});

function refusal(
  request: http.IncomingMessage,
  path: string,
  read: SentRequest,
): Answer | undefined {
  const { authorization, "anthropic-version": version } = request.headers;
  if (authorization !== `Bearer ${KEY}`)
    return errorOf(401, "authentication_error", "invalid credentials");
  if (!version)
    return errorOf(400, "invalid_request_error", "anthropic-version: header is required");
  if (path !== "/v1/messages") return undefined;
  if (!models.includes(read.model)) return errorOf(404, "not_found_error", `model: ${read.model}`);
  const complaint = complaintAbout(read);
  return complaint === undefined ? undefined : errorOf(400, "invalid_request_error", complaint);
}

/** A thinking block comes back where it stood, with what stood beside it, or the request is refused. */
function tampered(
  { messages = [] }: Partial<SentRequest>,
  thoughts: ReadonlyMap<string, string>,
): Answer | undefined {
  const turns = messages.filter(({ role }) => role === "assistant").map(({ content }) => content);
  const known = [...thoughts.values()];
  const wrong = turns.some((content) => {
    const own = inOrder(content);
    const signed = [...thoughts].filter(([signature]) => own.includes(signature));
    return signed.length > 0 ? !signed.some(([, whole]) => whole === own) : known.includes(own);
  });
  return wrong
    ? errorOf(400, "invalid_request_error", "messages: thinking blocks cannot be modified")
    : undefined;
}

function keepThoughts(body: unknown, thoughts: Map<string, string>): void {
  const { content = [] } = (typeof body === "object" ? body : {}) as Partial<Anthropic.Message>;
  for (const block of content)
    if (block.type === "thinking") thoughts.set(block.signature, inOrder(content));
}

/** As JSON, the fields of every object by name: nobody promises an order. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** Also what answers any other path. */
function modelsAt(path: string): Answer | undefined {
  if (path === "/v1/messages") return undefined;
  if (path === "/v1/models")
    return {
      status: 200,
      body: { data: models.map(modelInfo), has_more: false, first_id: null, last_id: null },
    };
  const id = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1] ?? "";
  return models.includes(id)
    ? { status: 200, body: modelInfo(id) }
    : errorOf(404, "not_found_error", `model: ${id}`);
}

const modelInfo = (id: string) => ({
  type: "model",
  id,
  display_name: id,
  created_at: "2026-10-01T00:00:00Z",
  lifecycle: id === "claude-opus-5-5" ? "deprecated" : "active",
  deprecated_at: null,
  retires_at: id === "claude-opus-5-5" ? "2027-03-01T00:00:00Z" : null,
  line: null,
  max_input_tokens: 1_000_000,
  max_tokens: 64_000,
  capabilities: null,
});

interface State {
  cached: Set<string>;
  nth: number;
}

function answerTo(sent: SentRequest, step: Scripted, state: State): Answer {
  switch (step.kind) {
    case "status":
      return {
        ...errorOf(step.status, step.type, "scripted"),
        ...(step.headers ? { headers: step.headers } : {}),
      };
    case "garbage":
      return { status: 200, body: '{"type":"message","content":[{' };
    case "slow":
      return messageFor(sent, { kind: "message", blocks: step.then ?? [{ text: "Late." }] }, state);
    case "cut":
    case "message":
      return messageFor(sent, step.kind === "cut" ? { kind: "message", blocks: [] } : step, state);
  }
}

function messageFor(
  sent: SentRequest,
  step: Extract<Scripted, { kind: "message" }>,
  state: State,
): Answer {
  const { nth } = state;
  const content = step.blocks.flatMap((block, index) => contentOf(sent, block, `${nth}_${index}`));
  const stop = step.stop ?? "end_turn";
  return {
    status: 200,
    body: {
      id: `msg_double_${nth}`,
      type: "message",
      role: "assistant",
      model: sent.model,
      content,
      container: null,
      diagnostics: null,
      stop_reason: stop,
      stop_sequence: null,
      stop_details:
        stop === "refusal"
          ? { type: "refusal", category: step.category ?? null, explanation: null }
          : null,
      usage: usageOf(sent, JSON.stringify(content), state.cached),
    },
  };
}

function contentOf(sent: SentRequest, block: Block, id: string): Record<string, unknown>[] {
  if ("text" in block) {
    const citations = block.cites?.map((source) => citationOf(sent, source)) ?? null;
    return [{ type: "text", text: block.text, citations }];
  }
  if ("thinking" in block)
    return [{ type: "thinking", thinking: "", signature: signatureOf(block.thinking, id) }];
  const caller = { type: "direct" };
  if ("tool" in block)
    return [{ type: "tool_use", id: `toolu_${id}`, name: block.tool, input: block.input, caller }];
  const search = { type: "server_tool_use", id: `srvtoolu_${id}`, name: "tool_search_tool_bm25" };
  const references = block.found.map((name) => ({ type: "tool_reference", tool_name: name }));
  return [
    { ...search, input: { query: block.searched }, caller },
    {
      type: "tool_search_tool_result",
      tool_use_id: search.id,
      content: { type: "tool_search_tool_search_result", tool_references: references },
    },
  ];
}

/** Where the source stands among all that the request holds. */
function citationOf(sent: SentRequest, source: string): Anthropic.CitationsSearchResultLocation {
  const results = searchResultsIn(sent);
  const index = Math.max(
    0,
    results.findIndex((one) => one.source === source),
  );
  const title = results[index]?.title;
  return {
    type: "search_result_location",
    source,
    title: typeof title === "string" ? title : null,
    cited_text: "",
    search_result_index: index,
    start_block_index: 0,
    end_block_index: 1,
  };
}

const signatureOf = (thought: string, id: string): string =>
  `${id}:${createHash("sha256").update(thought).digest("hex").slice(0, 12)}`;

const tokens = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4);

/** The prefix up to the system prompt is written once, and read from then on. */
function usageOf(sent: SentRequest, answer: string, cached: Set<string>): Anthropic.Usage {
  const loaded = (sent.tools ?? []).filter(
    (tool) => !("defer_loading" in tool && tool.defer_loading),
  );
  const prefix = tokens([loaded, sent.system]);
  const key = createHash("sha256")
    .update(JSON.stringify([sent.model, sent.tools, sent.system]))
    .digest("hex");
  const known = cached.has(key);
  cached.add(key);
  const written = known ? 0 : prefix;
  return {
    input_tokens: tokens(sent.messages),
    output_tokens: Math.ceil(answer.length / 4),
    cache_creation: { ephemeral_1h_input_tokens: written, ephemeral_5m_input_tokens: 0 },
    cache_creation_input_tokens: written,
    cache_read_input_tokens: known ? prefix : 0,
    inference_geo: null,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: "standard",
    speed: null,
  };
}
