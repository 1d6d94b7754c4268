/** A deal: what may be sold to whom, how far it is, what it is worth. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export const dealRoles = ["decision_maker", "champion", "influencer", "participant"] as const;
export type DealRole = (typeof dealRoles)[number];

export interface Deal {
  name: string;
  stageId: string;
  /** Decimal amount as text ("24000.00"), so that no cent is lost to binary fractions. */
  value: string | null;
  /** ISO 4217. */
  currency: string | null;
  companyId: string | null;
  /** Whom one talks to first. */
  personId: string | null;
  /** Everybody with a part in the decision, one role each. */
  people: { personId: string; role: DealRole }[];
  ownerId: string | null;
  closeDate: string | null;
  /** Why it was won or lost; null while it is open. */
  reason: string | null;
  /** ISO instant at which it was won or lost. */
  closedAt: string | null;
  /** Mail, meetings and calls that belong to it. */
  interactionIds: string[];
  source: string;
  createdAt: string;
}

export interface Destination {
  stageId: string;
  outcome: "open" | "won" | "lost";
}

export type DealCommand =
  | { kind: "create"; deal: Deal }
  | { kind: "update"; patch: Partial<Omit<Deal, "createdAt" | "source">> }
  /** To a stage; `at` is when a won or lost one was reached. */
  | { kind: "move"; to: Destination; at: string; reason?: string | undefined }
  | { kind: "set_role"; personId: string; role: DealRole }
  | { kind: "drop_person"; personId: string }
  | { kind: "link" | "unlink"; interactionId: string }
  | { kind: "remove" };

export const deal: Aggregate<Deal, DealCommand> = {
  type: "deal",
  schemaVersion: 2,
  blank: { people: [], reason: null, closedAt: null, interactionIds: [] },
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.deal }];
    if (!state) throw new AppError("not_found", "That deal is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
    return change(state, patchFor(state, command));
  },
};

export const newDeal = (
  name: string,
  stageId: string,
  at: Date,
  fields: Partial<Deal> = {},
): Deal => ({
  name,
  stageId,
  value: null,
  currency: null,
  companyId: null,
  personId: null,
  people: [],
  ownerId: null,
  closeDate: null,
  reason: null,
  closedAt: null,
  interactionIds: [],
  source: "said",
  createdAt: at.toISOString(),
  ...fields,
});

function patchFor(
  state: Deal,
  command: Exclude<DealCommand, { kind: "create" | "remove" }>,
): Partial<Deal> {
  switch (command.kind) {
    case "update":
      return command.patch;
    case "move":
      return moved(state, command);
    case "set_role": {
      const { personId, role } = command;
      const known = state.people.some((one) => one.personId === personId);
      const people = state.people.map((one) =>
        one.personId === personId ? { personId, role } : one,
      );
      return { people: known ? people : [...people, { personId, role }] };
    }
    case "drop_person":
      return {
        people: state.people.filter((one) => one.personId !== command.personId),
        personId: state.personId === command.personId ? null : state.personId,
      };
    case "link":
      return { interactionIds: [...new Set([...state.interactionIds, command.interactionId])] };
    case "unlink":
      return { interactionIds: state.interactionIds.filter((id) => id !== command.interactionId) };
  }
}

/** A deal that is open again was never closed: when and why go with it. */
function moved(
  state: Deal,
  { to, at, reason }: Extract<DealCommand, { kind: "move" }>,
): Partial<Deal> {
  if (to.outcome === "open") return { stageId: to.stageId, closedAt: null, reason: null };
  const stays = to.stageId === state.stageId && state.closedAt !== null;
  return {
    stageId: to.stageId,
    closedAt: stays ? state.closedAt : at,
    reason: reason ?? (to.stageId === state.stageId ? state.reason : null),
  };
}
