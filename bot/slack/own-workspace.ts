/** One workspace without connecting it: the token is a setting, and Slack says which workspace it is of. */
import { AppError, userMessageOf } from "../../core/domain/errors.ts";
import type { Logger } from "../../core/log.ts";
import { findTenant } from "../../db/queries/tenants.ts";
import { findWorkspace } from "../../db/queries/workspaces.ts";
import { identify } from "./identify.ts";
import { botTokenOf, saveInstallation, type InstallationDeps } from "./installation-store.ts";
import { slackClient } from "./web-client.ts";

const TIMEOUT_MS = 10_000;

export interface OwnWorkspace {
  token: string;
  /** The tenant's short name. */
  tenant: string;
  apiUrl?: string | undefined;
}

/** A token that Slack refuses stops the start. While Slack is away, what was bound at an earlier start holds. */
export async function bindOwnWorkspace(
  deps: InstallationDeps & { log: Logger },
  { token, tenant: slug, apiUrl }: OwnWorkspace,
): Promise<void> {
  const tenant = await findTenant(deps.db, slug);
  if (!tenant)
    throw new AppError("misconfigured", `SLACK_TENANT is ${slug}, but there is no such tenant.`);
  const installed = await identify(slackClient(token, { apiUrl, timeout: TIMEOUT_MS })).catch(
    (error: unknown) => {
      if (!(error instanceof AppError) || error.code !== "busy")
        throw new AppError("misconfigured", `SLACK_BOT_TOKEN: ${userMessageOf(error)}`);
      deps.log.warn({ err: error }, "Slack could not be asked about the bot's token");
      return undefined;
    },
  );
  if (!installed) return;
  const { workspaceKey } = installed;
  const known = await findWorkspace(deps.db, { channel: "slack", workspaceKey });
  // Bound anew, it would look as if it had been connected just now.
  if (known?.tenantId === tenant.id && (await botTokenOf(deps, known)) === token) return;
  const input = { installed, token, installedById: null, now: new Date() };
  await saveInstallation(deps, tenant.id, input);
  deps.log.info({ workspace: workspaceKey }, "a Slack workspace was bound by SLACK_BOT_TOKEN");
}
