import { expect, test } from "vitest";
import type { Grade } from "./grades.ts";
import { scoresByTag, scoresOf } from "./scores.ts";

const grade = (changes: Partial<Grade>): Grade => ({
  id: "a",
  tags: [],
  message: "m",
  wants: "calls",
  did: "calls",
  tool: true,
  exact: true,
  wrongWrite: false,
  because: "",
  ms: 1,
  deed: { calls: [], offers: [], reply: "", ms: 1 },
  ...changes,
});

test("half of the times lie at or below the median, nineteen of twenty at or below p95", () => {
  const grades = Array.from({ length: 20 }, (_, index) => grade({ ms: 20 - index }));
  expect(scoresOf(grades)).toMatchObject({ p50: 10, p95: 19 });
  expect(scoresOf([grade({ ms: 7 })])).toMatchObject({ p50: 7, p95: 7 });
});

test("rates are over what they are of, and none where there is nothing to count", () => {
  const grades = [
    grade({}),
    grade({ tool: false, exact: false, wrongWrite: true }),
    grade({ wants: "ask", did: "ask" }),
    grade({ wants: "ask", did: "calls", exact: false }),
    grade({ wants: "refuse", did: "ask", exact: false }),
  ];
  expect(scoresOf(grades)).toMatchObject({
    cases: 5,
    tool: 4 / 5,
    exact: 2 / 5,
    wrongWrites: 1,
    wrongWriteRate: 1 / 5,
    askPrecision: 1 / 2,
    askRecall: 1 / 2,
    refused: 0,
  });
  expect(scoresOf([])).toMatchObject({ cases: 0, exact: null, askRecall: null, p50: 0, p95: 0 });
});

test("each tag is counted by itself, after all", () => {
  const grades = [grade({ tags: ["b", "a"] }), grade({ tags: ["b"], exact: false })];
  const exact = scoresByTag(grades).map(({ tag, scores }) => [tag, scores.exact]);
  expect(exact).toEqual([
    ["all", 1 / 2],
    ["a", 1],
    ["b", 1 / 2],
  ]);
});
