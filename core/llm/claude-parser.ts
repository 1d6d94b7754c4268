/**
 * The engine with a model: one call reads a message into tool calls, and code does the rest. A call that
 * its tool would not take is put to the model once more. Throws `ModelFailure` when there is no answer.
 */
import type Anthropic from "@anthropic-ai/sdk";
import type { Middleware } from "@anthropic-ai/sdk";
import type { Intent, IntentParser, Turn } from "../agent/intent.ts";
import { spokenTools, toLlm } from "../surfaces/to-llm.ts";
import type { Tool } from "../tool.ts";
import { hashOf } from "./book-attempts.ts";
import { cassettes, type Cassettes } from "./cassettes.ts";
import { declined, resultFor, unusable } from "./last-words.ts";
import type { Ledger } from "./ledger.ts";
import { createMeter, isMessage } from "./meter.ts";
import { ModelFailure, until } from "./model-failure.ts";
import { modelParser } from "./model-parser.ts";
import { messagesFor, prefixOf, type Prefix } from "./parse-request.ts";
import { readMessage } from "./read-message.ts";

const ENGINE = "claude";

export interface ClaudeParserOptions {
  client: Anthropic;
  tools: readonly Tool[];
  model: string;
  ledger?: Ledger;
  /** Replayed answers are counted like any. */
  cassettes?: Cassettes;
  /** How long all attempts at one message may take together. */
  deadlineMs?: number;
}

const DEADLINE_MS = 30_000;
const MOST_PAUSES = 5;

export function createClaudeParser(options: ClaudeParserOptions): IntentParser {
  const { client, model, ledger, deadlineMs = DEADLINE_MS } = options;
  const tools = spokenTools(options.tools);
  const prefix = prefixOf(toLlm(options.tools), model);
  const hashes = { promptHash: hashOf(prefix.system), toolsHash: hashOf(prefix.tools) };
  const kept = options.cassettes ? [cassettes(options.cassettes)] : [];
  return modelParser(ENGINE, ledger, (turn) => {
    const { attempts, middleware } = createMeter();
    const signal = until(deadlineMs, turn.stop);
    const ask = asking({ client, prefix, signal, middleware: [middleware, ...kept] });
    return { attempts, used: { model, ...hashes }, read: () => read(ask, tools, turn) };
  });
}

type Ask = (messages: Anthropic.MessageParam[]) => Promise<Anthropic.Message>;

async function read(ask: Ask, tools: readonly Tool[], turn: Turn): Promise<Intent> {
  const messages = messagesFor(turn);
  const first = await ask(messages);
  if (first.stop_reason === "refusal") return declined;
  const tried = readMessage(first, tools, turn);
  if (tried.kind === "intent") return tried.intent;
  const second = await ask([...messages, ...putRight(first, tried.problems)]);
  if (second.stop_reason === "refusal") return declined;
  const again = readMessage(second, tools, turn);
  return again.kind === "intent" ? again.intent : unusable;
}

function putRight(
  { content }: Anthropic.Message,
  problems: ReadonlyMap<string, string>,
): Anthropic.MessageParam[] {
  const results = content.flatMap((block): Anthropic.ToolResultBlockParam[] => {
    if (block.type !== "tool_use") return [];
    const text = resultFor(problems.get(block.id));
    return [{ type: "tool_result", tool_use_id: block.id, content: text, is_error: true }];
  });
  return [
    { role: "assistant", content },
    { role: "user", content: results },
  ];
}

interface Asking {
  client: Anthropic;
  prefix: Prefix;
  middleware: Middleware[];
  signal: AbortSignal;
}

/** One answer, however often the server pauses on the way. */
function asking({ client, prefix, ...options }: Asking): Ask {
  return async (messages) => {
    let sent = messages;
    for (let pauses = 0; pauses <= MOST_PAUSES; pauses++) {
      const message: unknown = await client.messages.create({ ...prefix, messages: sent }, options);
      if (!isMessage(message)) throw new ModelFailure("unreadable");
      // What was cut off may lack a call, or half of one's arguments.
      const { stop_reason: stop, content } = message;
      if (stop === "max_tokens" || stop === "model_context_window_exceeded")
        throw new ModelFailure("cut");
      if (stop !== "pause_turn") return message;
      sent = [...sent, { role: "assistant", content }];
    }
    throw new ModelFailure("cut");
  };
}
