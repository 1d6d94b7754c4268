/** From a stored user to the actor of a call. */
import {
  findTenant,
  findUser,
  findUserByEmail,
  getTenant,
  type User,
} from "../db/queries/tenants.ts";
import type { Database } from "../db/client.ts";
import { AppError } from "./domain/errors.ts";
import { newId } from "./domain/ids.ts";
import type { Context, Surface } from "./context.ts";

export interface Asking {
  surface: Surface;
  audience?: string;
  now?: Date;
  /** Of a message that has an id already: everything done for it is found under that. */
  correlationId?: string;
}

/** The context of somebody named by tenant slug and e-mail address. */
export async function contextFor(
  db: Database,
  who: { tenant: string; email: string },
  asking: Asking,
): Promise<Context> {
  const tenant = await findTenant(db, who.tenant);
  if (!tenant) throw new AppError("not_found", `There is no tenant called ${who.tenant}.`);
  const scope = { tenantId: tenant.id, actorId: null, viewerId: null };
  const user = await db.transaction(scope, (tx) => findUserByEmail(tx, who.email));
  if (!user) throw new AppError("not_found", `${who.email} is not a user of ${who.tenant}.`);
  return contextOf(user, tenant.settings, asking);
}

/** The context of somebody whose ids are already known to be right. */
export async function contextById(
  db: Database,
  who: { tenantId: string; userId: string },
  asking: Asking,
): Promise<Context> {
  const scope = { tenantId: who.tenantId, actorId: null, viewerId: null };
  return db.transaction(scope, async (tx) => {
    const user = await findUser(tx, who.userId);
    if (!user) throw new AppError("forbidden", "You are not a user of this workspace any more.");
    return contextOf(user, (await getTenant(tx)).settings, asking);
  });
}

const contextOf = (
  user: User,
  tenant: { currency: string; country: string },
  { surface, audience = "dm", now = new Date(), correlationId = newId() }: Asking,
): Context => ({
  actor: {
    tenantId: user.tenantId,
    userId: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    timeZone: user.timeZone,
    locale: user.locale,
  },
  tenant: { currency: tenant.currency, country: tenant.country },
  audience,
  surface,
  now,
  tainted: false,
  correlationId,
});
