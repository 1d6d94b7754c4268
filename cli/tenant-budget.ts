/** `tenant budget`: what language models may cost a tenant in a month. */
import { AppError } from "../core/domain/errors.ts";
import { getTenant, saveSettings } from "../db/queries/tenants.ts";
import type { AppDeps } from "../deps.ts";
import { print, type OutputOptions } from "./output.ts";
import { systemScope, tenantCalled } from "./tenants.ts";

export async function tenantBudget(
  deps: AppDeps,
  { slug, usd }: { slug: string; usd: string },
  options: OutputOptions,
): Promise<void> {
  const budget = readBudget(usd);
  const scope = systemScope(await tenantCalled(deps, slug));
  await deps.db.transaction(scope, async (tx) => {
    const { aiBudgetUsd: _before, ...settings } = (await getTenant(tx)).settings;
    await saveSettings(tx, { ...settings, ...(budget === null ? {} : { aiBudgetUsd: budget }) });
  });
  const words = budget === null ? "without a limit" : `up to ${budget} USD a month`;
  print(
    options,
    { tenant: slug, aiBudgetUsd: budget },
    `${slug} may use language models ${words}.`,
  );
}

function readBudget(text: string): number | null {
  if (text === "none") return null;
  const amount = Number(text);
  if (text.trim() !== "" && Number.isFinite(amount) && amount >= 0) return amount;
  throw new AppError("bad_input", `A budget is an amount in US dollars or “none”, not “${text}”.`);
}
