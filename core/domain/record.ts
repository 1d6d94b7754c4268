/**
 * Event-sourced records: pure, and the same shape for every type. A record's state is a plain object;
 * its events create it, change some of its fields, or restore it to an earlier state (undo).
 */

export type RecordEvent<State> =
  | { type: "created"; state: State }
  | { type: "changed"; patch: Partial<State> }
  /** Undo: the record as it was; null where it did not exist. */
  | { type: "restored"; state: State | null }
  /** Archived: no longer a record, until an undo restores it. */
  | { type: "removed" };

export interface Aggregate<State, Command> {
  /** Names the stream's type and the record's. */
  type: string;
  /** Raised when `State` changes shape: older snapshots are then ignored. */
  schemaVersion: number;
  /** Fields that older events do not know, with what their silence means. */
  blank?: Partial<State>;
  /** The events a command leads to; none when nothing would change. Throws AppError to refuse. */
  decide(state: State | null, command: Command): RecordEvent<State>[];
}

export function evolve<State>(state: State | null, event: RecordEvent<State>): State | null {
  switch (event.type) {
    case "created":
    case "restored":
      return event.state;
    case "removed":
      return null;
    case "changed":
      // A change of a record whose creation was erased or undone has nothing to change.
      return state === null ? null : { ...state, ...event.patch };
  }
}

export const replay = <State>(
  state: State | null,
  events: readonly RecordEvent<State>[],
): State | null => events.reduce<State | null>(evolve, state);

/** The fields of `patch` that differ from `state`; undefined values mean "leave as it is". */
export function changedFields<State extends object>(
  state: State,
  patch: Partial<State>,
): Partial<State> {
  const entries = Object.entries(patch).filter(
    ([field, value]) =>
      value !== undefined && !sameValue(value, (state as Record<string, unknown>)[field]),
  );
  return Object.fromEntries(entries) as Partial<State>;
}

/** The event that makes the change, or none when nothing differs. */
export function change<State extends object>(
  state: State,
  patch: Partial<State>,
): RecordEvent<State>[] {
  const changed = changedFields(state, patch);
  return Object.keys(changed).length === 0 ? [] : [{ type: "changed", patch: changed }];
}

/** Structural equality of plain data; key order does not matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) =>
      sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}
