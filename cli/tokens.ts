/** `token`: personal tokens, with which a program acts for somebody. */
import { AppError } from "../core/domain/errors.ts";
import { isId } from "../core/domain/ids.ts";
import {
  createPersonalToken,
  listPersonalTokens,
  revokePersonalToken,
  type PersonalToken,
  type TokenScope,
} from "../db/queries/personal-tokens.ts";
import { findUserByEmail, type User } from "../db/queries/tenants.ts";
import type { Tx } from "../db/client.ts";
import type { AppDeps } from "../deps.ts";
import { note, print, type OutputOptions } from "./output.ts";
import { systemScope, tenantCalled } from "./tenants.ts";

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 365;
const LONGEST_NAME = 100;

type Deps = Pick<AppDeps, "db">;

export interface TokenOwner extends OutputOptions {
  tenant: string;
  user: string;
}

export interface TokenOptions extends TokenOwner {
  name: string;
  scope: string;
  days: string;
}

export async function tokenCreate(deps: Deps, options: TokenOptions): Promise<void> {
  const now = new Date();
  const name = readName(options.name);
  const scope = readScope(options.scope);
  const expiresAt = new Date(now.getTime() + readDays(options.days) * DAY_MS);
  const made = await asOwner(deps, options, (tx, { id: userId }) =>
    createPersonalToken(tx, { userId, name, scope, now, expiresAt }),
  );
  note(`Keep it: it is not shown again. It lasts until ${day(expiresAt)}.`);
  print(options, { ...made, name, scope, expiresAt }, made.token);
}

export async function tokenList(deps: Deps, options: TokenOwner): Promise<void> {
  const tokens = await asOwner(deps, options, (tx, { id }) => listPersonalTokens(tx, id));
  const now = new Date();
  const rows = tokens.map(({ tenantId: _tenant, userId: _user, ...shown }) => ({
    ...shown,
    state: stateOf(shown, now),
  }));
  const words = rows.map(
    ({ id, name, scope, state, expiresAt, lastUsedAt }) =>
      `${id}\t${name}\t${scope}\t${state}\tuntil ${day(expiresAt)}\t${lastUsedAt ? `used ${day(lastUsedAt)}` : "never used"}`,
  );
  print(options, { tokens: rows }, words.join("\n") || "No tokens yet.");
}

export async function tokenRevoke(deps: Deps, id: string, options: TokenOwner): Promise<void> {
  const revoked = await asOwner(deps, options, async (tx, { id: userId }) =>
    isId(id) ? revokePersonalToken(tx, { id, userId, now: new Date() }) : undefined,
  );
  if (!revoked)
    throw new AppError("not_found", `${options.user} has no token with that id; see token list.`);
  const { name, revokedAt } = revoked;
  print(options, { id, name, revokedAt }, `The token ${name} is revoked.`);
}

async function asOwner<T>(
  deps: Deps,
  { tenant: slug, user: email }: TokenOwner,
  work: (tx: Tx, user: User) => Promise<T>,
): Promise<T> {
  const tenant = await tenantCalled(deps, slug);
  return deps.db.transaction(systemScope(tenant), async (tx) => {
    const user = await findUserByEmail(tx, email);
    if (!user) throw new AppError("not_found", `${email} is not a user of ${slug}.`);
    return work(tx, user);
  });
}

type Ends = Pick<PersonalToken, "revokedAt" | "expiresAt">;

const stateOf = ({ revokedAt, expiresAt }: Ends, now: Date): "revoked" | "expired" | "active" =>
  revokedAt ? "revoked" : expiresAt <= now ? "expired" : "active";

const day = (at: Date): string => at.toISOString().slice(0, 10);

function readName(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= LONGEST_NAME) return name;
  throw new AppError("bad_input", `A token's name has 1 to ${LONGEST_NAME} characters.`);
}

function readScope(text: string): TokenScope {
  if (text === "read" || text === "read-write") return text;
  throw new AppError("bad_input", `A scope is read or read-write, not “${text}”.`);
}

function readDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new AppError("bad_input", `A token lasts 1 to ${MOST_DAYS} days, not “${text}”.`);
}
