/** When the local parser stands in for the model, and when the model is left to rest. */
import { describe, expect, it } from "vitest";
import type { Intent, IntentParser, Turn } from "../agent/intent.ts";
import { ModelFailure, type FailureKind } from "./model-failure.ts";
import { withFallback } from "./with-fallback.ts";

const turn = {} as Turn;
const reading = { call: { tool: "list_tasks", args: {} }, echo: "List tasks.", confidence: 0.9 };
const byLocal: Intent = { kind: "calls", readings: [reading] };
const byModel: Intent = { kind: "abstain", say: "Hello.", engine: "claude", model: true };

function stage(local: Intent = byLocal) {
  const model: { asked: number; answers: () => Intent } = { asked: 0, answers: () => byModel };
  const clock = { at: 0 };
  const parserOf = (engine: string, answer: () => Intent): IntentParser => ({
    engine,
    parse: () => Promise.resolve().then(answer),
  });
  const parser = withFallback({
    model: parserOf("claude", () => {
      model.asked += 1;
      return model.answers();
    }),
    local: parserOf("local", () => local),
    log: { warn: () => undefined },
    clock: () => clock.at,
  });
  const fail = (kind: FailureKind) => {
    model.answers = () => {
      throw new ModelFailure(kind);
    };
  };
  return { parser, model, clock, fail };
}

describe("withFallback", () => {
  it("is the model's answer while there is one", async () => {
    const { parser } = stage();
    expect(await parser.parse(turn)).toBe(byModel);
    expect(parser.engine).toBe("claude");
  });

  it.each<[FailureKind, string]>([
    ["timeout", "The model did not answer in time, so I read this in basic mode."],
    ["budget", "This month's budget for the model is used up, so I read this in basic mode."],
  ])("reads locally after a %s and says so", async (kind, note) => {
    const { parser, fail } = stage();
    fail(kind);
    expect(await parser.parse(turn)).toEqual({ ...byLocal, engine: "local", note });
  });

  it("rests for a minute after three failures in a row, and tries again after it", async () => {
    const { parser, model, clock, fail } = stage();
    fail("busy");
    for (let time = 0; time < 5; time++) await parser.parse(turn);
    expect(model.asked).toBe(3);
    expect(await parser.parse(turn)).toMatchObject({
      note: expect.stringContaining("not been answering") as string,
    });
    clock.at = 60_000;
    await parser.parse(turn);
    await parser.parse(turn);
    expect(model.asked).toBe(4);
    clock.at = 120_000;
    model.answers = () => byModel;
    expect(await parser.parse(turn)).toBe(byModel);
    fail("busy");
    await parser.parse(turn);
    await parser.parse(turn);
    expect(model.asked).toBe(7);
  });

  it("does not take a used-up budget for a failing model", async () => {
    const { parser, model, fail } = stage();
    fail("budget");
    for (let time = 0; time < 5; time++) await parser.parse(turn);
    expect(model.asked).toBe(5);
  });

  it("only offers what the model declined to read", async () => {
    const { parser, model } = stage();
    model.answers = () => ({ kind: "abstain", say: "Declined.", why: "declined" });
    expect(await parser.parse(turn)).toMatchObject({ kind: "choose", readings: [reading] });
    const other = stage({ kind: "abstain", say: "No idea." });
    other.model.answers = model.answers;
    expect(await other.parser.parse(turn)).toMatchObject({ kind: "abstain", say: "Declined." });
  });

  it("hides no fault of our own", async () => {
    const { parser, model } = stage();
    model.answers = () => {
      throw new RangeError("ours");
    };
    await expect(parser.parse(turn)).rejects.toThrow("ours");
  });
});
