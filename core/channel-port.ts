/** What core knows of a chat channel: its name, where an answer goes, and how one is handed over. */
import type { Reply } from "./reply.ts";

export const channelNames = ["web", "cli", "slack", "teams", "whatsapp"] as const;
export type ChannelName = (typeof channelNames)[number];

/** For whom an answer is and where it goes. */
export interface Target {
  tenantId: string;
  workspaceId?: string;
  userId: string;
  /** Where to, in the channel's words. */
  address: unknown;
  /** "dm" or the shared channel's name. */
  audience: string;
}

/** What a channel can do with an answer; registered by name in `deps.channels`. */
export interface Outbound {
  /** Shown while the turn runs; failures are ignored. */
  begin?(to: Target): Promise<void>;
  /** Pieces of prose as they come, where the channel streams. */
  stream?(to: Target): { write(text: string): Promise<void>; end(): Promise<void> } | undefined;
  /**
   * Hands the reply over. A second attempt with the same id may follow one that did arrive: the channel
   * looks whether it did, where it can, and then answers with what it found.
   */
  deliver(
    to: Target,
    reply: Reply,
    delivery: { id: string; attempt: number },
  ): Promise<{ platformMessage?: unknown }>;
  /** A file that came with a message, by the channel's own id of it. */
  fetchFile?(to: Target, id: string): Promise<{ name: string; body: Buffer }>;
  /** Draws a message anew that was delivered before. */
  redraw?(to: Target, platformMessage: unknown, reply: Reply): Promise<void>;
}

export type Channels = ReadonlyMap<ChannelName, Outbound>;

/** Thrown by `deliver` and `redraw`: whether to try again, and when. */
export class DeliveryError extends Error {
  /** Trying again is pointless. */
  readonly final: boolean;
  readonly retryAfterMs: number | undefined;
  /** One line for an operator, without personal text. */
  readonly reason: string;

  constructor({
    final,
    retryAfterMs,
    reason,
  }: {
    final: boolean;
    retryAfterMs?: number;
    reason: string;
  }) {
    super(reason);
    this.name = "DeliveryError";
    this.final = final;
    this.retryAfterMs = retryAfterMs;
    this.reason = reason;
  }
}
