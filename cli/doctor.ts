/** `doctor`: what is on, what is off, and why. */
import type { Config } from "../config.ts";
import { userMessageOf } from "../core/domain/errors.ts";
import { queueReport, workReport } from "../core/work-report.ts";
import type { AppDeps } from "../deps.ts";
import { handlersOf } from "../worker.ts";
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
    await queue(deps),
    ...(await work(deps)),
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

/** The queue itself: what it gave up on is asked for again by the sweep, but somebody should know why. */
async function queue(deps: AppDeps): Promise<Check> {
  const part = "jobs";
  const counts = await queueReport(
    deps,
    handlersOf(deps).map(({ job }) => job),
  );
  if (counts === undefined)
    return { part, state: "on", detail: "in this process: REDIS_URL is not set" };
  if (counts === "unreachable")
    return {
      part,
      state: "attention",
      detail: "Redis does not answer: nothing is lost, but work waits for the sweep; start it",
    };
  const sum = (of: "waiting" | "running" | "givenUp") =>
    counts.reduce((total, one) => total + one[of], 0);
  const dead = counts.filter(({ givenUp }) => givenUp > 0);
  const why = dead.map(({ job, givenUp }) => `${givenUp} × ${job}`).join(", ");
  return {
    part,
    state: dead.length > 0 ? "attention" : "on",
    detail:
      `BullMQ on Redis: ${sum("waiting")} wait, ${sum("running")} run` +
      (why ? `; given up in the last week: ${why}, see “job given up” in the log` : ""),
  };
}

/** Work that waits, one line for each kind there is any of. */
async function work(deps: AppDeps): Promise<Check[]> {
  const report = await workReport(deps);
  return report.map(({ kind, waiting, oldestSeconds, stalled, failed, unknown, todo }) => ({
    part: kind,
    state: todo ? "attention" : "on",
    detail:
      [
        `${waiting} wait${waiting > 0 ? `, the oldest for ${oldestSeconds} s` : ""}`,
        ...(stalled > 0 ? [`${stalled} for too long`] : []),
        ...(failed > 0 ? [`${failed} failed in the last week`] : []),
        ...(unknown > 0 ? [`${unknown} of unknown end`] : []),
      ].join(", ") + (todo ? `: ${todo}` : ""),
  }));
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
