/** What an owner of mail lets others read: one message, a thread, or all mail with somebody. */
import { AppError } from "./errors.ts";
import type { Aggregate } from "./record.ts";

export interface Share {
  scope: "message" | "thread" | "contact";
  /** The message (`message`), or one of the thread (`thread`): threads may join, a message stays. */
  interactionId: string | null;
  threadId: string | null;
  /** The contact (`contact`): mail to come is shared as well. */
  personId: string | null;
  ownerId: string;
  /** The colleague; null for the whole team. */
  withUserId: string | null;
  createdAt: string;
}

export type ShareCommand = { kind: "create"; share: Share } | { kind: "remove" };

export const share: Aggregate<Share, ShareCommand> = {
  type: "share",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.share }];
    if (!state) throw new AppError("not_found", "That is not shared any more.");
    return [{ type: "removed" }];
  },
};
