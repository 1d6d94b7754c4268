/** Models of other vendors through langchain; the only file that knows its messages. Loaded when first asked. */
import type { AIMessage, BaseMessage, UsageMetadata } from "@langchain/core/messages";
import type { ChatAnswer, ChatMessage, ChatModel, ChatRequest, ModelAnswer } from "./chat-model.ts";
import { notInstalled, providerOf, unknownTo, type ProviderOptions } from "./providers.ts";

type Messages = typeof import("@langchain/core/messages");
type Universal = Awaited<ReturnType<(typeof import("langchain"))["initChatModel"]>>;

interface Loaded {
  model: Universal;
  messages: Messages;
  streamsWithSignal: boolean;
}

export interface LangchainModel extends ChatModel {
  /** Throws `misconfigured` where the model cannot be used as it is set up. */
  load(): Promise<void>;
}

export function createLangchainModel(options: ProviderOptions): LangchainModel {
  // A vendor may sign its messages: what goes back to it is the message it sent.
  const originals = new WeakMap<ModelAnswer, AIMessage>();
  let loading: Promise<Loaded> | undefined;
  const load = () => (loading ??= loadModel(options));
  return {
    name: options.model,
    load: async () => void (await load()),
    ask: async (request, signal) => {
      const { model, messages, streamsWithSignal } = await load();
      const bound = model.bindTools(request.tools.map(toFunction));
      const sent = toMessages(messages, request, originals);
      const options = streamsWithSignal ? {} : { signal };
      const message = await inTime(bound.invoke(sent, options), signal);
      const answer = toAnswer(message);
      if (isWhole(message)) originals.set(answer, message);
      return answer;
    },
  };
}

async function loadModel(options: ProviderOptions): Promise<Loaded> {
  const { name, model, settings, streamsWithSignal } = providerOf(options);
  const [{ initChatModel }, messages] = await Promise.all([
    import("langchain"),
    import("@langchain/core/messages"),
  ]);
  try {
    const loaded = await initChatModel(model, { modelProvider: name, ...settings, maxRetries: 0 });
    return { model: loaded, messages, streamsWithSignal };
  } catch (error) {
    const words = error instanceof Error ? error.message : "";
    if (words.startsWith("Unsupported")) throw unknownTo(name);
    const missing = /Unable to import (\S+?)\.? /.exec(words);
    throw missing?.[1] ? notInstalled(name, missing[1]) : error;
  }
}

/** Some vendors' clients know no signal. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

const toFunction = ({ name, description, input }: ChatRequest["tools"][number]) => ({
  type: "function",
  function: { name, description, parameters: input },
});

function toMessages(
  { SystemMessage, HumanMessage, AIMessage, ToolMessage }: Messages,
  { system, messages }: ChatRequest,
  originals: WeakMap<ModelAnswer, AIMessage>,
): BaseMessage[] {
  const convert = (message: ChatMessage): BaseMessage => {
    if (message.role === "user") return new HumanMessage(message.text);
    if (message.role === "assistant") {
      const { text, calls } = message.answer;
      const made = calls.map(({ id, name, input }) => ({ id, name, args: objectOr(input) }));
      const answered = { content: text, tool_calls: made };
      return originals.get(message.answer) ?? new AIMessage(answered);
    }
    const { id, name } = message.call;
    return new ToolMessage({ content: message.text, tool_call_id: id, name, status: "error" });
  };
  return [new SystemMessage(system), ...messages.map(convert)];
}

const objectOr = (input: unknown): Record<string, unknown> =>
  typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};

const isWhole = ({ invalid_tool_calls: broken }: AIMessage): boolean => !broken?.length;

function toAnswer(message: AIMessage): ChatAnswer {
  const { tool_calls: calls = [], invalid_tool_calls: broken = [] } = message;
  const usage = message.usage_metadata as UsageMetadata | undefined;
  const cacheRead = usage?.input_token_details?.cache_read ?? 0;
  const reason = reasonOf(message);
  return {
    calls: [
      ...calls.map(({ id, name, args }) => ({ id: id ?? name, name, input: args })),
      ...broken.map(({ id, name = "", args }) => ({ id: id ?? name, name, input: args ?? "" })),
    ],
    text: message.text,
    end: endOf(message, reason),
    reason,
    requestId: message.id === undefined || message.id.startsWith("run-") ? null : message.id,
    tokens: {
      input: Math.max(0, (usage?.input_tokens ?? 0) - cacheRead),
      output: usage?.output_tokens ?? 0,
      cacheRead,
      cacheWrite: 0,
      cacheWriteLong: 0,
    },
  };
}

/** OpenAI's field for a refusal, which langchain leaves out of its message. */
interface Refusable {
  choices?: { message?: { refusal?: string | null } }[];
}

/** Every vendor has its own name for it. */
function reasonOf({ response_metadata: told }: AIMessage): string {
  const names = ["finish_reason", "finishReason", "done_reason", "stop_reason"];
  const reason = names.map((name) => told[name]).find((one) => typeof one === "string");
  return typeof reason === "string" ? reason.toLowerCase().slice(0, 40) : "unknown";
}

function endOf({ additional_kwargs: more }: AIMessage, reason: string): ChatAnswer["end"] {
  if (/length|max_tokens|malformed/.test(reason)) return "cut";
  const raw = more.__raw_response as Refusable | undefined;
  const refused = Boolean(raw?.choices?.[0]?.message?.refusal);
  return refused || /filter|safety|prohibited|blocklist|spii|refusal/.test(reason)
    ? "declined"
    : "whole";
}
