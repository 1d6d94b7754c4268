/** `doctor`: what is on, what is off, and why. */
import type { Config } from "../config.ts";
import { userMessageOf } from "../core/domain/errors.ts";
import type { AppDeps } from "../deps.ts";
import { aiTotals, type AiTotals } from "../db/queries/ai-runs.ts";
import { databaseFacts } from "../db/queries/health.ts";
import { listTenants, type Tenant } from "../db/queries/tenants.ts";
import { print, type OutputOptions } from "./output.ts";
import { systemScope } from "./tenants.ts";

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
    await language(deps),
    ...(await modelUse(deps, tenants)),
    {
      part: "search by meaning",
      state: deps.embedder ? "on" : "off",
      detail: deps.embedder
        ? `${deps.embedder.model}, ${config.EMBEDDINGS === "local" ? "in this program" : "hosted: texts leave this machine"}`
        : "EMBEDDINGS is off, so searches go by words",
    },
    { part: "tenants", state: tenants.length > 0 ? "on" : "off", detail: String(tenants.length) },
  ];
  const words = checks.map(({ part, state, detail }) => `${state.padEnd(10)} ${part}: ${detail}`);
  print(options, { checks }, words.join("\n"));
}

async function language({ claude, langchain, parser }: AppDeps): Promise<Check> {
  const part = "language";
  const [chosen, name] = langchain ? [langchain, "langchain"] : [claude, "Claude"];
  if (!chosen) {
    const why = "neither ANTHROPIC_API_KEY nor LLM_MODEL is set";
    return { part, state: "on", detail: `${parser.engine} parser: ${why}` };
  }
  try {
    const { model, concerns } = await chosen.check();
    const detail = [`${name}, ${model}`, ...concerns].join("; ");
    return { part, state: concerns.length > 0 ? "attention" : "on", detail };
  } catch (error) {
    return { part, state: "attention", detail: `${name}: ${userMessageOf(error)}` };
  }
}

/** What the model was used for and cost this month, tenant by tenant. */
async function modelUse(deps: AppDeps, tenants: readonly Tenant[]): Promise<Check[]> {
  const used = [];
  for (const tenant of tenants) {
    const totals = await deps.db.transaction(systemScope(tenant), (tx) => aiTotals(tx, new Date()));
    const budget = tenant.settings.aiBudgetUsd;
    if (totals.calls > 0 || budget !== undefined)
      used.push({ slug: tenant.slug, budget, ...totals });
  }
  if (used.length === 0) return [];
  const spent = used.some(
    ({ budget, costMicroUsd }) => costMicroUsd >= (budget ?? Infinity) * MICRO,
  );
  return [
    {
      part: "model this month",
      state: spent ? "attention" : "on",
      detail: used.map(useInWords).join("; "),
    },
  ];
}

const MICRO = 1_000_000;

function useInWords(used: AiTotals & { slug: string; budget: number | undefined }): string {
  const { slug, calls, failed, inputTokens, outputTokens, cacheReadTokens, costMicroUsd } = used;
  const limit = used.budget === undefined ? "" : ` of ${used.budget}`;
  return (
    `${slug}: ${calls} calls, ${failed} failed, ${inputTokens + cacheReadTokens} tokens in ` +
    `(${cacheReadTokens} from the cache), ${outputTokens} out, ${(costMicroUsd / MICRO).toFixed(4)}${limit} USD` +
    (used.unpriced.calls > 0 ? ` and ${used.unpriced.calls} calls at an unknown price` : "")
  );
}
