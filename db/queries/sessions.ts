/** Signing in: one-time links and the sessions they open. Only hashes of their tokens are kept. */
import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import type { Database, Tx } from "../client.ts";
import { sessions, signInLinks, tenants, users } from "../schema/tenancy.ts";

const LINK_LASTS_MS = 24 * 3_600_000;
const SESSION_LASTS_MS = 30 * 24 * 3_600_000;

/** A token names its tenant, so that it is looked up inside that tenant only. */
const newToken = (tenantId: string): string =>
  `${tenantId}.${randomBytes(32).toString("base64url")}`;
const hash = (token: string): Buffer => createHash("sha256").update(token).digest();

function tenantOf(token: string): string | undefined {
  return /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[\w-]{43}$/.exec(token)?.[1];
}

export async function createSignInLink(tx: Tx, userId: string, now: Date): Promise<string> {
  const token = newToken(tx.scope.tenantId);
  await tx.sql.insert(signInLinks).values({
    tenantId: tx.scope.tenantId,
    tokenHash: hash(token),
    userId,
    expiresAt: new Date(now.getTime() + LINK_LASTS_MS),
  });
  return token;
}

/** Uses a link up and opens a session; undefined when it is unknown, used or expired. */
export async function redeemSignInLink(
  db: Database,
  token: string,
  now: Date,
): Promise<{ sessionToken: string; expiresAt: Date } | undefined> {
  const tenantId = tenantOf(token);
  if (!tenantId) return undefined;
  return db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => {
    const [link] = await tx.sql
      .update(signInLinks)
      .set({ usedAt: now })
      .where(
        and(
          eq(signInLinks.tokenHash, hash(token)),
          isNull(signInLinks.usedAt),
          gt(signInLinks.expiresAt, now),
        ),
      )
      .returning({ userId: signInLinks.userId });
    if (!link) return undefined;
    const sessionToken = newToken(tenantId);
    const expiresAt = new Date(now.getTime() + SESSION_LASTS_MS);
    await tx.sql.insert(sessions).values({
      tenantId,
      tokenHash: hash(sessionToken),
      userId: link.userId,
      createdAt: now,
      expiresAt,
    });
    return { sessionToken, expiresAt };
  });
}

export interface OpenSession {
  tenantName: string;
  user: typeof users.$inferSelect;
  settings: (typeof tenants.$inferSelect)["settings"];
}

export async function findSession(
  db: Database,
  sessionToken: string,
  now: Date,
): Promise<OpenSession | undefined> {
  const tenantId = tenantOf(sessionToken);
  if (!tenantId) return undefined;
  return db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => {
    const [row] = await tx.sql
      .select({ tenantName: tenants.name, settings: tenants.settings, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .innerJoin(tenants, eq(tenants.id, sessions.tenantId))
      .where(and(eq(sessions.tokenHash, hash(sessionToken)), gt(sessions.expiresAt, now)));
    return row;
  });
}

export async function closeSession(db: Database, sessionToken: string): Promise<void> {
  const tenantId = tenantOf(sessionToken);
  if (!tenantId) return;
  await db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
    tx.sql.delete(sessions).where(eq(sessions.tokenHash, hash(sessionToken))),
  );
}
