/**
 * Takes an import of mail or meetings back: what only its file told goes, what a colleague's mailbox or
 * another import of the user's also holds stays, and what it changed stands as before, unless somebody
 * changed it since.
 */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { identitiesInTouchWith, refreshCorrespondence } from "./correspondence.ts";
import { emptyTrace, forgetTraces, passOnClaims, tracesOf, type Trace } from "./import-traces.ts";
import { restoreMeetings } from "./meeting-rows.ts";
import { lockIngest } from "./ingest-lock.ts";
import { restoreSuggestions } from "./suggestion-traces.ts";
import { refreshSuggestions } from "./suggestions.ts";
import { getMailbox, getTenant, releaseAddresses } from "./tenants.ts";

export interface TakenBack extends Held {
  /** Meetings it had changed or cancelled that stand as before, and those it is no longer alone with. */
  restored: number;
  changedSince: number;
  /** Addresses it had taken for the user's. */
  released: string[];
}

interface Undoing {
  userId: string;
  importId: string;
  mailboxId: string;
  now: Date;
}

export async function takeBackImport(
  tx: Tx,
  of: { userId: string; importId: string; now: Date },
): Promise<TakenBack> {
  await lockIngest(tx);
  const undoing = { ...of, mailboxId: await getMailbox(tx, of.userId) };
  const held = await heldOnlyBy(tx, of);
  const all = merged(await tracesOf(tx, of.userId, of.importId));
  const changed = [...new Set(all.meetings.map(({ id }) => id))];
  const hidden = all.hidden.map((row) => row.interaction);
  const identities = new Set([
    ...(await participantsOf(tx, [...changed, ...hidden])),
    ...identitiesBefore(all),
  ]);
  const restored = new Set(await restoreMeetings(tx, undoing, all.meetings));
  const gone = await dropSightings(tx, undoing);
  const left = gone.map(({ id }) => id);
  for (const id of await participantsOf(tx, left)) identities.add(id);
  await dropContents(tx, undoing, { interactions: left, contents: all.viewers });
  await dropInteractions(tx, gone);
  await dropHidden(tx, of.importId, all);
  await splitThreads(tx, of.importId, all);
  await dropNames(tx, of.importId, all.names);
  const released = await release(tx, undoing, all.claimed, identities);
  await restoreSuggestions(tx, of.userId, all);
  await refreshCorrespondence(tx, [...identities], of.now);
  if ((await getTenant(tx)).settings.mailMode === "selective")
    await refreshSuggestions(tx, of.userId, of.now);
  await dropIdentities(tx, of.importId, [...identities]);
  await forgetTraces(tx, of.userId, of.importId);
  const changedSince = changed.length - restored.size;
  return { ...held, restored: restored.size, changedSince, released };
}

export interface Held extends Record<string, unknown> {
  /** That would leave the user's mailbox or calendar, and how many of them a colleague's keeps. */
  messages: number;
  meetings: number;
  kept: number;
}

/** What is in the user's mailbox and calendar through this import alone. */
export async function heldOnlyBy(
  tx: Tx,
  { userId, importId }: { userId: string; importId: string },
): Promise<Held> {
  const mailboxId = await getMailbox(tx, userId);
  const { rows } = await tx.sql.execute<Held>(sql`
    select count(*) filter (where i.kind = 'email')::int as messages,
      count(*) filter (where i.kind = 'meeting')::int as meetings,
      count(*) filter (where exists (select from sightings o where o.tenant_id = i.tenant_id
        and o.interaction_id = i.id and o.mailbox_id <> ${mailboxId}))::int as kept
    from interactions i where i.tenant_id = ${tx.scope.tenantId}
      and i.id in (select s.interaction_id from sightings s where s.tenant_id = ${tx.scope.tenantId}
        and s.mailbox_id = ${mailboxId} and s.imports = array[${importId}::uuid])
      and not exists (select from sightings s where s.tenant_id = ${tx.scope.tenantId}
        and s.mailbox_id = ${mailboxId} and s.interaction_id = i.id
        and s.imports is distinct from array[${importId}::uuid])`);
  return rows[0] ?? { messages: 0, meetings: 0, kept: 0 };
}

