/** Imports one file of any known kind for one user, or previews what a spreadsheet would change. */
import { stat } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { newId } from "../core/domain/ids.ts";
import { AppError } from "../core/domain/errors.ts";
import { importCompanies } from "./companies.ts";
import { importContacts } from "./contacts.ts";
import { importDeals } from "./deals.ts";
import { mapColumns, type ColumnMapping } from "./files/csv-columns.ts";
import { rowToCompany, rowToContact, rowToDeal } from "./files/csv-rows.ts";
import { readCsv } from "./files/csv.ts";
import { readIcs } from "./files/ics.ts";
import { readMbox } from "./files/mbox.ts";
import { openFile, type OpenedFile } from "./files/open-file.ts";
import type { CalendarEvent, ContactCard, Read } from "./files/records.ts";
import { readVcf } from "./files/vcf.ts";
import type { DoubtfulRow } from "../core/domain/doubtful-row.ts";
import { importRows, type RowContext } from "./import-rows.ts";
import { ingestMeetings, ingestMessages } from "./ingest.ts";
import { emptyReport, type IngestReport, type RowCounts } from "./ingest-report.ts";
import type { ParsedMessage } from "./mail/message.ts";
import { parseMessage } from "./mail/parse-message.ts";
import { readOwner, type IngestDeps, type IngestTarget, type Owner } from "./owner.ts";

export interface ImportProgress {
  bytesDone: number;
  bytesTotal: number;
  messages: number;
}

export interface ImportRequest {
  tenantId: string;
  userId: string;
  path: string;
  /** As the user named it. */
  fileName: string;
  now: Date;
  runId?: string | null;
  /** Under which a file of mail or meetings can be taken back; without it, it cannot. */
  importId?: string;
  /** The user has seen the preview and takes doubtful rows for the records they resemble. */
  confirmed?: boolean;
  /** What the user decided of single doubtful rows. */
  decided?: readonly DoubtfulRow[];
  onProgress?(done: ImportProgress): void;
}

export type ImportReport = IngestReport & { seconds: number };

export interface ImportPreview {
  kind: OpenedFile["kind"];
  /** Spreadsheets: what the rows are about, and the header under which each field stands. */
  about?: ColumnMapping["kind"];
  columns?: Record<string, string[]>;
  unmapped?: string[];
  rows: RowCounts;
  companies: { created: number };
  doubtful: DoubtfulRow[];
}

const MAX_WHOLE_FILE = 300 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** Recurring meetings are laid out this far around today. */
const CALENDAR_DAYS = { before: 3 * 365, after: 365 };
/** How long reading may keep the thread before others get a turn. */
const SLICE_MS = 2;

export async function importFile(deps: IngestDeps, request: ImportRequest): Promise<ImportReport> {
  const started = performance.now();
  const file = await openFile(request.path);
  const report = await importOpened(deps, request, file);
  const seconds = Math.round(performance.now() - started) / 1000;
  deps.log.info({ kind: file.kind, seconds, problems: report.problemCount }, "file imported");
  return { ...report, seconds };
}

/** What importing an address book or a spreadsheet would do; nothing is written. */
export async function previewFile(
  deps: IngestDeps,
  request: ImportRequest,
): Promise<ImportPreview> {
  const file = await openFile(request.path);
  const job = await openJob(deps, request, true);
  const table = await readTable(file, job.owner);
  const doubtful = await table.import(job);
  const { rows, companies } = job.report;
  const { mapping, headers } = table;
  return {
    kind: file.kind,
    ...(mapping === undefined
      ? {}
      : {
          about: mapping.kind,
          columns: columnNames(mapping, headers),
          unmapped: mapping.unmapped,
        }),
    rows: rows ?? {
      read: 0,
      new: 0,
      updated: 0,
      unchanged: 0,
      doubtful: 0,
      skipped: {},
      failed: 0,
    },
    companies,
    doubtful,
  };
}

async function importOpened(
  deps: IngestDeps,
  request: ImportRequest,
  file: OpenedFile,
): Promise<IngestReport> {
  const target = targetOf(request);
  if (file.kind === "mbox" || file.kind === "eml") {
    const progress = new ByteCount((await stat(request.path)).size);
    const stream = progress.counting(file.stream());
    const messages = file.kind === "mbox" ? messagesIn(stream) : singleMessage(stream);
    return ingestMessages(deps, target, messages, (read) =>
      request.onProgress?.({ ...progress.now(), messages: read }),
    );
  }
  if (file.kind === "ics")
    return ingestMeetings(deps, target, eventsIn(await readText(file), request.now));
  const job = await openJob(deps, request, false);
  await (await readTable(file, job.owner)).import(job);
  const { rows } = job.report;
  if (job.createsPeople) job.report.people.created = rows?.new ?? 0;
  if (job.createsCompanies) job.report.companies.created += rows?.new ?? 0;
  return job.report;
}

const targetOf = (request: ImportRequest): IngestTarget => {
  const { tenantId, userId, now, runId = null, importId, fileName } = request;
  const mark = importId === undefined ? null : { id: importId, fileName, runId };
  return { tenantId, userId, now, runId, mark };
};

