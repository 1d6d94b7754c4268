/** Hands a drawn answer to Slack by the way its address names, once. */
import { DeliveryError } from "../../core/channel-port.ts";
import type { Address, Posted } from "./address.ts";
import type { Client } from "./client.ts";
import { metadataOf, postOnce } from "./post.ts";
import type { Drawn } from "./render.ts";
import { respond } from "./respond.ts";
import { takeStreamed, type Streamed } from "./working.ts";

export interface HandingOver {
  client: Client;
  address: Address;
  drawn: Drawn;
  delivery: { id: string; attempt: number };
  streamed: Streamed;
  apiUrl?: string | undefined;
}

/** Undefined where what was handed over cannot be found again. */
export async function handOver(order: HandingOver): Promise<Posted | undefined> {
  const { client, address, drawn, delivery, apiUrl } = order;
  if (address.kind === "message") return intoConversation(order, address);
  if (address.kind === "response") {
    const { attempt } = delivery;
    if (await respond(address, drawn, { attempt, apiUrl })) return undefined;
  }
  const channel = await directChannel(client, address.user);
  return postOnce(client, { channel }, { drawn, delivery });
}

async function intoConversation(
  { client, drawn, delivery, streamed }: HandingOver,
  { channel, thread }: Extract<Address, { kind: "message" }>,
): Promise<Posted> {
  const ts = takeStreamed(streamed, { channel, thread });
  if (ts === undefined) return postOnce(client, { channel, thread }, { drawn, delivery });
  // What was streamed becomes the whole answer, with its cards and buttons.
  const posted = { channel, ts };
  await client.chat.update({ ...posted, ...drawn, metadata: metadataOf(delivery.id) });
  return posted;
}

async function directChannel(client: Client, user: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id) return channel.id;
  throw new DeliveryError({ final: true, reason: "Slack: no direct message possible" });
}
