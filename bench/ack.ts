/** How soon a webhook is acknowledged over HTTP while every turn hangs in its model. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createWebApp } from "../bot/web/app.ts";
import { wireWeb } from "../bot/web/wiring.ts";
import { answerHandler } from "../core/answer-inbox.ts";
import { openInProcessJobs } from "../core/in-process-jobs.ts";
import { listUsers } from "../db/queries/tenants.ts";
import { pigeonWebhook } from "../test/doubles/pigeon-webhook.ts";
import { pigeonEvent, pigeonRequest, pigeonSecret } from "../test/support/answering.ts";
import { ascending, percentile, type Figure } from "./figure.ts";
import type { Scratch } from "./scratch.ts";

const PEOPLE = 100;
const PER_SECOND = 50;
const SECONDS = 20;

export async function ack(scratch: Scratch): Promise<Figure[]> {
  const { deps } = scratch;
  const { asker } = await scratch.workspace(PEOPLE);
  const { tenantId } = asker.actor;
  const nobody = { tenantId, actorId: null, viewerId: null };
  const [user] = await deps.db.transaction(nobody, listUsers);
  const jobs = openInProcessJobs({ log: deps.log });
  const parser = { engine: "hung", parse: () => new Promise<never>(() => undefined) };
  const hung = { ...deps, parser, jobs, channels: new Map() };
  jobs.work([answerHandler(hung)]);
  const people = Object.fromEntries(
    [...Array(PEOPLE).keys()].map((at) => [`p${at}`, user?.id ?? ""]),
  );
  const workspaces = { desk: { tenantId, people } };
  const settings = { spool: deps.spool, secureCookies: false, maxUploadBytes: 0 };
  const app = createWebApp(wireWeb(hung, settings), {
    "/pigeon/events": pigeonWebhook({ db: deps.db, jobs, secret: pigeonSecret, workspaces }),
  });
  const server = http.createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const taken = ascending(await load(`http://127.0.0.1:${port}/pigeon/events`));
  server.closeAllConnections();
  server.close();
  // The turns hang for good: nothing waits for them.
  void jobs.close();
  return figures(taken);
}

/** Each event at its time, whether or not those before it were acknowledged. */
async function load(url: string): Promise<number[]> {
  const startedAt = performance.now();
  const posts: Promise<number>[] = [];
  for (let index = 0; index < PER_SECOND * SECONDS; index++) {
    await pause(Math.max(0, (index * 1_000) / PER_SECOND - (performance.now() - startedAt)));
    posts.push(post(url, index));
  }
  return Promise.all(posts);
}

async function post(url: string, index: number): Promise<number> {
  const event = pigeonEvent(`number ${index}`, { sender: `p${index % PEOPLE}` });
  const { headers, body } = pigeonRequest(event);
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, value ?? ""]),
    body: Buffer.from(body),
  });
  if (!response.ok) throw new Error(`a webhook was answered with ${response.status}`);
  return performance.now() - startedAt;
}

function figures(taken: readonly number[]): Figure[] {
  const note = `${PER_SECOND} events a second for ${SECONDS} s, every turn hanging in its model`;
  const figure = (name: string, value: number, atMost?: number): Figure => ({
    name: `webhook acknowledged, ${name}`,
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
