/** A hosted model, played by a server of the test's own. */
import type http from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { listenLocally, type LocalServer } from "../../test/support/local-server.ts";
import { createHostedEmbedder } from "./hosted-embedder.ts";
import { openEmbedder } from "./open-embedder.ts";

interface Asked {
  url: string | undefined;
  authorization: string | undefined;
  body: { model: string; input: string[] };
}

const asked: Asked[] = [];
let respond: (body: Asked["body"]) => { status?: number; headers?: object; body?: unknown };
let server: LocalServer;
let url: string;

beforeAll(async () => {
  const take = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const body = (await json(request)) as Asked["body"];
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    const { status = 200, headers = {}, body: answer } = respond(body);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(answer));
  };
  server = await listenLocally((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  url = `${server.url}/v1/`;
});
afterAll(() => server.close());
beforeEach(() => {
  asked.splice(0);
  respond = ({ input }) => ({ body: { data: input.map(row).reverse() } });
});

const row = (text: string, index: number) => ({ index, embedding: [text.length, index, 1] });
const open = () => createHostedEmbedder({ url, model: "m-small", key: "canary-key" });

it("asks the model named, with the key, and learns how long its vectors are", async () => {
  const embedder = open();
  expect(embedder.dimensions).toBeUndefined();
  // Answers are put in order by their index.
  expect(await embedder.embed(["a", "bbb"])).toEqual([
    Float32Array.of(1, 0, 1),
    Float32Array.of(3, 1, 1),
  ]);
  expect(embedder.dimensions).toBe(3);
  expect(asked).toEqual([
    {
      url: "/v1/embeddings",
      authorization: "Bearer canary-key",
      body: { model: "m-small", input: ["a", "bbb"], encoding_format: "float" },
    },
  ]);
});

it("splits what is more than one request may hold", async () => {
  const vectors = await open().embed(Array.from({ length: 100 }, (_, nth) => "x".repeat(nth + 1)));
  expect(vectors.map(([length]) => length)).toEqual(vectors.map((_, nth) => nth + 1));
  expect(asked.map(({ body }) => body.input.length)).toEqual([64, 36]);
});

it.each([
  ["refuses", { status: 401, body: { error: "canary-key is wrong" } }],
  ["sends us elsewhere", { status: 307, headers: { location: "http://127.0.0.1:1/" } }],
  ["gives too few", { body: { data: [row("a", 0)] } }],
  ["gives another length", { body: { data: [row("a", 0), { index: 1, embedding: [1] }] } }],
  ["gives words", { body: "canary" }],
])("says in one sentence that a server %s", async (_, answer) => {
  respond = () => answer;
  const error = await open()
    .embed(["a", "b"])
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "busy" });
  expect(String(error)).not.toContain("canary");
});

it("is what an address in the settings opens; off opens none", async () => {
  const log = { error: () => undefined };
  expect(openEmbedder({ EMBEDDINGS: "off" }, log)).toBeUndefined();
  const embedder = openEmbedder({ EMBEDDINGS: url, EMBEDDINGS_MODEL: "m-small" }, log);
  await embedder?.embed(["a"]);
  expect(asked[0]).toMatchObject({ authorization: undefined, body: { model: "m-small" } });
});
