/** A model while it answers, the local parser while it does not, and the asker is told which it was. */
import type { Intent, IntentParser, Turn } from "../agent/intent.ts";
import type { Logger } from "../log.ts";
import { ModelFailure, type FailureKind } from "./model-failure.ts";

export interface FallbackOptions {
  model: IntentParser;
  local: IntentParser;
  log: Pick<Logger, "warn">;
  /** Milliseconds; of the process, not of the turn. */
  clock?: () => number;
}

/** No fault of the model's. */
const ownFault: readonly FailureKind[] = ["budget", "stopped"];
const stopped = { kind: "abstain", say: "Stopped. Nothing was done." } as const;
const MOST_FAILURES = 3;
const REST_MS = 60_000;

export function withFallback({
  model,
  local,
  log,
  clock = Date.now,
}: FallbackOptions): IntentParser {
  let failures = 0;
  let restsUntil = 0;
  const ask = async (turn: Turn): Promise<Intent> => {
    if (clock() < restsUntil) throw new ModelFailure("resting");
    try {
      const intent = await model.parse(turn);
      failures = 0;
      return intent;
    } catch (error) {
      if (error instanceof ModelFailure && !ownFault.includes(error.kind)) {
        failures += 1;
        if (failures >= MOST_FAILURES) restsUntil = clock() + REST_MS;
      }
      throw error;
    }
  };
  return {
    engine: model.engine,
    parse: async (turn) => {
      try {
        const intent = await ask(turn);
        return declined(intent) ? await offered(intent, local, turn) : intent;
      } catch (error) {
        if (!(error instanceof ModelFailure)) throw error;
        // What is taken back nobody else reads either.
        if (error.kind === "stopped") return { ...stopped, engine: model.engine, model: true };
        if (error.kind !== "resting" && error.kind !== "budget")
          log.warn({ err: error, failures }, "the model gave no answer; reading in basic mode");
        const note = `${error.reason}, so I read this in basic mode.`;
        return { ...(await local.parse(turn)), engine: local.engine, note };
      }
    },
  };
}

const declined = (intent: Intent): boolean =>
  intent.kind === "abstain" && intent.why === "declined";

/** What a model declines is never carried out by another engine unasked: its readings become buttons. */
async function offered(intent: Intent, local: IntentParser, turn: Turn): Promise<Intent> {
  const read = await local.parse(turn);
  if (read.kind === "abstain") return intent;
  const note = "The language model declined to read that; this is basic mode.";
  return { kind: "choose", readings: read.readings.slice(0, 3), engine: local.engine, note };
}
