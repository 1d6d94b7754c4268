/** How soon a webhook is acknowledged over HTTP while every turn hangs in its model. */
import { setTimeout as pause } from "node:timers/promises";
import type { RequestHandler } from "express";
import { openSlack } from "../bot/slack/app.ts";
import { saveInstallation } from "../bot/slack/installation-store.ts";
import { createWebApp } from "../bot/web/app.ts";
import { wireWeb } from "../bot/web/wiring.ts";
import { answerHandler } from "../core/answer-inbox.ts";
import { openInProcessJobs } from "../core/in-process-jobs.ts";
import { linkUser } from "../db/queries/channel-users.ts";
import { listUsers } from "../db/queries/tenants.ts";
import type { AppDeps } from "../deps.ts";
import { pigeonWebhook } from "../test/doubles/pigeon-webhook.ts";
import { openSlackFront } from "../test/doubles/slack-front.ts";
import { listenLocally } from "../test/support/local-server.ts";
import { pigeonEvent, pigeonRequest, pigeonSecret } from "../test/support/answering.ts";
import { event, slackRequest, signingSecret } from "../test/support/slack-program.ts";
import { ascending, percentile, type Figure } from "./figure.ts";
import type { Scratch } from "./scratch.ts";

const PEOPLE = 100;
const PER_SECOND = 50;
const SECONDS = 20;

/** A channel as it takes in what its vendor sends. */
interface Vendor {
  /** Ahead of "acknowledged" in the figures' names. */
  name: string;
  path: string;
  handler: RequestHandler;
  /** Signed, as it leaves the vendor; each says something new. */
  request(index: number): {
    headers: Record<string, string | undefined>;
    body: Uint8Array | string;
  };
  close(): Promise<void>;
}

interface Asker {
  tenantId: string;
  userId: string;
}

export async function ack(scratch: Scratch): Promise<Figure[]> {
  const { tenantId } = (await scratch.workspace(PEOPLE)).asker.actor;
  const nobody = { tenantId, actorId: null, viewerId: null };
  const [user] = await scratch.deps.db.transaction(nobody, listUsers);
  const asker = { tenantId, userId: user?.id ?? "" };
  const figures: Figure[] = [];
  for (const open of [pigeon, slack]) figures.push(...(await measure(scratch.deps, asker, open)));
  return figures;
}

async function measure(
  deps: AppDeps,
  asker: Asker,
  open: (deps: AppDeps, asker: Asker) => Vendor | Promise<Vendor>,
): Promise<Figure[]> {
  const jobs = openInProcessJobs({ log: deps.log });
  const parser = { engine: "hung", parse: () => new Promise<never>(() => undefined) };
  const hung = { ...deps, parser, jobs, channels: new Map() };
  jobs.work([answerHandler(hung)]);
  const vendor = await open(hung, asker);
  const settings = { spool: deps.spool, secureCookies: false, maxUploadBytes: 0 };
  const app = createWebApp(wireWeb(hung, settings), { [vendor.path]: vendor.handler });
  const server = await listenLocally(app);
  const taken = ascending(await load(`${server.url}${vendor.path}`, vendor));
  await server.close();
  await vendor.close();
  // The turns hang for good: nothing waits for them.
  void jobs.close();
  return figures(vendor.name, taken);
}

function pigeon({ db, jobs }: AppDeps, { tenantId, userId }: Asker): Vendor {
  const people = Object.fromEntries([...Array(PEOPLE).keys()].map((at) => [`p${at}`, userId]));
  const workspaces = { desk: { tenantId, people } };
  return {
    name: "webhook",
    path: "/pigeon/events",
    handler: pigeonWebhook({ db, jobs, secret: pigeonSecret, workspaces }),
    request: (index) =>
      pigeonRequest(pigeonEvent(`number ${index}`, { sender: `p${index % PEOPLE}` })),
    close: () => Promise.resolve(),
  };
}

/** Its real receiver, and who asks looked up in an emulator: once each, as it is remembered. */
async function slack(deps: AppDeps, { tenantId, userId }: Asker): Promise<Vendor> {
  const front = await openSlackFront();
  const names = [...Array(PEOPLE).keys()].map((at) => `p${at}`);
  const team = "TBENCH";
  const addresses = Object.fromEntries(names.map((name) => [name, `${name}@ours.example`]));
  const { token, users } = await front.workspace({ team, people: addresses });
  const botUserId = users.rapport ?? "";
  const now = new Date();
  const installed = { workspaceKey: team, name: team, details: { botUserId } };
  const given = { installed, token, installedById: null, now };
  const { id: workspaceId } = await saveInstallation(deps, tenantId, given);
  const people = names.map((name) => users[name] ?? "");
  await deps.db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => {
    for (const platformUserId of people)
      await linkUser(tx, { workspaceId, platformUserId, userId, email: null, now });
  });
  const settings = { signingSecret, command: "/crm", apiUrl: front.apiUrl };
  const app = await openSlack({ ...deps, settings });
  const { handler } = app;
  if (!handler) throw new Error("Slack has no address without a signing secret");
  const message = (index: number) => {
    const user = people[index % PEOPLE] ?? "";
    const ts = `1700000000.${String(index).padStart(6, "0")}`;
    const said = { type: "message", channel_type: "im", user, team, text: `number ${index}` };
    return event({ team, botUserId }, { ...said, channel: `D${user}`, ts, event_ts: ts });
  };
  return {
    name: "Slack's webhook",
    path: "/slack/events",
    handler,
    request: (index) => slackRequest(message(index)),
    close: async () => {
      await app.close();
      await front.close();
    },
  };
}

/** Each event at its time, whether or not those before it were acknowledged. */
async function load(url: string, vendor: Vendor): Promise<number[]> {
  const startedAt = performance.now();
  const posts: Promise<number>[] = [];
  for (let index = 0; index < PER_SECOND * SECONDS; index++) {
    await pause(Math.max(0, (index * 1_000) / PER_SECOND - (performance.now() - startedAt)));
    posts.push(post(url, vendor.request(index)));
  }
  return Promise.all(posts);
}

async function post(
  url: string,
  { headers, body }: ReturnType<Vendor["request"]>,
): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, value ?? ""]),
    body: Buffer.from(body),
  });
  if (!response.ok) throw new Error(`a webhook was answered with ${response.status}`);
  return performance.now() - startedAt;
}

function figures(name: string, taken: readonly number[]): Figure[] {
  const note = `${PER_SECOND} events a second for ${SECONDS} s, every turn hanging in its model`;
  const figure = (which: string, value: number, atMost?: number): Figure => ({
    name: `${name} acknowledged, ${which}`,
    value,
    unit: "ms",
    note,
    ...(atMost === undefined ? {} : { target: { atMost } }),
  });
  return [
    figure("p50", percentile(taken, 0.5)),
    figure("p99", percentile(taken, 0.99), 500),
    figure("max", percentile(taken, 1), 2_500),
  ];
}
