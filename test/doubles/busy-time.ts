/** How long a double that lives in the process it serves has worked itself: what is measured is the rest. */
export interface BusyTime {
  /** Milliseconds since it was opened; waiting and the server's own reading of a request are left out. */
  spent: () => number;
  /** Does it and counts it. */
  on<T>(work: () => T): T;
}

export function createBusyTime(): BusyTime {
  let milliseconds = 0;
  return {
    spent: () => milliseconds,
    on: (work) => {
      const startedAt = performance.now();
      try {
        return work();
      } finally {
        milliseconds += performance.now() - startedAt;
      }
    },
  };
}
