/** What Slack says of a person, reduced to what decides whether they are answered. */
import type { webApi } from "@slack/bolt";
import type { Workspace } from "../../db/queries/workspaces.ts";
import { recently } from "./recently.ts";
import { slackErrorOf } from "./web-client.ts";

export type SlackClient = Pick<webApi.WebClient, "users" | "conversations">;

export interface Profile {
  kind: "member" | "guest" | "outsider" | "bot" | "deactivated";
  /** Confirmed, in small letters. */
  email?: string;
  /** IANA zone. */
  timeZone?: string;
}

type SlackUser = NonNullable<webApi.UsersInfoResponse["user"]>;

const profiles = recently<Profile | undefined>(() => performance.now());

/** Undefined where Slack knows nobody of that id. */
export const profileOf = (
  slack: SlackClient,
  workspace: Workspace,
  platformUserId: string,
): Promise<Profile | undefined> =>
  profiles.get(`${workspace.id} ${platformUserId}`, async () => {
    const user = await userOf(slack, platformUserId);
    return user && readProfile(user, workspace);
  });

/** The organisation counts where it is installed as a whole, else the one workspace. */
export function readProfile(user: SlackUser, { workspaceKey, details }: Workspace): Profile {
  const home = details.enterprise
    ? [user.enterprise_id, user.enterprise_user?.enterprise_id]
    : [user.team_id, ...(user.teams ?? []), ...(user.enterprise_user?.teams ?? [])];
  const kind = kindOf(user, home.includes(workspaceKey));
  const address = user.is_email_confirmed === false ? undefined : user.profile?.email;
  const email = address?.trim().toLowerCase();
  return { kind, ...(email ? { email } : {}), ...(user.tz ? { timeZone: user.tz } : {}) };
}

function kindOf(user: SlackUser, isAtHome: boolean): Profile["kind"] {
  const { is_bot: isBot, is_workflow_bot: isWorkflow, is_connector_bot: isConnector } = user;
  if (isBot || isWorkflow || isConnector || user.id === SLACKBOT) return "bot";
  if (user.deleted) return "deactivated";
  if (user.is_stranger || !isAtHome) return "outsider";
  if (user.is_restricted || user.is_ultra_restricted) return "guest";
  return "member";
}

/** The one bot that Slack does not call one. */
const SLACKBOT = "USLACKBOT";

/** What Slack answers where there is nobody, or nobody that this app may see. */
const UNKNOWN = ["user_not_found", "user_not_visible", "missing_scope"];

/** Other failures are passed on: they say nothing about the person, and the message comes again. */
async function userOf(slack: SlackClient, id: string): Promise<SlackUser | undefined> {
  try {
    return (await slack.users.info({ user: id })).user;
  } catch (error) {
    if (UNKNOWN.includes(slackErrorOf(error) ?? "")) return undefined;
    throw error;
  }
}
