/** Why a model gave no usable answer, in a closed set of kinds and a sentence for the asker. */
import Anthropic from "@anthropic-ai/sdk";
import { AppError } from "../domain/errors.ts";

const because = {
  timeout: "The model did not answer in time",
  unreachable: "The model could not be reached",
  busy: "The model is overloaded",
  rejected: "The model did not take the request",
  cut: "The model's answer was cut off",
  unreadable: "The model's answer could not be read",
  resting: "The model has not been answering",
  budget: "This month's budget for the model is used up",
  steps: "The model did not come to an answer",
  tokens: "The model read more than one answer may cost",
  declined: "The model declined to answer that",
  stopped: "The model was stopped",
} as const;

export type FailureKind = keyof typeof because;

export class ModelFailure extends AppError {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, options: { cause?: unknown } = {}) {
    super("busy", `${because[kind]}.`, { message: `model: ${kind}`, ...options });
    this.name = "ModelFailure";
    this.kind = kind;
  }

  /** The reason without its full stop, to go on from. */
  get reason(): string {
    return because[this.kind];
  }
}

/** Ends after so long, or when it is stopped. */
export const until = (milliseconds: number, stop?: AbortSignal): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(milliseconds), ...(stop ? [stop] : [])]);

/** A failure of the call, or the error itself where it is none of the model's. */
export function toFailure(error: unknown): unknown {
  const kind = kindOf(error);
  return kind ? new ModelFailure(kind, { cause: error }) : error;
}

function kindOf(error: unknown): FailureKind | undefined {
  if (error instanceof ModelFailure || !(error instanceof Error)) return undefined;
  if (error instanceof Anthropic.APIConnectionTimeoutError) return "timeout";
  if (error instanceof Anthropic.APIUserAbortError) return "timeout";
  if (error instanceof Anthropic.APIConnectionError) return "unreachable";
  if (error instanceof Anthropic.APIError) {
    const { status, type } = error as { status?: unknown; type: string | null };
    return typeof status === "number" ? kindOfStatus(status) : kindOfEvent(type);
  }
  if (error.name === "AbortError" || error.name === "TimeoutError") return "timeout";
  // Thrown while the body was read: no JSON, or the connection went.
  if (error instanceof SyntaxError) return "unreadable";
  if (error instanceof TypeError && error.message === "terminated") return "unreachable";
  // A stream that went wrong on the way; why is within.
  if (error instanceof Anthropic.AnthropicError) return kindOf(error.cause) ?? "unreadable";
  return undefined;
}

/** A fault told in the middle of an answer, where there is no status. */
const kindOfEvent = (type: string | null): FailureKind =>
  type === "overloaded_error" || type === "rate_limit_error" ? "busy" : "unreachable";

export function kindOfStatus(status: number): FailureKind {
  if (status === 408) return "timeout";
  if (status === 429 || status === 529) return "busy";
  return status >= 500 ? "unreachable" : "rejected";
}
