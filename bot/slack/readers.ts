/** Who reads a channel, and so whether an answer may stand there: asked anew when an answer is about to be shown. */
import type { webApi } from "@slack/bolt";
import type { Workspace } from "../../db/queries/workspaces.ts";
import { profileOf, type SlackClient } from "./profile.ts";
import { recently } from "./recently.ts";

/** `members`: full members of the workspace and its programs, and nobody else. */
export type Readers = "members" | "guests" | "outsiders" | "many" | "unknown";

/** Why an answer does not stand in the channel, as a person is told. */
export const whyNot: Readonly<Record<Exclude<Readers, "members">, string>> = {
  guests: "Guests read this channel",
  outsiders: "People of another organisation read this channel",
  many: "More people read this channel than I can look at",
  unknown: "Slack does not tell me who reads this channel",
};

/** Each costs a call of Slack's API, of which about 100 a minute are free. */
const MOST = 100;
const AT_ONCE = 10;
/** Whoever was just invited starts to read. */
const LASTS_MS = 60_000;

const readers = recently<Readers>(() => performance.now(), LASTS_MS);

/** Unknown where Slack does not say, for whatever reason: nothing is shown on a guess. */
export const readersOf = (
  slack: SlackClient,
  workspace: Workspace,
  channel: string,
): Promise<Readers> =>
  readers
    .get(`${workspace.id} ${channel}`, () => look(slack, workspace, channel))
    .catch(() => "unknown");

/** Throws where the answer is not certain, so that it is not remembered. */
async function look(slack: SlackClient, workspace: Workspace, channel: string): Promise<Readers> {
  const { channel: found } = await slack.conversations.info({ channel });
  if (!found) throw new Error("Slack described no channel");
  if (isShared(found)) return "outsiders";
  const members = await membersOf(slack, channel);
  if (members.length > MOST) return "many";
  for (let at = 0; at < members.length; at += AT_ONCE) {
    const some = members.slice(at, at + AT_ONCE);
    const kinds = await Promise.all(some.map((member) => kindOf(slack, workspace, member)));
    if (kinds.includes("guest")) return "guests";
    if (kinds.includes("outsider")) return "outsiders";
  }
  return "members";
}

async function kindOf(slack: SlackClient, workspace: Workspace, member: string) {
  const profile = await profileOf(slack, workspace, member);
  if (!profile) throw new Error("Slack did not describe a member");
  return profile.kind;
}

/** All of them, or some more than are looked at; a page may be short without being the last. */
async function membersOf(slack: SlackClient, channel: string): Promise<string[]> {
  const members: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await slack.conversations.members({
      channel,
      limit: MOST + 1,
      ...(cursor ? { cursor } : {}),
    });
    if (!page.members) throw new Error("Slack named no members");
    members.push(...page.members);
    cursor = page.response_metadata?.next_cursor;
  } while (cursor && members.length <= MOST);
  return members;
}

type SlackChannel = NonNullable<webApi.ConversationsInfoResponse["channel"]>;

/** An invitation that another organisation has not answered yet counts: it may within the minute. */
const isShared = (channel: SlackChannel): boolean =>
  channel.is_ext_shared === true ||
  channel.is_pending_ext_shared === true ||
  (channel.is_shared === true && channel.is_org_shared !== true);
