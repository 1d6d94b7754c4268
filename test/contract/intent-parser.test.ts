/** The contract of engines on those there are: the local one, and each model alone and with its way back. */
import type { IntentParser } from "../../core/agent/intent.ts";
import { createLocalParser } from "../../core/agent/local-parser/local-parser.ts";
import { nameIndexOf } from "../../core/agent/local-parser/name-index.ts";
import { createClaudeParser } from "../../core/llm/claude-parser.ts";
import { createClient } from "../../core/llm/client.ts";
import { createLangchainModel } from "../../core/llm/langchain-model.ts";
import { createLangchainParser } from "../../core/llm/langchain-parser.ts";
import { withFallback } from "../../core/llm/with-fallback.ts";
import { tools } from "../../core/tools/registry.ts";
import { calls, openMessagesApi, words, type Scripted } from "../doubles/messages-api.ts";
import * as openAi from "../doubles/openai-api.ts";
import { intentParserContract, type Harness, type Situation } from "./intent-parser.ts";

const index = nameIndexOf([{ kind: "company", name: "Acme" }]);
const local = createLocalParser(tools, (text) => Promise.resolve(index(text)));
const failing: Scripted = { kind: "status", status: 500, type: "api_error" };

/** What a sensible model would answer to the contract's sentences. */
const answers: Record<Situation, Scripted[]> = {
  plain: [calls(["show_record", { record: "Acme" }])],
  several: [calls(["show_record", { record: "Acme" }], ["list_tasks", {}])],
  repaired: [calls(["list_tasks", { colour: "red" }]), calls(["list_tasks", {}])],
  question: [calls(["ask_user", { question: "What should I do, and to which record?" }])],
  refusal: [words("", "refusal")],
  "bad arguments": [
    calls(["list_people", { limit: 0 }]),
    calls(["list_people", { limit: "many" }]),
  ],
  "cut off": [{ ...calls(["archive_record", { record: "Acme" }]), stop: "max_tokens" } as Scripted],
  timeout: [
    { kind: "slow", milliseconds: 2_000 },
    { kind: "slow", milliseconds: 2_000 },
  ],
  error: [failing, failing],
};

const slow: openAi.Step = { kind: "slow", milliseconds: 2_000 };

/** The same from a model that speaks OpenAI's words. */
const completions: Record<Situation, openAi.Step[]> = {
  plain: [openAi.toolCalls(["show_record", { record: "Acme" }])],
  several: [openAi.toolCalls(["show_record", { record: "Acme" }], ["list_tasks", {}])],
  repaired: [
    openAi.toolCalls(["list_tasks", '{"assignee": "me"']),
    openAi.toolCalls(["list_tasks", {}]),
  ],
  question: [
    openAi.toolCalls(["ask_user", { question: "What should I do, and to which record?" }]),
  ],
  refusal: [{ kind: "refusal", text: "I can't help with that." }],
  "bad arguments": [
    openAi.toolCalls(["list_people", { limit: 0 }]),
    openAi.toolCalls(["list_people", "{"]),
  ],
  "cut off": [
    { kind: "message", calls: [["archive_record", { record: "Acme" }]], finish: "length" },
  ],
  timeout: [slow, slow],
  error: [openAi.serverError, openAi.serverError],
};

async function openClaude(wrap: (model: IntentParser) => IntentParser): Promise<Harness> {
  const api = await openMessagesApi();
  const client = createClient({ apiKey: api.key, baseUrl: api.url });
  const options = { client, tools, model: "claude-haiku-5-5", deadlineMs: 1_500 };
  return {
    parser: wrap(createClaudeParser(options)),
    prepare: (situation) => api.script(...answers[situation]),
    sharedPrefixes: () => api.sent.map(({ tools: given, system }) => [given, system]),
    close: () => api.close(),
  };
}

async function openLangchain(
  give: "all" | "near",
  wrap: (model: IntentParser) => IntentParser,
): Promise<Harness> {
  const api = await openAi.openOpenAiApi();
  const given = { model: `openai:${openAi.MODEL}`, apiKey: api.key, baseUrl: api.url };
  const model = createLangchainModel(given);
  await model.load();
  return {
    parser: wrap(createLangchainParser({ model, tools, give, deadlineMs: 1_500 })),
    prepare: (situation) => api.script(...completions[situation]),
    sharedPrefixes: () => api.sent.map(({ tools: given, messages }) => [given, messages[0]]),
    close: () => api.close(),
  };
}

intentParserContract("the local engine", () =>
  Promise.resolve({ parser: local, prepare: () => undefined, close: () => Promise.resolve() }),
);
intentParserContract("Claude", () => openClaude((model) => model));
intentParserContract("Claude with its fallback", () =>
  openClaude((model) => withFallback({ model, local, log: { warn: () => undefined } })),
);
intentParserContract("a model through langchain", () => openLangchain("all", (model) => model));
intentParserContract("a small model through langchain, with its fallback", () =>
  openLangchain("near", (model) => withFallback({ model, local, log: { warn: () => undefined } })),
);
