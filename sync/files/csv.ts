/** Streams the rows of a CSV file whatever its delimiter, charset and preamble. */
import { finished } from "node:stream/promises";
import { parse, type Info, type Options, type Parser } from "csv-parse";
import { AppError } from "../../core/domain/errors.ts";
import type { Read } from "./records.ts";

export interface CsvTable {
  headers: string[];
  rows: AsyncGenerator<Read<string[]>>;
}

const SAMPLE_BYTES = 64 * 1024;
const MAX_RECORD_CHARS = 1_000_000;
const DELIMITERS = [",", ";", "\t", "|"] as const;
/** LinkedIn puts a few lines of notes above its header. */
const LINKEDIN_HEADER = /^"?First Name"?\s*[,;]/im;

/** Reads the header at once; rows come as they are asked for. Throws only when there is no header. */
export async function readCsv(stream: AsyncIterable<Uint8Array>): Promise<CsvTable> {
  const source = stream[Symbol.asyncIterator]();
  const sample = await readSample(source);
  const decoder = new TextDecoder(charsetOf(sample.bytes));
  const opening = decoder.decode(sample.bytes, { stream: true }).replace(/^\uFEFF/, "");
  const preamble = preambleLength(opening);
  const text = decodedText(opening.slice(preamble), decoder, sample.ended ? undefined : source);
  const skippedLines = opening.slice(0, preamble).split("\n").length - 1;
  const records = recordsOf(text, detectDelimiter(opening.slice(preamble)), skippedLines);
  const first = await records.next();
  if (first.done === true || "failed" in first.value) {
    throw new AppError("unreadable", "The CSV file has no readable header row.");
  }
  const headers = first.value.item.map((header) => header.trim());
  return { headers, rows: records };
}

/** The delimiter that splits the first lines most evenly; quoted text is not counted. */
export function detectDelimiter(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, "")
    .split(/\r?\n/)
    .filter(Boolean)
    .slice(0, 10);
  let best: (typeof DELIMITERS)[number] = ",";
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const header = counts[0] ?? 0;
    const score = header * (1 + counts.filter((count) => count === header).length);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

async function readSample(
  source: AsyncIterator<Uint8Array>,
): Promise<{ bytes: Uint8Array; ended: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < SAMPLE_BYTES) {
    const next = await source.next();
    if (next.done === true) return { bytes: Buffer.concat(chunks), ended: true };
    chunks.push(next.value);
    length += next.value.length;
  }
  return { bytes: Buffer.concat(chunks), ended: false };
}

/** UTF-8 unless the sample is none; a character cut at the sample's end is no proof against it. */
function charsetOf(sample: Uint8Array): string {
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf-16le";
  if (sample[0] === 0xfe && sample[1] === 0xff) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true });
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

function preambleLength(text: string): number {
  if (!/^"?Notes:/i.test(text)) return 0;
  return LINKEDIN_HEADER.exec(text)?.index ?? 0;
}

async function* decodedText(
  opening: string,
  decoder: TextDecoder,
  rest: AsyncIterator<Uint8Array> | undefined,
): AsyncGenerator<string> {
  yield opening;
  if (rest !== undefined) {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield decoder.decode(next.value, { stream: true });
    }
  }
  yield decoder.decode();
}

async function* recordsOf(
  text: AsyncIterable<string>,
  delimiter: string,
  skippedLines: number,
): AsyncGenerator<Read<string[]>> {
  const skipped: Read<string[]>[] = [];
  const at = (line: number): string => `row ${line + skippedLines}`;
  const options: Options = {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD_CHARS,
    on_skip: (error) => {
      const line = typeof error?.lines === "number" ? error.lines : 0;
      skipped.push({
        position: at(line),
        failed: "The row could not be read; a quotation mark may be missing.",
      });
      return undefined;
    },
  };
  const parser = parse(options);
  let brokenAt: number | undefined;
  parser.on("error", (error) => (brokenAt = openQuoteLine(error)));
  // Records are taken after each write: an error at the end would discard what still waits in the stream.
  for await (const piece of text) {
    parser.write(piece);
    yield* readable(parser, at);
    yield* skipped.splice(0);
  }
  parser.end();
  await finished(parser, { readable: false }).catch(() => undefined);
  yield* readable(parser, at);
  if (brokenAt !== undefined) {
    skipped.push({
      position: at(brokenAt),
      failed: "A quotation mark opens here and never closes; the rest of the file was lost.",
    });
  }
  yield* skipped.splice(0);
}

function* readable(parser: Parser, at: (line: number) => string): Generator<Read<string[]>> {
  for (;;) {
    const next = parser.read() as { record: string[]; info: Info } | null;
    if (next === null) return;
    const isBlank = next.record.every((cell) => cell.trim() === "");
    if (!isBlank) yield { position: at(next.info.lines), item: next.record, problems: [] };
  }
}

function openQuoteLine(error: Error): number {
  return Number(/line (\d+)/.exec(error.message)?.[1] ?? 0);
}
