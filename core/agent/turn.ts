/**
 * One turn: what a person said or pressed becomes calls through the door, and their answers one reply.
 *
 * Lane A: buttons and structured commands, no parser. Lane B: the local parser.
 */
import {
  findButton,
  openConversation,
  saveButtons,
  saveTurn,
} from "../../db/queries/conversations.ts";
import type { Tx } from "../../db/client.ts";
import type { CallRequest, CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import { inTransaction, type Context, type Deps } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant } from "../domain/format.ts";
import { isId, newId } from "../domain/ids.ts";
import {
  literal,
  mapActions,
  say,
  type Action,
  type Button,
  type Press,
  type Reply,
} from "../reply.ts";
import type { DoorContext } from "../mentions.ts";
import type { Tool } from "../tool.ts";
import { nextFocus, readFocus } from "./focus.ts";
import { answerIn, questionOf } from "./pending-question.ts";
import type { Intent, IntentParser, Reading } from "./intent.ts";

export type Said =
  | { kind: "text"; text: string }
  | { kind: "press"; actionId: string }
  | { kind: "tool"; tool: string; args: Record<string, unknown> };

export interface TurnDeps extends Deps {
  tools: readonly Tool[];
  parser: IntentParser;
}

export interface TurnResult {
  engine: string;
  lane: "A" | "B";
  ms: number;
  conversation: string;
  calls: { tool: string; args: Record<string, unknown>; outcome: CallResult["outcome"] }[];
  reply: Reply;
}

const BUTTON_LASTS_MS = 7 * 24 * 3_600_000;

export async function runTurn(
  deps: TurnDeps,
  context: Context,
  said: Said,
  { thread = "", deliveryId }: { thread?: string; deliveryId?: string } = {},
): Promise<TurnResult> {
  const startedAt = performance.now();
  const conversation = await inTransaction(deps, context, (tx) =>
    openConversation(tx, { userId: context.actor.userId, thread, now: context.now }),
  );
  const door: DoorContext = { ...context, focus: readFocus(conversation.focus, context.now) };
  const understood = await understand(deps, door, said);
  const results: CallResult[] = [];
  for (const request of understood.requests) {
    const result = await callTool(deps, door, deps.tools, request);
    results.push(result);
    door.focus = focusAfter(door, result);
  }
  const drawn = compose(understood, results);
  const reply = await inTransaction(deps, context, (tx) =>
    remember(tx, door, {
      conversationId: conversation.id,
      said: understood.said,
      reply: drawn,
      ...(deliveryId ? { deliveryId } : {}),
    }),
  );
  return {
    engine: understood.lane === "A" ? "none" : deps.parser.engine,
    lane: understood.lane,
    ms: Math.round(performance.now() - startedAt),
    conversation: conversation.id,
    calls: results.map(({ tool, args, outcome }) => ({ tool, args, outcome })),
    reply,
  };
}

interface Understood {
  lane: "A" | "B";
  /** What stands in the conversation's history for this turn. */
  said: string;
  requests: CallRequest[];
  /** The answer when there is nothing to call. */
  answer?: Reply<Button>;
  note?: string;
}

async function understand(deps: TurnDeps, context: DoorContext, said: Said): Promise<Understood> {
  if (said.kind === "tool") return { lane: "A", said: said.tool, requests: [said] };
  if (said.kind === "press") return pressed(deps, context, said.actionId);
  const text = said.text.trim();
  if (text === "")
    return { lane: "A", said: "", requests: [], answer: say("Say something, or “help”.") };
  const { actor, tenant, now, focus } = context;
  const answer = focus.question && answerIn(text, focus.question);
  if (answer) return { lane: "A", said: text, requests: [answer] };
  const intent = await deps.parser.parse({
    text,
    now,
    timeZone: actor.timeZone,
    locale: actor.locale,
    country: tenant.country,
    currency: tenant.currency,
    focus,
  });
  return { lane: "B", said: text, ...fromIntent(intent) };
}

