/** The program's log: JSON lines on stderr that never hold a secret or personal text. */
import { destination, pino, type DestinationStream } from "pino";
import { AppError } from "./domain/errors.ts";

type Write = (fields: object, message: string) => void;

/** Fields come first, so that nothing is ever woven into the message; pino's own logger fits. */
export type Logger = { debug: Write; info: Write; warn: Write; error: Write };

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";

const STDERR = 2;
const MAX_DEPTH = 5;
const HIDDEN = "[hidden]";

// Field names under which secrets or people's words travel; compared without case, "_" and "-".
const HIDDEN_KEYS = new Set(
  (
    "password passphrase secret clientsecret signingsecret masterkey apikey token accesstoken refreshtoken idtoken bottoken usertoken apptoken " +
    "authorization cookie setcookie session csrf signature url connectionstring code verifier " +
    "email emails mail phone phones address name firstname lastname fullname displayname birthday " +
    "from to cc bcc subject body text html content snippet message question answer prompt note notes " +
    "title description query params payload detail value values"
  ).split(" "),
);

export function createLogger(options: { level: LogLevel; stream?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: (fields) => hideIn(fields, 0) },
    },
    options.stream ?? destination({ fd: STDERR, sync: true }),
  );
}

function hideIn(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      isHiddenKey(key) ? HIDDEN : safe(value, depth),
    ]),
  );
}

const isHiddenKey = (key: string): boolean =>
  HIDDEN_KEYS.has(key.replaceAll(/[_-]/g, "").toLowerCase());

function safe(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return HIDDEN;
  if (Array.isArray(value)) return value.map((item) => safe(item, depth + 1));
  return hideIn(value, depth + 1);
}

/**
 * Foreign errors quote what they failed on (a query's parameters, a token, a line of a mail), so of
 * those only the kind, the code and the place are kept. Our own messages hold nothing personal.
 */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(error instanceof AppError ? { reason: error.message } : {}),
    at: placesIn(error),
    ...(error.cause instanceof Error && depth < MAX_DEPTH
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
  };
}

function placesIn(error: Error): string[] {
  const lines = error.stack?.split("\n") ?? [];
  return lines
    .filter((line) => /^\s+at .*(:\d+:\d+\)?|\(native\))$/.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
}
