/** Posts a message once: after a failure of unknown end it looks whether the message is there already. */
import { clip, LIMITS } from "./limits.ts";
import type { Posted } from "./address.ts";
import type { Client } from "./client.ts";
import { isUndrawable } from "./failure.ts";
import type { Drawn } from "./render.ts";

const EVENT_TYPE = "rapport_delivery";
/** How many of the latest messages are looked through. */
const LOOKED_AT = 50;

export const metadataOf = (id: string) => ({ event_type: EVENT_TYPE, event_payload: { id } });

export interface Place {
  channel: string;
  thread?: string | undefined;
}

interface Posting {
  drawn: Drawn;
  delivery: { id: string; attempt: number };
}

export async function postOnce(client: Client, place: Place, posting: Posting): Promise<Posted> {
  const { drawn, delivery } = posting;
  const there = delivery.attempt > 1 ? await findPosted(client, place, delivery.id) : undefined;
  if (there) return there;
  try {
    return await post(client, place, posting);
  } catch (error) {
    if (!isUndrawable(error)) throw error;
    // Better plain words, without buttons, than no answer.
    return post(client, place, { delivery, drawn: { text: drawn.text, blocks: [] } });
  }
}

async function post(
  client: Client,
  { channel, thread }: Place,
  { drawn: { text, blocks }, delivery }: Posting,
): Promise<Posted> {
  const answer = await client.chat.postMessage({
    channel,
    text: clip(text, LIMITS.fallback),
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(thread ? { thread_ts: thread } : {}),
    metadata: metadataOf(delivery.id),
    unfurl_links: false,
    unfurl_media: false,
  });
  return { channel: answer.channel ?? channel, ts: answer.ts ?? "" };
}

/** Undefined also where Slack does not let us look: then it is posted again rather than not at all. */
async function findPosted(client: Client, place: Place, id: string): Promise<Posted | undefined> {
  try {
    const messages = await latest(client, place);
    const found = messages.find(
      ({ metadata }) =>
        metadata?.event_type === EVENT_TYPE &&
        (metadata.event_payload as { id?: unknown } | undefined)?.id === id,
    );
    return found?.ts ? { channel: place.channel, ts: found.ts } : undefined;
  } catch {
    return undefined;
  }
}

async function latest(client: Client, { channel, thread }: Place) {
  const asked = { channel, limit: LOOKED_AT, include_all_metadata: true };
  const { messages = [] } = thread
    ? await client.conversations.replies({ ...asked, ts: thread })
    : await client.conversations.history(asked);
  return messages;
}