function fromIntent(intent: Intent): Pick<Understood, "requests" | "answer" | "note"> {
  switch (intent.kind) {
    case "calls":
      return {
        requests: intent.readings.map((reading) => reading.call),
        note: `Basic mode · read as: ${intent.readings.map((reading) => reading.echo).join("; ")}`,
      };
    case "choose":
      return { requests: [], answer: choices(intent.readings) };
    case "abstain":
      return { requests: [], answer: say(intent.say) };
  }
}

const choices = (readings: readonly Reading[]): Reply<Button> => ({
  text: "I'm not sure what you mean. Is it one of these?",
  actions: readings.map(({ echo, call }) => ({
    label: echo,
    press: { kind: "call", tool: call.tool, args: call.args },
  })),
  note: "Basic mode",
});

/** What a button stands for; a write happens once however often it is pressed. */
async function pressed(
  deps: TurnDeps,
  context: DoorContext,
  actionId: string,
): Promise<Understood> {
  return inTransaction(deps, context, async (tx) => {
    const button = isId(actionId) ? await findButton(tx, actionId) : undefined;
    if (!button) throw new AppError("not_found", "That button is not yours, or no longer there.");
    if (button.expiresAt < context.now)
      throw new AppError("expired", "That button has expired; ask again.");
    const press = button.press as Press;
    const request = toRequest(press);
    if (button.pressedAt === null)
      return { lane: "A", said: button.label, requests: [{ ...request, button: button.id }] };
    const at = formatInstant(button.pressedAt, context.actor);
    const answer = say(`Already done: “${literal(button.label)}” was pressed at ${at}.`);
    return { lane: "A", said: button.label, requests: [], answer };
  });
}

function toRequest(press: Press): CallRequest {
  switch (press.kind) {
    case "call":
      return { tool: press.tool, args: press.args };
    case "confirm":
      return { tool: press.tool, args: press.args, confirmed: press.preview };
    case "undo":
      return { tool: "undo", args: { receipts: press.receipts } };
  }
}

const focusAfter = (context: DoorContext, result: CallResult) =>
  nextFocus(context.focus, {
    mentioned: result.resolved,
    shown: [...result.receipts.map((receipt) => receipt.record), ...(result.reply.records ?? [])],
    question: questionOf(result),
    now: context.now,
  });

/** One reply of several calls: each answer in turn, one Undo for all of the message's writes. */
function compose(understood: Understood, results: readonly CallResult[]): Reply<Button> {
  const replies = results.map((result) => result.reply);
  const joined: Reply<Button> = understood.answer ?? joinReplies(replies);
  const receipts = results.flatMap((result) => result.receipts);
  const undo: Button[] =
    receipts.length > 0
      ? [
          {
            label: "Undo",
            press: { kind: "undo", receipts: results.flatMap((result) => result.undoable) },
          },
        ]
      : [];
  const each: Button[] =
    receipts.length > 1 && receipts.length <= 4
      ? receipts.map((receipt) => ({
          label: `Undo only ${receipt.record.name}`,
          press: { kind: "undo", receipts: [receipt.id] },
        }))
      : [];
  return {
    ...joined,
    ...(receipts.length > 0 ? { receipts } : {}),
    actions: [...(joined.actions ?? []), ...undo, ...each],
    ...(understood.note ? { note: understood.note } : {}),
  };
}

function joinReplies(replies: readonly Reply<Button>[]): Reply<Button> {
  const [only] = replies;
  if (only && replies.length === 1) return only;
  return {
    text: replies.map((reply) => reply.text).join("\n\n"),
    blocks: replies.flatMap((reply) => reply.blocks ?? []),
    records: replies.flatMap((reply) => reply.records ?? []),
    actions: replies.flatMap((reply) => reply.actions ?? []),
  };
}

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
      press,
      createdAt: context.now,
      expiresAt: new Date(context.now.getTime() + BUTTON_LASTS_MS),
    });
    return { id, ...shown };
  });
  await saveButtons(tx, rows);
  return reply;
}
