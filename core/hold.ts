/** A row that one worker holds while it works on it: kept by renewing, and let go in time. */
import { TakenOverError } from "./context.ts";

/** A dead worker's row is free again after this. */
export const LEASE_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
/** From the order to stop until the work is told to hurry, and then until it is left as it is. */
const STOPPING_MS = 12_000;
const HURRY_MS = 5_000;

/** The program ends: the work is somebody else's, and has not failed. */
export class StoppingError extends Error {
  constructor() {
    super("the program stops");
    this.name = "StoppingError";
  }
}

export class TooSlowError extends Error {
  constructor() {
    super("it took too long");
    this.name = "TooSlowError";
  }
}

export interface Hold {
  /** Aborted when the work should come to an end. */
  signal: AbortSignal;
  /** Runs the work, and no longer than it may take; what is late is left to itself. */
  within<T>(work: Promise<T>): Promise<T>;
  end(): void;
}

export interface HoldOptions {
  /** False where the row is no longer ours. */
  renew: (until: Date) => Promise<boolean>;
  /** Aborted when the program wants to stop. */
  stop: AbortSignal;
  mostMs: number;
}

export const leaseEnd = (): Date => new Date(Date.now() + LEASE_MS);

export function hold({ renew, stop, mostMs }: HoldOptions): Hold {
  const ending = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, act: () => void) => timers.add(setTimeout(act, ms));
  let giveUp: (reason: Error) => void = () => undefined;
  const given = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  // Nobody may be waiting when it comes.
  given.catch(() => undefined);
  const hurry = (reason: Error): void => {
    ending.abort(reason);
    after(HURRY_MS, () => giveUp(reason));
  };
  const stopping = () => after(STOPPING_MS, () => hurry(new StoppingError()));
  if (stop.aborted) stopping();
  else stop.addEventListener("abort", stopping, { once: true });
  after(mostMs, () => hurry(new TooSlowError()));
  const renewing = setInterval(() => {
    renew(leaseEnd()).then(
      (ours) => {
        if (ours) return;
        ending.abort(new TakenOverError());
        giveUp(new TakenOverError());
      },
      // The database is away; what matters is asked again with each write.
      () => undefined,
    );
  }, RENEW_EVERY_MS);
  return {
    signal: ending.signal,
    within: (work) => Promise.race([work, given]),
    end: () => {
      clearInterval(renewing);
      for (const timer of timers) clearTimeout(timer);
      stop.removeEventListener("abort", stopping);
    },
  };
}
