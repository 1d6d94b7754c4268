/** Decides whether a request to the web chat comes from a signed-in person on our own page. */
import { timingSafeEqual } from "node:crypto";
import { parseCookie } from "cookie";
import type { Ack, RawRequest } from "../channel.ts";
import type { WebDeps, WebSession } from "./web-deps.ts";

export type SessionSource = Pick<WebDeps, "findSession" | "secureCookies">;

export const notSignedIn: Ack = { status: 401, body: "Please sign in again." };
export const forged: Ack = {
  status: 403,
  body: "This request did not come from your own page, so it was refused; reload the page and try again.",
};

/** "__Host-" makes browsers refuse the cookie unless it is secure and bound to this very host. */
export const cookieName = (secure: boolean): string => (secure ? "__Host-rapport" : "rapport");

export function sessionTokenOf(
  headers: RawRequest["headers"],
  secure: boolean,
): string | undefined {
  return parseCookie(headers.cookie ?? "")[cookieName(secure)];
}

export async function findVisitor(
  headers: RawRequest["headers"],
  source: SessionSource,
): Promise<WebSession | undefined> {
  const token = sessionTokenOf(headers, source.secureCookies);
  return token ? source.findSession(token) : undefined;
}

/** Lets a POST through only with a session, from our own origin, with the session's token. */
export async function admit(
  request: RawRequest,
  source: SessionSource,
): Promise<{ session: WebSession } | { refused: Ack }> {
  if (!comesFromOurPage(request.headers)) return { refused: forged };
  const session = await findVisitor(request.headers, source);
  if (!session) return { refused: notSignedIn };
  const given = request.headers["x-csrf-token"] ?? formOf(request).get("csrf") ?? "";
  return sameSecret(given, session.csrfToken) ? { session } : { refused: forged };
}

/**
 * Browsers name the origin of every POST in at least one of these headers; a caller that sends neither
 * is no browser, carries nobody's cookies by accident, and still needs the token.
 */
export function comesFromOurPage(headers: RawRequest["headers"]): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const origin = headers.origin;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}

export const formOf = (request: RawRequest): URLSearchParams =>
  new URLSearchParams(new TextDecoder().decode(request.body));

function sameSecret(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return expected !== "" && left.length === right.length && timingSafeEqual(left, right);
}
