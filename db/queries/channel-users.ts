/** Who a person of a chat channel is here. */
import { and, asc, eq } from "drizzle-orm";
import { AppError } from "../../core/domain/errors.ts";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { channelUsers } from "../schema/channels.ts";
import { users } from "../schema/tenancy.ts";

export type ChannelUser = typeof channelUsers.$inferSelect;
export type ChannelPerson = Pick<ChannelUser, "workspaceId" | "platformUserId">;

/** The link, also one that was taken away: whoever was unlinked is not linked again by an address. */
export async function linkedUser(tx: Tx, person: ChannelPerson): Promise<ChannelUser | undefined> {
  const [row] = await tx.sql.select().from(channelUsers).where(is(person));
  return row;
}

/** `email` where the channel's verified address says who it is, null where somebody here says so. */
export async function linkUser(
  tx: Tx,
  input: ChannelPerson & { userId: string; email: string | null; now: Date },
): Promise<ChannelUser> {
  const { workspaceId, platformUserId, userId, email, now } = input;
  const changes = { userId, email, linkedAt: now, unlinkedAt: null };
  const person = { tenantId: tx.scope.tenantId, id: newId(), workspaceId, platformUserId };
  const insert = tx.sql.insert(channelUsers).values({ ...person, ...changes });
  const target = [channelUsers.tenantId, channelUsers.workspaceId, channelUsers.platformUserId];
  // An address only ever makes a link that was never there: it must not undo what an admin did meanwhile.
  const [row] = await (
    email === null
      ? insert.onConflictDoUpdate({ target, set: changes })
      : insert.onConflictDoNothing({ target })
  ).returning();
  const linked = row ?? (await linkedUser(tx, input));
  if (!linked) throw new AppError("internal", "This person could not be linked.");
  return linked;
}

/** Undefined where nobody of that name was ever linked. */
export async function unlinkUser(
  tx: Tx,
  { now, ...person }: ChannelPerson & { now: Date },
): Promise<ChannelUser | undefined> {
  const [row] = await tx.sql
    .update(channelUsers)
    .set({ unlinkedAt: now })
    .where(is(person))
    .returning();
  return row;
}

export const listLinks = (
  tx: Tx,
  workspaceId: string,
): Promise<
  (Pick<ChannelUser, "platformUserId" | "email" | "linkedAt" | "unlinkedAt"> & {
    user: string;
  })[]
> =>
  tx.sql
    .select({
      platformUserId: channelUsers.platformUserId,
      email: channelUsers.email,
      linkedAt: channelUsers.linkedAt,
      unlinkedAt: channelUsers.unlinkedAt,
      user: users.email,
    })
    .from(channelUsers)
    .innerJoin(users, eq(users.id, channelUsers.userId))
    .where(eq(channelUsers.workspaceId, workspaceId))
    .orderBy(asc(channelUsers.linkedAt), asc(channelUsers.id));

const is = ({ workspaceId, platformUserId }: ChannelPerson) =>
  and(eq(channelUsers.workspaceId, workspaceId), eq(channelUsers.platformUserId, platformUserId));
