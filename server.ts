/** The web process: pages and webhooks; with the embedded default, the jobs as well. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { RequestHandler } from "express";
import type { SlackApp } from "./bot/slack/app.ts";
import { createWebApp } from "./bot/web/app.ts";
import type { WebDeps } from "./bot/web/web-deps.ts";
import { wireWeb } from "./bot/web/wiring.ts";
import { readConfig, type Config } from "./config.ts";
import { AppError, userMessageOf } from "./core/domain/errors.ts";
import { openDeps, publicUrlOf, type AppDeps } from "./deps.ts";
import { startJobs, stopOnSignals } from "./worker.ts";

const MAX_UPLOAD_BYTES = 4 * 1024 ** 3;

export interface RunningServer {
  /** Where people reach it. */
  url: string;
  /** Where it listens itself. */
  localUrl: string;
  close(): Promise<void>;
}

export async function startServer(deps: AppDeps, config: Config): Promise<RunningServer> {
  await checkModel(deps);
  const publicUrl = config.RAPPORT_PUBLIC_URL;
  const web = wireWeb(deps, {
    spool: deps.spool,
    secureCookies: publicUrl?.startsWith("https:") ?? false,
    maxUploadBytes: MAX_UPLOAD_BYTES,
  });
  await bindSlack(deps, config);
  const slack = await slackApp(deps);
  const app = createWebApp(web, {
    ...(config.MCP === "on" ? { "/mcp": mcpEndpoint(deps, config) } : {}),
    ...(slack?.handler ? { "/slack/events": slack.handler } : {}),
    ...slackConnecting(deps, config, web),
  });
  const server = http.createServer(app);
  // Uploads of whole mailboxes may take longer than the default five minutes.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const localUrl = `http://${config.HOST === "0.0.0.0" ? "localhost" : config.HOST}:${port}`;
  const stopJobs = config.REDIS_URL ? () => undefined : startJobs(deps);
  return {
    url: publicUrl ?? localUrl,
    localUrl,
    close: async () => {
      stopJobs();
      await slack?.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Loaded only where Slack is set up. */
async function slackApp({ slack: settings, ...deps }: AppDeps): Promise<SlackApp | undefined> {
  if (!settings) return undefined;
  const { openSlack } = await import("./bot/slack/app.ts");
  return openSlack({ ...deps, settings });
}

/** The one workspace of a server that has its token as a setting. */
async function bindSlack(deps: AppDeps, config: Config): Promise<void> {
  const { SLACK_BOT_TOKEN: token, SLACK_TENANT: tenant, SLACK_API_URL: apiUrl } = config;
  if (!token || !tenant) return;
  const { bindOwnWorkspace } = await import("./bot/slack/own-workspace.ts");
  await bindOwnWorkspace(deps, { token, tenant, apiUrl });
}

/** The pages with which admins connect their workspaces. */
function slackConnecting(
  deps: AppDeps,
  config: Config,
  web: WebDeps,
): Record<string, RequestHandler> {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = config;
  if (!clientId || !clientSecret) return {};
  const publicUrl = publicUrlOf(config);
  const handler = onFirstRequest(async () => {
    const { slackInstall } = await import("./bot/slack/oauth.ts");
    const settings = { clientId, clientSecret, publicUrl, apiUrl: config.SLACK_API_URL };
    return slackInstall({ ...web, ...deps, ...settings });
  });
  return { "/slack": handler };
}

const mcpEndpoint = (deps: AppDeps, config: Config): RequestHandler =>
  onFirstRequest(async () => {
    const { mcpRouter } = await import("./admin/mcp/http.ts");
    return mcpRouter(deps, { host: config.HOST, publicUrl: config.RAPPORT_PUBLIC_URL });
  });

/** Loaded with its first request: most servers never get one, and the SDKs take their time. */
function onFirstRequest(load: () => Promise<RequestHandler>): RequestHandler {
  let router: Promise<RequestHandler> | undefined;
  return async (request, response, next) => {
    router ??= load();
    await (
      await router
    )(request, response, next);
  };
}

/** A wrong model or key stops the start; a model that is away does not, for there is basic mode. */
async function checkModel({ claude, langchain, log }: AppDeps): Promise<void> {
  const chosen = langchain ?? claude;
  if (!chosen) return;
  try {
    const { model, concerns } = await chosen.check();
    if (concerns.length > 0) log.warn({ model, concerns }, "the language model needs attention");
  } catch (error) {
    if (error instanceof AppError && error.code === "misconfigured") throw error;
    log.warn({ err: error }, "the language model could not be checked");
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const config = readConfig();
    const deps = await openDeps(config);
    const server = await startServer(deps, config);
    deps.log.info({ at: server.url }, "web server is listening");
    stopOnSignals(async () => {
      await server.close();
      await deps.close();
    });
  } catch (error) {
    process.stderr.write(`rapport: ${userMessageOf(error)}\n`);
    process.exitCode = 1;
  }
}
