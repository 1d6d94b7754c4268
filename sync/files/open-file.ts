/** Tells what a file for import is, by its first bytes and its name, and opens it (gunzipped). */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { AppError } from "../../core/domain/errors.ts";

export type FileKind = "mbox" | "eml" | "ics" | "vcf" | "csv" | "linkedin-connections";

export interface OpenedFile {
  kind: FileKind;
  name: string;
  /** The unpacked bytes from the start; may be asked for more than once. */
  stream: () => AsyncIterable<Uint8Array>;
}

const HEAD_BYTES = 64 * 1024;
const HEADER_LINE =
  /^(?:from|to|subject|date|received|return-path|delivered-to|message-id|mime-version|x-[\w-]+|reply-to|dkim-signature|content-type)[ \t]*:/im;
const MBOX_START = /^From \S.{0,300}\d{4}/;
const LINKEDIN_HEADER = /First Name\s*,\s*Last Name\s*,.{0,200}Connected On/i;

/** What cannot be read is named, with what to do about it. */
const FOREIGN_FORMATS: readonly (readonly [RegExp, string])[] = [
  [
    /^PK\x03\x04[^]{0,4000}(?:xl\/|\[Content_Types\])/,
    "is a spreadsheet workbook; save it as CSV and import that",
  ],
  [/^PK\x03\x04/, "is a ZIP archive; unpack it and import the files inside"],
  [/^!BDN/, "is an Outlook data file (.pst); export it as mbox or .eml and import that"],
  [/^\xd0\xcf\x11\xe0/, "is an old Office or Outlook file; save it as .eml or CSV and import that"],
  [/^%PDF-/, "is a PDF, which holds no contacts, mail or calendar"],
  [/^-----BEGIN PGP MESSAGE/, "is encrypted; decrypt it first"],
  [/^Salted__|^age-encryption/, "is encrypted; decrypt it first"],
  [
    /^(?:BZh|\xfd7zXZ|7z\xbc\xaf|Rar!)/,
    "is packed in a way Rapport does not read; unpack it first",
  ],
];

/** Throws an AppError that names the file when it is missing, empty or of no known kind. */
export async function openFile(path: string): Promise<OpenedFile> {
  const name = basename(path);
  const facts = await stat(path).catch((cause: unknown) => {
    throw new AppError("unreadable", `The file "${name}" cannot be opened.`, {
      message: "file cannot be opened",
      cause,
    });
  });
  if (!facts.isFile()) throw unreadable(name, "is not a file");
  if (facts.size === 0) throw unreadable(name, "is empty");
  const isPacked = isGzip(await readHead(createReadStream(path, { end: 15 })));
  const stream = (): AsyncIterable<Uint8Array> =>
    isPacked ? unpacked(path, name) : createReadStream(path);
  const head = await readHead(stream());
  return { kind: detectKind(name, head), name, stream };
}

/** Decides by content first; the name only helps where the content leaves it open. */
export function detectKind(name: string, head: Uint8Array): FileKind {
  const text = headText(head);
  if (text.trim() === "") throw unreadable(name, "is empty");
  const foreign = FOREIGN_FORMATS.find(([pattern]) => pattern.test(text));
  if (foreign !== undefined) throw unreadable(name, foreign[1]);
  const start = text.trimStart();
  if (/^BEGIN:VCALENDAR/i.test(start)) return "ics";
  if (/^BEGIN:VCARD/i.test(start) || /^\[\s*(?:\[\s*)?"vcard"/i.test(start)) return "vcf";
  if (MBOX_START.test(start)) return "mbox";
  if (text.includes("\0"))
    throw unreadable(name, "is a binary file; Rapport imports mbox, .eml, .ics, .vcf and .csv");
  if (LINKEDIN_HEADER.test(text.slice(0, 4000))) return "linkedin-connections";
  return kindByName(name, start);
}

function kindByName(name: string, start: string): FileKind {
  const extension = /\.([a-z0-9]+)$/i.exec(name.replace(/\.gz$/i, ""))?.[1]?.toLowerCase();
  if (extension === "csv" || extension === "tsv") return "csv";
  if (extension === "ics" || extension === "vcf") return extension;
  if (HEADER_LINE.test(start.slice(0, 8000))) return extension === "mbox" ? "mbox" : "eml";
  if (extension === "eml" || extension === "mbox") return extension;
  const firstLine = start.split("\n")[0] ?? "";
  if (/[,;\t].*[,;\t]/.test(firstLine)) return "csv";
  throw unreadable(name, "is of no kind Rapport knows; it imports mbox, .eml, .ics, .vcf and .csv");
}

/** UTF-16 exports (Outlook, Excel) start with a byte order mark. */
function headText(head: Uint8Array): string {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16) return new TextDecoder(head[0] === 0xff ? "utf-16le" : "utf-16be").decode(head);
  const bytes = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head;
  return Buffer.from(bytes).toString("latin1");
}

async function readHead(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

async function* unpacked(path: string, name: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  pipeline(createReadStream(path), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new AppError("unreadable", `The packed file "${name}" is damaged or cut short.`, {
      message: "gzip stream is damaged",
      cause,
    });
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function unreadable(name: string, what: string): AppError {
  return new AppError("unreadable", `The file "${name}" ${what}.`, { message: `file ${what}` });
}
