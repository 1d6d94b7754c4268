/** What a search gets of the model: a vector in time, or nothing at all. */
import { expect, it } from "vitest";
import { createLogger } from "../log.ts";
import type { Embedder } from "./embedder.ts";
import { meaningOf } from "./query-meaning.ts";

const log = createLogger({ level: "silent" });
const vector = Float32Array.of(1, 0);
const answering = (embed: Embedder["embed"], usable = true): Embedder => ({
  model: "m",
  dimensions: 2,
  farthest: 0.5,
  usable,
  embed,
  close: () => Promise.resolve(),
});

it("is a vector with its model, of the text without its secrets", async () => {
  const asked: (readonly string[])[] = [];
  const embedder = answering((texts) => {
    asked.push(texts);
    return Promise.resolve([vector]);
  });
  expect(await meaningOf({ embedder, log }, "card 4111 1111 1111 1111", "web")).toEqual({
    model: "m",
    vector,
    farthest: 0.5,
  });
  expect(asked).toEqual([["card [card •••• 1111]"]]);
});

it.each<[string, Embedder | undefined]>([
  ["is off", undefined],
  ["has failed for good", answering(() => Promise.resolve([vector]), false)],
  ["fails", answering(() => Promise.reject(new Error("gone")))],
  ["never answers", answering(() => new Promise(() => undefined))],
])("is nothing where the model %s", async (_, embedder) => {
  expect(await meaningOf({ embedder, log }, "money", "web")).toBeUndefined();
});
