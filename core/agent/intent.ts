/** The language seam: what every engine that reads a person's words gives back. */
import type { Role } from "../context.ts";
import type { Receipt, RecordRef } from "../reply.ts";
import type { Ref } from "../ref.ts";

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
  /** The draft last shown alone. */
  draft?: Ref;
  /** The records last listed, in the order shown. */
  list?: Ref[];
  /** Of what kind was spoken, the latest first: what "it" rather means, and whether "them" is the list. */
  recent?: FocusKind[];
  /** Asked in the last turn and not answered yet. */
  question?: PendingQuestion;
  /** The last call that listed records by a filter, its mentions as ids: what "save that list" saves. */
  filter?: IntendedCall;
  /** What the last turn that did anything wrote: what "no wait, 26k" corrects. */
  written?: WrittenCall[];
  /** What that turn looked up or tried in vain, when it wrote nothing: what "not that John" asks anew. */
  read?: SpokenCall;
  /** Previews that wait for their button, oldest first, mentions as ids: what "confirm 2" counts. */
  pending?: IntendedCall[];
  /** A preview went while others stayed: the numbers last seen no longer count. */
  renumbered?: true;
  /** What the last answer in prose rests on: what "why do you think so" opens. */
  evidence?: Evidence[];
  /** ISO instant of the last turn; older than half an hour, a focus no longer counts. */
  at?: string;
}

/** One sentence of an answer, and the records it was taken from. */
export interface Evidence {
  text: string;
  records: RecordRef[];
}

export type FocusKind = "person" | "company" | "deal" | "task" | "interaction" | "list";

/** A call carried out, as it was said, and what its mentions turned out to mean. */
export interface SpokenCall extends IntendedCall {
  /** The records its mentions meant, by field, in the order said. */
  records: Record<string, Ref[]>;
  /** The call was chosen among several: the others that were offered. */
  others?: Option[];
}

/** A call that changed records. */
export interface WrittenCall extends SpokenCall {
  /** Every receipt, shown or not: undoing all of them takes the call back. */
  receipts: string[];
  /** What a person was shown of the changes. */
  changed: Receipt[];
}

/** One of several ways to go on: the complete call. */
export interface Option {
  label: string;
  tool: string;
  args: Record<string, unknown>;
}

/** A question the last turn ended with: which of several was meant, or what a field should hold. */
export interface PendingQuestion {
  options: Option[];
  /** What an answer in the asker's own words completes. */
  open?: OpenField;
}

export interface OpenField {
  tool: string;
  args: Record<string, unknown>;
  field: string;
  /** Of a field with several mentions, the one that was unclear. */
  unclear?: string;
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
  /** Whose names the words may hold; without it no name is known. */
  scope?: { tenantId: string };
  /** Who asks, for an engine that keeps books of its calls. */
  asker?: { userId: string; role: Role; tainted: boolean; correlationId: string };
  /** What was said before in this conversation; absent where others read the answer. */
  past?: readonly PastTurn[] | undefined;
  /** The asker takes the message back: a model that still reads it throws "stopped". */
  stop?: AbortSignal | undefined;
}

/** One earlier message and the words of its answer. */
export interface PastTurn {
  said: string;
  answer: string;
}

export interface Reading {
  call: IntendedCall;
  /** How the words were read, for a person: "people in Barcelona, last contact before 21 Aug 2026". */
  echo: string;
  /** 0–1. */
  confidence: number;
}

/**
 * `calls`: sure enough to carry out, in order; `rest` is what of the message was not understood and was
 * left alone, `ask` a question that is still open. `choose`: at most three readings to offer as buttons.
 * `abstain`: nothing to carry out; `say` tells why politely, or asks what has to be known first. What is
 * `declined` the engine would not read at all.
 */
export type Intent = (
  | { kind: "calls"; readings: Reading[]; rest?: string; ask?: string }
  | { kind: "choose"; readings: Reading[] }
  | { kind: "abstain"; say: string; why?: "asks" | "declined" }
) &
  Origin;

/** Who read the message, where a parser may leave it to another. */
interface Origin {
  engine?: string;
  /** A language model read it. */
  model?: true;
  /** Small print for the asker: why it was not read as it should have been. */
  note?: string;
}

export interface IntentParser {
  readonly engine: string;
  parse(turn: Turn): Promise<Intent>;
}
