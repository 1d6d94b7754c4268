/** Whether a request comes from Slack, and just now: the signature over its exact bytes. */
import { createHmac, timingSafeEqual } from "node:crypto";

/** Slack's own bound, here in both directions: a request from the future could be kept and used later. */
const MOST_APART_S = 300;

export interface Signed {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
}

export function isFromSlack(signingSecret: string, { headers, body }: Signed, now: Date): boolean {
  const timestamp = headers["x-slack-request-timestamp"];
  const signature = headers["x-slack-signature"];
  if (typeof timestamp !== "string" || typeof signature !== "string") return false;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > MOST_APART_S) return false;
  const expected = Buffer.from(signatureOf(signingSecret, timestamp, body));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export const signatureOf = (
  signingSecret: string,
  timestamp: string,
  body: Uint8Array | string,
): string =>
  `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body).digest("hex")}`;
