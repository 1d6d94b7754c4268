/** What is seen while an answer is made: the agent's status, and prose as it comes. */
import type { Outbound } from "../../core/channel-port.ts";
import type { Address } from "./address.ts";
import type { Client } from "./client.ts";
import { isUnknownMethod } from "./failure.ts";
import { escaped } from "./mrkdwn.ts";

/** Messages that were streamed and wait for their cards and buttons, by conversation and thread. */
export type Streamed = Map<string, string>;

interface Thread {
  channel: string;
  thread?: string | undefined;
}

const keyOf = ({ channel, thread }: Thread): string => `${channel}:${thread ?? ""}`;

/** The message that was streamed there, if any; it is whoever asks first's. */
export function takeStreamed(streamed: Streamed, at: Thread): string | undefined {
  const ts = streamed.get(keyOf(at));
  streamed.delete(keyOf(at));
  return ts;
}

const MOST_STREAMED = 1_000;
const BUFFER = 256;

export async function showWorking(client: Client, address: Address): Promise<void> {
  if (address.kind !== "message" || !address.thread) return;
  const { channel: channel_id, thread: thread_ts } = address;
  const status = "is working on it…";
  await Promise.allSettled([
    client.assistant.threads.setStatus({ channel_id, thread_ts, status }),
    setSession(client, address, "processing"),
  ]);
}

/** The status of the thread ends by itself with the answer; that of an agent's session does not. */
export async function showDone(client: Client, address: Address): Promise<void> {
  await setSession(client, address, "active").catch(() => undefined);
}

async function setSession(
  client: Client,
  address: Address,
  status: "processing" | "active",
): Promise<void> {
  if (address.kind !== "message" || !address.thread || noSessions.has(address.team ?? "")) return;
  const { channel: channel_id, thread: thread_ts, user: initiator_user_id, team } = address;
  try {
    await client.agents.sessions.setStatus({ channel_id, thread_ts, status, initiator_user_id });
  } catch (error) {
    if (isUnknownMethod(error)) noSessions.add(team ?? "");
  }
}

/** Undefined where nothing can be streamed to; a failure on the way is silent, for the answer follows whole. */
export function streamTo(
  clientOf: () => Promise<Client>,
  address: Address,
  streamed: Streamed,
): ReturnType<NonNullable<Outbound["stream"]>> {
  if (address.kind !== "message" || !address.thread || noStreams.has(address.team ?? ""))
    return undefined;
  const { channel, thread, user, team } = address;
  let streamer: ReturnType<Client["chatStream"]> | undefined;
  let broken = false;
  const guarded = async (step: () => Promise<unknown>): Promise<void> => {
    if (broken) return;
    try {
      await step();
    } catch (error) {
      broken = true;
      if (isUnknownMethod(error)) noStreams.add(team ?? "");
    }
  };
  const start = async () =>
    (await clientOf()).chatStream({
      channel,
      thread_ts: thread,
      recipient_user_id: user,
      ...(team ? { recipient_team_id: team } : {}),
      buffer_size: BUFFER,
    });
  return {
    write: (text) =>
      guarded(async () => {
        streamer ??= await start();
        await streamer.append({ markdown_text: escaped(text) });
      }),
    end: async () => {
      await guarded(async () => streamer?.stop());
      const ts = streamer?.ts;
      if (ts === undefined) return;
      if (streamed.size >= MOST_STREAMED) streamed.clear();
      streamed.set(keyOf({ channel, thread }), ts);
    },
  };
}

/** Workspaces whose plan, or whose Slack, lacks it; asked again when the program starts anew. */
const noStreams = new Set<string>();
const noSessions = new Set<string>();
