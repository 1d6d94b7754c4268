/** Who a person of Slack is in this tenant, asked with every message; nobody, where that is not certain. */
import type { Database, Tx } from "../../db/client.ts";
import { linkedUser, linkUser, type ChannelUser } from "../../db/queries/channel-users.ts";
import { findUser, findUserByEmail, type User } from "../../db/queries/tenants.ts";
import type { Workspace } from "../../db/queries/workspaces.ts";
import { profileOf, type Profile, type SlackClient } from "./profile.ts";

export type Speaker =
  | {
      kind: "user";
      userId: string;
      /** Linked just now, by their address; with the time zone that Slack has, where ours is another. */
      linkedNow?: { timeZone?: string };
    }
  | { kind: "refused"; reason: Refusal; why: string };

export type Refusal = "guest" | "outsider" | "bot" | "unlinked" | "deactivated" | "unknown";

export interface SpeakerDeps {
  db: Database;
  slack: SlackClient;
}

export interface Speaking {
  platformUserId: string;
  /** The speaker's own workspace, as the event names it: another's where a channel is shared. */
  userTeam?: string | undefined;
}

export async function whoSpeaks(
  { db, slack }: SpeakerDeps,
  workspace: Workspace,
  { platformUserId, userTeam }: Speaking,
): Promise<Speaker> {
  if (isElsewhere(workspace, userTeam)) return refusals.outsider;
  const profile = await profileOf(slack, workspace, platformUserId);
  if (!profile) return refusals.unknown;
  if (profile.kind !== "member") return refusals[profile.kind];
  const scope = { tenantId: workspace.tenantId, actorId: null, viewerId: null };
  return db.transaction(scope, (tx) => userBehind(tx, workspace, { platformUserId, profile }));
}

/** In an organisation people speak from any of its workspaces: there the profile says whose they are. */
const isElsewhere = ({ workspaceKey, details }: Workspace, userTeam: string | undefined): boolean =>
  userTeam !== undefined &&
  userTeam !== workspaceKey &&
  userTeam !== details.enterpriseId &&
  details.enterprise !== true;

interface Person {
  platformUserId: string;
  profile: Profile;
}

async function userBehind(tx: Tx, workspace: Workspace, person: Person): Promise<Speaker> {
  const name = { workspaceId: workspace.id, platformUserId: person.platformUserId };
  const link = await linkedUser(tx, name);
  if (link) return checkedLink(tx, link, person.profile);
  const { email, timeZone } = person.profile;
  if (email === undefined) return noAddress;
  const user = await findUserByEmail(tx, email);
  if (!user) return refusals.unlinked;
  const made = await linkUser(tx, { ...name, userId: user.id, email, now: new Date() });
  // Somebody may have linked or unlinked them in this very moment.
  const speaker = await checkedLink(tx, made, person.profile);
  if (speaker.kind === "refused" || made.email !== email) return speaker;
  const differs = timeZone !== undefined && timeZone !== user.timeZone;
  return { ...speaker, linkedNow: differs ? { timeZone } : {} };
}

async function checkedLink(tx: Tx, link: ChannelUser, profile: Profile): Promise<Speaker> {
  if (link.unlinkedAt) return unlinkedByHand;
  const user = await findUser(tx, link.userId);
  if (!user) return refusals.unlinked;
  return stillHolds(link, user, profile) ? { kind: "user", userId: user.id } : addressChanged;
}

/** Linked by an address, the link holds as long as both sides have that address. */
const stillHolds = ({ email }: ChannelUser, user: User, profile: Profile): boolean =>
  email === null || (email === profile.email && email === user.email);

const refused = (reason: Refusal, why: string) => ({ kind: "refused", reason, why }) as const;

const refusals = {
  outsider: refused("outsider", "I answer people of this Slack workspace only."),
  guest: refused("guest", "I answer full members of this Slack workspace only, not guests."),
  bot: refused("bot", "I do not answer bots."),
  deactivated: refused("deactivated", "This Slack account is deactivated."),
  unknown: refused("unknown", "Slack does not tell me who you are, so I cannot answer."),
  unlinked: refused(
    "unlinked",
    "I know nobody with your e-mail address here; ask an admin of Rapport to add you.",
  ),
};

const noAddress = refused(
  "unlinked",
  "Slack does not tell me your e-mail address; ask an admin of Rapport to link you.",
);
const addressChanged = refused(
  "unlinked",
  "Your e-mail address has changed since you were linked here; ask an admin of Rapport to link you again.",
);
const unlinkedByHand = refused(
  "unlinked",
  "You were unlinked here; ask an admin of Rapport to link you again.",
);
