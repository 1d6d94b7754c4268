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
  if (error instanceof Anthropic.APIError) return kindOfStatus(Number(error.status));
  if (error.name === "AbortError" || error.name === "TimeoutError") return "timeout";
  // Thrown while the body was read: no JSON, or the connection went.
  if (error instanceof SyntaxError) return "unreadable";
  return error instanceof TypeError && error.message === "terminated" ? "unreachable" : undefined;
}

export function kindOfStatus(status: number): FailureKind {
  if (status === 408) return "timeout";
  if (status === 429 || status === 529) return "busy";
  return status >= 500 ? "unreachable" : "rejected";
}
