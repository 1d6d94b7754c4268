/** The Slack channel under the contract: signed requests to its real receiver over HTTP, answers seen in Slack. */
import express from "express";
import { vi } from "vitest";
import type { Ack, RawRequest } from "../../bot/channel.ts";
import { openSlack } from "../../bot/slack/app.ts";
import { saveInstallation, type InstallationDeps } from "../../bot/slack/installation-store.ts";
import { slackOutbound } from "../../bot/slack/outbound.ts";
import { drawReply, type Drawn } from "../../bot/slack/render.ts";
import { signatureOf } from "../../bot/slack/verify.ts";
import { masterKeysOf } from "../../core/domain/master-keys.ts";
import { newId } from "../../core/domain/ids.ts";
import { createLogger } from "../../core/log.ts";
import { openVault } from "../../core/vault.ts";
import { blockTrouble } from "../doubles/block-kit-rules.ts";
import { openSlackFront, type SlackFront } from "../doubles/slack-front.ts";
import { startWorker } from "../support/answering.ts";
import type { TestDatabase } from "../support/database.ts";
import type { Desk } from "../support/desk.ts";
import { listenLocally } from "../support/local-server.ts";
import { testMasterKey } from "../support/master-key.ts";
import { buttonsOf, wordsOf, type Message } from "../support/slack-messages.ts";
import { event, signingSecret, slackRequest } from "../support/slack-program.ts";
import type { ChannelHarness, ContractSaid, From, Shown } from "./channel.ts";

const MAX_BODY = 1024 * 1024;

export const slackHarness: ChannelHarness = {
  name: "slack",
  open: async (db, desks) => {
    const front = await openSlackFront();
    const vault = openVault({ db, masterKeys: masterKeysOf(testMasterKey, []) });
    const log = createLogger({ level: "silent" });
    const settings = { signingSecret, command: "/crm", apiUrl: front.apiUrl };
    const outbound = slackOutbound({ db, vault, log, settings });
    const worker = startWorker(db, "", { channels: new Map([["slack", outbound]]) });
    const slack = await openSlack({ ...worker.deps, vault, settings });
    if (!slack.handler) throw new Error("Slack has no address without a signing secret");
    const server = await listenLocally(express().use("/slack/events", slack.handler));
    const people: Record<string, Person> = {};
    for (const name of ["desk", "other"] as const)
      Object.assign(people, await settle({ db, vault }, front, { name, desk: desks[name] }));
    return {
      request: (said, from) => requestOf(said, from, people),
      receive: (request) => post(server.url, request),
      forgeries,
      tooLarge: (request) => signed({ ...request, body: Buffer.alloc(MAX_BODY + 1, " ") }),
      shown: async () => {
        await vi.waitUntil(() => isQuiet(db), { timeout: 20_000, interval: 20 });
        return shownBy(front);
      },
      close: async () => {
        await server.close();
        await slack.close();
        await worker.close();
        await front.close();
        await db.asOwner("delete from deliveries");
        await db.asOwner("delete from inbox");
      },
    };
  },
  render: (reply) => [drawReply(reply)],
  beyondLimits: (payload) => {
    const trouble = blockTrouble("chat.postMessage", { ...(payload as Drawn) });
    return trouble === undefined ? [] : [trouble];
  },
  // A link that shows its own address, and nothing else, says what it is.
  active: (payload) =>
    marked(payload).flatMap((text) => text.match(/<(?!https?:\/\/[^|>]*>)[^>]*>/g) ?? []),
  fallback: (payload) => (payload as Drawn).text,
};

/** Somebody in a workspace, with their direct message with the app. */
interface Person {
  team: string;
  botUserId: string;
  user: string;
  channel: string;
}

/** Connects a workspace to the desk's tenant; in it the desk's people, and somebody nobody knows. */
async function settle(
  deps: InstallationDeps,
  front: SlackFront,
  { name, desk }: { name: string; desk: Desk },
): Promise<Record<string, Person>> {
  const team = `T${newId().replaceAll("-", "").toUpperCase()}`;
  const { ana, tom, tenantId } = desk;
  const addresses = { ana: ana.email, tom: tom.email, stranger: "stranger@else.example" };
  const slack = await front.workspace({ team, people: addresses });
  const botUserId = slack.users.rapport ?? "";
  await saveInstallation(deps, tenantId, {
    installed: { workspaceKey: team, name: team, details: { botUserId, botId: `B${team}` } },
    token: slack.token,
    installedById: null,
    now: new Date(),
  });
  const people: Record<string, Person> = {};
  for (const who of Object.keys(addresses)) {
    const user = slack.users[who] ?? "";
    const { channel } = await slack.call("conversations.open", { users: user });
    people[`${name}/${who}`] = { team, botUserId, user, channel: (channel as { id: string }).id };
  }
  return people;
}

const nobody: Person = { team: "TNOWHERE", botUserId: "U0", user: "U1", channel: "D1" };
let sequence = 0;

function requestOf(
  said: ContractSaid,
  { who, workspace, key }: From,
  people: Record<string, Person>,
): RawRequest {
  const person = people[`${workspace}/${who}`] ?? nobody;
  if (said.kind === "text") return genuine(messageOf(person, said.text, key), "json");
  const body = said.kind === "press" ? pressOf(person, said, key) : formOf(person, said, key);
  return genuine(body, "payload");
}

