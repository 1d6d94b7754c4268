/** The answers this process is working on: each can be stopped by its asker, and ends when its asker goes away. */
import type { ServerResponse } from "node:http";
import type { Inbound } from "../channel.ts";

export interface RunningAnswer {
  /** Nobody is there to read it any more. */
  signal: AbortSignal;
  /** The asker has stopped it. */
  stop: AbortSignal;
  end: () => void;
}

export interface RunningAnswers {
  begin(said: Inbound, response: ServerResponse): RunningAnswer;
  /** False where this process works on no such answer of theirs. */
  stop(asker: { tenantId: string; userId: string }, deliveryId: string): boolean;
}

export function createRunningAnswers(): RunningAnswers {
  const running = new Map<string, AbortController>();
  return {
    begin: (said, response) => {
      const [gone, stopped] = [new AbortController(), new AbortController()];
      const leave = () => {
        if (!response.writableFinished) gone.abort();
      };
      response.once("close", leave);
      const key = said.deliveryId === undefined ? undefined : keyOf(said, said.deliveryId);
      if (key !== undefined) running.set(key, stopped);
      return {
        signal: gone.signal,
        stop: stopped.signal,
        end: () => {
          response.off("close", leave);
          if (key !== undefined && running.get(key) === stopped) running.delete(key);
        },
      };
    },
    stop: (asker, deliveryId) => {
      const found = running.get(keyOf(asker, deliveryId));
      found?.abort();
      return found !== undefined;
    },
  };
}

const keyOf = ({ tenantId, userId }: { tenantId: string; userId: string }, deliveryId: string) =>
  `${tenantId}|${userId}|${deliveryId}`;
