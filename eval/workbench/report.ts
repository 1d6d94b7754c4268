/** What the benchmark found, as a table and as one document. */
import { aligned, percent } from "../report.ts";
import type { Usage } from "../usage.ts";
import type { Asked } from "./run.ts";

interface DomainScore {
  domain: string;
  total: number;
  completed: number;
  /** Of these, the ones where the answer is to change nothing. */
  nothingToDo: number;
  /** Questions after which the tenant holds something the answer does not. */
  unexpectedWrites: number;
  outOfReach: Record<string, number>;
}

export function workbenchDocument(
  asked: readonly Asked[],
  run: { engine: string; directory: string; failures: boolean; usage?: Usage },
): unknown {
  const { failures, ...rest } = run;
  return {
    benchmark: "workbench",
    ...rest,
    at: new Date().toISOString(),
    domains: scoresOf(asked),
    unexpectedWrites: asked.filter((one) => one.unexpected.length > 0).map(toRow),
    ...(failures ? { failures: asked.filter((one) => !one.completed).map(toRow) } : {}),
  };
}

export function workbenchTable(asked: readonly Asked[], failures: boolean): string {
  const wrong = asked.filter((one) => one.unexpected.length > 0);
  const failed = asked.filter((one) => !one.completed);
  const rows = scoresOf(asked).map((score) => [
    score.domain,
    `${score.completed}/${score.total}`,
    percent(score.completed / score.total),
    score.nothingToDo.toString(),
    score.unexpectedWrites.toString(),
    Object.values(score.outOfReach)
      .reduce((sum, count) => sum + count, 0)
      .toString(),
    Object.entries(score.outOfReach)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(", "),
  ]);
  return [
    aligned([
      ["domain", "completed", "", "nothing to do", "unexpected writes", "out of reach", ""],
      ...rows,
    ]),
    ...(wrong.length > 0 ? ["", `Unexpected writes (${wrong.length}):`, ...wrong.map(lineOf)] : []),
    ...(failures ? ["", `Not completed (${failed.length}):`, ...failed.map(lineOf)] : []),
  ].join("\n");
}

function scoresOf(asked: readonly Asked[]): DomainScore[] {
  const domains = [...new Set(asked.map((one) => one.domain))];
  return domains.map((domain) => {
    const own = asked.filter((one) => one.domain === domain);
    const outOfReach: Record<string, number> = {};
    for (const { outOfReach: reason } of own)
      if (reason) outOfReach[reason] = (outOfReach[reason] ?? 0) + 1;
    return {
      domain,
      total: own.length,
      completed: own.filter((one) => one.completed).length,
      nothingToDo: own.filter((one) => one.completed && one.nothingToDo).length,
      unexpectedWrites: own.filter((one) => one.unexpected.length > 0).length,
      outOfReach,
    };
  });
}

const MOST_SHOWN = 4;

function lineOf(one: Asked): string {
  const found = [...one.unexpected, ...one.missing];
  const shown = found.slice(0, MOST_SHOWN).map(({ kind, text }) => `    ${kind}: ${text}`);
  const more = found.length > MOST_SHOWN ? [`    …and ${found.length - MOST_SHOWN} more`] : [];
  const reach = one.outOfReach ? [`    out of reach: ${one.outOfReach}`] : [];
  return [`  “${one.query.trim()}”`, `    did: ${one.did}`, ...reach, ...shown, ...more].join("\n");
}

const toRow = ({ domain, query, did, unexpected, missing, outOfReach }: Asked) => ({
  domain,
  query,
  did,
  outOfReach,
  unexpected,
  missing,
});
