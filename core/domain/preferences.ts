/** How somebody who uses Rapport wants to be answered. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export interface Preferences {
  /** IANA. */
  timeZone: string;
  /** BCP 47. */
  locale: string;
}

export type PreferencesCommand =
  { kind: "create"; preferences: Preferences } | { kind: "update"; patch: Partial<Preferences> };

export const preferences: Aggregate<Preferences, PreferencesCommand> = {
  type: "preferences",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create")
      return state ? [] : [{ type: "created", state: command.preferences }];
    if (!state) throw new AppError("not_found", "That user is no longer here.");
    return change<Preferences>(state, command.patch);
  },
};
