/** Who may do what: one permission a tool, one table of roles. */
import type { Role } from "./context.ts";

export const permissions = [
  "records:read",
  "records:write",
  "tasks:write",
  "suggestions:decide",
  "files:import",
  "settings:write",
] as const;
export type Permission = (typeof permissions)[number];

/** What everybody who works with records may do. */
const working = permissions.filter((permission) => permission !== "settings:write");

const granted: Record<Role, readonly Permission[]> = {
  owner: permissions,
  admin: permissions,
  manager: permissions,
  member: working,
  viewer: ["records:read"],
};

export const isAllowed = (role: Role, permission: Permission): boolean =>
  granted[role].includes(permission);
