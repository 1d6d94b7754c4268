/** Slack's end of Socket Mode: a web socket that hands out envelopes and hears what is acknowledged. */
import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export interface SocketMode {
  url: string;
  /** Hands the payload over; undefined where it is not acknowledged within the time. */
  deliver(
    type: string,
    payload: unknown,
    withinMs?: number,
  ): Promise<{ payload?: unknown } | undefined>;
  close(): Promise<void>;
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT = 1;
const PING = 9;
const PONG = 10;

export async function openSocketMode(): Promise<SocketMode> {
  let socket: Duplex | undefined;
  let count = 0;
  const waiting = new Map<string, (ack: { payload?: unknown }) => void>();
  const server = http.createServer();
  server.on("upgrade", (request, connection) => {
    socket = connection;
    connection.on("error", () => undefined);
    const key = request.headers["sec-websocket-key"] ?? "";
    const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
    connection.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    connection.write(frame(TEXT, JSON.stringify({ type: "hello", num_connections: 1 })));
    connection.on("data", (data: Buffer) => {
      for (const { kind, text } of framesIn(data)) {
        if (kind === PING) connection.write(frame(PONG, text));
        if (kind !== TEXT) continue;
        const ack = JSON.parse(text) as { envelope_id: string; payload?: unknown };
        waiting.get(ack.envelope_id)?.(ack);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    deliver: (type, payload, withinMs = 10_000) => {
      const envelope_id = String((count += 1));
      const envelope = { envelope_id, type, payload, accepts_response_payload: true };
      socket?.write(frame(TEXT, JSON.stringify(envelope)));
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), withinMs);
        waiting.set(envelope_id, (ack) => {
          clearTimeout(timer);
          resolve(ack);
        });
      });
    },
    close: async () => {
      socket?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** From the server, unmasked and whole. */
function frame(kind: number, text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x80 | kind, body.length])
      : Buffer.from([0x80 | kind, 126, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, body]);
}

/** From the client, masked; acknowledgements are small and come whole. */
function framesIn(data: Buffer): { kind: number; text: string }[] {
  const frames: { kind: number; text: string }[] = [];
  let at = 0;
  while (at + 2 <= data.length) {
    const kind = (data[at] ?? 0) & 0x0f;
    const short = (data[at + 1] ?? 0) & 0x7f;
    const length = short === 126 ? data.readUInt16BE(at + 2) : short;
    const maskAt = at + (short === 126 ? 4 : 2);
    const mask = data.subarray(maskAt, maskAt + 4);
    const body = Buffer.from(data.subarray(maskAt + 4, maskAt + 4 + length));
    for (let index = 0; index < body.length; index += 1)
      body[index] = (body[index] ?? 0) ^ (mask[index % 4] ?? 0);
    frames.push({ kind, text: body.toString("utf8") });
    at = maskAt + 4 + length;
  }
  return frames;
}
