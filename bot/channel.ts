/** The port every conversation surface implements. */
import type { ChannelName } from "../core/channel-port.ts";
import type { Reply } from "../core/reply.ts";

export { channelNames, type ChannelName } from "../core/channel-port.ts";

/** An HTTP request reduced to what verification and parsing need; no framework type. */
export interface RawRequest {
  method: string;
  path: string;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

export interface Ack {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Something a person said or pressed, already verified, from a known person of a known tenant. */
export type Inbound = {
  tenantId: string;
  userId: string;
  channel: ChannelName;
  /** "dm" or the shared channel's name: decides what the answer may contain. */
  audience: "dm" | (string & {});
  thread?: string;
  /** The channel's own id of this; a second one with the same id gets the first one's answer. */
  deliveryId?: string;
  /** Files that came with it, by the ids they are kept under. */
  uploads?: string[];
} & (
  | { kind: "text"; text: string }
  | { kind: "press"; actionId: string }
  | { kind: "form"; actionId: string; values: Record<string, string> }
);

export interface Channel<Payload, Address> {
  readonly name: ChannelName;
  /** Verifies and parses one request. A forged one gets a 401 or 403 ack and no inbound. */
  receive(request: RawRequest): Promise<{ ack: Ack; inbound: Inbound[] }>;
  /** Pure: a neutral reply as this channel draws it, within its limits. */
  render(reply: Reply): Payload[];
  send(address: Address, payload: Payload): Promise<void>;
}
