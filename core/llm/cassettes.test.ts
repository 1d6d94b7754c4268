/** Recorded answers stand in for the API, and a request that was not recorded fails the test. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tools } from "../tools/registry.ts";
import { calls, openMessagesApi } from "../../test/doubles/messages-api.ts";
import type { Turn } from "../agent/intent.ts";
import type { Cassettes } from "./cassettes.ts";
import { createClaudeParser } from "./claude-parser.ts";
import { createClient } from "./client.ts";

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-cassettes-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const turn = (text: string, now: string): Turn => ({
  text,
  now: new Date(now),
  timeZone: "UTC",
  locale: "en",
  country: "ES",
  currency: "EUR",
  focus: {},
});

const parserOn = (baseUrl: string, apiKey: string, mode: Cassettes["mode"]) =>
  createClaudeParser({
    client: createClient({ apiKey, baseUrl }),
    cassettes: { folder, mode },
    tools,
    model: "claude-haiku-5-5",
  });

it("replays what it recorded at any time of day, and nothing else", async () => {
  const api = await openMessagesApi();
  api.script(calls(["show_record", { record: "Acme" }]));
  const recorded = await parserOn(api.url, api.key, "record").parse(
    turn("show Acme", "2026-11-19T09:00:00Z"),
  );
  await api.close();
  expect(recorded).toMatchObject({ kind: "calls" });
  const [file = "", ...more] = fs.readdirSync(folder);
  expect(more).toEqual([]);
  expect(fs.readFileSync(path.join(folder, file), "utf8")).not.toContain(api.key);

  const replaying = parserOn("http://127.0.0.1:1", "no key", "replay");
  expect(await replaying.parse(turn("show Acme", "2026-11-20T17:30:00Z"))).toEqual(recorded);
  await expect(replaying.parse(turn("show Zeta", "2026-11-19T09:00:00Z"))).rejects.toThrow(
    /no cassette/,
  );
});
