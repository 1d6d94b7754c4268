/**
 * A chat vendor that exists for tests only: keeps messages, finds them by what was sent with them, and can
 * misbehave the way vendors do, before or after it has taken a message.
 */
import type http from "node:http";
import { json } from "node:stream/consumers";
import { listenLocally } from "../support/local-server.ts";

export interface Posted {
  id: string;
  to: string;
  text: string;
  buttons: { id: string; label: string }[];
  /** What the sender wants to find it again by. */
  delivery: string;
  edits: number;
}

/** `lost`: taken, but the answer never comes. `hang`: neither. */
export type Fault = "429" | "500" | "lost" | "hang" | "gone";

export interface PigeonVendor {
  url: string;
  posted: Posted[];
  /** Told of every message, as it is taken. */
  onPosted?: (posted: Posted) => void;
  /** What the next posts come to, one each; then all is well. */
  faults: Fault[];
  close(): Promise<void>;
}

export async function openPigeonVendor(): Promise<PigeonVendor> {
  const vendor: PigeonVendor = { url: "", posted: [], faults: [], close: () => Promise.resolve() };
  const server = await listenLocally((request, response) => {
    void serve(vendor, request, response);
  });
  return Object.assign(vendor, server);
}

async function serve(
  vendor: PigeonVendor,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://vendor");
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, headers).end(JSON.stringify(body));
  const delivery = url.searchParams.get("delivery");
  if (request.method === "GET")
    return void answer(
      200,
      vendor.posted.filter((one) => one.delivery === delivery),
    );
  const body = (await json(request)) as Omit<Posted, "id" | "edits">;
  if (request.method === "PUT") return void answer(...changed(vendor, url.pathname.slice(1), body));
  const fault = vendor.faults.shift();
  if (fault === "hang") return;
  if (fault === "429") return void answer(429, {}, { "retry-after": "1" });
  if (fault === "500") return void answer(500, {});
  if (fault === "gone") return void answer(404, {});
  const posted = { id: `m${vendor.posted.length + 1}`, ...body, edits: 0 };
  vendor.posted.push(posted);
  vendor.onPosted?.(posted);
  if (fault !== "lost") answer(200, { id: posted.id });
}

function changed(
  { posted }: PigeonVendor,
  id: string,
  body: Omit<Posted, "id" | "edits">,
): [number, unknown] {
  const message = posted.find((one) => one.id === id);
  if (!message) return [404, {}];
  Object.assign(message, body, { id, edits: message.edits + 1 });
  return [200, { id }];
}
