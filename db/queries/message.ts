/** One interaction with all that the asker may read of it. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { timelineById, type TimelineRow } from "./timeline.ts";

export interface WholeMessage extends TimelineRow {
  /** Null where the asker may not read it. */
  text: string | null;
  location: string | null;
  attachments: string[];
  people: { role: string; name: string; email: string | null }[];
}

const LONGEST_TEXT = 20_000;

export async function findMessage(tx: Tx, id: string): Promise<WholeMessage | undefined> {
  const [row] = await timelineById(tx, [id]);
  if (!row) return undefined;
  const [content] = (
    await tx.sql.execute<{
      text: string;
      location: string | null;
      attachments: { name: string }[];
    }>(sql`
      select left(c.text, ${LONGEST_TEXT}) as text, c.location, c.attachments
      from interaction_contents c where c.interaction_id = ${id}::uuid limit 1`)
  ).rows;
  const { rows: people } = await tx.sql.execute<
    WholeMessage["people"][number] & Record<string, unknown>
  >(sql`
    select r.role, coalesce(u.name, p.name, nullif(o.display_name, ''), o.value) as name,
      case when o.kind = 'email' then o.value end as email
    from interaction_participants r
    join identities o on o.tenant_id = r.tenant_id and o.id = r.identity_id
    left join users u on u.tenant_id = o.tenant_id and u.id = o.user_id
    left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
    where r.interaction_id = ${id}::uuid and r.role <> 'bcc'
    order by r.role, name limit 40`);
  return {
    ...row,
    text: content?.text ?? null,
    location: content?.location ?? null,
    attachments: (content?.attachments ?? []).map(({ name }) => name),
    people,
  };
}
