/** `doctor`: what is on, what is off, and why. */
import type { Config } from "../config.ts";
import type { AppDeps } from "../deps.ts";
import { databaseFacts } from "../db/queries/health.ts";
import { listTenants } from "../db/queries/tenants.ts";
import { print, type OutputOptions } from "./output.ts";

interface Check {
  part: string;
  state: "on" | "off" | "attention";
  detail: string;
}

export async function doctor(deps: AppDeps, config: Config, options: OutputOptions): Promise<void> {
  const facts = await databaseFacts(deps.db);
  const tenants = await listTenants(deps.db);
  const checks: Check[] = [
    {
      part: "node",
      state: "on",
      detail: process.version,
    },
    {
      part: "database",
      state: "on",
      detail: `${deps.db.engine === "embedded" ? `embedded in ${config.RAPPORT_DATA}` : "PostgreSQL server"}, ${facts.version}`,
    },
    {
      part: "search indexes",
      state: facts.searchIndexed ? "on" : "attention",
      detail: facts.searchIndexed
        ? "used under row-level security"
        : "unused under row-level security, so searches read every row: run the migrations as a superuser",
    },
    {
      part: "tenant isolation",
      state: facts.findings.length === 0 ? "on" : "attention",
      detail:
        facts.findings.length === 0
          ? "row-level security covers every table, key and function"
          : facts.findings.map(({ rule, object }) => `${object}: ${rule}`).join("; "),
    },
    {
      part: "jobs",
      state: "on",
      detail: config.REDIS_URL ? "BullMQ on Redis" : "in this process: REDIS_URL is not set",
    },
    { part: "language", state: "on", detail: `${deps.parser.engine} parser, no model configured` },
    { part: "tenants", state: tenants.length > 0 ? "on" : "off", detail: String(tenants.length) },
  ];
  const words = checks.map(({ part, state, detail }) => `${state.padEnd(10)} ${part}: ${detail}`);
  print(options, { checks }, words.join("\n"));
}
