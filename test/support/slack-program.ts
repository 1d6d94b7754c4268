/** The real program with Slack set up, and two Slack workspaces that send it signed requests over HTTP. */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { saveInstallation } from "../../bot/slack/installation-store.ts";
import { signatureOf } from "../../bot/slack/verify.ts";
import { readConfig, type Config } from "../../config.ts";
import { inbox } from "../../db/schema/channels.ts";
import type { Workspace } from "../../db/queries/workspaces.ts";
import { openDeps, type AppDeps } from "../../deps.ts";
import { startServer, type RunningServer } from "../../server.ts";
import { openSlackFront, type SlackFront, type SlackWorkspace } from "../doubles/slack-front.ts";
import { openDesk, type Desk } from "./desk.ts";
import { testMasterKey } from "./master-key.ts";
import { templateDirectory } from "./template-database.ts";

export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";

/** A Slack workspace connected to a tenant of its own. */
export interface Connected extends SlackWorkspace {
  desk: Desk;
  workspace: Workspace;
  botUserId: string;
  /** The direct message with the app, by name. */
  dm(name: string): Promise<string>;
}

export interface SlackProgram {
  deps: AppDeps;
  /** Where its data is. */
  directory: string;
  server: RunningServer;
  front: SlackFront;
  connect(team: string): Promise<Connected>;
  send(body: unknown, options?: SendOptions): Promise<Response>;
  close(): Promise<void>;
}

export interface SendOptions {
  as?: "json" | "payload" | "form";
  secret?: string;
  /** Seconds from now. */
  at?: number;
  headers?: Record<string, string>;
  contentType?: string;
}

export async function openSlackProgram(
  changes: Partial<Config> = {},
  socketUrl?: string,
): Promise<SlackProgram> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-slack-"));
  fs.cpSync(path.join(templateDirectory(), "db"), path.join(directory, "db"), { recursive: true });
  const front = await openSlackFront();
  front.socketUrl = socketUrl;
  const config: Config = {
    ...readConfig({}),
    RAPPORT_DATA: directory,
    RAPPORT_MASTER_KEY: testMasterKey.toString("hex"),
    RAPPORT_PUBLIC_URL: "https://crm.example",
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: front.apiUrl,
    EMBEDDINGS: "off",
    PORT: 0,
    LOG_LEVEL: "silent",
    ...changes,
  };
  const deps = await openDeps(config);
  const listening = await startServer(deps, config);
  const server = { ...listening, url: listening.localUrl };
  return {
    deps,
    directory,
    server,
    front,
    connect: (team) => connect(deps, front, team),
    send: (body, options) => send(`${server.url}/slack/events`, body, options),
    close: async () => {
      await server.close();
      await deps.close();
      await front.close();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function connect(deps: AppDeps, front: SlackFront, team: string): Promise<Connected> {
  const desk = await openDesk(deps.db);
  const people = { ana: desk.ana.email, tom: desk.tom.email, nobody: "nobody@else.example" };
  const slack = await front.workspace({ team, people });
  const botUserId = slack.users.rapport ?? "";
  const workspace = await saveInstallation(deps, desk.tenantId, {
    installed: {
      workspaceKey: team,
      name: team,
      details: { botUserId, botId: `B${team}`, scopes: [] },
    },
    token: slack.token,
    installedById: null,
    now: new Date(),
  });
  const dm = async (name: string): Promise<string> => {
    const { channel } = await slack.call("conversations.open", { users: slack.users[name] });
    return (channel as { id: string }).id;
  };
  return { ...slack, desk, workspace, botUserId, dm };
}

const send = (url: string, body: unknown, options?: SendOptions): Promise<Response> =>
  fetch(url, { method: "POST", ...slackRequest(body, options) });

/** Signed as Slack signs. */
export function slackRequest(
  body: unknown,
  { as = "json", secret = signingSecret, at = 0, headers = {}, contentType }: SendOptions = {},
): { headers: Record<string, string>; body: string } {
  const text = encoded(body, as);
  const timestamp = String(Math.floor(Date.now() / 1_000) + at);
  const type = as === "json" ? "application/json" : "application/x-www-form-urlencoded";
  return {
    headers: {
      "content-type": contentType ?? type,
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signatureOf(secret, timestamp, text),
      ...headers,
    },
    body: text,
  };
}

function encoded(body: unknown, as: SendOptions["as"]): string {
  if (as === "payload") return new URLSearchParams({ payload: JSON.stringify(body) }).toString();
  if (as === "form") return new URLSearchParams(body as Record<string, string>).toString();
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** An event in its envelope. */
export const event = (
  { team, botUserId }: Pick<Connected, "team" | "botUserId">,
  inner: Record<string, unknown>,
  changes: Record<string, unknown> = {},
): Said => ({
  token: "unused",
  team_id: team,
  api_app_id: "A1",
  type: "event_callback",
  event_id: `Ev${randomUUID()}`,
  event_time: Math.floor(Date.now() / 1_000),
  is_ext_shared_channel: false,
  authorizations: [
    {
      enterprise_id: null,
      team_id: team,
      user_id: botUserId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  event: inner,
  ...changes,
});

/** What somebody writes to the app directly; `changes` are of the event. */
export async function directMessage(
  at: Connected,
  name: string,
  text: string,
  changes: Record<string, unknown> = {},
): Promise<Said> {
  const channel = await at.dm(name);
  // A message of a file alone has no text, and a time of its own all the same.
  const words = text || "(a file)";
  const ts = await at.say(name, channel, words, changes.thread_ts as string | undefined);
  const message = { type: "message", channel_type: "im", user: at.users[name], team: at.team };
  return event(at, { ...message, channel, text, ts, event_ts: ts, ...changes });
}

export async function mention(
  at: Connected,
  name: string,
  text: string,
  changes: Record<string, unknown> = {},
): Promise<Said> {
  const channel = at.channels.sales ?? "";
  const words = `<@${at.botUserId}> ${text}`;
  const ts = await at.say(name, channel, words);
  const message = { type: "app_mention", user: at.users[name], team: at.team };
  return event(at, { ...message, channel, text: words, ts, event_ts: ts, ...changes });
}

export interface Said extends Record<string, unknown> {
  event: Record<string, unknown>;
}

/** The rows of the inbox of a tenant, oldest first. */
export const inboxOf = ({ db }: AppDeps, { desk: { tenantId } }: Connected) =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
    tx.sql.select().from(inbox).orderBy(inbox.id),
  );
