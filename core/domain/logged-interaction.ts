/** A call or note somebody wrote down. Mail and meetings are facts of their providers, not events. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export interface LoggedInteraction {
  kind: "call" | "note";
  occurredAt: string;
  summary: string;
  personIds: string[];
  companyId: string | null;
  loggedBy: string;
}

export type LoggedInteractionCommand =
  { kind: "log"; interaction: LoggedInteraction } | { kind: "rewrite"; summary: string };

export const loggedInteraction: Aggregate<LoggedInteraction, LoggedInteractionCommand> = {
  type: "interaction",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "log")
      return state ? [] : [{ type: "created", state: command.interaction }];
    if (!state) throw new AppError("not_found", "That note is no longer here.");
    return change(state, { summary: command.summary });
  },
};
