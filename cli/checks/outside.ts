/** Looks at what reaches out or is reached: mail, the vault's keys, Slack, MCP. */
import path from "node:path";
import type { Config } from "../../config.ts";
import type { Tenant } from "../../db/queries/tenants.ts";
import type { AppDeps } from "../../deps.ts";
import { workspaceStates } from "../slack.ts";
import { keysOf } from "../vault.ts";
import { lookedAt, type Check } from "./check.ts";

export function mailCheck(config: Config): Check {
  const part = "sending mail";
  const from = config.MAIL_FROM ? `from ${config.MAIL_FROM}` : "from each author's own address";
  if (config.SMTP_URL)
    return lookedAt(part, true, `by ${new URL(config.SMTP_URL).host}, ${from}; not tried here`);
  const folder = path.join(config.RAPPORT_DATA, "outbox");
  return {
    part,
    state: "off",
    detail: `SMTP_URL is not set: approved mail is saved as files in ${folder}, ${from}`,
  };
}

/** Which master key everything sealed is under: what is under an earlier one must be rotated before that goes. */
export async function keyCheck(
  deps: Pick<AppDeps, "db" | "vault">,
  tenants: readonly Tenant[],
): Promise<Check> {
  const sum = { secrets: 0, current: 0, earlier: 0, unknown: 0 };
  for (const tenant of tenants) {
    const { secrets, keys, recordKeys } = await keysOf(deps, tenant);
    for (const { count } of secrets) sum.secrets += count;
    for (const state of ["current", "earlier", "unknown"] as const)
      sum[state] += keys[state] + recordKeys[state];
  }
  const version = deps.vault.masterKeyVersion.toString(16);
  const parts = [
    `version ${version}, keys under it: ${sum.current}, secrets in the vault: ${sum.secrets}`,
    ...(sum.earlier > 0
      ? [`keys under an earlier one: ${sum.earlier}, run rapport vault rotate`]
      : []),
    ...(sum.unknown > 0
      ? [`keys under none that is set: ${sum.unknown}, add it to RAPPORT_MASTER_KEYS_EARLIER`]
      : []),
  ];
  return lookedAt("master key", sum.earlier + sum.unknown === 0, parts.join("; "));
}

/** Whether Slack is listened to, and each workspace with what Slack says of its token. */
export async function slackChecks(
  deps: AppDeps,
  config: Config,
  tenants: readonly Tenant[],
): Promise<Check[]> {
  const ways = [
    ...(config.SLACK_SIGNING_SECRET ? ["requests under /slack/events"] : []),
    ...(config.SLACK_APP_TOKEN ? ["Socket Mode"] : []),
  ];
  const channel: Check =
    ways.length > 0
      ? lookedAt("slack", true, ways.join(" and "))
      : {
          part: "slack",
          state: "off",
          detail: "neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set",
        };
  const workspaces = [];
  for (const tenant of tenants)
    for (const { key, name, state } of await workspaceStates(deps, tenant, config.SLACK_API_URL))
      workspaces.push({
        part: `slack, ${tenant.slug}`,
        state: stateOf(state),
        detail: `${key} ${name}: ${state}`,
      });
  return [channel, ...workspaces];
}

const stateOf = (state: string): Check["state"] =>
  state === "connected" ? "on" : state === "disconnected" ? "off" : "attention";

export const mcpCheck = (config: Config): Check =>
  config.MCP === "on"
    ? lookedAt("mcp", true, "answers under /mcp, to personal tokens")
    : { part: "mcp", state: "off", detail: "MCP is off" };
