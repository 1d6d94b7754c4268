/** `tenant reading`: whether a language model reads new two-way mail on its own. */
import { AppError } from "../core/domain/errors.ts";
import { getTenant, saveSettings } from "../db/queries/tenants.ts";
import type { AppDeps } from "../deps.ts";
import { print, type OutputOptions } from "./output.ts";
import { systemScope, tenantCalled } from "./tenants.ts";

export async function tenantReading(
  deps: AppDeps,
  { slug, value }: { slug: string; value: string },
  options: OutputOptions,
): Promise<void> {
  if (value !== "on" && value !== "off")
    throw new AppError("bad_input", `Say on or off, not “${value}”.`);
  const aiReadsMail = value === "on";
  const scope = systemScope(await tenantCalled(deps, slug));
  await deps.db.transaction(scope, async (tx) => {
    await saveSettings(tx, { ...(await getTenant(tx)).settings, aiReadsMail });
  });
  const words = aiReadsMail ? "reads" : "does not read";
  print(options, { tenant: slug, aiReadsMail }, `A language model ${words} new mail of ${slug}.`);
}
