/** Workspaces of chat channels, each bound to one tenant: found by what the channel calls them. */
import { and, asc, eq, isNull } from "drizzle-orm";
import { AppError } from "../../core/domain/errors.ts";
import { newId } from "../../core/domain/ids.ts";
import type { Database, Tx } from "../client.ts";
import { channelWorkspaces } from "../schema/channels.ts";

export interface WorkspaceDetails {
  botUserId?: string;
  botId?: string;
  appId?: string;
  scopes?: string[];
  /** Installed for a whole Enterprise Grid organisation; the workspace's key is then its id. */
  enterprise?: boolean;
  /** The Enterprise Grid organisation, also where only one of its workspaces is installed. */
  enterpriseId?: string;
}

type Row = typeof channelWorkspaces.$inferSelect;
export type Workspace = Omit<Row, "details"> & { details: WorkspaceDetails };
export type WorkspaceName = Pick<Row, "channel" | "workspaceKey">;

/** The tenant's live workspace of that name; none where two tenants claim it, as nobody knows whose it is. */
export async function findWorkspace(
  db: Database,
  name: WorkspaceName,
): Promise<Workspace | undefined> {
  const claims = await claimsOf(db, name);
  const [claim] = claims;
  if (!claim || claims.length > 1) return undefined;
  const scope = { tenantId: claim.tenantId, actorId: null, viewerId: null };
  return db.transaction(scope, (tx) => workspaceOf(tx, name));
}

/** Binds a workspace to the tenant, or renews what is known of it; throws where it is another tenant's. */
export async function bindWorkspace(
  db: Database,
  tenantId: string,
  input: WorkspaceName & {
    name: string;
    details: WorkspaceDetails;
    installedById: string | null;
    now: Date;
  },
): Promise<Workspace> {
  await refuseClaimed(db, tenantId, input);
  const scope = { tenantId, actorId: null, viewerId: null };
  const bound = await db.transaction(scope, (tx) => saveWorkspace(tx, input));
  try {
    // Of two tenants that claim it at once at least the later one sees the other.
    await refuseClaimed(db, tenantId, input);
  } catch (error) {
    await db.transaction(scope, (tx) => removeWorkspace(tx, { id: bound.id, now: input.now }));
    throw error;
  }
  return bound;
}

/** Ends it: nothing is answered there any more. The people linked in it are kept for a reinstallation. */
export async function removeWorkspace(
  tx: Tx,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  await tx.sql
    .update(channelWorkspaces)
    .set({ removedAt: now })
    .where(and(eq(channelWorkspaces.id, id), isNull(channelWorkspaces.removedAt)));
}

export async function listWorkspaces(
  tx: Tx,
  channel: WorkspaceName["channel"],
): Promise<Workspace[]> {
  const rows = await tx.sql
    .select()
    .from(channelWorkspaces)
    .where(eq(channelWorkspaces.channel, channel))
    .orderBy(asc(channelWorkspaces.installedAt), asc(channelWorkspaces.id));
  return rows.map(shown);
}

async function workspaceOf(tx: Tx, name: WorkspaceName): Promise<Workspace | undefined> {
  const [row] = await tx.sql.select().from(channelWorkspaces).where(liveNamed(name));
  return row && shown(row);
}

async function saveWorkspace(
  tx: Tx,
  input: Parameters<typeof bindWorkspace>[2],
): Promise<Workspace> {
  const { now, ...rest } = input;
  const changes = {
    name: rest.name,
    details: { ...rest.details },
    installedById: rest.installedById,
    installedAt: now,
    removedAt: null,
  };
  const { channel, workspaceKey } = rest;
  const [row] = await tx.sql
    .insert(channelWorkspaces)
    .values({ tenantId: tx.scope.tenantId, id: newId(), channel, workspaceKey, ...changes })
    .onConflictDoUpdate({
      target: [
        channelWorkspaces.tenantId,
        channelWorkspaces.channel,
        channelWorkspaces.workspaceKey,
      ],
      set: changes,
    })
    .returning();
  if (!row) throw new AppError("internal", "The workspace could not be saved.");
  return shown(row);
}

async function refuseClaimed(db: Database, tenantId: string, name: WorkspaceName): Promise<void> {
  const claims = await claimsOf(db, name);
  if (claims.some((claim) => claim.tenantId !== tenantId))
    throw new AppError(
      "conflict",
      "This workspace is connected to another tenant already; it has to be disconnected there first.",
    );
}

const claimsOf = (db: Database, name: WorkspaceName): Promise<{ tenantId: string }[]> =>
  db.directory((directory) =>
    directory
      .select({ tenantId: channelWorkspaces.tenantId })
      .from(channelWorkspaces)
      .where(liveNamed(name)),
  );

const liveNamed = ({ channel, workspaceKey }: WorkspaceName) =>
  and(
    eq(channelWorkspaces.channel, channel),
    eq(channelWorkspaces.workspaceKey, workspaceKey),
    isNull(channelWorkspaces.removedAt),
  );

const shown = (row: Row): Workspace => ({ ...row, details: row.details });
