/** `tenant` and `user`: who there is. */
import { IANAZone } from "luxon";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { roles, type Role } from "../core/context.ts";
import { AppError } from "../core/domain/errors.ts";
import { normalizeEmail } from "../core/domain/email-address.ts";
import { isCountry } from "../core/domain/phone.ts";
import type { TenantSettings } from "../db/schema/tenancy.ts";
import { createSignInLink } from "../db/queries/sessions.ts";
import {
  createTenant,
  findTenant,
  findUserByEmail,
  listTenants,
  listUsers,
  saveUser,
  type Tenant,
} from "../db/queries/tenants.ts";
import { print, type OutputOptions } from "./output.ts";

const slugShape = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

export interface TenantOptions {
  name: string;
  owner: string;
  tz?: string;
  currency?: string;
  country?: string;
  mail?: string;
}

export async function tenantCreate(
  deps: AppDeps,
  slug: string,
  options: OutputOptions & TenantOptions,
): Promise<void> {
  if (!slugShape.safeParse(slug).success)
    throw new AppError(
      "bad_input",
      `A tenant's short name has letters a–z, digits and dashes, not “${slug}”.`,
    );
  const email = readEmail(options.owner);
  const timeZone = readZone(options.tz ?? "UTC");
  const settings = readSettings(options);
  const tenant = await createTenant(deps.db, {
    slug,
    name: options.name,
    at: new Date(),
    settings,
  });
  const owner = await deps.db.transaction(systemScope(tenant), (tx) =>
    saveUser(tx, {
      email,
      name: nameFrom(email),
      role: "owner",
      timeZone,
      locale: "en",
      at: new Date(),
    }),
  );
  print(
    options,
    { tenant: shown(tenant), owner: { id: owner.id, email, role: "owner" } },
    `Tenant ${slug} created, owned by ${email}.`,
  );
}

export async function tenantList(deps: AppDeps, options: OutputOptions): Promise<void> {
  const tenants = await listTenants(deps.db);
  const rows = await Promise.all(
    tenants.map(async (tenant) => ({
      ...shown(tenant),
      users: (await deps.db.transaction(systemScope(tenant), listUsers)).map(
        ({ email, name, role }) => ({
          email,
          name,
          role,
        }),
      ),
    })),
  );
  const words = rows.map(
    (row) => `${row.slug}\t${row.name}\t${row.users.map((user) => user.email).join(", ")}`,
  );
  print(options, { tenants: rows }, words.join("\n") || "No tenants yet.");
}

export interface UserOptions extends OutputOptions {
  tenant: string;
  name?: string;
  role?: string;
  tz?: string;
  locale?: string;
}

/** Adds somebody, or changes what is named of somebody already there. */
export async function userAdd(deps: AppDeps, address: string, options: UserOptions): Promise<void> {
  const email = readEmail(address);
  const tenant = await tenantCalled(deps, options.tenant);
  const user = await deps.db.transaction(systemScope(tenant), async (tx) => {
    const known = await findUserByEmail(tx, email);
    return saveUser(tx, {
      email,
      name: options.name ?? known?.name ?? nameFrom(email),
      role: options.role ? readRole(options.role) : (known?.role ?? "member"),
      timeZone: options.tz ? readZone(options.tz) : (known?.timeZone ?? "UTC"),
      locale: options.locale ?? known?.locale ?? "en",
      at: new Date(),
    });
  });
  const { id, name, role, timeZone } = user;
  print(
    options,
    { user: { id, email, name, role, timeZone } },
    `${name} <${email}> is ${role} of ${tenant.slug}.`,
  );
}

export async function userLink(
  deps: AppDeps,
  address: string,
  options: OutputOptions & { tenant: string; base: string },
): Promise<void> {
  const tenant = await tenantCalled(deps, options.tenant);
  const url = await signInUrl(deps, tenant, { email: readEmail(address), base: options.base });
  print(options, { url }, url);
}

/** A fresh one-time link for somebody who is already a user. */
export async function signInUrl(
  deps: AppDeps,
  tenant: Tenant,
  { email, base }: { email: string; base: string },
): Promise<string> {
  const token = await deps.db.transaction(systemScope(tenant), async (tx) => {
    const user = await findUserByEmail(tx, email);
    if (!user) throw new AppError("not_found", `${email} is not a user of ${tenant.slug}.`);
    return createSignInLink(tx, user.id, new Date());
  });
  return new URL(`/sign-in/${token}`, base).href;
}

export async function tenantCalled(deps: Pick<AppDeps, "db">, slug: string): Promise<Tenant> {
  const tenant = await findTenant(deps.db, slug);
  if (!tenant) throw new AppError("not_found", `There is no tenant called ${slug}.`);
  return tenant;
}

export const systemScope = (tenant: Pick<Tenant, "id">) => ({
  tenantId: tenant.id,
  actorId: null,
  viewerId: null,
});

/** What an amount without currency, a number without country code, and mail both ways mean. */
function readSettings({ currency, country, mail }: TenantOptions): Partial<TenantSettings> {
  const mode = mailModes.find((candidate) => candidate === mail);
  if (mail !== undefined && !mode)
    throw new AppError("bad_input", `--mail is one of ${mailModes.join(", ")}, not “${mail}”.`);
  if (currency !== undefined && !Intl.supportedValuesOf("currency").includes(currency))
    throw new AppError("bad_input", `“${currency}” is not a currency; write it like EUR.`);
  if (country !== undefined && !isCountry(country))
    throw new AppError("bad_input", `“${country}” is not a country; write it like ES.`);
  return {
    ...(currency ? { currency } : {}),
    ...(country ? { country } : {}),
    ...(mode ? { mailMode: mode } : {}),
  };
}

const mailModes = ["off", "selective", "all"] as const;

const shown = ({ id, slug, name }: Tenant) => ({ id, slug, name });

function readEmail(text: string): string {
  const email = normalizeEmail(text);
  if (!email) throw new AppError("bad_input", `“${text}” is not an e-mail address.`);
  return email;
}

function readRole(text: string): Role {
  const role = roles.find((candidate) => candidate === text);
  if (!role)
    throw new AppError("bad_input", `A role is one of ${roles.join(", ")}, not “${text}”.`);
  return role;
}

function readZone(text: string): string {
  if (!IANAZone.isValidZone(text))
    throw new AppError("bad_input", `“${text}” is not a time zone; write it like Europe/Madrid.`);
  return text;
}

/** "ana.ruiz@…" reads "Ana Ruiz" until somebody says otherwise. */
const nameFrom = (email: string): string =>
  (email.split("@")[0] ?? email)
    .split(/[._-]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
