/** Takes in cards and spreadsheet rows in large transactions, or only says what would happen. */
import type { DoubtfulRow, RowDecision } from "../core/domain/doubtful-row.ts";
import type { Tx } from "../db/client.ts";
import { lockIngest } from "../db/queries/ingest-lock.ts";
import { refreshStatistics } from "../db/queries/statistics.ts";
import type { Cause } from "../db/write.ts";
import { retrying } from "./database-faults.ts";
import type { Read } from "./files/records.ts";
import { addProblem, countSkipped, type IngestReport, type RowCounts } from "./ingest-report.ts";
import { scopeOf, type IngestDeps, type IngestTarget, type Owner } from "./owner.ts";

export interface Row<Item> {
  position: string;
  item: Item;
}

export interface RowContext {
  owner: Owner;
  cause: Cause;
  /** Where records made by these rows say they come from. */
  source: string;
  /** The user has seen the doubtful rows and takes them for the records they resemble. */
  confirmed: boolean;
  /** What the user said of single doubtful rows, by position. */
  decisions: ReadonlyMap<string, RowDecision>;
  /** Nothing is written. */
  dryRun: boolean;
}

/** What became, or would become, of one row. */
export type RowOutcome =
  | { kind: "new"; company?: true; problem?: string }
  | { kind: "updated"; problem?: string }
  | { kind: "unchanged" }
  | ({ kind: "doubtful" } & Doubt)
  | { kind: "skipped"; reason: string };

/** Why a row is doubtful, and where a person can tell: who it is about and whom it may mean. */
export type Doubt = Pick<DoubtfulRow, "reason"> & Partial<Pick<DoubtfulRow, "name" | "candidates">>;

/** Imports one part of the rows inside a transaction; may count companies made on the way. */
export type RowImporter<Item> = (
  tx: Tx,
  rows: Row<Item>[],
  context: RowContext,
  report: IngestReport,
) => Promise<RowOutcome[]>;

const PART = 1_000;
const MAX_DOUBTFUL = 200;

/** Adds to `report.rows` and returns the first doubtful rows. `onPart` hears what each part was. */
export async function importRows<Item>(
  deps: IngestDeps & { target: IngestTarget; report: IngestReport },
  rows: AsyncIterable<Read<Item>> | Iterable<Read<Item>>,
  importer: RowImporter<Item>,
  context: RowContext,
): Promise<DoubtfulRow[]> {
  const { report } = deps;
  const counts = (report.rows ??= emptyCounts());
  const doubtful: DoubtfulRow[] = [];
  let part: Row<Item>[] = [];
  const flush = async (): Promise<void> => {
    const outcomes = await importPart(deps, part, importer, context);
    for (const [index, outcome] of outcomes.entries()) {
      const position = part[index]?.position ?? "";
      settle(report, counts, position, outcome);
      if (outcome.kind === "doubtful" && doubtful.length < MAX_DOUBTFUL)
        doubtful.push({
          position,
          reason: outcome.reason,
          name: outcome.name ?? "",
          candidates: outcome.candidates ?? [],
        });
    }
    part = [];
  };
  for await (const read of rows) {
    counts.read += 1;
    if ("failed" in read) {
      counts.failed += 1;
      addProblem(report, read.position, read.failed);
      continue;
    }
    for (const problem of read.problems) addProblem(report, read.position, problem);
    part.push({ position: read.position, item: read.item });
    if (part.length >= PART) await flush();
  }
  await flush();
  return doubtful;
}

async function importPart<Item>(
  { db, target, report }: IngestDeps & { target: IngestTarget; report: IngestReport },
  part: Row<Item>[],
  importer: RowImporter<Item>,
  context: RowContext,
): Promise<RowOutcome[]> {
  if (part.length === 0) return [];
  const companiesBefore = report.companies.created;
  return retrying(() => {
    report.companies.created = companiesBefore;
    return db.transaction(scopeOf(target), async (tx) => {
      if (!context.dryRun) await lockIngest(tx);
      const outcomes = await importer(tx, part, context, report);
      if (!context.dryRun) await refreshStatistics(tx);
      return outcomes;
    });
  });
}

function settle(
  report: IngestReport,
  counts: RowCounts,
  position: string,
  outcome: RowOutcome,
): void {
  if (outcome.kind === "skipped") countSkipped(counts.skipped, outcome.reason);
  else counts[outcome.kind] += 1;
  if (outcome.kind === "doubtful") addProblem(report, position, outcome.reason);
  if ((outcome.kind === "new" || outcome.kind === "updated") && outcome.problem !== undefined)
    addProblem(report, position, outcome.problem);
}

const emptyCounts = (): RowCounts => ({
  read: 0,
  new: 0,
  updated: 0,
  unchanged: 0,
  doubtful: 0,
  skipped: {},
  failed: 0,
});
