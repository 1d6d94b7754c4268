/** Puts what was heard into the inbox, under names that are this workspace's alone. */
import { takeIn, type InboxMessage } from "../../core/inbox.ts";
import type { Said } from "../../core/agent/turn.ts";
import type { Workspace } from "../../db/queries/workspaces.ts";
import { inChannel } from "./address.ts";
import type { Origin } from "./heard.ts";
import type { Hearing, SlackDeps } from "./slack-deps.ts";

export async function ignore(
  deps: SlackDeps,
  { reason, deliveryKey }: { reason: string; deliveryKey: string },
  { workspace, now }: Pick<Hearing, "workspace" | "now">,
): Promise<undefined> {
  await takeIn(deps, workspace.tenantId, {
    channel: "slack",
    workspaceId: workspace.id,
    deliveryKey: `${workspace.id}:${deliveryKey}`,
    conversationKey: `${workspace.id}:nobody`,
    sequence: now.toISOString(),
    audience: "dm",
    said: nothing,
    address: null,
    receivedAt: now,
    ignore: reason,
  });
}

/** The words of whoever is not answered are not kept. */
const nothing: Said = { kind: "text", text: "" };

export interface Storing {
  origin: Origin;
  said?: Said;
  files?: string[];
  ignore?: string;
}

export const store = (
  deps: SlackDeps,
  at: Hearing & { userId?: string },
  { origin, said = nothing, files = [], ignore }: Storing,
) => takeIn(deps, at.workspace.tenantId, inboxMessage(origin, at, { said, files, ignore }));

/** A conversation is the person's; in a shared channel, the thread's. */
export function conversationOf(
  workspace: Workspace,
  { address, user }: Pick<Origin, "address" | "user">,
): Pick<InboxMessage, "conversationKey" | "thread"> {
  const shared = inChannel(address);
  const thread = shared ? `slack:${shared.channel}:${shared.thread ?? ""}` : undefined;
  const conversationKey = `${workspace.id}:${thread ?? user}`;
  return { conversationKey, ...(thread ? { thread } : {}) };
}

function inboxMessage(
  { address, user, deliveryKey, messageKey, sequence }: Origin,
  { workspace, userId, now }: Hearing & { userId?: string },
  { said, files, ignore }: { said: Said; files: string[]; ignore: string | undefined },
): InboxMessage {
  const shared = inChannel(address);
  const mine = (key: string): string => `${workspace.id}:${key}`;
  return {
    channel: "slack",
    workspaceId: workspace.id,
    deliveryKey: mine(deliveryKey),
    ...(messageKey ? { messageKey: mine(messageKey) } : {}),
    ...conversationOf(workspace, { address, user }),
    sequence,
    ...(userId && !ignore ? { userId } : {}),
    audience: shared?.channel ?? "dm",
    said,
    ...(files.length > 0 ? { files } : {}),
    address,
    ...(shared
      ? { privateAddress: { kind: "dm", user, team: address.team, askedIn: shared.channel } }
      : {}),
    receivedAt: now,
    ...(ignore ? { ignore } : {}),
  };
}
