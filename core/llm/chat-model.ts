/** A language model of any vendor, as much of it as reading a message takes. */
import type { ChatSurface } from "../surfaces/to-chat.ts";
import type { Tokens } from "./prices.ts";

export interface AskedCall {
  id: string;
  name: string;
  /** As given: where it is no JSON, the text itself. */
  input: unknown;
}

/** What a model answered, whoever made the model. */
export interface ModelAnswer {
  calls: AskedCall[];
  text: string;
}

export type ChatMessage =
  | { role: "user"; text: string }
  | { role: "assistant"; answer: ModelAnswer }
  | { role: "result"; call: AskedCall; text: string };

export interface ChatRequest extends ChatSurface {
  messages: readonly ChatMessage[];
}

export interface ChatAnswer extends ModelAnswer {
  end: "whole" | "cut" | "declined";
  /** The vendor's own word for how it ended. */
  reason: string;
  requestId: string | null;
  tokens: Tokens;
}

export interface ChatModel {
  /** "provider:model". */
  readonly name: string;
  /** One attempt. */
  ask(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer>;
}
