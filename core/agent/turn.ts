/**
 * One turn: what a person said or pressed becomes calls through the door, and their answers one reply.
 *
 * Lane A: buttons, structured commands and answers to what was just asked, no parser. Lane B: the local
 * parser, and corrections of what was done. Lane C: one call of a language model. Lane D: what the calls
 * found, put into words by a model that may look up more.
 */
import {
  openConversation,
  recentTurns,
  saveButtons,
  saveTurn,
} from "../../db/queries/conversations.ts";
import type { Tx } from "../../db/client.ts";
import { refused, type CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import { inTransaction, type Context } from "../context.ts";
import { newId } from "../domain/ids.ts";
import {
  literal,
  mapActions,
  type Action,
  type Block,
  type Button,
  type Form,
  type Press,
  type RecordRef,
  type Reply,
} from "../reply.ts";
import { approveDraft } from "../sending/approve.ts";
import { resolveSend } from "../sending/resolve.ts";
import { voidApproval } from "../sending/void.ts";
import type { Tool } from "../tool.ts";
import type { DoorContext } from "../mentions.ts";
import { composed } from "./compose-text.ts";
import { compose } from "./compose.ts";
import type { Step } from "./correction.ts";
import { explained } from "./explain.ts";
import { FOCUS_LASTS_MS, nextFocus, readFocus, withList } from "./focus.ts";
import type { Focus, PastTurn } from "./intent.ts";
import type { OnProgress } from "./progress.ts";
import { withoutOutside } from "./outside.ts";
import { questionOf } from "./pending-question.ts";
import { pinnedWithFocus, toolOf, withCalls, type Done } from "./spoken-call.ts";
import {
  understand,
  type Said,
  type StoredPress,
  type TurnDeps,
  type Understood,
} from "./understand.ts";

export type { Said, TurnDeps } from "./understand.ts";

export interface TurnResult {
  engine: string;
  lane: Understood["lane"] | "D";
  ms: number;
  conversation: string;
  calls: { tool: string; args: Record<string, unknown>; outcome: CallResult["outcome"] }[];
  reply: Reply;
}

/** How many turns back an engine may look. */
const MOST_PAST = 4;
const BUTTON_LASTS_MS = 7 * 24 * 3_600_000;

export interface TurnOptions {
  thread?: string;
  deliveryId?: string;
  /** Ends the looking up, as when nobody is left to read the answer; what the message asks to do is done. */
  signal?: AbortSignal;
  /** The asker takes the message back: nothing more of it is read or carried out. */
  stop?: AbortSignal;
  /** Hears of the answer while it is made. */
  onProgress?: OnProgress;
}

export async function runTurn(
  deps: TurnDeps,
  context: Context,
  said: Said,
  { thread = "", deliveryId, ...options }: TurnOptions = {},
): Promise<TurnResult> {
  const startedAt = performance.now();
  const conversation = await inTransaction(deps, context, (tx) =>
    openConversation(tx, { userId: context.actor.userId, thread, now: context.now }),
  );
  const door: DoorContext = { ...context, focus: readFocus(conversation.focus, context.now) };
  // In a shared channel everybody reads the answer: what was said in private stays out of it.
  const past =
    context.audience === "dm" ? once(() => pastOf(deps, context, conversation.id)) : undefined;
  const { stop, onProgress } = options;
  const understood = await understand(deps, door, said, { past, stop });
  door.focus = understood.focus;
  const asked = { understood, past, signal: eitherOf(options), onProgress };
  const texts = await composed(deps, door, asked, understood.requests);
  const carriedOut = await carryOut(deps, door, texts.requests, stop);
  const { letting } = understood;
  if (letting) carriedOut.push(await carryOutLetting(deps, door, letting));
  const { turn, engine = texts.engine } = await explained(deps, door, asked, carriedOut);
  door.focus = focusAfter(deps, door, { understood, turn });
  const results = turn.map(({ result }) => result);
  const noted = texts.note ? { ...understood, note: texts.note } : understood;
  const drawn = {
    ...withWordsKept(compose(noted, results, door.focus), said, results),
    ...(door.tainted ? { outside: true as const } : {}),
    ...(said.kind === "press" || said.kind === "form" ? { unsaid: true as const } : {}),
  };
  const reply = await inTransaction(deps, context, async (tx) => {
    await context.fence?.(tx);
    return remember(tx, door, {
      conversationId: conversation.id,
      said: understood.said,
      reply: drawn,
      ...(deliveryId ? { deliveryId } : {}),
    });
  });
  return {
    engine:
      engine ?? (understood.lane === "A" ? "none" : (understood.engine ?? deps.parser.engine)),
    lane: engine ? "D" : understood.lane,
    ms: Math.round(performance.now() - startedAt),
    conversation: conversation.id,
    calls: results.map(({ tool, args, outcome }) => ({ tool, args, outcome })),
    reply,
  };
}

/** Approving, taking back, resolving: a person's press alone leads here. */
async function carryOutLetting(
  deps: TurnDeps,
  door: DoorContext,
  { kind, ...press }: NonNullable<Understood["letting"]>,
): Promise<Done> {
  const result = await ("outbox" in press
    ? resolveSend(deps, door, press)
    : "contentHash" in press
      ? approveDraft(deps, door, press)
      : voidApproval(deps, door, press));
  door.focus = nextFocus(door.focus, { mentioned: [], shown: shownBy(result) });
  return { request: { tool: result.tool, args: { kind } }, result };
}

/** What somebody filled into a form that was refused is shown back: nothing they wrote is lost. */
function withWordsKept(
  reply: Reply<Button>,
  said: Said,
  results: readonly CallResult[],
): Reply<Button> {
  const kept = results.every(({ outcome }) => outcome === "done" || outcome === "question");
  if (said.kind !== "form" || kept) return reply;
  const exact = Object.values(said.values).join("\n\n");
  const text = exact.split("\n").map(literal).join("\n");
  const own: Block<Button>[] = [
    { kind: "text", text: "**What you wrote**" },
    { kind: "text", text, exact },
  ];
  return { ...reply, blocks: [...(reply.blocks ?? []), ...own] };
}

function eitherOf({ signal, stop }: TurnOptions): AbortSignal | undefined {
  return signal && stop ? AbortSignal.any([signal, stop]) : (signal ?? stop);
}

/** Several ask for it in one turn, and it does not change. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => (done ??= work());
}

/** What was said within the time a focus lasts, the oldest first. */
async function pastOf(
  deps: TurnDeps,
  context: Context,
  conversationId: string,
): Promise<PastTurn[]> {
  const since = new Date(context.now.getTime() - FOCUS_LASTS_MS);
  const turns = await inTransaction(deps, context, (tx) =>
    recentTurns(tx, { conversationId, since, most: MOST_PAST }),
  );
  return turns.map(({ said, reply }) => {
    const { text, outside, unsaid, records = [], receipts = [], blocks = [] } = reply as Reply;
    const shows = outside === true || records.length + receipts.length + blocks.length > 0;
    const words = unsaid ? "(a button or a file)" : said;
    return withoutOutside({ said: words, answer: text }, shows);
  });
}

/** One call after the other: each knows what those before it were about. */
async function carryOut(
  deps: TurnDeps,
  door: DoorContext,
  requests: readonly Step[],
  stop?: AbortSignal,
): Promise<Done[]> {
  const turn: Done[] = [];
  for (const { ifDone, ...said } of requests) {
    const tool = toolOf(deps.tools, said.tool);
    const request = { ...said, args: withList(said.args, tool, door.focus) };
    const before = turn.at(-1)?.result;
    if (ifDone && before?.outcome !== "done") break;
    if (stop?.aborted) {
      const result = refused(request, "conflict", "Stopped before this was done.");
      turn.push({ request, result });
      continue;
    }
    const unclear = turn.some(({ result }) => result.outcome !== "done");
    const held = unclear && tool?.effect !== "read" && pointsBack(request.args, tool);
    const result = held
      ? refused(
          request,
          "conflict",
          "It depends on the one before; say it again once that is clear.",
        )
      : pinnedPreview(deps, door.focus, await callTool(deps, door, deps.tools, request));
    turn.push({ request, result });
    door.focus = nextFocus(door.focus, {
      mentioned: result.resolved,
      shown: shownBy(result),
    });
  }
  return turn;
}

const pronoun =
  /^(?:it|this|that|him|her|he|she|them|they|these|those)(?: (?:one|deal|person|company|task))?$/i;

/** Whether a call means what the one before was about, which is not known if that one failed. */
const pointsBack = (args: Record<string, unknown>, tool: Tool | undefined): boolean =>
  (tool?.about !== undefined && args[tool.about] === undefined) ||
  Object.values(args)
    .flat()
    .some((value) => typeof value === "string" && pronoun.test(value.trim()));

/** What was only offered to choose from has not been spoken of yet. */
export const shownBy = ({ outcome, receipts, reply }: CallResult): RecordRef[] =>
  outcome === "question"
    ? []
    : [...receipts.map((receipt) => receipt.record), ...(reply.records ?? [])];

/** A preview may be confirmed later, when "it" is something else: its button names the records. */
function pinnedPreview({ tools }: TurnDeps, focus: Focus, result: CallResult): CallResult {
  if (result.outcome !== "confirm") return result;
  const args = pinnedWithFocus(toolOf(tools, result.tool), result, focus);
  const reply = mapActions(result.reply, (button): Button => {
    const { press } = button;
    return press.kind === "confirm" ? { ...button, press: { ...press, args } } : button;
  });
  return { ...result, reply };
}

function focusAfter(
  { tools }: TurnDeps,
  { focus, now }: DoorContext,
  { understood, turn }: { understood: Understood; turn: readonly Done[] },
): Focus {
  const next = withCalls(focus, turn, tools, understood.answered);
  const asked = turn.flatMap(({ result }) => questionOf(result) ?? [])[0];
  // An answer that the call could not use leaves the question open.
  const unused = turn.some(({ result }) => result.code === "bad_input");
  // A "yes" means a draft only where the last answer showed it.
  const draft = turn.flatMap(({ result }) => shownBy(result)).find(({ type }) => type === "draft");
  const question = next.question ?? asked ?? (unused ? understood.answered : undefined);
  const { draft: before, ...kept } = next;
  return {
    ...kept,
    ...(before && before.id === draft?.id ? { draft: before } : {}),
    ...(question ? { question } : {}),
    at: now.toISOString(),
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

const withForm = (press: Press, form: Form | undefined): StoredPress =>
  form ? { ...press, form } : press;

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
