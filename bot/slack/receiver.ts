/** Slack's requests over HTTP: raw bytes verified first, then read, and answered once they are stored. */
import {
  Router,
  raw,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import type { Logger } from "../../core/log.ts";
import { isFromSlack } from "./verify.ts";

export interface Incoming {
  body: Record<string, unknown>;
  retryNum?: number;
  retryReason?: string;
}

export interface ReceiverOptions {
  signingSecret: string;
  log: Logger;
  now(): Date;
  /** What Slack is to be answered; a throw means that nothing was stored, and Slack sends it again. */
  process(incoming: Incoming): Promise<unknown>;
}

/** Messages of 40,000 characters come with their blocks; nothing of Slack's is larger. */
const MOST_BYTES = "1mb";

export function slackReceiver(options: ReceiverOptions): RequestHandler {
  const router = Router();
  // Not inflated: the signature is over the bytes as they came.
  router.post(
    "/",
    raw({ type: () => true, limit: MOST_BYTES, inflate: false }),
    (request, response) => receive(options, request, response),
  );
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const status = statusOf(error);
    if (status === 500) options.log.error({ err: error }, "what Slack sent could not be stored");
    if (response.headersSent) return next(error);
    response
      .status(status)
      .type("text")
      .send(status === 413 ? "Too large." : "Not taken.");
  });
  return router;
}

async function receive(
  options: ReceiverOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const bytes: unknown = request.body;
  const body = bytes instanceof Uint8Array ? bytes : new Uint8Array();
  const { headers } = request;
  if (!isFromSlack(options.signingSecret, { headers, body }, options.now())) {
    options.log.warn({ status: 401 }, "a request to Slack's address did not come from Slack");
    response.status(401).type("text").send("Not from Slack, or not from now.");
    return;
  }
  const payload = readBody(headers["content-type"] ?? "", Buffer.from(body).toString("utf8"));
  if (!payload) {
    response.status(400).type("text").send("This could not be read.");
    return;
  }
  if (payload.type === "url_verification")
    return void response.json({ challenge: payload.challenge });
  if ("ssl_check" in payload) return void response.send("");
  const answer = await options.process({ body: payload, ...retryOf(request) });
  if (answer === undefined || answer === "") response.send("");
  else if (typeof answer === "string") response.type("text").send(answer);
  else response.json(answer);
}

/** By the media type alone: a proxy may add "; charset=utf-8". */
export function readBody(contentType: string, text: string): Record<string, unknown> | undefined {
  const [mediaType = ""] = contentType.split(";");
  if (mediaType.trim().toLowerCase() !== "application/x-www-form-urlencoded") return readJson(text);
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : readJson(payload);
}

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Only told on: the first try may have died, so a repeated one is never dropped for being one. */
function retryOf(request: Request): Pick<Incoming, "retryNum" | "retryReason"> {
  const retryNum = Number(request.get("x-slack-retry-num"));
  const retryReason = request.get("x-slack-retry-reason");
  return { ...(retryNum > 0 ? { retryNum } : {}), ...(retryReason ? { retryReason } : {}) };
}

/** The body parser marks what is the sender's fault. */
function statusOf(error: unknown): number {
  const status = error instanceof Error ? (error as { status?: unknown }).status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}
