/** Files given to us: the row is the truth about an import, whatever happens to its job. */
import { and, asc, eq, inArray, lt } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { imports } from "../schema/chat.ts";

export type ImportRow = typeof imports.$inferSelect;

/** An import whose process died is taken up again after this. */
const STALE_MS = 60_000;

export async function createImport(
  tx: Tx,
  input: Pick<ImportRow, "userId" | "fileName" | "spoolPath" | "bytesTotal"> & {
    id?: string;
    now: Date;
  },
): Promise<string> {
  const { now, id = newId(), ...row } = input;
  await tx.sql.insert(imports).values({
    tenantId: tx.scope.tenantId,
    id,
    ...row,
    status: "waiting",
    bytesDone: 0,
    createdAt: now,
    heartbeatAt: now,
  });
  return id;
}

export async function findImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  const [row] = await tx.sql.select().from(imports).where(eq(imports.id, id));
  return row;
}

export const openImports = (tx: Tx): Promise<ImportRow[]> =>
  tx.sql
    .select()
    .from(imports)
    .where(inArray(imports.status, ["waiting", "preview", "running"]))
    .orderBy(asc(imports.createdAt));

/** Imports nobody works on: never started, or their process died. */
export const stalledImports = (tx: Tx, now: Date): Promise<ImportRow[]> =>
  tx.sql
    .select()
    .from(imports)
    .where(
      and(
        inArray(imports.status, ["waiting", "running"]),
        lt(imports.heartbeatAt, new Date(now.getTime() - STALE_MS)),
      ),
    );

export async function updateImport(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<
      ImportRow,
      | "status"
      | "reply"
      | "error"
      | "bytesDone"
      | "confirmed"
      | "mergeDoubtful"
      | "doubtful"
      | "sureRows"
      | "spoolPath"
      | "heartbeatAt"
      | "finishedAt"
    >
  >,
): Promise<boolean> {
  const { rowCount } = await tx.sql.update(imports).set(change).where(eq(imports.id, id));
  return rowCount === 1;
}