function messageOf({ team, botUserId, user, channel }: Person, text: string, key: string) {
  sequence += 1;
  const ts = `${Math.floor(Date.now() / 1_000)}.${String(sequence).padStart(6, "0")}`;
  const message = { type: "message", channel_type: "im", user, team, channel, text, ts };
  return event({ team, botUserId }, message, { event_id: `Ev${key}` });
}

const interactionOf = ({ team, user, channel }: Person, key: string) => ({
  team: { id: team },
  user: { id: user, team_id: team },
  channel: { id: channel },
  trigger_id: key,
});

const pressOf = (
  person: Person,
  { actionId }: Extract<ContractSaid, { kind: "press" }>,
  key: string,
) => ({
  ...interactionOf(person, key),
  type: "block_actions",
  container: { type: "message", channel_id: person.channel, message_ts: "1700000000.000100" },
  actions: [{ type: "button", action_id: `press:${actionId}`, value: actionId }],
});

const formOf = (
  person: Person,
  { actionId, values }: Extract<ContractSaid, { kind: "form" }>,
  key: string,
) => ({
  ...interactionOf(person, key),
  type: "view_submission",
  view: {
    id: `V${key}`,
    callback_id: "rapport_form",
    private_metadata: JSON.stringify({
      action: actionId,
      address: { kind: "message", user: person.user, channel: person.channel },
    }),
    state: {
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, { value: { value } }]),
      ),
    },
  },
});

const genuine = (body: unknown, as: "json" | "payload"): RawRequest => {
  const { headers, body: text } = slackRequest(body, { as });
  return { method: "POST", path: "/slack/events", headers, body: Buffer.from(text) };
};

/** Anew, for the body and the time it has. */
function signed(request: RawRequest): RawRequest {
  const { headers, body } = request;
  const at = headers["x-slack-request-timestamp"] ?? "";
  const signature = signatureOf(signingSecret, at, body);
  return { ...request, headers: { ...headers, "x-slack-signature": signature } };
}

async function post(url: string, { path, headers, body }: RawRequest): Promise<Ack> {
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const response = await fetch(url + path, {
    method: "POST",
    headers: given,
    body: Buffer.from(body),
  });
  return { status: response.status, body: await response.text() };
}

async function isQuiet(db: TestDatabase): Promise<boolean> {
  const open = await db.asOwner(`select 1 from inbox where state in ('waiting', 'answering')
    union all select 1 from deliveries where state in ('waiting', 'sending')`);
  return open.length === 0;
}

/** What was posted, as it was last changed. */
function shownBy({ calls }: SlackFront): Shown[] {
  const messages = new Map<string, Message>();
  for (const { method, body, answer } of calls) {
    if (answer?.ok !== true || !/^chat\.(?:post|update)/.test(method)) continue;
    const blocks = (body.blocks ?? []) as Message["blocks"];
    const ts = answer.ts ?? answer.message_ts ?? messages.size;
    messages.set(JSON.stringify([body.channel, ts]), {
      ...(body as unknown as Message),
      blocks,
    });
  }
  return Array.from(messages.values(), (message) => ({
    text: wordsOf(message),
    actions: buttonsOf(message).map(({ value, text }) => ({ id: value, label: text.text })),
  }));
}

/** The texts that Slack reads markup in: all but plain ones. */
function marked(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { type, text, ...others } = value as { type?: unknown; text?: unknown };
  const own = typeof text === "string" && type !== "plain_text" ? [text] : marked(text);
  return [...own, ...Object.values(others).flatMap(marked)];
}

/** The genuine one with another body, another time, another signature, or without one of them. */
function forgeries(request: RawRequest): RawRequest[] {
  const { headers, body } = request;
  const at = Number(headers["x-slack-request-timestamp"]);
  const right = headers["x-slack-signature"] ?? "";
  const text = Buffer.from(body).toString("utf8");
  const header = (name: string, value: string | undefined): RawRequest => ({
    ...request,
    headers: { ...headers, [name]: value },
  });
  const signature = (value: string | undefined) => header("x-slack-signature", value);
  const by = (secret: string, over: Uint8Array = body) =>
    signature(signatureOf(secret, String(at), over));
  const shifted = (seconds: number) =>
    signed(header("x-slack-request-timestamp", String(at + seconds)));
  return [
    signature(undefined),
    signature(""),
    signature(right.slice(0, -1)),
    signature(`${right}0`),
    signature(right.replace("v0=", "")),
    signature(right.replace("v0=", "v1=")),
    signature(right.toUpperCase()),
    signature(`v0=${"0".repeat(64)}`),
    signature(`v0=${Buffer.from(right.slice(3), "hex").toString("base64")}`),
    by("another secret"),
    by(""),
    by(signingSecret, Buffer.alloc(0)),
    header("x-slack-request-timestamp", undefined),
    header("x-slack-request-timestamp", ""),
    header("x-slack-request-timestamp", String(at + 1)),
    header("x-slack-request-timestamp", "NaN"),
    shifted(-310),
    shifted(310),
    shifted(-86_400),
    { ...request, body: Buffer.from(`${text} `) },
    { ...request, body: Buffer.from(text.replace("Lena", "Lina")) },
    { ...request, body: Buffer.from(JSON.stringify(JSON.parse(text), null, 1)) },
    { ...request, body: Buffer.alloc(0) },
  ];
}
