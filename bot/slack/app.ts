/** The Slack channel: Bolt's app behind our own receiver, so that nothing is acknowledged before it is stored. */
import { App, SocketModeReceiver, type Receiver, type ReceiverEvent } from "@slack/bolt";
import type { RequestHandler } from "express";
import type { Workspace } from "../../db/queries/workspaces.ts";
import { boltLogger } from "./bolt-logger.ts";
import { bodyHash } from "./heard.ts";
import { authorized, workspaceAt } from "./installation-store.ts";
import { listen } from "./listen.ts";
import { placeOf } from "./place.ts";
import { slackReceiver, type Incoming } from "./receiver.ts";
import type { Answer, SlackDeps } from "./slack-deps.ts";
import { ignore } from "./store.ts";
import { slackClient } from "./web-client.ts";

export interface SlackApp {
  /** Answers POST /slack/events; absent without a signing secret, where Slack is heard by Socket Mode alone. */
  handler?: RequestHandler;
  /** How often something came that belongs to no tenant, since the start. */
  unplaced: () => number;
  close(): Promise<void>;
}

const NOT_CONNECTED = "Rapport is not connected to this Slack workspace.";

/** With an app-level token it listens over a connection of its own as well: to the same effect. */
export async function openSlack(deps: SlackDeps): Promise<SlackApp> {
  const { settings, log } = deps;
  const { process, unplaced } = boltProcess(deps);
  const socket = settings.appToken ? socketMode(deps, settings.appToken, process) : undefined;
  await socket?.start();
  const { signingSecret } = settings;
  const now = () => new Date();
  return {
    ...(signingSecret ? { handler: slackReceiver({ signingSecret, log, now, process }) } : {}),
    unplaced,
    close: async () => void (await socket?.stop()),
  };
}

type Process = (incoming: Incoming) => Promise<unknown>;

/** One payload through Bolt: what it answers is handed back when all is done, and a failure is thrown. */
function boltProcess(deps: SlackDeps): { process: Process; unplaced: () => number } {
  const placed = new WeakMap<object, Workspace>();
  const app = boltApp(deps, placed);
  let unplaced = 0;
  const process: Process = async ({ body, ...retry }) => {
    const workspace = await workspaceAt(deps.db, placeOf(body));
    if (!workspace) {
      unplaced += 1;
      deps.log.warn({ unplaced }, "something came from a Slack workspace that is not connected");
      return "command" in body ? { response_type: "ephemeral", text: NOT_CONNECTED } : undefined;
    }
    placed.set(body, workspace);
    let answer: unknown;
    let heard = false;
    const ack = (given?: unknown): Promise<void> => {
      heard = true;
      answer = given ?? answer;
      return Promise.resolve();
    };
    await app.processEvent({ body, ack, ...retry });
    if (!heard) await unheard(deps, body, workspace);
    return answer;
  };
  return { process, unplaced: () => unplaced };
}

function boltApp(deps: SlackDeps, placed: WeakMap<object, Workspace>): App {
  const { apiUrl } = deps.settings;
  const app = new App({
    receiver: noReceiver,
    authorize: (_source, body) => authorized(deps, body && placed.get(body)),
    logger: boltLogger(deps.log),
    clientOptions: { ...(apiUrl ? { slackApiUrl: apiUrl } : {}), retryConfig: { retries: 0 } },
    tokenVerificationEnabled: false,
    // What we wrote ourselves is kept as ignored, like everything that is not for us.
    ignoreSelf: false,
    convoStore: false,
  });
  app.use(async ({ body, context, ...args }) => {
    const workspace = placed.get(body);
    if (!workspace) return;
    // Without a token where the app was removed: that is heard of, and nothing answered.
    const client = slackClient(context.botToken, deps.settings);
    const answer: Answer = await listen(deps, body, { workspace, client, now: new Date() });
    const { ack } = args as { ack?: (answer?: unknown) => Promise<void> };
    await ack?.(answer);
  });
  // Passed on: only then does Slack learn that it has to send it again.
  app.error((error) => Promise.reject(error));
  return app;
}

/** Bolt is handed what was received; it receives nothing by itself. */
const noReceiver: Receiver = {
  init: () => undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

/** Of a kind that Bolt does not know either. */
const unheard = (deps: SlackDeps, body: object, workspace: Workspace): Promise<undefined> =>
  ignore(
    deps,
    { reason: "of no kind known here", deliveryKey: bodyHash(body) },
    { workspace, now: new Date() },
  );

/** Bolt's own receiver would acknowledge an event before it is stored; here the answer waits for it. */
function socketMode(
  { log, settings: { apiUrl } }: SlackDeps,
  appToken: string,
  process: Process,
): Receiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    installerOptions: { clientOptions: apiUrl ? { slackApiUrl: apiUrl } : {} },
  });
  const stored = async ({ body, ack }: ReceiverEvent): Promise<void> => {
    const answer = await process({ body });
    await ack(answer);
  };
  receiver.init({ processEvent: stored } as App);
  return receiver;
}
