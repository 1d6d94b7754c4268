/** What commands print: one JSON document or plain words on stdout, everything else on stderr. */
import { AppError, userMessageOf } from "../core/domain/errors.ts";
import { createLogger } from "../core/log.ts";

export interface OutputOptions {
  json?: boolean;
}

/** One JSON document with `--json`, else the words. */
export function print(options: OutputOptions, document: unknown, words: string): void {
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `${words}\n`);
}

export function printLine(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** Says why on stderr; the exit code tells that it was refused or failed. */
export function fail(error: unknown): void {
  // What was not foreseen is logged with its place, never with its text.
  if (error instanceof Error && isUnforeseen(error))
    createLogger({ level: "error" }).error({ err: error }, "unexpected failure");
  process.stderr.write(`rapport: ${typeof error === "string" ? error : userMessageOf(error)}\n`);
  process.exitCode = 1;
}

export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const isUnforeseen = (error: Error): boolean =>
  !(error instanceof AppError) ||
  (error.cause !== undefined && ["internal", "misconfigured"].includes(error.code));
