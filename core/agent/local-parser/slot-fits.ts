/** Remembers, for one message, which stretches may fill which slot: most templates ask the same again. */
import type { Fit } from "./fits.ts";
import type { Slot } from "./slots.ts";

/** A stretch that fits, by where it ends. */
export interface Ending {
  to: number;
  fit: Fit;
}

type Judge = (slot: Slot, from: number, to: number) => Fit | undefined;

export interface SlotFits {
  /** Every stretch from this token on that may fill the slot, the shortest first. */
  from(slot: Slot, from: number): readonly Ending[];
  at(slot: Slot, from: number, to: number): Fit | undefined;
  /** Whether any stretch at all may fill the slot. */
  any(slot: Slot): boolean;
}

export function slotFits(judge: Judge, length: number): SlotFits {
  const rows = new Map<object | string, (readonly Ending[] | undefined)[]>();
  const fillable = new Map<object | string, boolean>();
  const search = (slot: Slot, from: number): readonly Ending[] => {
    const endings: Ending[] = [];
    const last = Math.min(length, from + mostOf(slot));
    for (let to = from + 1; to <= last; to++) {
      const fit = judge(slot, from, to);
      if (fit) endings.push({ to, fit });
    }
    return endings;
  };
  const endingsFrom = (slot: Slot, from: number): readonly Ending[] => {
    const key = classOf(slot);
    let row = rows.get(key);
    if (!row) rows.set(key, (row = []));
    return (row[from] ??= search(slot, from));
  };
  const findsAny = (slot: Slot): boolean => {
    for (let from = 0; from < length; from++) if (endingsFrom(slot, from).length > 0) return true;
    return false;
  };
  return {
    from: endingsFrom,
    at: (slot, from, to) => endingsFrom(slot, from).find((ending) => ending.to === to)?.fit,
    any: (slot) => {
      if (isOpen(slot)) return true;
      const key = classOf(slot);
      const known = fillable.get(key) ?? findsAny(slot);
      fillable.set(key, known);
      return known;
    },
  };
}

/** What is found out about a stretch, once. */
export function remembering<T extends object>(
  length: number,
  find: (from: number, to: number) => T,
): (from: number, to: number) => T {
  const known: (T | undefined)[] = [];
  return (from, to) => (known[from * (length + 1) + to] ??= find(from, to));
}

/** A list of names asks of each of its parts again, and slots taught different phrases of the same rest. */
export function rememberingPlain(length: number, judge: Judge): Judge {
  const known = new Map<object | string, (Fit | null | undefined)[]>();
  return (slot, from, to) => {
    const key = plainClassOf(slot);
    let row = known.get(key);
    if (!row) known.set(key, (row = []));
    const at = from * (length + 1) + to;
    const fit = row[at];
    if (fit !== undefined) return fit ?? undefined;
    const found = judge(slot, from, to);
    row[at] = found ?? null;
    return found;
  };
}

/** Words that a long message could always supply. */
const isOpen = ({ kind }: Slot): boolean =>
  kind === "text" || kind === "short" || kind === "mention";

/** So many words at most fill a slot; free text has no end. */
function mostOf({ kind, many }: Slot): number {
  return kind === "text" ? Infinity : many ? 16 : 9;
}

const classes = new WeakMap<Slot, object | string>();

/** Slots that take the same stretches share what was found out about them. */
function classOf(slot: Slot): object | string {
  const known = classes.get(slot);
  if (known !== undefined) return known;
  const own = slot.values.size > 0 ? slot : plainClassOf(slot);
  classes.set(slot, own);
  return own;
}

const plainClasses = new WeakMap<Slot, object | string>();

/** The same, apart from the phrases a slot was taught. */
function plainClassOf(slot: Slot): object | string {
  const known = plainClasses.get(slot);
  if (known !== undefined) return known;
  const shared = [slot.kind, slot.many ? "many" : "one", slot.types.join(), slot.lean];
  const own =
    slot.kind === "short"
      ? slot
      : slot.kind === "text"
        ? `text/${slot.longest.toString()}`
        : shared.join("/");
  plainClasses.set(slot, own);
  return own;
}
