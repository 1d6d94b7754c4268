/** Where an answer goes in Slack: stored with the message, so that any process can deliver it. */
import { z } from "zod";

const person = { user: z.string(), team: z.string().optional() };

export const addressSchema = z.discriminatedUnion("kind", [
  /** Into a conversation, in that thread. */
  z.object({
    kind: z.literal("message"),
    ...person,
    channel: z.string(),
    thread: z.string().optional(),
    /** Slack said with the message that people of another organisation read it there. */
    outsiders: z.boolean().optional(),
  }),
  /**
   * To one person alone, by the link that came with a command or a press; it lasts half an hour.
   * `replace`: in place of what was shown until now.
   */
  z.object({
    kind: z.literal("response"),
    ...person,
    url: z.string(),
    until: z.number(),
    replace: z.boolean(),
  }),
  /** To one person alone, as a direct message. */
  z.object({
    kind: z.literal("dm"),
    ...person,
    /** The channel in which they asked, where this is what only they may see of the answer. */
    askedIn: z.string().optional(),
  }),
]);

export type Address = z.infer<typeof addressSchema>;

/** What Slack calls a message of ours, with which it can be changed. */
export const postedSchema = z.object({ channel: z.string(), ts: z.string() });
export type Posted = z.infer<typeof postedSchema>;

/** Whether what was asked there is answered in this thread. */
export function isSamePlace(other: unknown, address: Address): boolean {
  const { data } = addressSchema.safeParse(other);
  if (data?.kind !== "message" || address.kind !== "message") return false;
  return data.channel === address.channel && data.thread === address.thread;
}

export type MessageAddress = Extract<Address, { kind: "message" }>;

/** In a channel others read along; what goes elsewhere is one person's alone. */
export const inChannel = (address: Address): MessageAddress | undefined =>
  address.kind === "message" && !isDirect(address.channel) ? address : undefined;

export const isDirect = (channel: string): boolean => channel.startsWith("D");

/** Slack's own bound, less a little for what is under way. */
const RESPONSE_LASTS_MS = 29 * 60_000;

export const responseAddress = (
  who: { user: string; team?: string | undefined },
  link: { url: string; replace: boolean },
  now: Date,
): Address => ({ kind: "response", ...who, ...link, until: now.getTime() + RESPONSE_LASTS_MS });
