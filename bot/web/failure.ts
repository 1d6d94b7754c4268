/** Turns anything thrown while answering a web request into a status and one clear sentence. */
import { AppError, userMessageOf, type ErrorCode } from "../../core/domain/errors.ts";

export interface Failure {
  status: number;
  sentence: string;
}

const statusOfCode: Record<ErrorCode, number> = {
  bad_input: 400,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  changed_since: 409,
  expired: 410,
  too_large: 413,
  unreadable: 422,
  busy: 503,
  tainted: 403,
  misconfigured: 503,
  internal: 500,
};

export function failureOf(error: unknown): Failure {
  const sentence = userMessageOf(error);
  if (error instanceof AppError) return { status: statusOfCode[error.code], sentence };
  switch (clientStatusOf(error)) {
    case undefined:
      return { status: 500, sentence };
    case 413:
      return { status: 413, sentence: "This message is too long; please shorten it." };
    default:
      return { status: 400, sentence: "This request could not be read." };
  }
}

/** The HTTP framework and its body parser mark what is the caller's fault with a 4xx `status`. */
function clientStatusOf(error: unknown): number | undefined {
  const status = error instanceof Error ? (error as { status?: unknown }).status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}
