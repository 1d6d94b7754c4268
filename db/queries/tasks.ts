/** Tasks and what is due. */
import { sql } from "drizzle-orm";
import type { Recurrence } from "../../core/domain/recurrence.ts";
import type { Tx } from "../client.ts";

export interface TaskRow extends Record<string, unknown> {
  id: string;
  title: string;
  dueAt: Date | null;
  dueAllDay: boolean;
  assigneeId: string;
  assignee: string;
  about: string | null;
  repeat: Recurrence | null;
}

/** Open tasks of one assignee or about one record, the most urgent first. */
export async function openTasks(
  tx: Tx,
  filter: {
    assigneeId?: string;
    personId?: string;
    companyId?: string;
    dealId?: string;
    dueFrom?: Date;
    dueUntil?: Date;
    limit: number;
  },
): Promise<TaskRow[]> {
  const iso = (date: Date | undefined) => date?.toISOString() ?? null;
  const { rows } = await tx.sql.execute<TaskRow>(sql`
    select t.id, t.title, t.due_at as "dueAt", t.due_all_day as "dueAllDay", t.repeat,
      t.assignee_id as "assigneeId", u.name as assignee, coalesce(p.name, c.name, d.name) as about
    from tasks t
    join users u on u.tenant_id = t.tenant_id and u.id = t.assignee_id
    left join people p on p.tenant_id = t.tenant_id and p.id = t.person_id
    left join companies c on c.tenant_id = t.tenant_id and c.id = t.company_id
    left join deals d on d.tenant_id = t.tenant_id and d.id = t.deal_id
    where t.done_at is null
      and (${filter.assigneeId ?? null}::uuid is null or t.assignee_id = ${filter.assigneeId ?? null}::uuid)
      and (${filter.personId ?? null}::uuid is null or t.person_id = ${filter.personId ?? null}::uuid)
      and (${filter.companyId ?? null}::uuid is null or t.company_id = ${filter.companyId ?? null}::uuid
        or p.company_id = ${filter.companyId ?? null}::uuid or d.company_id = ${filter.companyId ?? null}::uuid)
      and (${filter.dealId ?? null}::uuid is null or t.deal_id = ${filter.dealId ?? null}::uuid)
      and (${iso(filter.dueFrom)}::timestamptz is null or t.due_at >= ${iso(filter.dueFrom)}::timestamptz)
      and (${iso(filter.dueUntil)}::timestamptz is null or t.due_at <= ${iso(filter.dueUntil)}::timestamptz)
    order by t.due_at asc nulls last, t.created_at, t.id limit ${filter.limit}`);
  return rows.map((row) => ({ ...row, dueAt: row.dueAt ? new Date(row.dueAt) : null }));
}

/** Tasks done of late whose title is like the words, or of these ids; the last done first. */
export async function doneTasks(
  tx: Tx,
  which: { title?: string; id?: string; assigneeId?: string; since: Date; limit: number },
): Promise<{ id: string; title: string; doneAt: Date }[]> {
  const { title = null, id = null, assigneeId = null } = which;
  const { rows } = await tx.sql.execute<{ id: string; title: string; doneAt: Date }>(sql`
    select t.id, t.title, t.done_at as "doneAt" from tasks t
    where t.done_at is not null
      and (${id}::uuid is null or t.id = ${id}::uuid)
      and (${id}::uuid is not null or t.done_at >= ${which.since.toISOString()}::timestamptz)
      and (${assigneeId}::uuid is null or t.assignee_id = ${assigneeId}::uuid)
      and (${title}::text is null or word_similarity(lower(${title}::text), lower(t.title)) >= 0.6)
    order by (${title}::text is not null and lower(t.title) = lower(${title}::text)) desc, t.done_at desc, t.id
    limit ${which.limit}`);
  return rows.map((row) => ({ ...row, doneAt: new Date(row.doneAt) }));
}
