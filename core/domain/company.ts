/** A company: its name, its mail domains, what and where it is. */
import { AppError } from "./errors.ts";
import { changedMemberships, type Membership, type MembershipCommand } from "./membership.ts";
import { change, type Aggregate } from "./record.ts";

export interface Company {
  name: string;
  /** Registrable domains, lower case. */
  domains: string[];
  industry: string | null;
  city: string | null;
  country: string | null;
  address: string | null;
  /** E.164. */
  phone: string | null;
  note: string | null;
  tags: string[];
  lists: Membership[];
  ownerId: string | null;
  source: string;
  createdAt: string;
}

export type CompanyCommand =
  | { kind: "create"; company: Company }
  | { kind: "update"; patch: Partial<Omit<Company, "createdAt" | "source">> }
  | { kind: "add_domain"; domain: string }
  | { kind: "tag" | "untag"; tag: string }
  | MembershipCommand
  | { kind: "remove" };

export const company: Aggregate<Company, CompanyCommand> = {
  type: "company",
  schemaVersion: 2,
  blank: { address: null, phone: null, note: null, lists: [] },
  decide(state, command) {
    if (command.kind === "create")
      return state ? [] : [{ type: "created", state: command.company }];
    if (!state) throw new AppError("not_found", "That company is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
    return change(state, patchFor(state, command));
  },
};

export const newCompany = (
  name: string,
  source: string,
  at: Date,
  fields: Partial<Company> = {},
): Company => ({
  name,
  domains: [],
  industry: null,
  city: null,
  country: null,
  address: null,
  phone: null,
  note: null,
  tags: [],
  lists: [],
  ownerId: null,
  source,
  createdAt: at.toISOString(),
  ...fields,
});

function patchFor(
  state: Company,
  command: Exclude<CompanyCommand, { kind: "create" | "remove" }>,
): Partial<Company> {
  switch (command.kind) {
    case "update":
      return command.patch;
    case "add_domain":
      return { domains: [...new Set([...state.domains, command.domain])] };
    case "join_list":
    case "leave_list":
    case "set_list_value":
      return { lists: changedMemberships(state.lists, command) };
    case "tag":
      return { tags: [...new Set([...state.tags, command.tag])].sort() };
    case "untag":
      return { tags: state.tags.filter((tag) => tag !== command.tag) };
  }
}
