/** Tells a database that cannot be used, right now or as it is set up, from a query that is wrong. */
import { AppError } from "../core/domain/errors.ts";

/** Shutting down, starting up, too many connections; class 08 is the connection itself. */
const states = /^(?:08\w{3}|57P0[1-5]|53300)$/;
const sockets = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"]);
/** What `pg` says without a code. */
const words =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

export function isConnectionTrouble(error: unknown): boolean {
  for (const { code, message } of causesOf(error)) {
    if (code !== undefined && (states.test(code) || sockets.has(code))) return true;
    if (words.test(message)) return true;
  }
  return false;
}

/** What an operator has to set right, by PostgreSQL's own code. */
const setUp: Record<string, string> = {
  "28P01": "PostgreSQL does not accept the login of DATABASE_URL.",
  "28000": "PostgreSQL does not accept the login of DATABASE_URL.",
  "3D000":
    "The database that DATABASE_URL names is not there; create it, then run rapport migrate.",
  "42P01": "The database was not brought up to date for this version; run rapport migrate.",
  "42703": "The database was not brought up to date for this version; run rapport migrate.",
};

/** The error with a sentence for whoever runs the program, where it is the database that cannot be used. */
export function forOperator(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const told = causesOf(error).flatMap(({ code }) => setUp[code ?? ""] ?? []);
  const sentence = isConnectionTrouble(error)
    ? "The PostgreSQL server of DATABASE_URL cannot be reached; start it, or correct the address."
    : told[0];
  return sentence === undefined
    ? error
    : new AppError("misconfigured", sentence, {
        message: "the database cannot be used",
        cause: error,
      });
}

function causesOf(error: unknown): NodeJS.ErrnoException[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
