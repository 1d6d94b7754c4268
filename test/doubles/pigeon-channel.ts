/** The channel of the test vendor: its own signature, its own limits, and everything a real one must do. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Ack, ChannelName, RawRequest } from "../../bot/channel.ts";
import { DeliveryError, type Outbound } from "../../core/channel-port.ts";
import { takeIn, type InboxMessage } from "../../core/inbox.ts";
import type { Jobs } from "../../core/jobs.ts";
import { allActions, plainText, type Reply } from "../../core/reply.ts";
import type { Database } from "../../db/client.ts";

/** It stands in for one that has no channel here yet. */
export const pigeonName: ChannelName = "teams";
export const MAX_BODY = 64 * 1024;
export const MAX_TEXT = 2_000;
export const MAX_BUTTONS = 5;
export const MAX_LABEL = 40;
const MOST_SKEW_S = 300;
const TRY_MS = 4_000;

const eventSchema = z.object({
  event: z.string(),
  message: z.string().optional(),
  workspace: z.string(),
  sender: z.string(),
  room: z.string(),
  sequence: z.string(),
  said: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("text"), text: z.string() }),
    z.object({ kind: z.literal("press"), actionId: z.string() }),
    z.object({
      kind: z.literal("form"),
      actionId: z.string(),
      values: z.record(z.string(), z.string()),
    }),
  ]),
});
export type PigeonEvent = z.infer<typeof eventSchema>;

/** A workspace as it was bound, with the people linked in it. */
export interface PigeonWorkspace {
  tenantId: string;
  people: Record<string, string>;
}

export interface PigeonOptions {
  db: Database;
  jobs: Pick<Jobs, "enqueue">;
  secret: string;
  workspaces: Record<string, PigeonWorkspace>;
}

export const signed = (secret: string, at: number, body: Uint8Array): string =>
  createHmac("sha256", secret).update(`${at}.`).update(body).digest("hex");

/** Verify, store, acknowledge; nothing else happens while the vendor waits. */
export async function receivePigeon(options: PigeonOptions, request: RawRequest): Promise<Ack> {
  if (request.body.length > MAX_BODY) return { status: 413 };
  if (!isGenuine(options.secret, request)) return { status: 401 };
  const event = readEvent(request.body);
  if (!event) return { status: 400 };
  const workspace = options.workspaces[event.workspace];
  // Nobody's: there is no tenant in which to keep it.
  if (!workspace) return { status: 200 };
  await takeIn(options, workspace.tenantId, messageOf(event, workspace.people[event.sender]));
  return { status: 200 };
}

function isGenuine(secret: string, { headers, body }: RawRequest): boolean {
  const at = Number(headers["x-pigeon-time"]);
  if (!Number.isInteger(at) || Math.abs(Date.now() / 1000 - at) > MOST_SKEW_S) return false;
  const given = Buffer.from(headers["x-pigeon-signature"] ?? "", "utf8");
  const right = Buffer.from(signed(secret, at, body), "utf8");
  return given.length === right.length && timingSafeEqual(given, right);
}

function readEvent(body: Uint8Array): PigeonEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(Buffer.from(body).toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

function messageOf(event: PigeonEvent, userId: string | undefined): InboxMessage {
  const alone = event.room === "dm";
  return {
    channel: pigeonName,
    deliveryKey: event.event,
    ...(event.message === undefined ? {} : { messageKey: event.message }),
    conversationKey: `${event.workspace}:${alone ? event.sender : event.room}`,
    sequence: event.sequence,
    ...(userId === undefined ? { ignore: "unlinked" } : { userId }),
    audience: alone ? "dm" : event.room,
    said: event.said,
    address: { to: alone ? `@${event.sender}` : `#${event.room}` },
    ...(alone ? {} : { privateAddress: { to: `@${event.sender}` } }),
    receivedAt: new Date(),
  };
}

export interface PigeonPayload {
  text: string;
  buttons: { id: string; label: string }[];
}

/** Pure: plain words, with nothing in them that the vendor would take for markup or a mention. */
export function renderPigeon(reply: Reply): PigeonPayload {
  const actions = allActions(reply).slice(0, MAX_BUTTONS);
  return {
    text: cut(escaped(plainText(reply)), MAX_TEXT),
    buttons: actions.map(({ id, label }) => ({ id, label: cut(label, MAX_LABEL) })),
  };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

export const pigeonOutbound = (vendorUrl: string): Outbound => ({
  deliver: async (to, reply, { id, attempt }) => {
    if (attempt > 1) {
      const [found] = (await call("GET", `${vendorUrl}/?delivery=${id}`)) as { id: string }[];
      if (found) return { platformMessage: found.id };
    }
    const body = { ...renderPigeon(reply), to: addressOf(to.address), delivery: id };
    const { id: platformMessage } = (await call("POST", vendorUrl, body)) as { id: string };
    return { platformMessage };
  },
  redraw: async (to, platformMessage, reply) => {
    const body = { ...renderPigeon(reply), to: addressOf(to.address) };
    await call("PUT", `${vendorUrl}/${String(platformMessage)}`, body);
  },
});

const addressOf = (address: unknown): string => (address as { to: string }).to;

async function call(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(TRY_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new DeliveryError({ final: false, reason: `no answer: ${(error as Error).name}` });
  });
  if (response.ok) return response.json();
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  throw new DeliveryError({
    final: response.status === 404,
    ...(Number.isNaN(seconds) ? {} : { retryAfterMs: seconds * 1_000 }),
    reason: `the vendor answered ${response.status}`,
  });
}
