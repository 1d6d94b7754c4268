/** Answers by the link that came with a command or a press: seen by that one person, five times in half an hour. */
import { DeliveryError } from "../../core/channel-port.ts";
import type { Address } from "./address.ts";
import type { Drawn } from "./render.ts";

/** Slack takes five; the last is left for chance. */
const USES = 4;
const TIMEOUT_MS = 10_000;

/** False where the link is used up or too old: then the answer goes another way. */
export async function respond(
  { url, until, replace }: Extract<Address, { kind: "response" }>,
  { text, blocks }: Drawn,
  { attempt, apiUrl }: { attempt: number; apiUrl?: string | undefined },
): Promise<boolean> {
  if (attempt > USES || until < Date.now() || !isSlacks(url, apiUrl)) return false;
  const body = { response_type: "ephemeral", replace_original: replace, text, blocks };
  const status = await send(url, body);
  if (status >= 200 && status < 300) return true;
  if (status >= 500 || status === 429)
    throw new DeliveryError({ final: false, reason: `Slack answered ${status}` });
  return false;
}

async function send(url: string, body: unknown): Promise<number> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    throw new DeliveryError({ final: false, reason: "Slack did not answer" });
  }
}

/** The payload was signed, yet an answer full of a customer's data goes to Slack's own host only. */
function isSlacks(url: string, apiUrl: string | undefined): boolean {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target) return false;
  if (apiUrl) return target.host === new URL(apiUrl).host;
  return target.protocol === "https:" && target.hostname === "hooks.slack.com";
}
