/** `slack`: which workspaces are connected, and who is who in them. */
import { identify } from "../bot/slack/identify.ts";
import { botTokenOf, disconnect } from "../bot/slack/installation-store.ts";
import { botScopes } from "../bot/slack/scopes.ts";
import { slackClient, slackErrorOf } from "../bot/slack/web-client.ts";
import { AppError, userMessageOf } from "../core/domain/errors.ts";
import { linkedUser, linkUser, listLinks, unlinkUser } from "../db/queries/channel-users.ts";
import { findUserByEmail, type Tenant } from "../db/queries/tenants.ts";
import { listWorkspaces, type Workspace } from "../db/queries/workspaces.ts";
import type { AppDeps } from "../deps.ts";
import { print, type OutputOptions } from "./output.ts";
import { systemScope, tenantCalled } from "./tenants.ts";

type Deps = Pick<AppDeps, "db" | "vault">;

export interface SlackOptions extends OutputOptions {
  tenant: string;
}

export interface WorkspaceOptions extends SlackOptions {
  workspace: string;
}

export interface LinkOptions extends WorkspaceOptions {
  user: string;
}

/** Asks Slack about every token: only it knows whether one still works. */
export async function slackStatus(
  deps: Deps,
  options: SlackOptions,
  apiUrl: string | undefined,
): Promise<void> {
  const tenant = await tenantCalled(deps, options.tenant);
  const workspaces = [];
  for (const { workspace, ...shown } of await workspaceStates(deps, tenant, apiUrl)) {
    const people = await deps.db.transaction(systemScope(tenant), (tx) =>
      listLinks(tx, workspace.id),
    );
    const { installedAt, removedAt } = workspace;
    workspaces.push({ ...shown, installedAt, removedAt, people });
  }
  const words = workspaces.flatMap(({ key, name, state, people }) => [
    `${key}\t${name}\t${state}`,
    ...people.map(
      ({ platformUserId, user, email, unlinkedAt }) =>
        `  ${platformUserId}\t${user}\t${unlinkedAt ? "unlinked" : email ? "by address" : "by hand"}`,
    ),
  ]);
  print(options, { workspaces }, words.join("\n") || "No Slack workspace is connected.");
}

/** Links somebody whose address in Slack is another than here; the link holds until it is taken away. */
export async function slackLink(deps: Deps, email: string, options: LinkOptions): Promise<void> {
  const { tenant, workspace } = await workspaceCalled(deps, options);
  const platformUserId = readMember(options.user);
  const user = await deps.db.transaction(systemScope(tenant), async (tx) => {
    const found = await findUserByEmail(tx, email);
    if (!found) throw new AppError("not_found", `${email} is not a user of ${tenant.slug}.`);
    const person = { workspaceId: workspace.id, platformUserId };
    await linkUser(tx, { ...person, userId: found.id, email: null, now: new Date() });
    return found;
  });
  print(
    options,
    { linked: { workspace: workspace.workspaceKey, user: platformUserId, email: user.email } },
    `${platformUserId} in ${workspace.name} is ${user.email}.`,
  );
}

/** They are not linked by their address again, only by `slackLink`. */
export async function slackUnlink(deps: Deps, email: string, options: LinkOptions): Promise<void> {
  const { tenant, workspace } = await workspaceCalled(deps, options);
  const person = { workspaceId: workspace.id, platformUserId: readMember(options.user) };
  await deps.db.transaction(systemScope(tenant), async (tx) => {
    const link = await linkedUser(tx, person);
    const user = await findUserByEmail(tx, email);
    if (!link || link.userId !== user?.id)
      throw new AppError("not_found", `${person.platformUserId} is not linked to ${email}.`);
    await unlinkUser(tx, { ...person, now: new Date() });
  });
  const { platformUserId } = person;
  print(
    options,
    { unlinked: { workspace: workspace.workspaceKey, user: platformUserId, email } },
    `${platformUserId} in ${workspace.name} is nobody here any more.`,
  );
}

/** For a workspace whose app cannot be uninstalled in Slack, or that another tenant shall have. */
export async function slackDisconnect(deps: Deps, options: WorkspaceOptions): Promise<void> {
  const { workspace } = await workspaceCalled(deps, options);
  await disconnect(deps, workspace, new Date());
  const { workspaceKey, name } = workspace;
  print(options, { disconnected: workspaceKey }, `${name} is not answered any more.`);
}

/** Each workspace, with what Slack says of its token. */
export async function workspaceStates(deps: Deps, tenant: Tenant, apiUrl: string | undefined) {
  const states = [];
  for (const workspace of await workspacesOf(deps, tenant)) {
    const { workspaceKey: key, name, removedAt } = workspace;
    const state = removedAt ? "disconnected" : await stateOf(deps, workspace, apiUrl);
    states.push({ workspace, key, name, state });
  }
  return states;
}

const workspacesOf = (deps: Deps, tenant: Tenant): Promise<Workspace[]> =>
  deps.db.transaction(systemScope(tenant), (tx) => listWorkspaces(tx, "slack"));

async function workspaceCalled(
  deps: Deps,
  options: WorkspaceOptions,
): Promise<{ tenant: Tenant; workspace: Workspace }> {
  const tenant = await tenantCalled(deps, options.tenant);
  const all = await workspacesOf(deps, tenant);
  const workspace = all.find(({ workspaceKey }) => workspaceKey === options.workspace);
  if (workspace) return { tenant, workspace };
  throw new AppError(
    "not_found",
    `${tenant.slug} has no Slack workspace ${options.workspace}; see rapport slack status.`,
  );
}

async function stateOf(
  deps: Deps,
  workspace: Workspace,
  apiUrl: string | undefined,
): Promise<string> {
  const token = await botTokenOf(deps, workspace);
  if (!token) return "no token: connect it again";
  try {
    const { details } = await identify(slackClient(token, { apiUrl, timeout: 10_000 }));
    const { scopes = botScopes } = details;
    const missing = botScopes.filter((scope) => !scopes.includes(scope));
    return missing.length > 0
      ? `connected, without ${missing.join(", ")}: connect it again`
      : "connected";
  } catch (error) {
    const reason = slackErrorOf(error instanceof Error ? error.cause : undefined);
    return reason ? `connect it again: Slack says ${reason}` : userMessageOf(error);
  }
}

function readMember(text: string): string {
  if (/^[UW][A-Z0-9]{2,}$/.test(text)) return text;
  throw new AppError(
    "bad_input",
    `“${text}” is not a member id of Slack; it looks like U012AB3CD.`,
  );
}
