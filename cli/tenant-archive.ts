/** `tenant export` and `tenant restore`: one tenant as one file, and back again. */
import fs from "node:fs";
import { AppError } from "../core/domain/errors.ts";
import { fingerprintOf } from "../core/domain/sealing.ts";
import type { Maintenance } from "../db/client.ts";
import { countSubjectKeys } from "../db/subject-keys.ts";
import { refreshStatistics } from "../db/queries/statistics.ts";
import {
  addRows,
  archivedTables,
  isBatch,
  isTaken,
  quietRestored,
  readRows,
  schemaHash,
  type ArchivedTable,
} from "../db/tenant-archive.ts";
import type { AppDeps } from "../deps.ts";
import { isPoison } from "../sync/database-faults.ts";
import { damaged, incomplete, readLines, writeLines } from "./archive-file.ts";
import {
  endLine,
  headerLine,
  parseHeader,
  parseLine,
  rowLines,
  type ArchivedTenant,
  type ArchiveHeader,
  type RowCounts,
} from "./archive-format.ts";
import { print, type OutputOptions } from "./output.ts";
import { systemScope, tenantCalled } from "./tenants.ts";

type Deps = Pick<AppDeps, "db">;

interface ArchiveReport {
  tenant: ArchivedTenant;
  file: string;
  rows: RowCounts;
  bytes: number;
  seconds: number;
}

export async function tenantExport(
  deps: Deps,
  { slug, file }: { slug: string; file: string },
  options: OutputOptions,
): Promise<void> {
  const report = await exportTenant(deps, slug, file);
  const { rows, bytes, seconds } = report;
  print(options, report, `${slug}: ${total(rows)} rows, ${bytes} bytes in ${file}, ${seconds} s.`);
}

export async function tenantRestore(
  deps: Deps,
  file: string,
  options: OutputOptions,
): Promise<void> {
  const report = await restoreTenant(deps, file);
  const { tenant, rows, seconds } = report;
  print(options, report, `${tenant.slug} is restored: ${total(rows)} rows, ${seconds} s.`);
}

export async function exportTenant(deps: Deps, slug: string, file: string): Promise<ArchiveReport> {
  const startedAt = performance.now();
  const { id, name } = await tenantCalled(deps, slug);
  const tenant = { id, slug, name };
  await refuseEarlierKeys(deps, tenant);
  const rows: RowCounts = {};
  await deps.db.maintenance((maintenance) =>
    writeLines(file, () => archiveLines(maintenance, tenant, rows)),
  );
  return reportOf(tenant, { file, rows, startedAt });
}

export async function restoreTenant(deps: Deps, file: string): Promise<ArchiveReport> {
  const startedAt = performance.now();
  const { tenant, rows } = await deps.db.maintenance((maintenance) =>
    readLines(file, async (lines) => {
      const first = await lines.next();
      const header = parseHeader(first.done ? undefined : first.value);
      await refuseHeader(maintenance, header);
      const { tenant } = header;
      const rows = await restoreRows(maintenance, { lines, tenant });
      await quietRestored(maintenance, tenant.id);
      return { tenant, rows };
    }),
  );
  await deps.db.transaction(systemScope(tenant), refreshStatistics);
  return reportOf(tenant, { file, rows, startedAt });
}

/** The whole archive in pieces of some lines; counts the rows in `rows` as they pass. */
async function* archiveLines(
  maintenance: Maintenance,
  tenant: ArchivedTenant,
  rows: RowCounts,
): AsyncGenerator<string> {
  const tables = await archivedTables(maintenance);
  yield headerLine({
    schema: await schemaHash(maintenance),
    masterKey: fingerprintOf(maintenance.masterKey),
    tenant,
    exportedAt: new Date().toISOString(),
    tables: tables.map((table) => table.name),
  });
  for (const table of tables) {
    rows[table.name] = 0;
    for await (const batch of readRows(maintenance, table, tenant.id)) {
      rows[table.name] = (rows[table.name] ?? 0) + batch.length;
      yield rowLines(table.name, batch);
    }
  }
  yield endLine(rows);
}

/** The archive names one master key, and with it all of the archive must open. */
async function refuseEarlierKeys({ db }: Deps, tenant: ArchivedTenant): Promise<void> {
  const { earlier, unknown } = await db.transaction(systemScope(tenant), countSubjectKeys);
  if (earlier + unknown === 0) return;
  throw new AppError(
    "conflict",
    `Some records of ${tenant.slug} are not under the current master key; run rapport vault rotate --tenant ${tenant.slug} first.`,
  );
}

/** Throws where the archive cannot go into this database. */
async function refuseHeader(maintenance: Maintenance, header: ArchiveHeader): Promise<void> {
  const { masterKey, earlierKeys } = maintenance;
  if (![masterKey, ...earlierKeys].map(fingerprintOf).includes(header.masterKey))
    throw new AppError(
      "misconfigured",
      "This archive was made under another master key; restore it with RAPPORT_MASTER_KEY, or the data directory's master.key, as it was there.",
    );
  if (header.schema !== (await schemaHash(maintenance)))
    throw new AppError(
      "conflict",
      "This archive was made with other tables than this database has; restore it with the version of Rapport that made it.",
    );
  if (await isTaken(maintenance, header.tenant))
    throw new AppError(
      "conflict",
      `The tenant ${header.tenant.slug} is there already, by its short name or by its id; nothing was restored.`,
    );
}

/** Adds row after row and compares the counts with the last line, which a file cut short does not have. */
async function restoreRows(
  maintenance: Maintenance,
  { lines, tenant }: { lines: AsyncGenerator<string>; tenant: ArchivedTenant },
): Promise<RowCounts> {
  const tables = await archivedTables(maintenance);
  const byName = new Map(tables.map((table) => [table.name, table]));
  const rows: RowCounts = Object.fromEntries(tables.map((table) => [table.name, 0]));
  const batch = newBatch(maintenance, tenant.id);
  let expected: RowCounts | undefined;
  for await (const line of lines) {
    const entry = parseLine(line);
    if (expected) throw damaged();
    if ("end" in entry) {
      expected = entry.rows;
      continue;
    }
    const table = byName.get(entry.table);
    if (!table) throw damaged();
    rows[table.name] = (rows[table.name] ?? 0) + 1;
    await batch.add(table, JSON.stringify(entry.row));
  }
  if (!expected) throw incomplete();
  await batch.flush();
  if (Object.entries(rows).some(([name, count]) => expected[name] !== count)) throw damaged();
  return rows;
}

/** Gathers the rows of one table until they are worth a statement. */
function newBatch(maintenance: Maintenance, tenantId: string) {
  let table: ArchivedTable | undefined;
  let rows: string[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    if (!table || rows.length === 0) return;
    await addRows(maintenance, table, { tenantId, rows }).catch((error: unknown) => {
      // Rows that the database refuses are the file's fault.
      throw isPoison(error) ? damaged() : error;
    });
    rows = [];
    characters = 0;
  };
  const add = async (of: ArchivedTable, row: string): Promise<void> => {
    if (of !== table || isBatch(rows, characters)) await flush();
    table = of;
    rows.push(row);
    characters += row.length;
  };
  return { add, flush };
}

const total = (rows: RowCounts): number =>
  Object.values(rows).reduce((sum, count) => sum + count, 0);

const reportOf = (
  tenant: ArchivedTenant,
  { file, rows, startedAt }: { file: string; rows: RowCounts; startedAt: number },
): ArchiveReport => ({
  tenant,
  file,
  rows,
  bytes: fs.statSync(file).size,
  seconds: Math.round((performance.now() - startedAt) / 10) / 100,
});
