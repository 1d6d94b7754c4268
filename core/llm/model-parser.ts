/** What every model that reads messages has in common: the budget before, and the books after, whatever came of it. */
import type { Intent, IntentParser, Turn } from "../agent/intent.ts";
import { bookAttempts, bookedFor, type Used } from "./book-attempts.ts";
import { LONGEST_TEXT, tooLong } from "./last-words.ts";
import type { Ledger } from "./ledger.ts";
import type { Metered } from "./meter.ts";
import { ModelFailure, toFailure } from "./model-failure.ts";

/** One message being read. */
export interface ReadingTurn {
  /** Filled while it is read. */
  attempts: readonly Metered[];
  used: Omit<Used, "engine">;
  read: () => Promise<Intent>;
}

/** Throws `ModelFailure` when there is no answer. */
export const modelParser = (
  engine: string,
  ledger: Ledger | undefined,
  begin: (turn: Turn) => ReadingTurn,
): IntentParser => ({
  engine,
  parse: async (turn) => {
    const origin = { engine, model: true } as const;
    if (turn.text.length > LONGEST_TEXT) return { ...tooLong, ...origin };
    if (turn.scope && (await ledger?.isSpent(turn.scope.tenantId, turn.now)))
      throw new ModelFailure("budget");
    const { attempts, used, read } = begin(turn);
    try {
      return { ...(await read()), ...origin };
    } catch (error) {
      throw turn.stop?.aborted ? new ModelFailure("stopped", { cause: error }) : toFailure(error);
    } finally {
      await bookAttempts(ledger, attempts, bookedFor(turn, { engine, ...used }));
    }
  },
});
