/** The language seam: what every engine that reads a person's words gives back. */
import type { Ref } from "../tool.ts";

/** One call an utterance was read as: mentions and literal values, never ids. */
export interface IntendedCall {
  tool: string;
  args: Record<string, unknown>;
}

/** What was last spoken of, per kind, and the list last shown: what "it" and "the second one" mean. */
export interface Focus {
  person?: Ref;
  company?: Ref;
  deal?: Ref;
  task?: Ref;
  interaction?: Ref;
  /** The records last listed, in the order shown. */
  list?: Ref[];
  /** Asked in the last turn and not answered yet. */
  question?: PendingQuestion;
  /** ISO instant of the last turn; older than half an hour, a focus no longer counts. */
  at?: string;
}

/** Which of several was meant: each option is the complete call. */
export interface PendingQuestion {
  tool: string;
  options: { label: string; args: Record<string, unknown> }[];
}

export interface Turn {
  text: string;
  now: Date;
  timeZone: string;
  locale: string;
  /** ISO 3166 alpha-2 and ISO 4217 of the tenant: what a bare number or amount means. */
  country: string;
  currency: string;
  focus: Focus;
}

export interface Reading {
  call: IntendedCall;
  /** How the words were read, for a person: "people in Barcelona, last contact before 21 Aug 2026". */
  echo: string;
  /** 0–1. */
  confidence: number;
}

/**
 * `calls`: sure enough to carry out, in order. `choose`: at most three readings to offer as buttons.
 * `abstain`: nothing we do, or a language not read; `say` tells so politely.
 */
export type Intent =
  | { kind: "calls"; readings: Reading[] }
  | { kind: "choose"; readings: Reading[] }
  | { kind: "abstain"; say: string };

export interface IntentParser {
  readonly engine: string;
  parse(turn: Turn): Promise<Intent>;
}
