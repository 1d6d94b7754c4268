/** Whether somebody was told that an AI system answers. */
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { channelUsers } from "../schema/channels.ts";

interface InWorkspace {
  workspaceId?: string;
  userId: string;
}

/** Once for each person and workspace, however many accounts they have there. */
export async function wasTold(tx: Tx, { workspaceId = "", userId }: InWorkspace): Promise<boolean> {
  const rows = await tx.sql
    .select({ id: channelUsers.id })
    .from(channelUsers)
    .where(
      and(
        eq(channelUsers.workspaceId, workspaceId),
        eq(channelUsers.userId, userId),
        isNotNull(channelUsers.toldAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export async function markTold(
  tx: Tx,
  { workspaceId = "", userId, now }: InWorkspace & { now: Date },
): Promise<void> {
  await tx.sql
    .update(channelUsers)
    .set({ toldAt: now })
    .where(
      and(
        eq(channelUsers.workspaceId, workspaceId),
        eq(channelUsers.userId, userId),
        isNull(channelUsers.toldAt),
      ),
    );
}
