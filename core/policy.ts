/** Who may do what: one permission a tool, one table of roles. */
import type { Role } from "./context.ts";

export const permissions = [
  "records:read",
  "records:write",
  "tasks:write",
  "suggestions:decide",
  "files:import",
] as const;
export type Permission = (typeof permissions)[number];

const working: readonly Permission[] = permissions;

const granted: Record<Role, readonly Permission[]> = {
  owner: working,
  admin: working,
  manager: working,
  member: working,
  viewer: ["records:read"],
};

export const isAllowed = (role: Role, permission: Permission): boolean =>
  granted[role].includes(permission);
