/** Checks a file on its way in: its name and kind before, its size while it streams past. */
import { Transform, type Readable } from "node:stream";
import { AppError } from "../../core/domain/errors.ts";
import { bareFileName } from "../../core/domain/file-name.ts";
import { formatBytes } from "../../core/domain/format.ts";

/** File name endings the importer reads. */
export const acceptedFiles = [".mbox", ".mbox.gz", ".eml", ".ics", ".vcf", ".csv"] as const;

/** The bare name of a file that can be imported. */
export function importableName(given: string): string {
  const name = bareFileName(given);
  if (acceptedFiles.some((ending) => name.toLowerCase().endsWith(ending))) return name;
  throw new AppError(
    "bad_input",
    `This kind of file cannot be imported; bring ${acceptedFiles.join(", ")}.`,
  );
}

export const tooLargeToImport = (maxBytes: number): AppError =>
  new AppError(
    "too_large",
    `This file is larger than the ${formatBytes(maxBytes)} that can be uploaded here; split it, or import it from the command line.`,
  );

export const tooLargeToSend = (maxBytes: number): AppError =>
  new AppError(
    "too_large",
    `This file is larger than the ${formatBytes(maxBytes)} that a mail can carry; send a link to it instead.`,
  );

/** The same bytes; fails as soon as there are too many, or when the sender breaks off. */
export function limited(
  source: Readable,
  maxBytes: number,
  tooLarge: (maxBytes: number) => AppError,
): Readable {
  let seen = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  source.once("error", (cause) => counter.destroy(cause));
  // Not `pipeline`, which would destroy the source and with it the connection we still answer on.
  return source.pipe(counter);
}
