/** A file of gzipped lines: written and read as a stream, so that its size costs no memory. */
import fs from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createGzip } from "node:zlib";
import { AppError } from "../core/domain/errors.ts";

/** Far above the longest row; a line beyond it is no archive's, and must not fill the memory. */
const LONGEST_LINE = 128 << 20;

/** Writes a new file, readable by its owner only; one that could not be finished is not left behind. */
export async function writeLines(file: string, lines: () => AsyncIterable<string>): Promise<void> {
  let created = false;
  const output = fs.createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
  output.once("open", () => (created = true));
  try {
    const level = constants.Z_BEST_SPEED;
    await pipeline(lines, createGzip({ level }), output);
  } catch (error) {
    if (created) fs.rmSync(file, { force: true });
    throw writeFault(error, file);
  }
}

/** Hands over the lines one by one; `work` is over when this is, also where the file cannot be read on. */
export async function readLines<T>(
  file: string,
  work: (lines: AsyncGenerator<string>) => Promise<T>,
): Promise<T> {
  try {
    const opened = await fs.promises.open(file);
    const [packed, lines] = [opened.createReadStream(), createGunzip()];
    // Its failures come to the reader of the lines.
    const reading = pipeline(packed, lines).catch(() => undefined);
    try {
      return await work(linesOf(lines));
    } finally {
      packed.destroy();
      lines.destroy();
      await reading;
    }
  } catch (error) {
    throw readFault(error, file);
  }
}

/** Split at line feeds only: a mail may hold any other character that means a new line. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.write(chunk).split("\n");
    parts.push(first);
    length += first.length;
    if (length > LONGEST_LINE) throw damaged();
    for (const start of others) {
      yield parts.join("");
      parts = [start];
      length = start.length;
    }
  }
  const rest = parts.join("") + decoder.end();
  if (rest !== "") yield rest;
}

export const damaged = (): AppError =>
  new AppError("unreadable", "This archive is damaged; nothing was restored.");

export const incomplete = (): AppError =>
  new AppError("unreadable", "This archive is incomplete: it breaks off; nothing was restored.");

export const foreign = (): AppError =>
  new AppError("unreadable", "This file is not an archive of a Rapport tenant.");

function readFault(error: unknown, file: string): unknown {
  const { code, message = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new AppError("not_found", `There is no file ${file}.`);
  if (code === "EISDIR" || code === "EACCES")
    return new AppError("unreadable", `${file} cannot be read.`);
  if (code === "Z_BUF_ERROR") return incomplete();
  if (code === "Z_DATA_ERROR") return message === "incorrect header check" ? foreign() : damaged();
  return error;
}

function writeFault(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EEXIST")
    return new AppError("conflict", `There is already a file ${file}; choose another name.`);
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR" || code === "EROFS")
    return new AppError("bad_input", `${file} cannot be written there.`);
  if (code === "ENOSPC")
    return new AppError("too_large", "The disk is full; no archive was written.");
  return error;
}
