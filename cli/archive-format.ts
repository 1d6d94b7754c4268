/** The lines of a tenant's archive: a header, rows table by table, and an end that counts them. */
import { z } from "zod";
import { AppError } from "../core/domain/errors.ts";
import { damaged, foreign } from "./archive-file.ts";

const FORMAT = "rapport-tenant";
const VERSION = 1;

export type RowCounts = Record<string, number>;
export type ArchiveHeader = z.infer<typeof headerShape>;
export type ArchivedTenant = ArchiveHeader["tenant"];

const markShape = z.object({ format: z.literal(FORMAT), version: z.number() });
const headerShape = markShape.extend({
  /** Hash of the migrations: the tables were like this. */
  schema: z.string(),
  /** Fingerprint of the master key, which wraps the subject keys among the rows. */
  masterKey: z.string(),
  tenant: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
  exportedAt: z.iso.datetime(),
  tables: z.array(z.string()),
});
const rowShape = z.object({
  table: z.string(),
  /** Every value in PostgreSQL's own text form, so that none is rounded; bytes in base64. */
  row: z.record(z.string(), z.string().nullable()),
});
const endShape = z.object({ end: z.literal(true), rows: z.record(z.string(), z.number()) });
const lineShape = z.union([rowShape, endShape]);

export const headerLine = (header: Omit<ArchiveHeader, "format" | "version">): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, ...header })}\n`;

/** Rows come as JSON texts and are not read on their way. */
export const rowLines = (table: string, rows: string[]): string =>
  rows.map((row) => `{"table":${JSON.stringify(table)},"row":${row}}\n`).join("");

export const endLine = (rows: RowCounts): string => `${JSON.stringify({ end: true, rows })}\n`;

export function parseHeader(line: string | undefined): ArchiveHeader {
  const document = parseJson(line);
  const mark = markShape.safeParse(document);
  if (!mark.success) throw foreign();
  if (mark.data.version !== VERSION)
    throw new AppError("unreadable", "This archive was made by a newer version of Rapport.");
  const header = headerShape.safeParse(document);
  if (!header.success) throw damaged();
  return header.data;
}

export function parseLine(line: string): z.infer<typeof lineShape> {
  const entry = lineShape.safeParse(parseJson(line));
  if (!entry.success) throw damaged();
  return entry.data;
}

function parseJson(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return undefined;
  }
}
