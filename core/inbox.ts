/** What a webhook stores before it acknowledges: a row, and a job that says to look at it. */
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { storeInbox, takeBackInbox } from "../db/queries/inbox.ts";
import type { Said } from "./agent/understand.ts";
import type { ChannelName } from "./channel-port.ts";
import { newId } from "./domain/ids.ts";
import { defineJob, type Jobs } from "./jobs.ts";

export interface InboxMessage {
  channel: ChannelName;
  workspaceId?: string;
  /** The channel's own id of this delivery: a second one with it is dropped. */
  deliveryKey: string;
  /** Another name of the same message, where a channel delivers it under two. */
  messageKey?: string;
  /** One turn at a time within it, and in the order of `sequence` (compared byte by byte). */
  conversationKey: string;
  sequence: string;
  /** Absent: nobody here is meant; kept as ignored. */
  userId?: string;
  /** "dm" or the shared channel's name: decides what the answer may contain. */
  audience: "dm" | (string & {});
  thread?: string;
  said: Said;
  /** Files that came with it, by the channel's own ids. */
  files?: string[];
  /** Where the answer goes, in the channel's words (JSON). */
  address: unknown;
  /** Of a shared channel: where to reach only this person, for what the others may not see. */
  privateAddress?: unknown;
  receivedAt: Date;
  /** Kept as ignored, with this reason. */
  ignore?: string;
}

/** What of a message is kept as one value: all that answering needs besides the row's own columns. */
export type KeptMessage = Pick<
  InboxMessage,
  "workspaceId" | "audience" | "thread" | "said" | "files" | "address" | "privateAddress"
>;

/** Looks at this row, and with it at all that waits in its conversation. */
export const answerInboxJob = defineJob({
  name: "answer-inbox",
  payload: z.object({ tenantId: z.uuid(), inboxId: z.uuid() }),
});

export interface Conversation {
  channel: ChannelName;
  conversationKey: string;
}

/** At most one job of a conversation waits and one runs. */
export const conversationJob = (
  tenantId: string,
  { channel, conversationKey }: Conversation,
): string => `${tenantId}|${channel}|${conversationKey}`;

/** Stores the message once, however often it is delivered. It is safe to acknowledge afterwards. */
export async function takeIn(
  { db, jobs }: { db: Database; jobs: Pick<Jobs, "enqueue"> },
  tenantId: string,
  message: InboxMessage,
): Promise<"taken" | "duplicate" | "ignored"> {
  const inboxId = newId();
  const reason =
    message.ignore ?? (message.userId === undefined ? "nobody here is meant" : undefined);
  const nobody = { tenantId, actorId: null, viewerId: null };
  const stored = await db.transaction(nobody, (tx) =>
    storeInbox(tx, {
      id: inboxId,
      channel: message.channel,
      deliveryKey: message.deliveryKey,
      messageKey: message.messageKey ?? null,
      conversationKey: message.conversationKey,
      sequence: message.sequence,
      userId: message.userId ?? null,
      message: storable(keptOf(message)),
      state: reason === undefined ? "waiting" : "ignored",
      reason: reason ?? null,
      receivedAt: message.receivedAt,
    }),
  );
  if (!stored) return "duplicate";
  if (reason !== undefined) return "ignored";
  // Not waited for: a queue that hangs must not delay the acknowledgement, and a sweep finds the row.
  void jobs.enqueue(
    answerInboxJob,
    { tenantId, inboxId },
    { key: conversationJob(tenantId, message) },
  );
  return "taken";
}

/**
 * The asker takes back what has no answer yet: nothing more of it is read or carried out, and the answer
 * says so. Whoever answers it learns of it when it next renews its hold.
 */
export const takeBack = (
  { db }: { db: Database },
  tenantId: string,
  of: Conversation & { userId: string },
  isMeant: (address: unknown) => boolean,
): Promise<number> =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
    takeBackInbox(tx, of, (message) => isMeant((message as KeptMessage).address)),
  );

const keptOf = (message: InboxMessage): KeptMessage => ({
  ...(message.workspaceId === undefined ? {} : { workspaceId: message.workspaceId }),
  audience: message.audience,
  ...(message.thread === undefined ? {} : { thread: message.thread }),
  said: message.said,
  ...(message.files === undefined ? {} : { files: message.files }),
  address: message.address,
  ...(message.privateAddress === undefined ? {} : { privateAddress: message.privateAddress }),
});

/** PostgreSQL keeps neither NUL nor half a character; nobody types them. */
function storable<T>(value: T): T {
  const clean = (_key: string, part: unknown): unknown =>
    typeof part === "string"
      ? Buffer.from(part.replaceAll("\u0000", ""), "utf8").toString("utf8")
      : part;
  return JSON.parse(JSON.stringify(value, clean)) as T;
}
