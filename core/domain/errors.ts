/** The one error class that crosses layers, with a closed set of codes. */

export type ErrorCode =
  | "bad_input"
  | "not_found"
  | "forbidden"
  | "conflict"
  | "changed_since"
  | "expired"
  | "too_large"
  | "unreadable"
  | "busy"
  | "tainted"
  | "misconfigured"
  | "internal";

/**
 * `userMessage` is one clear sentence safe to show anyone; `message` (defaults to it) is for logs and
 * must hold no personal text or secret either.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly userMessage: string;

  constructor(
    code: ErrorCode,
    userMessage: string,
    options: { message?: string; cause?: unknown } = {},
  ) {
    super(options.message ?? userMessage, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.userMessage = userMessage;
  }
}

/** The sentence to show for any thrown value; unknown failures never reveal their insides. */
export function userMessageOf(error: unknown): string {
  return error instanceof AppError
    ? error.userMessage
    : "Something went wrong on our side; nothing was changed. Try again in a moment.";
}
