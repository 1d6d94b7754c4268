/** Where the app is installed: the workspace bound to its tenant, and its token in the vault. */
import type { AuthorizeResult } from "@slack/bolt";
import { AppError } from "../../core/domain/errors.ts";
import type { Vault } from "../../core/vault.ts";
import type { Database } from "../../db/client.ts";
import {
  bindWorkspace,
  findWorkspace,
  removeWorkspace,
  type Workspace,
} from "../../db/queries/workspaces.ts";
import type { Installed } from "./identify.ts";

export interface InstallationDeps {
  db: Database;
  vault: Vault;
}

/** How Slack names where something happens. */
export interface Place {
  teamId?: string | undefined;
  enterpriseId?: string | undefined;
  isEnterpriseInstall: boolean;
}

/** Binds the workspace to this tenant; throws where it is another's. A reinstallation brings a new token. */
export async function saveInstallation(
  { db, vault }: InstallationDeps,
  tenantId: string,
  input: { installed: Installed; token: string; installedById: string | null; now: Date },
): Promise<Workspace> {
  const { installed, token, installedById, now } = input;
  const workspace = await bindWorkspace(db, tenantId, {
    channel: "slack",
    ...installed,
    installedById,
    now,
  });
  await db.transaction(scopeOf(workspace), (tx) => vault.put(tx, tokenName(workspace.id), token));
  return workspace;
}

/** The workspace something happened in; undefined where the app is not installed. */
export const workspaceAt = (db: Database, place: Place): Promise<Workspace | undefined> => {
  const workspaceKey = place.isEnterpriseInstall ? place.enterpriseId : place.teamId;
  return workspaceKey
    ? findWorkspace(db, { channel: "slack", workspaceKey })
    : Promise.resolve(undefined);
};

/** The token with which a workspace is answered; undefined once the app is gone from it. */
export const botTokenOf = (
  { db, vault }: InstallationDeps,
  workspace: Pick<Workspace, "tenantId" | "id">,
): Promise<string | undefined> =>
  db.transaction(scopeOf(workspace), (tx) => vault.get(tx, tokenName(workspace.id)));

/**
 * With what Bolt answers in a workspace. It drops what it gets no answer for, so nothing of a removed
 * installation is answered.
 */
export async function authorized(
  deps: InstallationDeps,
  workspace: Workspace | undefined,
): Promise<AuthorizeResult> {
  const botToken = workspace && (await botTokenOf(deps, workspace));
  if (!workspace || !botToken)
    throw new AppError("not_found", "Rapport is not installed in this Slack workspace.");
  const { botId, botUserId } = workspace.details;
  return { botToken, ...(botId ? { botId } : {}), ...(botUserId ? { botUserId } : {}) };
}

/**
 * The app was uninstalled, or its token revoked: the token is deleted and nothing is answered any
 * more. `at` is when that happened: news that arrives after a reinstallation is old.
 */
export async function removeInstallation(
  deps: InstallationDeps,
  place: Place,
  at: Date,
): Promise<"removed" | "not_installed"> {
  const workspace = await workspaceAt(deps.db, place);
  if (!workspace || isOlder(at, workspace.installedAt)) return "not_installed";
  await disconnect(deps, workspace, at);
  return "removed";
}

export const disconnect = (
  { db, vault }: InstallationDeps,
  workspace: Pick<Workspace, "tenantId" | "id">,
  now: Date,
): Promise<void> =>
  db.transaction(scopeOf(workspace), async (tx) => {
    await vault.remove(tx, tokenName(workspace.id));
    await removeWorkspace(tx, { id: workspace.id, now });
  });

/** Slack's clock counts whole seconds. */
const isOlder = (at: Date, installedAt: Date): boolean =>
  at.getTime() < Math.floor(installedAt.getTime() / 1_000) * 1_000;

const tokenName = (workspaceId: string) => ({
  ownerId: workspaceId,
  provider: "slack",
  purpose: "bot-token",
});

const scopeOf = ({ tenantId }: { tenantId: string }) => ({
  tenantId,
  actorId: null,
  viewerId: null,
});
