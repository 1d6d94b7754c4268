/** Records that a case names, as if they had just been spoken of. */
import type { Focus } from "../core/agent/intent.ts";
import type { Context } from "../core/context.ts";
import { nameKey } from "../core/domain/names.ts";
import type { Ref } from "../core/ref.ts";
import type { Database, Tx } from "../db/client.ts";
import { openConversation, saveTurn } from "../db/queries/conversations.ts";
import { findByName, type NameHit } from "../db/queries/names.ts";
import type { Case } from "./case.ts";

const SINGLE = ["person", "company", "deal", "task"] as const;

export async function setFocus(
  db: Database,
  { actor, now }: Context,
  { focus, thread }: { focus: Case["focus"]; thread: string },
): Promise<void> {
  if (!focus) return;
  const { tenantId, userId } = actor;
  await db.transaction({ tenantId, actorId: userId, viewerId: userId }, async (tx) => {
    const next = await readFocus(tx, focus, now);
    const { id: conversationId } = await openConversation(tx, { userId, thread, now });
    const turn = { conversationId, userId, at: now, said: "", reply: { text: "" } };
    await saveTurn(tx, { ...turn, focus: next });
  });
}

async function readFocus(tx: Tx, given: NonNullable<Case["focus"]>, now: Date): Promise<Focus> {
  const focus: Focus = { at: now.toISOString() };
  for (const type of SINGLE) {
    const name = given[type];
    if (name !== undefined) focus[type] = await named(tx, [type], name);
  }
  if (!given.list || given.list.length === 0) return focus;
  const list: Ref[] = [];
  for (const name of given.list) list.push(await named(tx, SINGLE, name));
  return { ...focus, list };
}

async function named(tx: Tx, types: readonly NameHit["type"][], name: string): Promise<Ref> {
  const hits = await findByName(tx, types, nameKey(name), name);
  const hit = hits.find((one) => nameKey(one.name) === nameKey(name));
  if (!hit) throw new Error(`the fixture workspace has no ${types.join(" or ")} ${name}`);
  return { type: hit.type, id: hit.id, name: hit.name };
}
