/** `serve`: the web chat, with the demo workspace where asked for. */
import { fileURLToPath } from "node:url";
import type { Config } from "../config.ts";
import { AppError } from "../core/domain/errors.ts";
import { createLogger } from "../core/log.ts";
import { listTenants, listUsers } from "../db/queries/tenants.ts";
import type { AppDeps } from "../deps.ts";
import { startServer } from "../server.ts";
import { stopOnSignals } from "../worker.ts";
import { createDemo } from "../sync/demo.ts";
import { note } from "./output.ts";
import { signInUrl, systemScope, tenantCalled } from "./tenants.ts";

const demoFolder = fileURLToPath(new URL("../demo", import.meta.url));

export async function serve(
  deps: AppDeps,
  config: Config,
  options: { demo?: boolean },
): Promise<void> {
  if (options.demo) {
    const tenants = await listTenants(deps.db);
    if (tenants.length === 0 || tenants.some((tenant) => tenant.settings.loading)) {
      note("Preparing the demo workspace …");
      // Each step is told here: at the level of most servers the log would say it once more.
      const log = createLogger({ level: config.LOG_LEVEL === "info" ? "warn" : config.LOG_LEVEL });
      await createDemo(
        { db: deps.db, log },
        {
          folder: demoFolder,
          now: new Date(),
          onStep: (text) => note(`  ${text}`),
        },
      );
    }
  }
  const server = await startServer(deps, config).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE")
      throw new AppError("busy", `Port ${config.PORT} is in use; choose another with --port.`);
    throw error;
  });
  const lines = await signInLines(deps, server.url).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  process.stdout.write(`\nRapport is running at ${server.url}\n`);
  for (const line of lines) process.stdout.write(`${line}\n`);
  if (deps.slackInstallUrl)
    process.stdout.write(`Connect Slack, as an owner or admin: ${deps.slackInstallUrl}\n`);
  process.stdout.write("\nStop it with Ctrl+C.\n");
  stopOnSignals(async () => {
    await server.close();
    await deps.close();
  });
}

/** One one-time link per tenant, for its owner: whoever can start the server may sign in as that. */
async function signInLines(deps: AppDeps, base: string): Promise<string[]> {
  const lines: string[] = [];
  for (const tenant of await listTenants(deps.db)) {
    const users = await deps.db.transaction(systemScope(tenant), listUsers);
    const owner = users.find((user) => user.role === "owner");
    if (!owner) continue;
    const url = await signInUrl(deps, await tenantCalled(deps, tenant.slug), {
      email: owner.email,
      base,
    });
    lines.push(`Sign in to ${tenant.name} as ${owner.name} (once, within a day): ${url}`);
  }
  return lines;
}
