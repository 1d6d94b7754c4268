/** An address nobody of this tenant writes to any more, until somebody says otherwise. */
import { v5 } from "uuid";
import type { Aggregate } from "./record.ts";

export interface OptOut {
  /** Lower case. */
  address: string;
  /** Who recorded it; null where a provider or a reply did. */
  byId: string | null;
  reason: string | null;
  at: string;
}

export type OptOutCommand = { kind: "set"; optOut: OptOut } | { kind: "clear" };

export const optOut: Aggregate<OptOut, OptOutCommand> = {
  type: "opt_out",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "set") return state ? [] : [{ type: "created", state: command.optOut }];
    return state ? [{ type: "removed" }] : [];
  },
};

const NAMESPACE = "9b0d7f5e-6a0e-4a55-9d0b-0f6a3c1f2e11";

/** The record of an address: the same whoever says it, so that it is recorded once. */
export const optOutId = (address: string): string => v5(address.trim().toLowerCase(), NAMESPACE);
