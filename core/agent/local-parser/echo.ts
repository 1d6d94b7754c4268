/** Says in one short sentence how a message was read. */
import { describeWhen, parsePast, parseWhen } from "../../domain/when.ts";
import type { Turn } from "../intent.ts";
import type { Candidate } from "./candidates.ts";

export function echoOf({ tool, args, filled }: Candidate, turn: Turn): string {
  const parts = Object.entries(args).map(([field, value]) => {
    const slot = filled.find((fill) => fill.slot.field === field)?.slot;
    // A period keeps its words: "closing this quarter" is no single day, nor is "meetings next week".
    const day = slot?.kind === "date" && field !== "closing" && !/\bweek\b/.test(String(value));
    const shown = day ? spelledOut(String(value), slot.lean, turn) : plain(value);
    return value === true ? spoken(field) : `${spoken(field)} ${shown}`;
  });
  // "Change a deal: stage, value, …" goes on with what else it could do.
  const summary = tool.short ?? tool.summary.replace(/[.!?]$/, "").replace(/: .*$/, "");
  return parts.length > 0 ? `${summary}: ${parts.join(", ")}.` : `${summary}.`;
}

function spelledOut(words: string, lean: "future" | "past", turn: Turn): string {
  const context = { now: turn.now, timeZone: turn.timeZone, locale: turn.locale };
  const when = parseWhen(words, { ...context, lean });
  if (when) return describeWhen(when, turn.timeZone);
  const past = parsePast(words, context);
  return past
    ? describeWhen(
        { kind: "day", date: past.toLocaleDateString("sv-SE", { timeZone: turn.timeZone }) },
        turn.timeZone,
      )
    : words;
}

function plain(value: unknown): string {
  const text = Array.isArray(value) ? value.map(String).join(" and ") : String(value);
  // A choice is named in code's way: "reports_to".
  if (/^[a-z]+(?:_[a-z]+)+$/.test(text)) return text.replaceAll("_", " ");
  return /\s/.test(text) ? `“${text}”` : text;
}

/** "lastContactBefore" is "last contact before", "close_date" "close date". */
function spoken(field: string): string {
  return field
    .replace(/_/g, " ")
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
}
