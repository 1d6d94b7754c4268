/** What calls cost, in millionths of a dollar. */
import { expect, it } from "vitest";
import { costOf } from "./prices.ts";

const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0 };

it.each([
  ["claude-haiku-5-5", { input: 1_000, output: 100 }, 150],
  ["claude-haiku-5-5-20261001", { input: 1_000, output: 100 }, 150],
  ["claude-haiku-5-5", { cacheRead: 4_000, input: 300, output: 150 }, 145],
  ["claude-haiku-5-5", { cacheWriteLong: 4_000 }, 800],
  ["claude-haiku-5-5", { cacheWrite: 4_000 }, 500],
  ["claude-haiku-5-5", { input: 200_000 }, 100_000],
  ["claude-sonnet-5-5", { input: 1_000, output: 1_000 }, 12_000],
  ["a-model-of-tomorrow", { output: 1_000 }, 50_000],
])("%s with %o", (model, used, cost) => {
  expect(costOf(model, { ...tokens, ...used })).toBe(cost);
});

it("rounds up, so that many small calls are not free", () => {
  expect(costOf("claude-haiku-5-5", { ...tokens, input: 1 })).toBe(1);
});
