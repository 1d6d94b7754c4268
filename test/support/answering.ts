/** A desk that is reached through the test channel: events in at one end, messages at the vendor out. */
import { createLocalParser } from "../../core/agent/local-parser/local-parser.ts";
import { createNameFinder } from "../../core/agent/local-parser/name-finder.ts";
import type { RawRequest } from "../../bot/channel.ts";
import { answerHandler, type AnswerDeps } from "../../core/answer-inbox.ts";
import type { ChannelName, Outbound } from "../../core/channel-port.ts";
import { deliverHandler } from "../../core/deliver.ts";
import { newId } from "../../core/domain/ids.ts";
import { openInProcessJobs } from "../../core/in-process-jobs.ts";
import type { Jobs } from "../../core/jobs.ts";
import { createLogger } from "../../core/log.ts";
import { refreshHandler } from "../../core/refresh-cards.ts";
import { tools } from "../../core/tools/registry.ts";
import type { Database } from "../../db/client.ts";
import {
  pigeonName,
  pigeonOutbound,
  receivePigeon,
  signed,
  type PigeonEvent,
  type PigeonWorkspace,
} from "../doubles/pigeon-channel.ts";
import type { Desk } from "./desk.ts";

export const pigeonSecret = "a secret between the vendor and us";

export interface Worker {
  deps: AnswerDeps & { jobs: Jobs };
  close(): Promise<void>;
}

/** A process' worth of workers on the same database. */
export function startWorker(
  db: Database,
  vendorUrl: string,
  changes: Partial<Omit<AnswerDeps, "jobs">> = {},
): Worker {
  const log = createLogger({ level: "silent" });
  const jobs = openInProcessJobs({ log, backoffMs: 50 });
  const deps = { ...answerDeps(db, vendorUrl), ...changes, jobs };
  jobs.work([answerHandler(deps), deliverHandler(deps), refreshHandler(deps)]);
  return { deps, close: () => jobs.close() };
}

export const answerDeps = (db: Database, vendorUrl: string): Omit<AnswerDeps, "jobs"> => ({
  db,
  log: createLogger({ level: "silent" }),
  tools,
  parser: createLocalParser(tools, createNameFinder(db)),
  channels: new Map<ChannelName, Outbound>([[pigeonName, pigeonOutbound(vendorUrl)]]),
});

export const pigeonDesk = ({ tenantId, ana, tom }: Desk): PigeonWorkspace => ({
  tenantId,
  people: { ana: ana.id, tom: tom.id },
});

let sequence = 0;

/** What somebody says or presses, as the vendor would put it. */
export function pigeonEvent(
  said: PigeonEvent["said"] | string,
  changes: Partial<PigeonEvent> = {},
): PigeonEvent {
  sequence += 1;
  return {
    event: newId(),
    workspace: "desk",
    sender: "ana",
    room: "dm",
    sequence: String(sequence).padStart(12, "0"),
    said: typeof said === "string" ? { kind: "text", text: said } : said,
    ...changes,
  };
}

/** Signed as the vendor signs. */
export function pigeonRequest(event: unknown, secret = pigeonSecret): RawRequest {
  const body = Buffer.from(JSON.stringify(event));
  const at = Math.floor(Date.now() / 1000);
  return {
    method: "POST",
    path: "/pigeon/events",
    headers: { "x-pigeon-time": String(at), "x-pigeon-signature": signed(secret, at, body) },
    body,
  };
}

export const receiver =
  (db: Database, jobs: Pick<Jobs, "enqueue">, workspaces: Record<string, PigeonWorkspace>) =>
  (request: RawRequest) =>
    receivePigeon({ db, jobs, secret: pigeonSecret, workspaces }, request);

export const noJobs: Pick<Jobs, "enqueue"> = { enqueue: () => Promise.resolve() };