/** Its transactions as one, the last one first. */
function merged(traces: Trace[]): Trace {
  const all = emptyTrace();
  for (const name of Object.keys(all) as (keyof Trace)[])
    (all[name] as unknown[]).push(...traces.flatMap((trace) => trace[name] as unknown[]));
  const came = new Set(all.hints);
  const before = earliest(all.suggestions, ({ id }) => id);
  return { ...all, suggestions: before.filter(({ id }) => !came.has(String(id))) };
}

/** Who took part in the meetings as they were before it. */
const identitiesBefore = ({ meetings }: Trace): string[] =>
  meetings.flatMap(({ before }) =>
    (before as { participants: { identity_id: string }[] }).participants.map(
      (row) => row.identity_id,
    ),
  );

interface Gone extends Record<string, unknown> {
  id: string;
  key: string;
}

async function dropSightings(tx: Tx, { mailboxId, importId }: Undoing): Promise<Gone[]> {
  const { tenantId } = tx.scope;
  await tx.sql.execute(sql`
    update sightings set imports = array_remove(imports, ${importId}::uuid)
    where tenant_id = ${tenantId} and mailbox_id = ${mailboxId} and ${importId}::uuid = any(imports)`);
  const { rows } = await tx.sql.execute<Gone>(sql`
    delete from sightings where tenant_id = ${tenantId} and mailbox_id = ${mailboxId} and imports = '{}'
    returning interaction_id as id, key`);
  return rows;
}

