/**
 * The engine for other vendors' models: one call reads a message into tool calls, with the same prompt, tools
 * and checks as Claude's. Throws `ModelFailure` when there is no answer.
 */
import type { Intent, IntentParser, Turn } from "../agent/intent.ts";
import { LOAD_TOOLS, toChat, type ChatSurface } from "../surfaces/to-chat.ts";
import { spokenTools } from "../surfaces/to-llm.ts";
import type { Tool } from "../tool.ts";
import { hashOf, type Used } from "./book-attempts.ts";
import { askChat, type Patience } from "./chat-attempts.ts";
import type { ChatAnswer, ChatMessage, ChatModel } from "./chat-model.ts";
import { declined, resultFor, unusable } from "./last-words.ts";
import type { Ledger } from "./ledger.ts";
import type { Metered } from "./meter.ts";
import { ModelFailure, until } from "./model-failure.ts";
import { modelParser } from "./model-parser.ts";
import { inWords } from "./parse-request.ts";
import { preselectOf } from "./preselect.ts";
import { readAnswer } from "./read-message.ts";

const ENGINE = "langchain";

export interface LangchainParserOptions {
  model: ChatModel;
  tools: readonly Tool[];
  /** Every tool, or those near to the message and a way to the others: for models that hold little. */
  give: "all" | "near";
  ledger?: Ledger;
  cost?: Used["cost"];
  /** How long one attempt may take, and all of them together. */
  timeoutMs?: number;
  deadlineMs?: number;
}

const TIMEOUT_MS = 20_000;
const DEADLINE_MS = 30_000;

export function createLangchainParser(options: LangchainParserOptions): IntentParser {
  const { model, ledger, timeoutMs = TIMEOUT_MS, deadlineMs = DEADLINE_MS } = options;
  const tools = spokenTools(options.tools);
  const surface = toChat(options.tools);
  const preselect = options.give === "near" ? preselectOf(tools) : undefined;
  const cost = options.cost ?? (() => null);
  return modelParser(ENGINE, ledger, (turn) => {
    const given = surface(preselect?.(turn));
    const attempts: Metered[] = [];
    const ask = asking(model, { timeoutMs, deadline: until(deadlineMs, turn.stop) }, attempts);
    const hashes = { promptHash: hashOf(given.system), toolsHash: hashOf(given.tools) };
    const used = { model: model.name, cost, ...hashes };
    return { attempts, used, read: () => read({ ask, given, surface, tools }, turn) };
  });
}

type Ask = (given: ChatSurface, messages: ChatMessage[]) => Promise<ChatAnswer>;

const asking =
  (model: ChatModel, patience: Patience, attempts: Metered[]): Ask =>
  async (given, messages) => {
    const answer = await askChat(model, { ...given, messages }, patience, attempts);
    // What was cut off may lack a call, or half of one's arguments.
    if (answer.end === "cut") throw new ModelFailure("cut");
    return answer;
  };

interface Reading {
  ask: Ask;
  given: ChatSurface;
  surface: ReturnType<typeof toChat>;
  tools: readonly Tool[];
}

async function read({ ask, given, surface, tools }: Reading, turn: Turn): Promise<Intent> {
  const messages: ChatMessage[] = [{ role: "user", text: wordsOf(turn) }];
  let offered = given;
  let answer = await ask(offered, messages);
  const wanted = toolsWanted(answer);
  if (wanted.length > 0) {
    const names = new Set([...offered.tools.map(({ name }) => name), ...wanted]);
    // As if they had been there from the beginning: nothing was carried out that would be lost.
    offered = withoutLoading(surface(names));
    answer = await ask(offered, messages);
  }
  if (answer.end === "declined") return declined;
  const tried = readAnswer(answer, tools, turn);
  if (tried.kind === "intent") return tried.intent;
  const second = await ask(offered, [...messages, ...putRight(answer, tried.problems)]);
  if (second.end === "declined") return declined;
  const again = readAnswer(second, tools, turn);
  return again.kind === "intent" ? again.intent : unusable;
}

/** Data carries no bracket that could look like one of these. */
function wordsOf(turn: Turn): string {
  const { message, data, circumstances } = inWords(turn);
  return [
    `<circumstances>${circumstances}</circumstances>`,
    ...(data === undefined ? [] : [`<conversation>${data}</conversation>`]),
    `<message>${message}</message>`,
  ].join("\n");
}

function toolsWanted({ calls }: ChatAnswer): string[] {
  const inputs = calls.filter(({ name }) => name === LOAD_TOOLS).map(({ input }) => input);
  return inputs
    .flatMap((input) => (input as { names?: unknown } | null)?.names)
    .filter((name): name is string => typeof name === "string");
}

const withoutLoading = ({ system, tools }: ChatSurface): ChatSurface => ({
  system,
  tools: tools.filter(({ name }) => name !== LOAD_TOOLS),
});

/** Nothing has been carried out, and every call needs a result before the model may go on. */
const putRight = (answer: ChatAnswer, problems: ReadonlyMap<string, string>): ChatMessage[] => [
  { role: "assistant", answer },
  ...answer.calls.map((call): ChatMessage => ({
    role: "result",
    call,
    text: resultFor(problems.get(call.id)),
  })),
];
