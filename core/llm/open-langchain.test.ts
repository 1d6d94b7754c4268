/** What the operator is told of a model of another vendor that cannot be used as it is set up. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig } from "../../config.ts";
import { MODEL, openOpenAiApi, type OpenAiApi } from "../../test/doubles/openai-api.ts";
import type { Database } from "../../db/client.ts";
import { createLocalParser } from "../agent/local-parser/local-parser.ts";
import { createLogger } from "../log.ts";
import { openLangchain, parserOptions } from "./open-langchain.ts";
import type { ProviderOptions } from "./providers.ts";

let api: OpenAiApi;
beforeAll(async () => {
  api = await openOpenAiApi();
});
afterAll(() => api.close());

/** A check asks no database. */
const db = undefined as unknown as Database;
const log = createLogger({ level: "silent" });

const check = (model: string, more: Omit<ProviderOptions, "model"> = {}) =>
  openLangchain({ db, log, tools: [], local: createLocalParser([]), model, ...more }).check();
const here = () => ({ apiKey: api.key, baseUrl: api.url });

it("finds nothing wrong with a model that is there, but that its price is unknown", async () => {
  expect(await check(`openai:${MODEL}`, here())).toEqual({
    model: `openai:${MODEL}`,
    concerns: ["LLM_PRICE is not set, so its cost is unknown and budgets assume the dearest"],
  });
});

it.each<[string, Omit<ProviderOptions, "model">, string]>([
  ["gpt", {}, "LLM_MODEL names “gpt”; it is provider:model, like openai:gpt-5-mini."],
  [
    "anthropic:claude-haiku-5-5",
    { apiKey: "k" },
    "LLM_MODEL is for other vendors; for Claude set ANTHROPIC_API_KEY and LLM_FAST_MODEL.",
  ],
  ["mistralai:m", {}, "LLM_API_KEY is missing: models of mistralai need the key of an account."],
  [
    "groq:m",
    { apiKey: "k" },
    "LLM_MODEL names groq, whose package is not installed: run npm install @langchain/groq.",
  ],
  ["nonsense:m", { apiKey: "k" }, "LLM_MODEL names nonsense, which langchain does not know."],
  [
    "groq:m",
    { baseUrl: "http://127.0.0.1:1" },
    "LLM_BASE_URL is understood for openai, google-genai, mistralai, ollama, not for groq.",
  ],
])("names what is wrong with %s", async (model, more, userMessage) => {
  await expect(check(model, more)).rejects.toMatchObject({ code: "misconfigured", userMessage });
});

it("names a model that is not there, and those that are; and a key that is not accepted", async () => {
  await expect(check("openai:gpt-none", here())).rejects.toMatchObject({
    code: "misconfigured",
    userMessage: `LLM_MODEL names gpt-none, which openai does not have; it has: ${MODEL}.`,
  });
  await expect(check(`openai:${MODEL}`, { ...here(), apiKey: "sk-canary" })).rejects.toMatchObject({
    code: "misconfigured",
    userMessage: "LLM_API_KEY is not accepted by openai.",
  });
});

it("is no misconfiguration when nobody answers just now", async () => {
  const { concerns } = await check("ollama:qwen", { baseUrl: "http://127.0.0.1:1" });
  expect(concerns).toEqual(["nobody answers at http://127.0.0.1:1"]);
});

it("gives a model on one's own machine fewer tools, for nothing, unless told otherwise", () => {
  const own = parserOptions({ model: "ollama:qwen", tools: [] });
  expect(own.give).toBe("near");
  expect(own.cost?.("m", { ...noTokens, input: 1_000_000 })).toBe(0);
  expect(parserOptions({ model: "openai:m", tools: [] })).toEqual({ tools: [], give: "all" });
  const priced = { model: "openai:m", tools: [], price: { input: 0.25, output: 2 } };
  expect(parserOptions(priced).cost?.("m", { ...noTokens, input: 1_000_000 })).toBe(250_000);
  expect(parserOptions({ model: "ollama:qwen", tools: [], give: "all" }).give).toBe("all");
});

const noTokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0 };

it("does not start where langchain would report people's words", () => {
  const tracing = { LLM_MODEL: "openai:m", LANGSMITH_TRACING: "true" };
  expect(() => readConfig(tracing)).toThrow(/LANGSMITH_TRACING/);
  expect(readConfig({ LANGSMITH_TRACING: "true" }).LLM_MODEL).toBeUndefined();
});
