/** A wrong model or key is named at start-up, with the models there are. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openMessagesApi, type MessagesApi } from "../../test/doubles/messages-api.ts";
import { checkModel } from "./check-model.ts";
import { createClient } from "./client.ts";

let api: MessagesApi;
beforeAll(async () => {
  api = await openMessagesApi();
});
afterAll(() => api.close());

const check = (model: string, apiKey = api.key) =>
  checkModel(createClient({ apiKey, baseUrl: api.url }), { setting: "LLM_FAST_MODEL", model });

it("finds nothing wrong with a model that is there", async () => {
  expect(await check("claude-haiku-5-5")).toEqual({ model: "claude-haiku-5-5", concerns: [] });
});

it("says when a model is about to go", async () => {
  const { concerns } = await check("claude-opus-5-5");
  expect(concerns).toEqual(["it is deprecated and ends on 2027-03-01"]);
});

it("names a model that is not there, and those that are", async () => {
  await expect(check("claude-haiku-9")).rejects.toMatchObject({
    code: "misconfigured",
    userMessage:
      "LLM_FAST_MODEL names claude-haiku-9, which is not available; there are: claude-haiku-5-5, claude-sonnet-5-5, claude-opus-5-5.",
  });
});

it("names a key that is not accepted, and repeats nothing of it", async () => {
  await expect(check("claude-haiku-5-5", "sk-ant-canary")).rejects.toMatchObject({
    code: "misconfigured",
    userMessage: "ANTHROPIC_API_KEY is not accepted by the Claude API.",
  });
});

it("is no misconfiguration when the API cannot be asked", async () => {
  const client = createClient({ apiKey: api.key, baseUrl: "http://127.0.0.1:1" });
  await expect(checkModel(client, { setting: "S", model: "m" })).rejects.toMatchObject({
    kind: "unreachable",
  });
});
