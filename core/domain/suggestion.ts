/** The decision on a suggestion. What is suggested, and why, is derived from mail and calendar. */
import { change, type Aggregate } from "./record.ts";

export interface SuggestionDecision {
  /** Who or what was suggested, for the receipt. */
  name: string;
  status: "open" | "accepted" | "dismissed";
}

export interface SuggestionCommand extends SuggestionDecision {
  kind: "decide";
}

export const suggestion: Aggregate<SuggestionDecision, SuggestionCommand> = {
  type: "suggestion",
  schemaVersion: 1,
  decide(state, { name, status }) {
    if (state) return change<SuggestionDecision>(state, { status });
    return status === "open" ? [] : [{ type: "created", state: { name, status } }];
  },
};
