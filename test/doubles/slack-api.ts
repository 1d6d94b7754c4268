/**
 * Slack's API for what the emulator lacks: answers in the recorded shape with the values a test gives,
 * and every way in which Slack answers badly.
 */
import { existsSync, readFileSync } from "node:fs";
import type http from "node:http";
import { text as textOf } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { listenLocally } from "../support/local-server.ts";

const recorded = fileURLToPath(new URL("../../../shared/data/slack/api/", import.meta.url));

export const hasSlackRecordings = existsSync(recorded);

type Json = Record<string, unknown>;
/** How an answer can go wrong: Slack's own error, too many requests, a broken gateway, or nothing at all. */
export type Misbehaviour = { error: string } | "limited" | "broken" | "hangs" | "cut off";
export type Answer = Json | Misbehaviour | ((form: URLSearchParams) => Json | Misbehaviour);

export interface SlackApi {
  /** As the setting for Slack's API takes it. */
  url: string;
  calls: { method: string; form: URLSearchParams; token: string | undefined }[];
  /** From now on, until the next one. */
  answer(method: string, answer: Answer): void;
  close(): Promise<void>;
}

export async function openSlackApi(): Promise<SlackApi> {
  const answers = new Map<string, Answer>();
  const calls: SlackApi["calls"] = [];
  const { url, close } = await listenLocally((request, response) => {
    const method = (request.url ?? "").replace(/^\/api\//, "").replace(/\?.*$/, "");
    void textOf(request).then((body) => {
      const form = new URLSearchParams(body);
      calls.push({ method, form, token: request.headers.authorization?.replace("Bearer ", "") });
      const given = answers.get(method) ?? { error: "unknown_method" };
      respond(response, method, typeof given === "function" ? given(form) : given);
    });
  });
  return {
    url: `${url}/api/`,
    calls,
    answer: (method, answer) => void answers.set(method, answer),
    close,
  };
}

function respond(response: http.ServerResponse, method: string, given: Json | Misbehaviour): void {
  const json = (status: number, body: Json, headers: http.OutgoingHttpHeaders = {}): void =>
    void response
      .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
      .end(JSON.stringify(body));
  if (given === "hangs") return;
  if (given === "cut off") return void response.socket?.destroy();
  if (given === "limited")
    return json(429, { ok: false, error: "ratelimited" }, { "retry-after": "30" });
  if (given === "broken")
    return void response
      .writeHead(502, { "content-type": "text/html" })
      .end("<h1>Bad gateway</h1>");
  if ("error" in given) return json(200, { ok: false, error: given.error });
  const { scopes, ...values } = given;
  const headers = typeof scopes === "string" ? { "x-oauth-scopes": scopes } : {};
  json(200, { ...filled(shapeOf(method), values), ok: true }, headers);
}

/** The recorded answer without the fields of a failed one. */
function shapeOf(method: string): Json {
  const file = `${recorded}${method}.json`;
  if (!existsSync(file)) return {};
  const shape = JSON.parse(readFileSync(file, "utf8")) as Json;
  return Object.fromEntries(
    Object.entries(shape).filter(
      ([key]) => !["error", "needed", "provided", "warning"].includes(key),
    ),
  );
}

/** `undefined` takes a recorded field away: Slack leaves out what does not apply. */
function filled(shape: Json, values: Json): Json {
  const result: Json = { ...shape };
  for (const [key, value] of Object.entries(values)) {
    const under = result[key];
    result[key] = isObject(value) && isObject(under) ? filled(under, value) : value;
  }
  return result;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
