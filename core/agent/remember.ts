/** Keeps a turn and the buttons of its reply, so that either can be come back to. */
import { saveButtons, saveTurn } from "../../db/queries/conversations.ts";
import type { Tx } from "../../db/client.ts";
import { newId } from "../domain/ids.ts";
import type { DoorContext } from "../mentions.ts";
import {
  mapActions,
  type Action,
  type Button,
  type Form,
  type Press,
  type Reply,
} from "../reply.ts";
import type { StoredPress } from "./pressed.ts";

const BUTTON_LASTS_MS = 7 * 24 * 3_600_000;

/** Stores the turn and its buttons; the reply comes back with what a channel can send. */
export async function remember(
  tx: Tx,
  context: Pick<DoorContext, "actor" | "now" | "focus">,
  turn: { conversationId: string; said: string; reply: Reply<Button>; deliveryId?: string },
): Promise<Reply> {
  const reply = await issueButtons(tx, context, turn);
  const { said, conversationId, deliveryId } = turn;
  await saveTurn(tx, {
    conversationId,
    userId: context.actor.userId,
    at: context.now,
    said,
    reply,
    focus: context.focus,
    ...(deliveryId ? { deliveryId } : {}),
  });
  return reply;
}

/** Gives every button of a reply an id under which its press is kept. */
export async function issueButtons(
  tx: Tx,
  context: Pick<DoorContext, "actor" | "now">,
  turn: { conversationId: string; reply: Reply<Button> },
): Promise<Reply> {
  const rows: Parameters<typeof saveButtons>[1] = [];
  const { conversationId } = turn;
  const userId = context.actor.userId;
  const reply = mapActions(turn.reply, ({ press, ...shown }): Action => {
    const id = newId();
    rows.push({
      id,
      userId,
      conversationId,
      label: shown.label,
      press: withForm(press, shown.form),
      createdAt: context.now,
      expiresAt: new Date(context.now.getTime() + BUTTON_LASTS_MS),
    });
    return { id, ...shown };
  });
  await saveButtons(tx, rows);
  return reply;
}

const withForm = (press: Press, form: Form | undefined): StoredPress =>
  form ? { ...press, form } : press;
