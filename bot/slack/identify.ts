/** Whose a bot's token is: which workspace or organisation, and who the bot is in it. */
import type { webApi } from "@slack/bolt";
import { AppError } from "../../core/domain/errors.ts";
import type { WorkspaceDetails } from "../../db/queries/workspaces.ts";
import { slackErrorOf } from "./web-client.ts";

export interface Installed {
  workspaceKey: string;
  name: string;
  details: WorkspaceDetails;
}

/** Asks Slack itself; throws with one sentence where it takes the token for no bot's. */
export async function identify(client: webApi.WebClient): Promise<Installed> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw unusable(error);
  });
  const { team_id: teamId, enterprise_id: enterpriseId, user_id: botUserId } = answer;
  // Slack names them in a header of the answer.
  const scopes = answer.response_metadata?.scopes;
  const enterprise = answer.is_enterprise_install === true;
  const workspaceKey = enterprise ? enterpriseId : teamId;
  if (!workspaceKey || !botUserId || !answer.bot_id) throw unusable(undefined);
  return {
    workspaceKey,
    name: answer.team ?? workspaceKey,
    details: {
      botUserId,
      botId: answer.bot_id,
      ...(scopes ? { scopes } : {}),
      ...(answer.app_id ? { appId: answer.app_id } : {}),
      ...(enterprise ? { enterprise } : {}),
      ...(enterpriseId ? { enterpriseId } : {}),
    },
  };
}

/** What Slack did not answer may go well a moment later; what it refused will not. */
function unusable(error: unknown): AppError {
  if (error !== undefined && slackErrorOf(error) === undefined)
    return new AppError("busy", "Slack cannot be reached; try again in a moment.", {
      message: "auth.test failed",
      cause: error,
    });
  return new AppError("misconfigured", "Slack does not accept this token as a bot's.", {
    message: `auth.test: ${slackErrorOf(error) ?? "not a bot"}`,
    cause: error,
  });
}
