/** Looks at what reads words: the parser or model, what models cost this month, and search by meaning. */
import type { Config } from "../../config.ts";
import { userMessageOf } from "../../core/domain/errors.ts";
import { aiTotals, type AiTotals } from "../../db/queries/ai-runs.ts";
import type { Tenant } from "../../db/queries/tenants.ts";
import type { AppDeps } from "../../deps.ts";
import { systemScope } from "../tenants.ts";
import { lookedAt, type Check } from "./check.ts";

export async function languageCheck({ claude, langchain, parser }: AppDeps): Promise<Check> {
  const [chosen, name] = langchain ? [langchain, "langchain"] : [claude, "Claude"];
  if (!chosen) {
    const why = "neither ANTHROPIC_API_KEY nor LLM_MODEL is set";
    return lookedAt("language", true, `${parser.engine} parser: ${why}`);
  }
  try {
    const { model, concerns } = await chosen.check();
    return lookedAt(
      "language",
      concerns.length === 0,
      [`${name}, ${model}`, ...concerns].join("; "),
    );
  } catch (error) {
    return lookedAt("language", false, `${name}: ${userMessageOf(error)}`);
  }
}

/** What the model was used for and cost this month, tenant by tenant. */
export async function modelUseChecks(
  { db }: Pick<AppDeps, "db">,
  tenants: readonly Tenant[],
): Promise<Check[]> {
  const used = [];
  for (const tenant of tenants) {
    const totals = await db.transaction(systemScope(tenant), (tx) => aiTotals(tx, new Date()));
    const budget = tenant.settings.aiBudgetUsd;
    if (totals.calls > 0 || budget !== undefined)
      used.push({ slug: tenant.slug, budget, ...totals });
  }
  return used.map((use) =>
    lookedAt(
      `model, ${use.slug}`,
      use.costMicroUsd < (use.budget ?? Infinity) * MICRO,
      useInWords(use),
    ),
  );
}

const MICRO = 1_000_000;

function useInWords(used: AiTotals & { budget: number | undefined }): string {
  const { calls, failed, inputTokens, outputTokens, cacheReadTokens, costMicroUsd, budget } = used;
  const isSpent = budget !== undefined && costMicroUsd >= budget * MICRO;
  return (
    `this month ${calls} calls, ${failed} failed, ${inputTokens + cacheReadTokens} tokens in ` +
    `(${cacheReadTokens} from the cache), ${outputTokens} out, ${(costMicroUsd / MICRO).toFixed(4)}` +
    `${budget === undefined ? "" : ` of ${budget}`} USD` +
    (used.unpriced.calls > 0 ? ` and ${used.unpriced.calls} calls at an unknown price` : "") +
    (isSpent
      ? ": the budget is used up, so messages are read by the local parser until the month ends"
      : "")
  );
}

export const meaningCheck = ({ embedder }: AppDeps, config: Config): Check =>
  embedder
    ? lookedAt(
        "search by meaning",
        true,
        `${embedder.model}, ${config.EMBEDDINGS === "local" ? "in this program" : "hosted: texts leave this machine"}`,
      )
    : {
        part: "search by meaning",
        state: "off",
        detail: "EMBEDDINGS is off, so searches go by words",
      };
