/** Tenants and the people who use them. */
import { and, asc, eq, inArray } from "drizzle-orm";
import { AppError } from "../../core/domain/errors.ts";
import { newId } from "../../core/domain/ids.ts";
import type { Database, Tx } from "../client.ts";
import { identities, mailboxes } from "../schema/interactions.ts";
import { pipelines, stages } from "../schema/records.ts";
import { tenants, userAddresses, users, type TenantSettings } from "../schema/tenancy.ts";

export type Tenant = typeof tenants.$inferSelect;
export type User = typeof users.$inferSelect;

const defaultSettings: TenantSettings = { currency: "EUR", country: "ES", mailMode: "selective" };

/** The Sales pipeline every tenant starts with: stage, probability in percent, outcome. */
const salesStages = [
  ["Lead", 10, "open"],
  ["Qualified", 25, "open"],
  ["Proposal", 50, "open"],
  ["Negotiation", 75, "open"],
  ["Won", null, "won"],
  ["Lost", null, "lost"],
] as const;

export const listTenants = (db: Database): Promise<Tenant[]> =>
  db.directory((directory) => directory.select().from(tenants).orderBy(asc(tenants.slug)));

export async function findTenant(db: Database, slug: string): Promise<Tenant | undefined> {
  const [tenant] = await db.directory((directory) =>
    directory.select().from(tenants).where(eq(tenants.slug, slug)),
  );
  return tenant;
}

/** Creates the tenant with its Sales pipeline; throws `conflict` when the slug is taken. */
export async function createTenant(
  db: Database,
  input: { slug: string; name: string; at: Date; settings?: Partial<TenantSettings> },
): Promise<Tenant> {
  const tenant: Tenant = {
    id: newId(),
    slug: input.slug,
    name: input.name,
    settings: { ...defaultSettings, ...input.settings },
    createdAt: input.at,
  };
  await db.directory(async (directory) => {
    const added = await directory.insert(tenants).values(tenant).onConflictDoNothing();
    if (added.rowCount === 0)
      throw new AppError("conflict", `There is already a tenant called ${input.slug}.`);
  });
  await db.transaction({ tenantId: tenant.id, actorId: null, viewerId: null }, addSalesPipeline);
  return tenant;
}

async function addSalesPipeline(tx: Tx): Promise<void> {
  const { tenantId } = tx.scope;
  const pipelineId = newId();
  await tx.sql.insert(pipelines).values({ tenantId, id: pipelineId, name: "Sales", position: 0 });
  await tx.sql.insert(stages).values(
    salesStages.map(([name, probability, outcome], position) => ({
      tenantId,
      id: newId(),
      pipelineId,
      name,
      position,
      probability,
      outcome,
    })),
  );
}

export async function getTenant(tx: Tx): Promise<Tenant> {
  const [tenant] = await tx.sql.select().from(tenants);
  if (!tenant) throw new AppError("not_found", "That tenant is no longer here.");
  return tenant;
}

export async function saveSettings(tx: Tx, settings: TenantSettings): Promise<void> {
  await tx.sql.update(tenants).set({ settings }).where(eq(tenants.id, tx.scope.tenantId));
}

export const listUsers = (tx: Tx): Promise<User[]> =>
  tx.sql.select().from(users).orderBy(asc(users.email));

export async function findUserByEmail(tx: Tx, email: string): Promise<User | undefined> {
  const [user] = await tx.sql.select().from(users).where(eq(users.email, email.toLowerCase()));
  return user;
}

export async function findUser(tx: Tx, id: string): Promise<User | undefined> {
  const [user] = await tx.sql.select().from(users).where(eq(users.id, id));
  return user;
}

/** Adds somebody who uses Rapport, or updates them; their address becomes one of ours. */
export async function saveUser(
  tx: Tx,
  input: Pick<User, "email" | "name" | "role" | "timeZone" | "locale"> & { at: Date },
): Promise<User> {
  const { tenantId } = tx.scope;
  const email = input.email.toLowerCase();
  const { name, role, timeZone, locale } = input;
  const [user] = await tx.sql
    .insert(users)
    .values({ tenantId, id: newId(), email, name, role, timeZone, locale, createdAt: input.at })
    .onConflictDoUpdate({
      target: [users.tenantId, users.email],
      set: { name, role, timeZone, locale },
    })
    .returning();
  if (!user) throw new AppError("internal", "The user could not be saved.");
  await tx.sql
    .insert(mailboxes)
    .values({ tenantId, id: newId(), userId: user.id, kind: "files", createdAt: input.at })
    .onConflictDoNothing();
  await claimAddresses(tx, user.id, [email]);
  return user;
}

export const listAddresses = (tx: Tx): Promise<{ address: string; userId: string }[]> =>
  tx.sql
    .select({ address: userAddresses.address, userId: userAddresses.userId })
    .from(userAddresses);

/** Records addresses as a user's own, unless they already are somebody's. */
export async function claimAddresses(tx: Tx, userId: string, addresses: string[]): Promise<void> {
  const { tenantId } = tx.scope;
  for (const address of addresses) {
    const added = await tx.sql
      .insert(userAddresses)
      .values({ tenantId, address, userId })
      .onConflictDoNothing();
    if (added.rowCount === 0) continue;
    await tx.sql
      .insert(identities)
      .values({
        tenantId,
        id: newId(),
        kind: "email",
        value: address,
        displayName: "",
        nameKey: "",
        userId,
      })
      .onConflictDoUpdate({
        target: [identities.tenantId, identities.kind, identities.value],
        set: { userId, personId: null },
      });
  }
}

/** Takes addresses off a user again; mail from and to them counts as anybody's. */
export async function releaseAddresses(tx: Tx, userId: string, addresses: string[]): Promise<void> {
  await tx.sql
    .delete(userAddresses)
    .where(and(eq(userAddresses.userId, userId), inArray(userAddresses.address, addresses)));
  await tx.sql
    .update(identities)
    .set({ userId: null })
    .where(
      and(
        eq(identities.userId, userId),
        eq(identities.kind, "email"),
        inArray(identities.value, addresses),
      ),
    );
}

export async function getMailbox(tx: Tx, userId: string): Promise<string> {
  const [mailbox] = await tx.sql
    .select({ id: mailboxes.id })
    .from(mailboxes)
    .where(and(eq(mailboxes.userId, userId), eq(mailboxes.kind, "files")));
  if (!mailbox) throw new AppError("internal", "This user has no mailbox.");
  return mailbox.id;
}
