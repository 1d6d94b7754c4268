/** The test channel under the contract. */
import { vi } from "vitest";
import type { RawRequest } from "../../bot/channel.ts";
import {
  MAX_BODY,
  MAX_BUTTONS,
  MAX_LABEL,
  MAX_TEXT,
  receivePigeon,
  renderPigeon,
  signed,
  type PigeonPayload,
} from "../doubles/pigeon-channel.ts";
import { openPigeonVendor } from "../doubles/pigeon-vendor.ts";
import {
  pigeonDesk,
  pigeonEvent,
  pigeonRequest,
  pigeonSecret,
  startWorker,
} from "../support/answering.ts";
import type { ChannelHarness } from "./channel.ts";

export const pigeonHarness: ChannelHarness = {
  name: "pigeon",
  open: async (db, { desk, other }) => {
    const vendor = await openPigeonVendor();
    const worker = startWorker(db, vendor.url);
    const workspaces = { desk: pigeonDesk(desk), other: pigeonDesk(other) };
    const options = { ...worker.deps, secret: pigeonSecret, workspaces };
    return {
      request: (said, { who, workspace, key }) =>
        pigeonRequest(pigeonEvent(said, { sender: who, workspace, event: key })),
      receive: (request) => receivePigeon(options, request),
      forgeries,
      tooLarge: (request) => resigned(request, Buffer.alloc(MAX_BODY + 1, " ")),
      shown: async () => {
        await vi.waitUntil(() => isQuiet(db), { timeout: 20_000, interval: 20 });
        return vendor.posted.map(({ text, buttons }) => ({ text, actions: buttons }));
      },
      close: async () => {
        await worker.close();
        await vendor.close();
        await db.asOwner("delete from deliveries");
        await db.asOwner("delete from inbox");
      },
    };
  },
  render: (reply) => [renderPigeon(reply)],
  beyondLimits: (payload) => {
    const { text, buttons } = payload as PigeonPayload;
    return [
      ...(text.length > MAX_TEXT ? ["text"] : []),
      ...(buttons.length > MAX_BUTTONS ? ["buttons"] : []),
      ...buttons.filter(({ label }) => label.length > MAX_LABEL).map(({ id }) => id),
    ];
  },
  active: (payload) => (payload as PigeonPayload).text.match(/<[^>]*>/g) ?? [],
  fallback: (payload) => (payload as PigeonPayload).text,
};

async function isQuiet(db: { asOwner(sql: string): Promise<unknown[]> }): Promise<boolean> {
  const open = await db.asOwner(`select 1 from inbox where state in ('waiting', 'answering')
    union all select 1 from deliveries where state in ('waiting', 'sending')`);
  return open.length === 0;
}

function resigned(request: RawRequest, body: Buffer): RawRequest {
  const at = Number(request.headers["x-pigeon-time"]);
  const signature = signed(pigeonSecret, at, body);
  return { ...request, body, headers: { ...request.headers, "x-pigeon-signature": signature } };
}

/** The genuine one with another body, another time, another signature, or without one of them. */
function forgeries(request: RawRequest): RawRequest[] {
  const { headers, body } = request;
  const at = Number(headers["x-pigeon-time"]);
  const right = headers["x-pigeon-signature"] ?? "";
  const text = Buffer.from(body).toString("utf8");
  const header = (name: string, value: string | undefined): RawRequest => ({
    ...request,
    headers: { ...headers, [name]: value },
  });
  const signature = (value: string | undefined) => header("x-pigeon-signature", value);
  const shifted = (seconds: number): RawRequest => ({
    ...request,
    headers: {
      "x-pigeon-time": String(at + seconds),
      "x-pigeon-signature": signed(pigeonSecret, at + seconds, body),
    },
  });
  return [
    signature(undefined),
    signature(""),
    signature(right.slice(0, -1)),
    signature(`${right}0`),
    signature(right.replace(/^./, (first) => (first === "0" ? "1" : "0"))),
    signature(right.toUpperCase().replace(/^[0-9]+$/, "F")),
    signature(Buffer.from(right, "hex").toString("base64")),
    signature("0".repeat(right.length)),
    signature(signed("another secret", at, body)),
    signature(signed("", at, body)),
    signature(signed(pigeonSecret, at, Buffer.alloc(0))),
    header("x-pigeon-time", undefined),
    header("x-pigeon-time", ""),
    header("x-pigeon-time", String(at + 1)),
    header("x-pigeon-time", "NaN"),
    shifted(-302),
    shifted(302),
    shifted(-86_400),
    { ...request, body: Buffer.from(`${text} `) },
    { ...request, body: Buffer.from(text.replace("Lena", "Lina")) },
    { ...request, body: Buffer.from(JSON.stringify(JSON.parse(text), null, 1)) },
    { ...request, body: Buffer.alloc(0) },
  ];
}
