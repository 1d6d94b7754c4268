/** `doctor`: what is on, what is off, and why. */
import type { Config } from "../config.ts";
import { databaseFacts } from "../db/queries/health.ts";
import { listTenants } from "../db/queries/tenants.ts";
import type { AppDeps } from "../deps.ts";
import { lookedAt, type Check } from "./checks/check.ts";
import { databaseChecks } from "./checks/database.ts";
import { languageCheck, meaningCheck, modelUseChecks } from "./checks/language.ts";
import { keyCheck, mailCheck, mcpCheck, slackChecks } from "./checks/outside.ts";
import { queueCheck, workChecks } from "./checks/work.ts";
import { print, type OutputOptions } from "./output.ts";

export async function doctor(deps: AppDeps, config: Config, options: OutputOptions): Promise<void> {
  const checks = await checksOf(deps, config);
  const width = Math.max(...checks.map(({ part }) => part.length));
  const words = checks.map(
    ({ part, state, detail }) => `${state.padEnd(9)}  ${part.padEnd(width)}  ${detail}`,
  );
  print(options, { checks }, words.join("\n"));
}

async function checksOf(deps: AppDeps, config: Config): Promise<Check[]> {
  const facts = await databaseFacts(deps.db);
  return [
    lookedAt("node", true, process.version),
    ...databaseChecks(deps, config, facts),
    ...(facts.missing.length === 0 ? await tenantChecks(deps, config) : []),
    await queueCheck(deps),
    await languageCheck(deps),
    meaningCheck(deps, config),
    mailCheck(config),
    mcpCheck(config),
  ];
}

/** What is kept in the database, so it can be asked only where the tables are there. */
async function tenantChecks(deps: AppDeps, config: Config): Promise<Check[]> {
  const tenants = await listTenants(deps.db);
  const count: Check =
    tenants.length > 0
      ? lookedAt("tenants", true, tenants.map(({ slug }) => slug).join(", "))
      : { part: "tenants", state: "off", detail: "none yet: rapport tenant create" };
  return [
    count,
    await keyCheck(deps, tenants),
    ...(await workChecks(deps)),
    ...(await modelUseChecks(deps, tenants)),
    ...(await slackChecks(deps, config, tenants)),
  ];
}