async function participantsOf(tx: Tx, interactions: string[]): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select distinct identity_id as id from interaction_participants
    where tenant_id = ${tx.scope.tenantId} and interaction_id = any(${array(interactions)}::uuid[])`);
  return rows.map(({ id }) => id);
}

/**
 * The user no longer reads what is no longer in the mailbox: all of an interaction that left it, and of
 * one that stays the copy that came with this import, unless a later one brought it too.
 */
async function dropContents(
  tx: Tx,
  { mailboxId, importId }: Undoing,
  { interactions, contents }: { interactions: string[]; contents: string[] },
): Promise<void> {
  const { tenantId, viewerId } = tx.scope;
  const own = sql`select from sightings s where s.tenant_id = ${tenantId} and s.mailbox_id = ${mailboxId}
    and s.interaction_id = c.interaction_id`;
  await tx.sql.execute(sql`
    delete from content_viewers v using interaction_contents c
    where v.tenant_id = ${tenantId} and v.viewer_id = ${viewerId} and v.share_id is null
      and c.tenant_id = v.tenant_id and c.id = v.content_id
      and (c.interaction_id = any(${array(interactions)}::uuid[]) and not exists (${own})
        or c.id = any(${array(contents)}::uuid[])
          and not exists (${own} and (s.imports is null or ${importId}::uuid < any(s.imports))))`);
}

/** What nobody holds any more goes; of what stays, the keys that came with this import alone. */
async function dropInteractions(tx: Tx, gone: Gone[]): Promise<void> {
  const { tenantId } = tx.scope;
  const ids = array(gone.map(({ id }) => id));
  await tx.sql.execute(sql`
    delete from interactions i where i.tenant_id = ${tenantId} and i.id = any(${ids}::uuid[]) and i.logged_by is null
      and not exists (select from sightings s where s.tenant_id = i.tenant_id and s.interaction_id = i.id)`);
  await tx.sql.execute(sql`
    delete from interaction_keys k where k.tenant_id = ${tenantId} and k.key = any(${array(gone.map(({ key }) => key))}::text[])
      and k.key not like 'ics:%'
      and not exists (select from sightings s where s.tenant_id = k.tenant_id and s.key = k.key)`);
}

/** Recipients that only this copy named, unless somebody's later copy is there to name them as well. */
async function dropHidden(tx: Tx, importId: string, { hidden, counts }: Trace): Promise<void> {
  const { tenantId } = tx.scope;
  await tx.sql.execute(sql`
    delete from interaction_participants p
    using jsonb_to_recordset(${JSON.stringify(hidden)}::jsonb) as h(interaction uuid, identity uuid)
    where p.tenant_id = ${tenantId} and p.interaction_id = h.interaction and p.identity_id = h.identity
      and p.role = 'bcc' and not exists (select from sightings s where s.tenant_id = ${tenantId}
        and s.interaction_id = h.interaction and ${importId}::uuid < any(s.imports))`);
  for (const { id, before, after } of counts)
    await tx.sql.execute(sql`
      update interactions i set participant_count = ${before}
      where i.tenant_id = ${tenantId} and i.id = ${id} and i.participant_count = ${after}
        and not exists (select from sightings s where s.tenant_id = ${tenantId}
          and s.interaction_id = i.id and ${importId}::uuid < any(s.imports))`);
}

/** Threads it joined part again where no message has come since that may have relied on it. */
async function splitThreads(tx: Tx, importId: string, trace: Trace): Promise<void> {
  const { tenantId } = tx.scope;
  const untouched = (
    thread: string,
  ) => sql`not exists (select from interactions l where l.tenant_id = ${tenantId}
    and l.thread_id = ${sql.raw(thread)} and l.id > ${importId}::uuid)`;
  await tx.sql.execute(sql`
    delete from thread_keys k where k.tenant_id = ${tenantId} and k.key = any(${array(trace.threadKeys)}::text[])
      and ${untouched("k.thread_id")}`);
  const keys = JSON.stringify(earliest(trace.keysMoved, ({ key }) => key));
  await tx.sql.execute(sql`
    update thread_keys k set thread_id = m.thread
    from jsonb_to_recordset(${keys}::jsonb) as m(key text, thread uuid)
    where k.tenant_id = ${tenantId} and k.key = m.key and ${untouched("k.thread_id")}`);
  const messages = JSON.stringify(earliest(trace.messagesMoved, ({ id }) => id));
  await tx.sql.execute(sql`
    update interactions i set thread_id = m.thread
    from jsonb_to_recordset(${messages}::jsonb) as m(id uuid, thread uuid)
    where i.tenant_id = ${tenantId} and i.id = m.id and ${untouched("i.thread_id")}`);
}

/** Of several earlier values the first: traces come last first, and the last of a key overwrites. */
const earliest = <Row>(rows: Row[], keyOf: (row: Row) => unknown): Row[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
];

async function dropNames(tx: Tx, importId: string, names: Trace["names"]): Promise<void> {
  await tx.sql.execute(sql`
    update identities i set display_name = '', name_key = ''
    from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as n(id uuid, name text)
    where i.tenant_id = ${tx.scope.tenantId} and i.id = n.id and i.display_name = n.name
      and not exists (select from interaction_participants p where p.tenant_id = i.tenant_id
        and p.identity_id = i.id and p.interaction_id > ${importId}::uuid)`);
}

/** Addresses that no other import of the user's speaks for are not the user's any more. */
async function release(
  tx: Tx,
  { userId, importId }: Undoing,
  claimed: string[],
  identities: Set<string>,
): Promise<string[]> {
  const kept = await passOnClaims(tx, userId, { importId, addresses: claimed });
  const released = claimed.filter((address) => !kept.includes(address));
  if (released.length === 0) return [];
  await releaseAddresses(tx, userId, released);
  for (const id of await identitiesInTouchWith(tx, released)) identities.add(id);
  return released;
}

/** Whom nothing names any more, if this import or something later brought them. */
async function dropIdentities(tx: Tx, importId: string, ids: string[]): Promise<void> {
  const { tenantId } = tx.scope;
  await tx.sql.execute(sql`
    delete from identities i where i.tenant_id = ${tenantId} and i.id = any(${array(ids)}::uuid[])
      and i.id > ${importId}::uuid and i.person_id is null and i.company_id is null and i.user_id is null
      and not exists (select from interaction_participants p where p.tenant_id = ${tenantId} and p.identity_id = i.id)
      and not exists (select from correspondence c where c.tenant_id = ${tenantId} and c.identity_id = i.id)
      and not exists (select from suggestions s where s.tenant_id = ${tenantId} and s.identity_id = i.id)`);
}
