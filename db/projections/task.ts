/** Tasks as rows. */
import { inArray } from "drizzle-orm";
import type { Task } from "../../core/domain/task.ts";
import type { Tx } from "../client.ts";
import { tasks } from "../schema/records.ts";
import { partition, upsert, type Projected } from "./rows.ts";

const date = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));

export async function projectTasks(tx: Tx, records: Projected<Task>[]): Promise<void> {
  const { present, gone } = partition(records);
  if (gone.length > 0) await tx.sql.delete(tasks).where(inArray(tasks.id, gone));
  await upsert(
    tx,
    tasks,
    present.map(({ id, state }) => ({
      tenantId: tx.scope.tenantId,
      id,
      title: state.title,
      dueAt: date(state.dueAt),
      dueAllDay: state.dueAllDay,
      doneAt: date(state.doneAt),
      assigneeId: state.assigneeId,
      personId: state.personId,
      companyId: state.companyId,
      dealId: state.dealId,
      repeat: state.repeat,
      createdBy: state.createdBy,
      createdAt: new Date(state.createdAt),
    })),
  );
}
