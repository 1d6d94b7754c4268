/** The model that comes with the program: its reference values, its order, and what its crash does. */
import { Worker } from "node:worker_threads";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startThread } from "../domain/thread.ts";
import { createLocalEmbedder } from "./local-embedder.ts";

const lines: object[] = [];
const log = { error: (fields: object) => void lines.push(fields) };
beforeEach(() => void lines.splice(0));

const dot = (a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

describe("the model", () => {
  const embedder = createLocalEmbedder(log);
  afterAll(() => embedder.close());

  it("gives the reference values", async () => {
    const [lovely, sunny, stadium] = await embedder.embed([
      "The weather is lovely today.",
      "It's so sunny outside!",
      "He drove to the stadium.",
    ]);
    expect(lovely).toHaveLength(384);
    expect(dot(lovely, lovely)).toBeCloseTo(1, 5);
    expect(dot(lovely, sunny)).toBeCloseTo(0.652, 2);
    expect(dot(lovely, stadium)).toBeCloseTo(0.101, 2);
  });

  it("keeps the order of many texts, whatever their lengths, and beside a question in between", async () => {
    const texts = Array.from({ length: 40 }, (_, nth) => `Note ${nth} `.repeat(1 + (nth % 7) * 9));
    const [many, [alone]] = await Promise.all([
      embedder.embed(texts),
      embedder.embed([texts[33] ?? ""]),
    ]);
    expect(many).toHaveLength(40);
    // Padding changes the last digits of an int8 network, not what is nearest.
    const likeness = many.map((vector) => dot(vector, alone));
    expect(likeness.indexOf(Math.max(...likeness))).toBe(33);
  });

  it("reads the first 256 tokens of a long text, and takes an empty one", async () => {
    const start = "budget ".repeat(300);
    const [one, other, empty] = await embedder.embed([start, `${start} sailing`.repeat(9), ""]);
    expect(dot(one, other)).toBeCloseTo(1, 2);
    expect(dot(empty, empty)).toBeCloseTo(1, 5);
  });

  it("gives nothing for nothing", async () => {
    expect(await embedder.embed([])).toEqual([]);
  });
});

describe("a thread that dies", () => {
  const threads: Worker[] = [];
  const dying = () => {
    const thread = startThread(new URL("./minilm-thread.ts", import.meta.url), {});
    threads.push(thread);
    return thread;
  };

  it("refuses all who wait with one sentence, is started once more, then stays off", async () => {
    const embedder = createLocalEmbedder(log, dying);
    for (const crash of [1, 2]) {
      expect(embedder.usable).toBe(true);
      const asked = [embedder.embed(["one"]), embedder.embed(["two", "three"])];
      const ends = Promise.allSettled(asked);
      await threads.at(-1)?.terminate();
      for (const end of await ends)
        expect(end).toMatchObject({ status: "rejected", reason: { code: "busy" } });
      expect([lines.length, threads.length]).toEqual([crash, crash]);
    }
    expect(embedder.usable).toBe(false);
    await expect(embedder.embed(["one"])).rejects.toThrow("is not running");
    expect([lines.length, threads.length]).toEqual([2, 2]);
    await embedder.close();
  });

  it("works again after one crash", async () => {
    const embedder = createLocalEmbedder(log, dying);
    const lost = embedder.embed(["one"]).catch((error: unknown) => error);
    await threads.at(-1)?.terminate();
    expect(await lost).toMatchObject({ code: "busy" });
    expect(await embedder.embed(["one"])).toHaveLength(1);
    await embedder.close();
  });

  it("of a model that cannot be loaded is one line in the log, and no text is in it", async () => {
    const start = () => new Worker("throw new Error('no model for canary')", { eval: true });
    const embedder = createLocalEmbedder(log, start);
    await expect(embedder.embed(["canary"])).rejects.toMatchObject({ code: "busy" });
    expect(lines).toHaveLength(1);
    await embedder.close();
  });

  it("is none when it was closed", async () => {
    const embedder = createLocalEmbedder(log, dying);
    const asked = embedder.embed(["one"]).catch((error: unknown) => error);
    await embedder.close();
    expect(await asked).toMatchObject({ code: "busy" });
    expect([lines, embedder.usable]).toEqual([[], false]);
  });
});
