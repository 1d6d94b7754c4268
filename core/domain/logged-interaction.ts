/** What somebody wrote down themselves. Synced mail and meetings are facts of their providers, not events. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export const loggedKinds = ["call", "meeting", "message", "note"] as const;

export interface LoggedInteraction {
  kind: (typeof loggedKinds)[number];
  occurredAt: string;
  /** How long it took; null where nobody said. */
  minutes: number | null;
  summary: string;
  personIds: string[];
  companyId: string | null;
  dealId: string | null;
  loggedBy: string;
}

export type LoggedInteractionCommand =
  | { kind: "log"; interaction: LoggedInteraction }
  | { kind: "update"; patch: Partial<Omit<LoggedInteraction, "loggedBy">> }
  | { kind: "remove" };

export const loggedInteraction: Aggregate<LoggedInteraction, LoggedInteractionCommand> = {
  type: "interaction",
  schemaVersion: 2,
  blank: { minutes: null, dealId: null },
  decide(state, command) {
    if (command.kind === "log")
      return state ? [] : [{ type: "created", state: command.interaction }];
    if (!state) throw new AppError("not_found", "That note is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
    return change<LoggedInteraction>(state, command.patch);
  },
};
