/** `token`: personal tokens, with which a program acts for somebody. */
import { AppError } from "../core/domain/errors.ts";
import { isId } from "../core/domain/ids.ts";
import {
  createPersonalToken,
  getPersonalToken,
  listPersonalTokens,
  revokePersonalToken,
  type PersonalToken,
  type TokenScope,
} from "../db/queries/personal-tokens.ts";
import { callsWithToken } from "../db/queries/runs.ts";
import { findUserByEmail, type User } from "../db/queries/tenants.ts";
import type { Tx } from "../db/client.ts";
import type { AppDeps } from "../deps.ts";
import { note, print, type OutputOptions } from "./output.ts";
import { systemScope, tenantCalled } from "./tenants.ts";

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 365;
const LONGEST_NAME = 100;
const MOST_CALLS = 1_000;

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

/** Of one user, or of everybody in the tenant. */
export async function tokenList(
  deps: Deps,
  options: OutputOptions & { tenant: string; user?: string },
): Promise<void> {
  const { tenant, user } = options;
  const tokens =
    user === undefined
      ? await inTenant(deps, tenant, (tx) => listPersonalTokens(tx))
      : await asOwner(deps, { ...options, user }, (tx, { id }) => listPersonalTokens(tx, id));
  const now = new Date();
  const rows = tokens.map(({ tenantId: _tenant, userId: _user, ...shown }) => ({
    ...shown,
    state: stateOf(shown, now),
  }));
  const words = rows.map(({ id, name, scope, state, expiresAt, lastUsedAt, owner, calls }) =>
    [
      id,
      name,
      owner,
      scope,
      state,
      `until ${day(expiresAt)}`,
      lastUsedAt ? `used ${minute(lastUsedAt)}` : "never used",
      `${calls} calls`,
    ].join("\t"),
  );
  print(options, { tokens: rows }, words.join("\n") || "No tokens yet.");
}

/** What a token did: the way to trace one that fell into other hands. */
export async function tokenCalls(
  deps: Deps,
  id: string,
  options: OutputOptions & { tenant: string; limit: string },
): Promise<void> {
  const limit = readCount(options.limit);
  const { token, calls } = await inTenant(deps, options.tenant, async (tx) => ({
    token: isId(id) ? await getPersonalToken(tx, id) : undefined,
    calls: isId(id) ? await callsWithToken(tx, id, limit) : [],
  }));
  if (!token)
    throw new AppError("not_found", `${options.tenant} has no token with that id; see token list.`);
  const words = calls.map(({ at, tool, effect, outcome, code, wrote }) =>
    [minute(at), tool, effect, code ? `${outcome} (${code})` : outcome, wrote.join(", ")]
      .join("\t")
      .trimEnd(),
  );
  const { name } = token;
  print(
    options,
    { token: { id, name }, calls },
    words.join("\n") || `Nothing was called with ${name}.`,
  );
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

async function inTenant<T>(deps: Deps, slug: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tenant = await tenantCalled(deps, slug);
  return deps.db.transaction(systemScope(tenant), work);
}

const asOwner = <T>(
  deps: Deps,
  { tenant, user: email }: TokenOwner,
  work: (tx: Tx, user: User) => Promise<T>,
): Promise<T> =>
  inTenant(deps, tenant, async (tx) => {
    const user = await findUserByEmail(tx, email);
    if (!user) throw new AppError("not_found", `${email} is not a user of ${tenant}.`);
    return work(tx, user);
  });

type Ends = Pick<PersonalToken, "revokedAt" | "expiresAt">;

const stateOf = ({ revokedAt, expiresAt }: Ends, now: Date): "revoked" | "expired" | "active" =>
  revokedAt ? "revoked" : expiresAt <= now ? "expired" : "active";

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** "2026-11-21 20:31Z" */
const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")}Z`;

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

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_CALLS) return count;
  throw new AppError("bad_input", `1 to ${MOST_CALLS} calls can be listed, not “${text}”.`);
}
