/** A deal: what may be sold to whom, how far it is, what it is worth. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export interface Deal {
  name: string;
  stageId: string;
  /** Decimal amount as text ("24000.00"), so that no cent is lost to binary fractions. */
  value: string | null;
  /** ISO 4217. */
  currency: string | null;
  companyId: string | null;
  personId: string | null;
  ownerId: string | null;
  closeDate: string | null;
  source: string;
  createdAt: string;
}

export type DealCommand =
  | { kind: "create"; deal: Deal }
  | { kind: "update"; patch: Partial<Omit<Deal, "createdAt" | "source">> };

export const deal: Aggregate<Deal, DealCommand> = {
  type: "deal",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.deal }];
    if (!state) throw new AppError("not_found", "That deal is no longer here.");
    return change<Deal>(state, command.patch);
  },
};
