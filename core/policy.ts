/** Who may do what: one permission a tool, one table of roles. */
import type { Role } from "./context.ts";

export const permissions = [
  "records:read",
  "records:write",
  "tasks:write",
  "suggestions:decide",
  "files:import",
  "settings:write",
  "drafts:approve",
  "drafts:approve_others",
] as const;
export type Permission = (typeof permissions)[number];

/** What everybody who works with records may do; of drafts, they approve their own. */
const working = permissions.filter(
  (permission) => permission !== "settings:write" && permission !== "drafts:approve_others",
);

const granted: Record<Role, readonly Permission[]> = {
  owner: permissions,
  admin: permissions,
  manager: permissions,
  member: working,
  viewer: ["records:read"],
};

export const isAllowed = (role: Role, permission: Permission): boolean =>
  granted[role].includes(permission);

/** Whether somebody in this role may let a draft go out: one's own, or one a colleague shared. */
export const mayApprove = (role: Role, own: boolean): boolean =>
  isAllowed(role, own ? "drafts:approve" : "drafts:approve_others");
