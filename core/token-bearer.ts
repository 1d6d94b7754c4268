/** From a personal token to whoever it acts for: looked up anew for every call, and so is the role. */
import type { Database } from "../db/client.ts";
import { findPersonalToken } from "../db/queries/personal-tokens.ts";
import { contextById } from "./actors.ts";
import type { Context, Surface } from "./context.ts";
import { AppError } from "./domain/errors.ts";

export interface TokenBearer {
  context: Context;
  tokenId: string;
  /** Whether the token is for more than reading. */
  writes: boolean;
}

/** Throws with one sentence when the token is unknown, revoked or expired. */
export async function bearerOf(
  db: Database,
  token: string,
  { surface, now }: { surface: Surface; now: Date },
): Promise<TokenBearer> {
  const found = await findPersonalToken(db, token, now);
  if (!found) throw new AppError("forbidden", "This token is not known here; make a new one.");
  if (found.revokedAt) throw new AppError("forbidden", "This token was revoked; make a new one.");
  if (found.expiresAt <= now)
    throw new AppError("expired", "This token has expired; make a new one.");
  const context = await contextById(db, found, { surface, now });
  // What a program outside asks for may be the wish of a text that it read.
  return {
    context: { ...context, tainted: true, tokenId: found.id },
    tokenId: found.id,
    writes: found.scope === "read-write",
  };
}
