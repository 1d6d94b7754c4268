/** Checks a file on its way in: its name and kind before, its size while it streams past. */
import { Transform, type Readable } from "node:stream";
import { AppError } from "../../core/domain/errors.ts";

/** File name endings the importer reads. */
export const acceptedFiles = [".mbox", ".mbox.gz", ".eml", ".ics", ".vcf", ".csv"] as const;

const MAX_NAME = 200;

/** The bare name of an acceptable file; folders and control characters in it are dropped. */
export function acceptableName(given: string): string {
  const name = (given.split(/[\\/]/).at(-1) ?? "").replace(/\p{Cc}/gu, "").trim();
  const known = acceptedFiles.some((ending) => name.toLowerCase().endsWith(ending));
  if (known && name.length <= MAX_NAME) return name;
  throw new AppError(
    "bad_input",
    `This kind of file cannot be imported; bring ${acceptedFiles.join(", ")}.`,
  );
}

export function tooLarge(maxBytes: number): AppError {
  const limit = (maxBytes / 1_000_000).toLocaleString("en-GB", { maximumFractionDigits: 1 });
  return new AppError(
    "too_large",
    `This file is larger than the ${limit} MB that can be uploaded here; split it, or import it from the command line.`,
  );
}

/** The same bytes; fails as soon as there are too many, or when the sender breaks off. */
export function limited(source: Readable, maxBytes: number): Readable {
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
