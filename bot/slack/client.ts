/** Calls of Slack's API on a workspace's behalf: with its token out of the vault. */
import type { webApi } from "@slack/bolt";
import { botTokenOf, type InstallationDeps } from "./installation-store.ts";
import { slackClient, type ApiAddress } from "./web-client.ts";

export type Client = webApi.WebClient;

export async function clientOf(
  deps: InstallationDeps & { settings: ApiAddress },
  workspace: { tenantId: string; id: string },
  timeout?: number,
): Promise<Client | undefined> {
  const token = await botTokenOf(deps, workspace);
  const { apiUrl } = deps.settings;
  return token === undefined
    ? undefined
    : slackClient(token, { apiUrl, ...(timeout ? { timeout } : {}) });
}
