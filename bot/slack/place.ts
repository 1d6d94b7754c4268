/** In which workspace or organisation something happened, as the payload says; Bolt's rules, before Bolt. */
import { z } from "zod";
import { maybe } from "./loose.ts";
import type { Place } from "./installation-store.ts";

const flag = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")])
  .catch(false);
const named = z.object({ id: maybe }).nullish().catch(undefined);
const schema = z.object({
  authorizations: z
    .array(z.object({ team_id: maybe, enterprise_id: maybe, is_enterprise_install: flag }))
    .catch([]),
  team_id: maybe,
  enterprise_id: maybe,
  is_enterprise_install: flag,
  team: named,
  enterprise: named,
  view: z.object({ app_installed_team_id: maybe }).optional().catch(undefined),
});

/** The installing workspace, never the speaker's own: those differ in a shared channel. */
export function placeOf(body: unknown): Place {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return { isEnterpriseInstall: false };
  const { authorizations, view, team, enterprise, ...own } = parsed.data;
  const [authorized] = authorizations;
  return {
    teamId: authorized?.team_id ?? view?.app_installed_team_id ?? own.team_id ?? team?.id,
    enterpriseId: authorized?.enterprise_id ?? own.enterprise_id ?? enterprise?.id,
    isEnterpriseInstall: authorized?.is_enterprise_install ?? own.is_enterprise_install,
  };
}
