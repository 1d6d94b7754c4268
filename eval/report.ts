/** What an evaluation found, as a table and as one document. */
import type { Evaluated } from "./evaluate.ts";
import type { Usage } from "./usage.ts";
import type { Grade } from "./grades.ts";
import { scoresByTag, type Scores } from "./scores.ts";

export function documentOf({ grades, ...run }: Evaluated, failures: boolean): unknown {
  const [overall, ...tags] = scoresByTag(grades);
  return {
    ...run,
    overall: overall?.scores,
    tags: Object.fromEntries(tags.map(({ tag, scores }) => [tag, scores])),
    wrongWrites: grades.filter((grade) => grade.wrongWrite).map(toRow),
    ...(failures ? { failures: grades.filter((grade) => !grade.exact).map(toRow) } : {}),
  };
}

export function tableOf(evaluated: Evaluated, failures: boolean): string {
  const { grades, engine, file, seconds, usage } = evaluated;
  const wrong = grades.filter((grade) => grade.wrongWrite);
  const failed = grades.filter((grade) => !grade.exact);
  return [
    `${file}: ${grades.length} cases, engine ${engine}, ${seconds.toFixed(1)} s`,
    ...(usage ? [usageInWords(usage)] : []),
    "",
    aligned([headings, ...scoresByTag(grades).map(({ tag, scores }) => [tag, ...cells(scores)])]),
    ...(wrong.length > 0 ? ["", `Wrong writes (${wrong.length}):`, ...wrong.map(lineOf)] : []),
    ...(failures ? ["", `Not exact (${failed.length}):`, ...failed.map(lineOf)] : []),
  ].join("\n");
}

const headings =
  "tag|cases|tool|exact|wrong writes|ask prec.|ask recall|refused|p50 ms|p95 ms".split("|");

const cells = (scores: Scores): string[] => [
  scores.cases.toString(),
  percent(scores.tool),
  percent(scores.exact),
  `${scores.wrongWrites} (${percent(scores.wrongWriteRate)})`,
  percent(scores.askPrecision),
  percent(scores.askRecall),
  percent(scores.refused),
  scores.p50.toFixed(1),
  scores.p95.toFixed(1),
];

export const percent = (rate: number | null): string =>
  rate === null ? "–" : `${(rate * 100).toFixed(1)} %`;

export function usageInWords(usage: Usage): string {
  const { model, requests, failed, inputTokens, outputTokens, cacheReadShare, costUsd } = usage;
  const cost = costUsd === null ? "at an unknown price" : `${costUsd.toFixed(4)} USD`;
  const count = (number: number) => number.toLocaleString("en-GB");
  return (
    `${model}: ${count(requests)} requests, ${count(failed)} failed, ${count(inputTokens)} tokens in ` +
    `(${percent(cacheReadShare)} from the cache), ${count(outputTokens)} out, ${cost}`
  );
}

/** Columns under one another; the first to the left, figures to the right. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}

const lineOf = ({ id, message, because, deed }: Grade): string =>
  `  ${id}: “${message}”\n    ${because}\n    did: ${didOf(deed)}`;

function didOf({ calls, offers, reply }: Grade["deed"]): string {
  if (calls.length > 0)
    return calls
      .map(({ tool, args, outcome }) => `${tool} ${JSON.stringify(args)} (${outcome})`)
      .join("; ");
  const words = reply.split("\n", 1)[0] ?? "";
  return offers.length > 0 ? `offered ${offers.join(", ")}` : `said “${words}”`;
}

const toRow = ({ id, tags, message, wants, did, because, deed }: Grade) => ({
  id,
  tags,
  message,
  wants,
  did,
  because,
  calls: deed.calls.map(({ tool, args, outcome }) => ({ tool, args, outcome })),
  offers: deed.offers,
});
