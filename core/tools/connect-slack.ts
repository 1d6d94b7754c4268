/** Where an admin connects Slack; how to set it up, where this server has no Slack app yet. */
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { defineTool } from "../tool.ts";

export const connectSlack = defineTool({
  name: "connect_slack",
  summary: "Connect Slack, for owners and admins",
  guide: "Gives the link or says what is missing; it connects nothing by itself.",
  effect: "read",
  needs: "settings:write",
  tainted: "refused",
  examples: [
    "connect slack",
    "connect to slack",
    "connect our slack workspace",
    "how do I connect slack",
    "set up slack",
    "how do I set up slack",
    "install rapport in slack",
    "add rapport to slack",
    "add you to slack",
    "can I use you in slack",
    "slack integration",
  ],
  input: z.object({}),
  output: z.object({ url: z.string().optional() }),
  mentions: {},
  run({ actor, slackInstallUrl: url }) {
    if (actor.role !== "owner" && actor.role !== "admin")
      throw new AppError("forbidden", "Only an owner or admin of this workspace connects Slack.");
    return Promise.resolve(url === undefined ? {} : { url });
  },
  reply: ({ url }) => ({
    text: url
      ? `Connect Slack here: ${url}\n\nThe Slack workspace you choose there then belongs to this workspace alone; colleagues are recognised by their e-mail address.`
      : "This server has no Slack app to connect with yet. Whoever runs it makes one at https://api.slack.com/apps, sets `SLACK_SIGNING_SECRET`, `SLACK_CLIENT_ID` and `SLACK_CLIENT_SECRET`, and starts Rapport again; `docs/slack.md` tells it step by step. Then ask me again for the link.",
  }),
});
