/**
 * One turn: what a person said or pressed becomes calls through the door, and their answers one reply.
 *
 * Lane A: buttons, structured commands and answers to what was just asked, no parser. Lane B: the local
 * parser, and corrections of what was done. Lane C: one call of a language model. Lane D: what the calls
 * found, put into words by a model that may look up more.
 */
import { openConversation, recentTurns } from "../../db/queries/conversations.ts";
import type { Tx } from "../../db/client.ts";
import type { CallResult } from "../call-result.ts";
import { inTransaction, type Context } from "../context.ts";
import { literal, type Block, type Button, type Reply } from "../reply.ts";
import type { DoorContext } from "../mentions.ts";
import { withFilesKept } from "./brought-files.ts";
import { carryOut, carryOutLetting, shownBy } from "./carry-out.ts";
import { composed } from "./compose-text.ts";
import { compose } from "./compose.ts";
import { explained } from "./explain.ts";
import { FOCUS_LASTS_MS, readFocus } from "./focus.ts";
import type { Focus, PastTurn } from "./intent.ts";
import type { OnProgress } from "./progress.ts";
import { withoutOutside } from "./outside.ts";
import { questionOf } from "./pending-question.ts";
import { remember } from "./remember.ts";
import { withCalls, type Done } from "./spoken-call.ts";
import { understand, type Said, type TurnDeps, type Understood } from "./understand.ts";

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
  const { conversationId, focus, past } = await opened(deps, context, thread);
  const door: DoorContext = { ...context, focus };
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
    ...withFilesKept(withWordsKept(compose(noted, results, door.focus), said, results), door, turn),
    ...(door.tainted ? { outside: true as const } : {}),
    ...(isUnsaid(said) ? { unsaid: true as const } : {}),
  };
  const reply = await inTransaction(deps, context, async (tx) => {
    await context.fence?.(tx);
    return remember(tx, door, {
      conversationId,
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
    conversation: conversationId,
    calls: results.map(({ tool, args, outcome }) => ({ tool, args, outcome })),
    reply,
  };
}

/** A label, or the name of a file. */
const isUnsaid = (said: Said): boolean =>
  said.kind === "press" ||
  said.kind === "form" ||
  (said.kind === "text" && said.text.trim() === "");

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

/** The conversation, what it is about, and what was said in it where a model may want to know. */
const opened = (deps: TurnDeps, context: Context, thread: string) =>
  inTransaction(deps, context, async (tx) => {
    const { actor, now, audience } = context;
    const { id, focus } = await openConversation(tx, { userId: actor.userId, thread, now });
    // In a shared channel everybody reads the answer: what was said in private stays out of it.
    const told = audience === "dm" && deps.parser.engine !== "local";
    const past = told ? await pastOf(tx, id, now) : undefined;
    return { conversationId: id, focus: readFocus(focus, now), past };
  });

/** What was said within the time a focus lasts, the oldest first. */
async function pastOf(tx: Tx, conversationId: string, now: Date): Promise<PastTurn[]> {
  const since = new Date(now.getTime() - FOCUS_LASTS_MS);
  const turns = await recentTurns(tx, { conversationId, since, most: MOST_PAST });
  return turns.map(({ said, reply }) => {
    const { text, outside, unsaid, records = [], receipts = [], blocks = [] } = reply as Reply;
    const shows = outside === true || records.length + receipts.length + blocks.length > 0;
    const words = unsaid ? "(a button or a file)" : said;
    return withoutOutside({ said: words, answer: text }, shows);
  });
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
