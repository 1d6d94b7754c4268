/**
 * A provider that can be asked what it took, and the outbox that speaks to it. It writes each mail down
 * to the disk before it says so, and hangs up on some instead of saying so.
 */
import fs from "node:fs";
import type http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { text } from "node:stream/consumers";
import type { Outbox } from "../../core/sending/outbox-port.ts";
import { listenLocally } from "../support/local-server.ts";

export interface AskedProvider {
  url: string;
  close(): Promise<void>;
}

export async function startAskedProvider({
  file,
  thinksMs = () => 0,
}: {
  /** A line of JSON for each mail taken. */
  file: string;
  thinksMs?: () => number;
}): Promise<AskedProvider> {
  const log = fs.openSync(file, "a");
  const taken = new Set<string>();
  const take = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const { messageId, to } = JSON.parse(await text(request)) as { messageId: string; to: string };
    await pause(thinksMs());
    fs.writeSync(log, `${JSON.stringify({ messageId, to: [to] })}\n`);
    fs.fsyncSync(log);
    taken.add(messageId);
    await pause(thinksMs());
    if (to.startsWith("gone-late")) request.socket.destroy();
    else response.writeHead(202).end("taken");
  };
  const { url, close } = await listenLocally((request, response) => {
    if (request.method === "POST") take(request, response).catch(() => request.socket.destroy());
    else {
      const id = new URL(request.url ?? "/", "http://here").searchParams.get("id") ?? "";
      response.writeHead(taken.has(id) ? 200 : 404).end();
    }
  });
  return {
    url,
    close: async () => {
      await close();
      fs.closeSync(log);
    },
  };
}

export const openAskedOutbox = (url: string): Outbox => ({
  name: "asked",
  async send({ messageId, to }, { signal }) {
    const body = JSON.stringify({ messageId, to: to[0]?.email ?? "" });
    try {
      const response = await fetch(url, { method: "POST", body, signal });
      if (response.status === 202) return { end: "sent" };
      return { end: "refused", why: `It said ${response.status}.`, retry: response.status >= 500 };
    } catch {
      return { end: "unknown", why: "The connection was lost." };
    }
  },
  async find({ messageId }) {
    const { status } = await fetch(`${url}/?id=${encodeURIComponent(messageId)}`);
    return status === 200 ? "sent" : status === 404 ? "absent" : "unknown";
  },
});
