/**
 * One answer to what is answered within its own request, however often and however much at once it comes
 * under one delivery id. The first write, or the turn itself, takes the id in its own transaction; whoever
 * comes second there writes nothing and gets the first one's answer.
 */
import { setTimeout as pause } from "node:timers/promises";
import { answerTo } from "../db/queries/conversations.ts";
import { takeInbound } from "../db/queries/inbox.ts";
import { interruptedAnswer } from "./agent/interrupted.ts";
import { runTurn, type Said, type TurnDeps, type TurnOptions } from "./agent/turn.ts";
import type { ChannelName } from "./channel-port.ts";
import { inTransaction, TakenOverError, type Context } from "./context.ts";
import { AppError } from "./domain/errors.ts";
import type { Reply } from "./reply.ts";

const LOOK_EVERY_MS = 250;
/** As long as a turn may take; whoever took the id and is not done by then is gone. */
const PATIENCE_MS = 60_000;

export async function answerOnce(
  deps: TurnDeps,
  context: Context,
  said: Said,
  options: TurnOptions & { deliveryId: string; channel: ChannelName },
): Promise<Reply> {
  const { deliveryId, channel, ...turn } = options;
  const { userId } = context.actor;
  const given = () => inTransaction(deps, context, (tx) => answerTo(tx, userId, deliveryId));
  const before = await given();
  if (before) return before as Reply;
  let holder = context.correlationId;
  const fence: Context["fence"] = async (tx) => {
    const id = context.correlationId;
    const inbound = { id, channel, userId, deliveryId, at: context.now };
    holder = await takeInbound(tx, inbound);
    if (holder !== id) throw new TakenOverError();
  };
  try {
    return (await runTurn(deps, { ...context, fence }, said, { ...turn, deliveryId })).reply;
  } catch (error) {
    if (!(error instanceof TakenOverError)) throw error;
  }
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const reply = await given();
    if (reply) return reply as Reply;
    await pause(LOOK_EVERY_MS);
  }
  const first = { ...context, correlationId: holder };
  const left = await interruptedAnswer(deps, first, { said, thread: "", deliveryId });
  if (left) return left;
  throw new AppError("busy", "That is still being worked on; reload the page in a moment.");
}
