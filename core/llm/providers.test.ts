/** Vendors that do not speak OpenAI's words: what reaches each, and that its kind of answer is understood. */
import type http from "node:http";
import { json } from "node:stream/consumers";
import { expect, it } from "vitest";
import { turnOf } from "../../test/support/turn-of.ts";
import { listenLocally, type LocalServer } from "../../test/support/local-server.ts";
import { tools } from "../tools/registry.ts";
import { createLangchainModel } from "./langchain-model.ts";
import { createLangchainParser } from "./langchain-parser.ts";
import type { Ledger } from "./ledger.ts";

const args = { record: "Acme" };

/** One whole answer of each, in its own form: the call, how it ended and its count of tokens. */
const answers = {
  "google-genai": {
    candidates: [
      {
        content: { role: "model", parts: [{ functionCall: { name: "show_record", args } }] },
        finishReason: "STOP",
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 900,
      candidatesTokenCount: 20,
      totalTokenCount: 920,
      cachedContentTokenCount: 600,
    },
  },
  mistralai: {
    id: "cmpl-1",
    object: "chat.completion",
    created: 1_760_000_000,
    model: "m",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: "",
          tool_calls: [
            {
              id: "abcdefghi",
              type: "function",
              function: { name: "show_record", arguments: JSON.stringify(args) },
            },
          ],
        },
        finish_reason: "tool_calls",
      },
    ],
    usage: { prompt_tokens: 900, completion_tokens: 20, total_tokens: 920 },
  },
  ollama: {
    model: "m",
    created_at: "2026-11-19T09:00:00Z",
    message: {
      role: "assistant",
      content: "",
      tool_calls: [{ function: { name: "show_record", arguments: args } }],
    },
    done: true,
    done_reason: "stop",
    prompt_eval_count: 900,
    eval_count: 20,
  },
};

interface Vendor extends LocalServer {
  received: { path: string; key: string; body: Record<string, unknown> }[];
}

async function openVendor(answer: unknown): Promise<Vendor> {
  const received: Vendor["received"] = [];
  const take = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const { authorization, "x-goog-api-key": google } = request.headers;
    const body = (await json(request)) as Record<string, unknown>;
    received.push({ path: request.url ?? "", key: String(google ?? authorization), body });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`${JSON.stringify(answer)}\n`);
  };
  const server = await listenLocally((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  return { ...server, received };
}

it.each([
  ["google-genai", "/v1beta/models/m:generateContent", "secret"],
  ["mistralai", "/v1/chat/completions", "Bearer secret"],
  ["ollama", "/api/chat", "Bearer secret"],
] as const)("%s gets every tool and is understood", async (name, path, key) => {
  const vendor = await openVendor(answers[name]);
  const runs: Parameters<Ledger["record"]>[1][number][] = [];
  const ledger: Ledger = {
    isSpent: () => Promise.resolve(false),
    record: (_who, more) => {
      runs.push(...more);
      return Promise.resolve(false);
    },
  };
  const model = createLangchainModel({ model: `${name}:m`, apiKey: "secret", baseUrl: vendor.url });
  const parser = createLangchainParser({ model, tools, give: "all", ledger });
  const asker = { userId: "u", role: "owner" as const, tainted: false, correlationId: "c" };
  const intent = await parser.parse(turnOf("show Acme", { scope: { tenantId: "t" }, asker }));
  await vendor.close();
  expect(intent).toMatchObject({ readings: [{ call: { tool: "show_record", args } }] });
  expect(vendor.received).toHaveLength(1);
  const [sent] = vendor.received;
  expect([sent?.path, sent?.key]).toEqual([path, key]);
  const words = JSON.stringify(sent?.body);
  for (const tool of tools.filter((one) => one.examples.length > 0))
    expect(words).toContain(`"name":"${tool.name}"`);
  expect(words).toContain("<message>show Acme</message>");
  const cacheReadTokens = name === "google-genai" ? 600 : 0;
  expect(runs).toMatchObject([
    {
      inputTokens: 900 - cacheReadTokens,
      cacheReadTokens,
      outputTokens: 20,
      calls: ["show_record"],
    },
  ]);
  expect(runs[0]?.outcome).toMatch(/^(?:stop|tool_calls)$/);
});
