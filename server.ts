/** The web process: pages and webhooks; with the embedded default, the jobs as well. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { RequestHandler } from "express";
import { createWebApp } from "./bot/web/app.ts";
import { wireWeb } from "./bot/web/wiring.ts";
import { readConfig, type Config } from "./config.ts";
import { AppError, userMessageOf } from "./core/domain/errors.ts";
import { openDeps, type AppDeps } from "./deps.ts";
import { startJobs } from "./worker.ts";

const MAX_UPLOAD_BYTES = 4 * 1024 ** 3;

export interface RunningServer {
  /** Where people reach it. */
  url: string;
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
  const app = createWebApp(web, config.MCP === "on" ? { "/mcp": mcpEndpoint(deps, config) } : {});
  const server = http.createServer(app);
  // Uploads of whole mailboxes may take longer than the default five minutes.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stopJobs = config.REDIS_URL ? () => undefined : startJobs(deps);
  return {
    url: publicUrl ?? `http://${config.HOST === "0.0.0.0" ? "localhost" : config.HOST}:${port}`,
    close: async () => {
      stopJobs();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Loaded with its first request: most servers never get one, and the SDK takes its time. */
function mcpEndpoint(deps: AppDeps, config: Config): RequestHandler {
  let router: Promise<RequestHandler> | undefined;
  const load = async () => {
    const { mcpRouter } = await import("./admin/mcp/http.ts");
    return mcpRouter(deps, { host: config.HOST, publicUrl: config.RAPPORT_PUBLIC_URL });
  };
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

/** Ends the process in order when it is told to stop. */
export function stopOnSignals(close: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      void close().finally(() => process.exit(0));
    });
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
