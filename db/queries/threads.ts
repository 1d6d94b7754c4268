/**
 * Which messages form one conversation.
 *
 * A message with References or In-Reply-To joins the thread of every Message-ID it names. One without
 * joins by what it is about and who talks: the same subject (prefixes aside) between the same two
 * people within about a month. Each pair of sender and recipient is a key of its own, so an answer to
 * one of several recipients is still found; two grids of sixty-day cells, half a cell apart, link
 * what lies within thirty days, so that two people's every "hello" over the years is not one thread.
 * The subject enters only as a keyed hash: thread keys are visible to the whole team.
 */
import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import { newId } from "../../core/domain/ids.ts";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import type { Trace } from "./import-traces.ts";

export interface ThreadHints {
  /** Key of the message itself. */
  ownKey: string;
  /** Keys of the messages it refers to. */
  references: string[];
  /** Without "Re:" and the like; empty when it says nothing. */
  subject: string;
  sender: string;
  recipients: string[];
  at: Date;
}

/** Recipients beyond these do not link a message without references. */
const LINKING_RECIPIENTS = 4;
const CELL_MS = 60 * 86_400_000;

type ThreadTrace = Pick<Trace, "threadKeys" | "keysMoved" | "messagesMoved">;

/** The thread of each message, joining threads that turn out to be one. */
export async function joinThreads(
  tx: Tx,
  messages: { hints: ThreadHints; threadId: string | null }[],
  trace: ThreadTrace = { threadKeys: [], keysMoved: [], messagesMoved: [] },
): Promise<string[]> {
  const keysOf = messages.map(({ hints }) => threadKeysOf(tx, hints));
  const known = await readKeys(tx, [...new Set(keysOf.flat())]);
  const threadOf = new Map(known);
  const union = new Union();
  for (const [index, { threadId }] of messages.entries()) {
    const keys = keysOf[index] ?? [];
    const met = keys.flatMap((key) => threadOf.get(key) ?? []);
    const thread = union.join([...met, ...(threadId === null ? [] : [threadId])]) ?? newId();
    for (const key of keys) threadOf.set(key, thread);
  }
  const added = [...threadOf].filter(([key]) => !known.has(key));
  trace.threadKeys.push(...added.map(([key]) => key));
  await addKeys(
    tx,
    added.map(([key, thread]) => ({ key, thread: union.rootOf(thread) })),
  );
  await mergeThreads(tx, union.merged(), trace);
  return keysOf.map((keys) => union.rootOf(threadOf.get(keys[0] ?? "") ?? ""));
}

function threadKeysOf(tx: Tx, hints: ThreadHints): string[] {
  const { ownKey, references, subject, sender, recipients, at } = hints;
  const keys = [ownKey, ...references];
  if (references.length > 0 || subject === "" || sender === "") return keys;
  const cells = [
    Math.floor(at.getTime() / CELL_MS),
    Math.floor(at.getTime() / CELL_MS + 0.5) + 0.5,
  ];
  const others = recipients
    .filter((recipient) => recipient !== sender)
    .slice(0, LINKING_RECIPIENTS);
  for (const other of others) {
    const pair = [sender, other].sort().join(" ");
    for (const cell of cells) {
      const about = JSON.stringify([tx.scope.tenantId, subject, pair, cell]);
      // Keys made before the master key was changed are still found.
      for (const key of [tx.masterKey, ...tx.earlierKeys])
        keys.push(`subject:${createHmac("sha256", key).update(about).digest("hex").slice(0, 32)}`);
    }
  }
  return keys;
}

async function readKeys(tx: Tx, keys: string[]): Promise<Map<string, string>> {
  const { rows } = await tx.sql.execute<{ key: string; thread_id: string }>(sql`
    select k.key, k.thread_id from unnest(${array(keys)}::text[]) as w(key)
    join thread_keys k on k.tenant_id = ${tx.scope.tenantId} and k.key = w.key`);
  return new Map(rows.map((row) => [row.key, row.thread_id]));
}

async function addKeys(tx: Tx, rows: { key: string; thread: string }[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.sql.execute(sql`
    insert into thread_keys (tenant_id, key, thread_id)
    select ${tx.scope.tenantId}, key, thread_id
    from unnest(${array(rows.map((row) => row.key))}::text[], ${array(rows.map((row) => row.thread))}::uuid[])
      as t(key, thread_id)
    on conflict do nothing`);
}

async function mergeThreads(
  tx: Tx,
  merged: { from: string; into: string }[],
  trace: ThreadTrace,
): Promise<void> {
  if (merged.length === 0) return;
  await noteThreads(
    tx,
    merged.map((entry) => entry.from),
    trace,
  );
  const from = array(merged.map((entry) => entry.from));
  const into = array(merged.map((entry) => entry.into));
  const { tenantId } = tx.scope;
  await tx.sql.execute(sql`
    update thread_keys set thread_id = t.root
    from unnest(${from}::uuid[], ${into}::uuid[]) as t(thread, root)
    where thread_keys.tenant_id = ${tenantId} and thread_keys.thread_id = t.thread`);
  await tx.sql.execute(sql`
    update interactions set thread_id = t.root
    from unnest(${from}::uuid[], ${into}::uuid[]) as t(thread, root)
    where interactions.tenant_id = ${tenantId} and interactions.thread_id = t.thread`);
}

async function noteThreads(tx: Tx, threads: string[], trace: ThreadTrace): Promise<void> {
  const { tenantId } = tx.scope;
  const keys = await tx.sql.execute<{ key: string; thread: string }>(sql`
    select key, thread_id as thread from thread_keys
    where tenant_id = ${tenantId} and thread_id = any(${array(threads)}::uuid[])`);
  const messages = await tx.sql.execute<{ id: string; thread: string }>(sql`
    select id, thread_id as thread from interactions
    where tenant_id = ${tenantId} and thread_id = any(${array(threads)}::uuid[])`);
  trace.keysMoved.push(...keys.rows);
  trace.messagesMoved.push(...messages.rows);
}

/** Sets of thread ids; the oldest of a set (ids are time-ordered) stands for it. */
class Union {
  readonly #parents = new Map<string, string>();

  join(threads: string[]): string | undefined {
    const roots = [...new Set(threads.map((thread) => this.rootOf(thread)))].sort();
    const [root, ...others] = roots;
    for (const other of others) if (root !== undefined) this.#parents.set(other, root);
    return root;
  }

  rootOf(thread: string): string {
    let root = thread;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root))
      root = next;
    return root;
  }

  merged(): { from: string; into: string }[] {
    return [...this.#parents.keys()].map((from) => ({ from, into: this.rootOf(from) }));
  }
}
