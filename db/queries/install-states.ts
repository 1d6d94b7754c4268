/** Begun installations: a state that its own session brings back once, and soon. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { and, eq, gt, isNull, lt } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { installStates } from "../schema/channels.ts";

const LASTS_MS = 10 * 60_000;

/** Who begins an installation, and in which session. */
export interface Installer {
  userId: string;
  sessionToken: string;
}

export async function createInstallState(tx: Tx, installer: Installer, now: Date): Promise<string> {
  const nonce = randomBytes(32).toString("base64url");
  const state = `${nonce}.${signatureOf(tx.masterKey, { tx, nonce, installer })}`;
  await tx.sql.delete(installStates).where(lt(installStates.expiresAt, now));
  await tx.sql.insert(installStates).values({
    tenantId: tx.scope.tenantId,
    stateHash: hash(state),
    userId: installer.userId,
    expiresAt: new Date(now.getTime() + LASTS_MS),
  });
  return state;
}

/** Uses the state up; false where it is forged, another session's, used before or too old. */
export async function redeemInstallState(
  tx: Tx,
  { state, now, ...installer }: Installer & { state: string; now: Date },
): Promise<boolean> {
  const [nonce = "", signature = ""] = state.split(".");
  const signed = [tx.masterKey, ...tx.earlierKeys].some((key) =>
    isSame(signature, signatureOf(key, { tx, nonce, installer })),
  );
  if (!signed) return false;
  const used = await tx.sql
    .update(installStates)
    .set({ usedAt: now })
    .where(
      and(
        eq(installStates.stateHash, hash(state)),
        isNull(installStates.usedAt),
        gt(installStates.expiresAt, now),
      ),
    );
  return used.rowCount === 1;
}

/** Over everything it is bound to, so that none of it has to be believed when it comes back. */
function signatureOf(
  masterKey: Buffer,
  { tx, nonce, installer }: { tx: Tx; nonce: string; installer: Installer },
): string {
  const { userId, sessionToken } = installer;
  const bound = ["install state", tx.scope.tenantId, userId, sessionToken, nonce];
  return createHmac("sha256", masterKey).update(JSON.stringify(bound)).digest("base64url");
}

const hash = (state: string): Buffer => createHash("sha256").update(state).digest();

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
