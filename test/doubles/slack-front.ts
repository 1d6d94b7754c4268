/**
 * Slack for tests: an emulator for each workspace behind one address. What the emulator lacks is added in
 * the shapes of Slack's own types: answers to response links, agent status, streaming, Block Kit limits,
 * and the ways in which Slack fails.
 */
import type http from "node:http";
import { text as textOf } from "node:stream/consumers";
import { createEmulator, type Emulator } from "emulate";
import { freePort, listenLocally } from "../support/local-server.ts";
import { blockTrouble } from "./block-kit-rules.ts";

/** `lost`: done, but the answer never comes. */
export type Fault = "lost" | "500" | { retryAfter: number } | { error: string };

export interface Call {
  method: string;
  token: string;
  body: Record<string, unknown>;
  answer: Record<string, unknown> | undefined;
}

export interface SlackWorkspace {
  team: string;
  token: string;
  /** Ids by name. */
  users: Record<string, string>;
  channels: Record<string, string>;
  call(method: string, body?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** What a person writes in Slack; gives its ts. */
  say(user: string, channel: string, text: string, thread?: string): Promise<string>;
  /** A file that a person brings to a conversation; gives its id. */
  bring(user: string, channel: string, file: { name: string; body: Buffer }): Promise<string>;
}

export interface SlackFront {
  apiUrl: string;
  calls: Call[];
  /** What the next calls of a method come to; then all is well. */
  faults: Map<string, Fault[]>;
  /** What is said of a person or a channel beyond what the emulator knows, by id. */
  known: Map<string, Record<string, unknown>>;
  /** Who is in a channel, where it is not everybody. */
  members: Map<string, string[]>;
  /** Where Socket Mode is to be found. */
  socketUrl: string | undefined;
  /** Whether chat.startStream and its kin are there. */
  streams: boolean;
  /** A link as it comes with a command or a press: good for five answers. */
  responseUrl(): string;
  /** What was answered to such links. */
  responses: { url: string; body: Record<string, unknown> }[];
  workspace(options: { team: string; people: Record<string, string> }): Promise<SlackWorkspace>;
  close(): Promise<void>;
}

const EMULATED_TEAM = "T000000001";

export async function openSlackFront(): Promise<SlackFront> {
  const emulators: { token: string; team: string; emulator: Emulator }[] = [];
  const uses = new Map<string, number>();
  const { url: base, close } = await listenLocally((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  const front: SlackFront = {
    apiUrl: `${base}/api/`,
    calls: [],
    faults: new Map(),
    known: new Map(),
    members: new Map(),
    streams: false,
    socketUrl: undefined,
    responses: [],
    responseUrl: () => {
      const url = `${base}/response/${uses.size + 1}`;
      uses.set(url, 0);
      return url;
    },
    workspace: async ({ team, people }) => {
      const token = `xoxb-${team}`;
      const emulator = await createEmulator({
        service: "slack",
        port: await freePort(),
        seed: {
          slack: {
            users: [
              { name: "rapport", real_name: "Rapport", email: `bot@${team.toLowerCase()}.example` },
              ...Object.entries(people).map(([name, email]) => ({
                name,
                real_name: name.charAt(0).toUpperCase() + name.slice(1),
                email,
              })),
            ],
            channels: [{ name: "sales" }, { name: "partners" }],
            tokens: [
              { token, user: "rapport" },
              ...Object.keys(people).map((user) => ({ token: `xoxp-${team}-${user}`, user })),
            ],
          },
        },
      });
      emulators.push({ token, team, emulator });
      const say: SlackWorkspace["say"] = async (user, channel, text, thread) => {
        const body = { channel, text, ...(thread ? { thread_ts: thread } : {}) };
        const posting = { method: "chat.postMessage", body };
        return String((await callAs(emulator, `xoxp-${team}-${user}`, posting)).ts);
      };
      const call: SlackWorkspace["call"] = async (method, body = {}) => {
        const answer = await fetch(`${base}/api/${method}`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        return (await answer.json()) as Record<string, unknown>;
      };
      const bring: SlackWorkspace["bring"] = (user, channel, file) =>
        bringTo(emulator, `xoxp-${team}-${user}`, { channel, file });
      return { team, token, call, say, bring, ...(await idsIn(call)) };
    },
    close: async () => {
      await close();
      for (const { emulator } of emulators) await emulator.close();
    },
  };
  return front;

  async function serve(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const text = await textOf(request);
    const url = request.url ?? "/";
    if (url.startsWith("/response/")) return answerLink(`${base}${url}`, text, response);
    if (url.startsWith("/files-pri/")) return passFile(url, request, response);
    const method = url.replace(/^\/api\//, "").split("?")[0] ?? "";
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const body = readBody(request.headers["content-type"] ?? "", text);
    const call: Call = { method, token, body, answer: undefined };
    front.calls.push(call);
    const fault = front.faults.get(method)?.shift();
    if (fault === "500") return void response.writeHead(500).end();
    if (typeof fault === "object" && "retryAfter" in fault)
      return void response.writeHead(429, { "retry-after": String(fault.retryAfter) }).end();
    call.answer =
      typeof fault === "object" ? { ok: false, error: fault.error } : await answered(call);
    if (fault === "lost") return void request.socket.destroy();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(call.answer));
  }

  async function answered(call: Call): Promise<Record<string, unknown>> {
    const trouble = blockTrouble(call.method, call.body);
    if (trouble) return { ok: false, error: trouble };
    if (call.method === "apps.connections.open") return { ok: true, url: front.socketUrl };
    if (/^(?:assistant|agents)\./.test(call.method)) return { ok: true };
    if (/^chat\.\w+Stream$/.test(call.method)) {
      if (!front.streams) return { ok: false, error: "unknown_method" };
      return stream(call);
    }
    const members = front.members.get(String(call.body.channel));
    if (members && call.method === "conversations.members") return page(members, call.body);
    const answer = await forward(call.method, call.token, call.body);
    // The emulator takes every token for a person's.
    if (call.method === "auth.test" && answer.ok === true) return { ...answer, bot_id: "BRAPPORT" };
    return withKnown(answer, call.body);
  }

  /** As Slack does it: a message that grows. */
  async function stream({ method, token, body }: Call): Promise<Record<string, unknown>> {
    const { channel, thread_ts, markdown_text = "…" } = body;
    if (method === "chat.startStream")
      return forward("chat.postMessage", token, { channel, thread_ts, text: markdown_text });
    const { messages = [] } = (await forward("conversations.replies", token, {
      channel,
      ts: body.ts,
    })) as { messages?: { ts: string; text: string }[] };
    const before = messages.find(({ ts }) => ts === body.ts)?.text ?? "";
    return forward("chat.update", token, {
      channel,
      ts: body.ts,
      text: `${before}${typeof body.markdown_text === "string" ? body.markdown_text : ""}`,
    });
  }

  async function forward(
    method: string,
    token: string,
    body: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const at = emulators.find((one) => one.token === token);
    if (!at) return { ok: false, error: "invalid_auth" };
    const answer = await fetch(`${at.emulator.url}/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status === 404) return { ok: false, error: "unknown_method" };
    const text = (await answer.text())
      .replaceAll(EMULATED_TEAM, at.team)
      .replaceAll(/http:[^"]*(?=\/files-pri\/)/g, base);
    return JSON.parse(text) as Record<string, unknown>;
  }

  function withKnown(
    answer: Record<string, unknown>,
    body: Record<string, unknown>,
  ): Record<string, unknown> {
    for (const part of ["user", "channel"] as const) {
      const more = front.known.get(String(body[part]));
      const there = answer[part];
      if (more && typeof there === "object") return { ...answer, [part]: { ...there, ...more } };
    }
    return answer;
  }

  /** What a file holds, to whoever may read it; to others a page that asks to sign in. */
  async function passFile(
    url: string,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    front.calls.push({ method: "files-pri", token, body: {}, answer: undefined });
    const fault = front.faults.get("files-pri")?.shift();
    if (fault === "500") return void response.writeHead(500).end();
    const at = fault ? undefined : emulators.find((one) => one.token === token);
    const headers = { authorization: `Bearer ${token}` };
    const answer = at && (await fetch(`${at.emulator.url}${url}`, { headers }));
    if (!answer?.ok)
      return void response.writeHead(200, { "content-type": "text/html" }).end("<p>Sign in</p>");
    response.writeHead(200).end(Buffer.from(await answer.arrayBuffer()));
  }

  function answerLink(url: string, text: string, response: http.ServerResponse): void {
    const used = uses.get(url);
    if (used === undefined || used >= 5) return void response.writeHead(404).end("used_url");
    uses.set(url, used + 1);
    front.responses.push({ url, body: JSON.parse(text) as Record<string, unknown> });
    response.writeHead(200).end("ok");
  }
}

/** In pages of at most forty, as Slack may give fewer than it was asked for. */
function page(members: readonly string[], body: Record<string, unknown>): Record<string, unknown> {
  const from = Number(body.cursor ?? 0);
  const to = from + Math.min(40, Number(body.limit ?? 100));
  const next_cursor = to < members.length ? String(to) : "";
  return { ok: true, members: members.slice(from, to), response_metadata: { next_cursor } };
}

/** A call as one of the people. */
async function callAs(
  { url }: Emulator,
  token: string,
  { method, body }: { method: string; body: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
}

async function bringTo(
  emulator: Emulator,
  token: string,
  { channel, file }: { channel: string; file: { name: string; body: Buffer } },
): Promise<string> {
  const { name: filename, body: bytes } = file;
  const call = (method: string, body: Record<string, unknown>) =>
    callAs(emulator, token, { method, body });
  const ticket = await call("files.getUploadURLExternal", { filename, length: bytes.length });
  const { pathname } = new URL(String(ticket.upload_url));
  await fetch(`${emulator.url}${pathname}`, { method: "POST", body: new Uint8Array(bytes) });
  const id = String(ticket.file_id);
  await call("files.completeUploadExternal", { files: [{ id }], channel_id: channel });
  return id;
}

async function idsIn(
  call: SlackWorkspace["call"],
): Promise<Pick<SlackWorkspace, "users" | "channels">> {
  const { members } = (await call("users.list")) as { members: { name: string; id: string }[] };
  const { channels } = (await call("conversations.list")) as {
    channels: { name: string; id: string }[];
  };
  const byName = (all: { name: string; id: string }[]) =>
    Object.fromEntries(all.map(({ name, id }) => [name, id]));
  return { users: byName(members), channels: byName(channels) };
}

function readBody(contentType: string, text: string): Record<string, unknown> {
  if (contentType.includes("application/json")) return JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    Array.from(new URLSearchParams(text), ([name, value]) => [name, readValue(value)]),
  );
}

/** The library sends lists and objects as JSON in form fields. */
function readValue(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