async function* messagesIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Read<ParsedMessage>> {
  let sliceStart = performance.now();
  for await (const { bytes, index, line, oversize } of readMbox(stream)) {
    const position = `message ${index + 1} (line ${line})`;
    if (oversize) yield { position, failed: "The message is too large to be read." };
    else yield { position, item: await parseMessage(bytes), problems: [] };
    if (performance.now() - sliceStart < SLICE_MS) continue;
    await setImmediate();
    sliceStart = performance.now();
  }
}

async function* singleMessage(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Read<ParsedMessage>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  yield { position: "message 1", item: await parseMessage(Buffer.concat(chunks)), problems: [] };
}

function eventsIn(text: string, now: Date): Generator<Read<CalendarEvent>> {
  const at = (days: number): Date => new Date(now.getTime() + days * DAY_MS);
  return readIcs(text, { from: at(-CALENDAR_DAYS.before), to: at(CALENDAR_DAYS.after) });
}

/** Calendars and address books are read whole; UTF-8 unless they are none. */
async function readText(file: OpenedFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.stream()) {
    length += chunk.length;
    if (length > MAX_WHOLE_FILE)
      throw new AppError(
        "too_large",
        "The file is too large for its kind; split it and import the parts.",
      );
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

type RowJob = IngestDeps & {
  target: IngestTarget;
  report: IngestReport;
  owner: Owner;
  context: Omit<RowContext, "source">;
  createsPeople: boolean;
  createsCompanies: boolean;
};

async function openJob(deps: IngestDeps, request: ImportRequest, dryRun: boolean): Promise<RowJob> {
  const target = targetOf(request);
  const owner = await readOwner(deps.db, target);
  const cause = { runId: target.runId, groupId: target.runId ?? newId(), recordedAt: request.now };
  const decisions = new Map(
    (request.decided ?? []).flatMap(({ position, decision }) =>
      decision ? [[position, decision] as const] : [],
    ),
  );
  const context = { owner, cause, confirmed: request.confirmed ?? false, decisions, dryRun };
  return {
    ...deps,
    target,
    owner,
    report: emptyReport(),
    context,
    createsPeople: false,
    createsCompanies: false,
  };
}

interface Table {
  headers: string[];
  mapping?: ColumnMapping;
  import(job: RowJob): Promise<DoubtfulRow[]>;
}

async function readTable(file: OpenedFile, { country }: Owner): Promise<Table> {
  if (file.kind === "vcf") {
    const cards = readVcf(await readText(file), country);
    return { headers: [], import: (job) => importPeople(job, cards, "vcard") };
  }
  if (file.kind !== "csv" && file.kind !== "linkedin-connections")
    throw new AppError("bad_input", "Only address books and spreadsheets have a preview.");
  const { headers, rows } = await readCsv(file.stream());
  const mapping = mapColumns(headers);
  return {
    headers,
    mapping,
    import(job) {
      const { kind } = mapping;
      const context = { ...job.context, source: "csv" };
      if (kind === "companies") {
        job.createsCompanies = true;
        return importRows(
          job,
          mapped(rows, (row) => rowToCompany(row, mapping)),
          importCompanies,
          context,
        );
      }
      if (kind === "deals")
        return importRows(
          job,
          mapped(rows, (row) => rowToDeal(row, mapping)),
          importDeals,
          context,
        );
      const cards = mapped(rows, (row) => rowToContact(row, mapping, country));
      return importPeople(job, cards, kind === "linkedin" ? "linkedin" : "csv");
    },
  };
}

function importPeople(
  job: RowJob,
  cards: AsyncIterable<Read<ContactCard>> | Iterable<Read<ContactCard>>,
  source: string,
): Promise<DoubtfulRow[]> {
  job.createsPeople = true;
  return importRows(job, cards, importContacts, { ...job.context, source });
}

type ReadRow = Extract<Read<string[]>, { item: string[] }>;

async function* mapped<Item>(
  rows: AsyncIterable<Read<string[]>>,
  map: (row: ReadRow) => Read<Item>,
): AsyncGenerator<Read<Item>> {
  for await (const row of rows) yield "failed" in row ? row : map(row);
}

function columnNames(mapping: ColumnMapping, headers: string[]): Record<string, string[]> {
  const entries = Object.entries(mapping.columns).map(
    ([field, indexes]) => [field, indexes.map((index) => headers[index] ?? "")] as const,
  );
  return Object.fromEntries(entries);
}

/** Counts bytes as they pass; a packed file yields more than its size, so that is the most shown. */
class ByteCount {
  readonly #total: number;
  #done = 0;

  constructor(total: number) {
    this.#total = total;
  }

  async *counting(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      this.#done += chunk.length;
      yield chunk;
    }
  }

  now(): { bytesDone: number; bytesTotal: number } {
    return { bytesDone: Math.min(this.#done, this.#total), bytesTotal: this.#total };
  }
}
