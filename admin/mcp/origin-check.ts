/**
 * Keeps web pages out: a page may point its own name at this machine, but it cannot hide that name
 * from the Host header, nor its origin.
 */
import type { IncomingHttpHeaders } from "node:http";

export interface Reachable {
  /** Interface that is listened on. */
  host: string;
  publicUrl?: string | undefined;
}

const local = ["localhost", "127.0.0.1", "[::1]"];

/** One sentence why not, or undefined. */
export function whyForeign(headers: IncomingHttpHeaders, at: Reachable): string | undefined {
  const hostname = hostnameIn(`http://${headers.host ?? ""}`);
  if (hostname === undefined || !namesOf(at).includes(hostname))
    return "This is not an address of this server; set RAPPORT_PUBLIC_URL to the one you use.";
  const { origin } = headers;
  if (origin !== undefined && !isOurs(origin, headers, at))
    return "Web pages of other sites may not call this.";
  return undefined;
}

function namesOf({ host, publicUrl }: Reachable): string[] {
  const listening = hostnameIn(`http://${host.includes(":") ? `[${host}]` : host}`);
  return [...local, listening, publicUrl && hostnameIn(publicUrl)].filter(
    (name): name is string => name !== undefined && name !== "0.0.0.0" && name !== "[::]",
  );
}

function isOurs(origin: string, headers: IncomingHttpHeaders, { publicUrl }: Reachable): boolean {
  if (!URL.canParse(origin)) return false;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
  return new URL(origin).host === headers.host;
}

const hostnameIn = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname : undefined;
