/** Personal tokens: made once, shown once, looked up by their hash inside the tenant they name. */
import { createHash, randomBytes } from "node:crypto";
import { and, asc, count, eq, isNull, lt, or } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Database, Tx } from "../client.ts";
import { runs } from "../schema/events.ts";
import { personalTokens, users } from "../schema/tenancy.ts";

export type PersonalToken = Omit<typeof personalTokens.$inferSelect, "tokenHash">;
export type TokenScope = PersonalToken["scope"];

/** How exact "last used" is: a busy client need not write a row with every call. */
const USE_NOTED_EVERY_MS = 60_000;

const shown = {
  tenantId: personalTokens.tenantId,
  id: personalTokens.id,
  userId: personalTokens.userId,
  name: personalTokens.name,
  scope: personalTokens.scope,
  createdAt: personalTokens.createdAt,
  expiresAt: personalTokens.expiresAt,
  lastUsedAt: personalTokens.lastUsedAt,
  revokedAt: personalTokens.revokedAt,
};

/** The only moment at which the token itself is known. */
export async function createPersonalToken(
  tx: Tx,
  input: { userId: string; name: string; scope: TokenScope; now: Date; expiresAt: Date },
): Promise<{ id: string; token: string }> {
  const { tenantId } = tx.scope;
  const { now: createdAt, ...rest } = input;
  // It names its tenant, so that it is looked up inside that tenant only; the prefix is for scanners of secrets.
  const token = `rapport_${tenantId}.${randomBytes(32).toString("base64url")}`;
  const id = newId();
  await tx.sql
    .insert(personalTokens)
    .values({ tenantId, id, tokenHash: hash(token), createdAt, ...rest });
  return { id, token };
}

export type ListedToken = PersonalToken & {
  /** E-mail address. */
  owner: string;
  /** How many of the calls on record were made with it. */
  calls: number;
};

/** One user's, or everybody's. */
export async function listPersonalTokens(tx: Tx, userId?: string): Promise<ListedToken[]> {
  const { tenantId, id } = personalTokens;
  const ofTenant = eq(tenantId, tx.scope.tenantId);
  const used = tx.sql
    .select({ tokenId: runs.tokenId, calls: count().as("calls") })
    .from(runs)
    .where(eq(runs.tenantId, tx.scope.tenantId))
    .groupBy(runs.tokenId)
    .as("used");
  const rows = await tx.sql
    .select({ ...shown, owner: users.email, calls: used.calls })
    .from(personalTokens)
    .innerJoin(users, and(eq(users.tenantId, tenantId), eq(users.id, personalTokens.userId)))
    .leftJoin(used, eq(used.tokenId, id))
    .where(userId === undefined ? ofTenant : and(ofTenant, eq(personalTokens.userId, userId)))
    .orderBy(asc(personalTokens.createdAt), asc(id));
  return rows.map((row) => ({ ...row, calls: row.calls ?? 0 }));
}

export async function getPersonalToken(tx: Tx, id: string): Promise<PersonalToken | undefined> {
  const [token] = await tx.sql.select(shown).from(personalTokens).where(eq(personalTokens.id, id));
  return token;
}

/** Ends a token at once; undefined when this user has none with that id. */
export async function revokePersonalToken(
  tx: Tx,
  { id, userId, now }: { id: string; userId: string; now: Date },
): Promise<PersonalToken | undefined> {
  const theirs = and(eq(personalTokens.id, id), eq(personalTokens.userId, userId));
  await tx.sql
    .update(personalTokens)
    .set({ revokedAt: now })
    .where(and(theirs, isNull(personalTokens.revokedAt)));
  const [token] = await tx.sql.select(shown).from(personalTokens).where(theirs);
  return token;
}

/** The token's row, also when it has expired or was revoked; undefined when there is no such token. */
export async function findPersonalToken(
  db: Database,
  token: string,
  now: Date,
): Promise<PersonalToken | undefined> {
  const tenantId = tenantOf(token);
  if (!tenantId) return undefined;
  return db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => {
    const known = eq(personalTokens.tokenHash, hash(token));
    const [row] = await tx.sql.select(shown).from(personalTokens).where(known);
    if (row?.revokedAt !== null || row.expiresAt <= now) return row;
    const before = new Date(now.getTime() - USE_NOTED_EVERY_MS);
    const { lastUsedAt } = personalTokens;
    await tx.sql
      .update(personalTokens)
      .set({ lastUsedAt: now })
      .where(and(known, or(isNull(lastUsedAt), lt(lastUsedAt, before))));
    return row;
  });
}

const hash = (token: string): Buffer => createHash("sha256").update(token).digest();

function tenantOf(token: string): string | undefined {
  return /^rapport_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[\w-]{43}$/.exec(token)?.[1];
}
