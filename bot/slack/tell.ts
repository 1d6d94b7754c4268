/** A short word to one person alone, outside any conversation: a refusal, or why nothing happened. */
import { isDirect, type Address } from "./address.ts";
import type { Client } from "./client.ts";
import { escaped } from "./mrkdwn.ts";
import { respond } from "./respond.ts";

export async function tell(
  { client, apiUrl }: { client: Client; apiUrl?: string | undefined },
  address: Address,
  words: string,
): Promise<void> {
  const text = escaped(words);
  const { user } = address;
  if (address.kind === "response") {
    const link = { ...address, replace: false };
    if (await respond(link, { text, blocks: [] }, { attempt: 1, apiUrl })) return;
  }
  if (address.kind === "message") {
    const { channel, thread } = address;
    const message = { channel, text, ...(thread ? { thread_ts: thread } : {}) };
    if (isDirect(channel)) await client.chat.postMessage(message);
    else await client.chat.postEphemeral({ ...message, user });
    return;
  }
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id) await client.chat.postMessage({ channel: channel.id, text });
}
