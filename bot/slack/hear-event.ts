/** Reads events: messages, mentions, Stop, the Home tab, the end of an installation; pure. */
import { z } from "zod";
import { isDirect } from "./address.ts";
import type { Heard, Hearing } from "./heard.ts";
import { fileIds, maybe, text } from "./loose.ts";

const messageEvent = z.object({
  type: z.enum(["message", "app_mention"]),
  subtype: maybe,
  user: maybe,
  bot_id: maybe,
  text,
  files: fileIds,
  channel: text,
  channel_type: maybe,
  ts: text,
  thread_ts: maybe,
  team: maybe,
  user_team: maybe,
  source_team: maybe,
});
const homeEvent = z.object({
  type: z.literal("app_home_opened"),
  user: text,
  tab: text,
  channel: text,
  event_ts: text,
});
/** The button that Slack shows while the session's status is "processing". */
const stoppedEvent = z.object({ user: text, channel: text, thread_ts: text, event_ts: text });
const revokedEvent = z.object({
  type: z.literal("tokens_revoked"),
  tokens: z.object({ bot: z.array(z.string()).catch([]) }).catch({ bot: [] }),
});
export const envelope = z.object({
  team_id: maybe,
  event_id: maybe,
  event_time: z.number().optional().catch(undefined),
  is_ext_shared_channel: z.boolean().catch(false),
  event: z.looseObject({ type: text }),
});

type Envelope = z.infer<typeof envelope>;

export function hearEvent(envelope: Envelope, hash: string, hearing: Hearing): Heard {
  const { event } = envelope;
  const deliveryKey = envelope.event_id ?? hash;
  const ignored = (reason: string): Heard => ({ kind: "ignored", reason, deliveryKey });
  switch (event.type) {
    case "message":
    case "app_mention":
      return hearMessage(envelope, deliveryKey, hearing);
    case "agent_session_stopped":
      return hearStop(envelope, deliveryKey);
    case "app_home_opened":
      return hearHome(envelope, deliveryKey);
    case "app_uninstalled":
      return { kind: "removed", at: timeOf(envelope) };
    case "tokens_revoked": {
      const revoked = revokedEvent.safeParse(event);
      const ours = revoked.success && revoked.data.tokens.bot.length > 0;
      return ours
        ? { kind: "removed", at: timeOf(envelope) }
        : ignored("a token of somebody else was revoked");
    }
    default:
      return ignored(`an event of no use here: ${event.type || "unnamed"}`);
  }
}

const timeOf = ({ event_time }: Envelope): Date | undefined =>
  event_time === undefined ? undefined : new Date(event_time * 1_000);

/** Subtypes under which a person still says something. */
const SPOKEN = [undefined, "file_share", "thread_broadcast"];

function hearMessage(envelope: Envelope, deliveryKey: string, hearing: Hearing): Heard {
  const ignored = (reason: string): Heard => ({ kind: "ignored", reason, deliveryKey });
  const parsed = messageEvent.safeParse(envelope.event);
  if (!parsed.success) return ignored("a message that could not be read");
  const event = parsed.data;
  if (!SPOKEN.includes(event.subtype)) return ignored(`a message of the kind ${event.subtype}`);
  if (event.bot_id) return ignored("a message of a program");
  if (!event.user || event.user === hearing.botUserId) return ignored("a message of nobody");
  const direct = event.channel_type === "im" || isDirect(event.channel);
  // Without a key: the same message comes as a mention as well, and must not be taken for heard by then.
  if (!direct && !isMention(event, hearing.botUserId)) return ignored("a message to others");
  const { files } = event;
  if (event.text.trim() === "" && files.length === 0) return ignored("a message without words");
  const thread = event.thread_ts ?? event.ts;
  const outsiders = envelope.is_ext_shared_channel ? { outsiders: true } : {};
  const team = event.user_team ?? event.source_team ?? event.team;
  return {
    kind: "words",
    text: event.text,
    files,
    direct,
    thread,
    user: event.user,
    userTeam: team,
    deliveryKey,
    messageKey: `${envelope.team_id ?? ""}:${event.channel}:${event.ts}`,
    sequence: event.ts,
    address: {
      kind: "message",
      user: event.user,
      team,
      channel: event.channel,
      thread,
      ...outsiders,
    },
  };
}

const isMention = ({ type, text }: z.infer<typeof messageEvent>, botUserId: string | undefined) =>
  type === "app_mention" || (botUserId !== undefined && text.includes(`<@${botUserId}`));

function hearStop({ event }: Envelope, deliveryKey: string): Heard {
  const { user, channel, thread_ts: thread, event_ts } = stoppedEvent.parse(event);
  if (!user || !channel || !thread)
    return { kind: "ignored", reason: "a stop of nothing", deliveryKey };
  const address = { kind: "message", user, channel, thread } as const;
  return { kind: "stop", user, deliveryKey, sequence: event_ts, address };
}

function hearHome(envelope: Envelope, deliveryKey: string): Heard {
  const parsed = homeEvent.safeParse(envelope.event);
  const tab = parsed.success ? parsed.data.tab : "";
  if (!parsed.success || !parsed.data.user || (tab !== "home" && tab !== "messages"))
    return { kind: "ignored", reason: "a tab of no use here was opened", deliveryKey };
  const { user, channel, event_ts } = parsed.data;
  return {
    kind: tab,
    user,
    deliveryKey,
    sequence: event_ts,
    address: { kind: "message", user, channel },
  };
}
