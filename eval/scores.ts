/** Figures over the grades of an evaluation. */
import type { Grade } from "./grades.ts";

/** A rate over nothing is null. */
export interface Scores {
  cases: number;
  tool: number | null;
  exact: number | null;
  wrongWrites: number;
  wrongWriteRate: number | null;
  askPrecision: number | null;
  askRecall: number | null;
  refused: number | null;
  p50: number;
  p95: number;
}

export function scoresOf(grades: readonly Grade[]): Scores {
  const count = (test: (grade: Grade) => boolean) => grades.filter(test).length;
  const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const asked = count((grade) => grade.did === "ask");
  const toAsk = count((grade) => grade.wants === "ask");
  const askedRightly = count((grade) => grade.did === "ask" && grade.wants === "ask");
  const toRefuse = count((grade) => grade.wants === "refuse");
  const wrongWrites = count((grade) => grade.wrongWrite);
  const times = grades.map((grade) => grade.ms).sort((a, b) => a - b);
  return {
    cases: grades.length,
    tool: rate(
      count((grade) => grade.tool),
      grades.length,
    ),
    exact: rate(
      count((grade) => grade.exact),
      grades.length,
    ),
    wrongWrites,
    wrongWriteRate: rate(wrongWrites, grades.length),
    askPrecision: rate(askedRightly, asked),
    askRecall: rate(askedRightly, toAsk),
    refused: rate(
      count((grade) => grade.wants === "refuse" && grade.exact),
      toRefuse,
    ),
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
  };
}

/** The value below which that share (0–1) of them lies; nought of nothing. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? 0;

/** Overall first, then each tag by name. */
export function scoresByTag(grades: readonly Grade[]): { tag: string; scores: Scores }[] {
  const tags = [...new Set(grades.flatMap((grade) => grade.tags))].sort();
  return [
    { tag: "all", scores: scoresOf(grades) },
    ...tags.map((tag) => ({
      tag,
      scores: scoresOf(grades.filter((grade) => grade.tags.includes(tag))),
    })),
  ];
}
