/** The web process: pages and webhooks; with the embedded default, the jobs as well. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createWebApp } from "./bot/web/app.ts";
import { wireWeb } from "./bot/web/wiring.ts";
import { readConfig, type Config } from "./config.ts";
import { userMessageOf } from "./core/domain/errors.ts";
import { openDeps, type AppDeps } from "./deps.ts";
import { startJobs } from "./worker.ts";

const MAX_UPLOAD_BYTES = 4 * 1024 ** 3;

export interface RunningServer {
  /** Where people reach it. */
  url: string;
  close(): Promise<void>;
}

export async function startServer(deps: AppDeps, config: Config): Promise<RunningServer> {
  const publicUrl = config.RAPPORT_PUBLIC_URL;
  const app = createWebApp(
    wireWeb(deps, {
      spool: deps.spool,
      secureCookies: publicUrl?.startsWith("https:") ?? false,
      maxUploadBytes: MAX_UPLOAD_BYTES,
    }),
  );
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
