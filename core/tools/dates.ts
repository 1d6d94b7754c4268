/** Dates in a tool's arguments: words or ISO, read in the actor's zone. */
import { AppError } from "../domain/errors.ts";
import { describeWhen, endOfDay, parseWhen } from "../domain/when.ts";
import { DateTime } from "luxon";
import type { Context } from "../context.ts";

type Lean = "future" | "past";

/** An instant, or the whole day when only a day was named. Throws a question for the asker otherwise. */
export function readWhen(
  { now, actor }: Context,
  words: string,
  lean: Lean,
): { kind: "instant"; at: Date } | { kind: "day"; date: string } {
  const when = parseWhen(words, { now, timeZone: actor.timeZone, locale: actor.locale, lean });
  if (!when) throw new AppError("bad_input", `I can't read “${words}” as a date.`);
  if (when.kind === "ambiguous")
    throw new AppError(
      "bad_input",
      `Do you mean ${describeWhen(when, actor.timeZone)}? Say it with the date.`,
    );
  return when;
}

/** When it was: of a day, noon, but never later than now. */
export function instantOf(context: Context, words: string, lean: Lean): Date {
  const when = readWhen(context, words, lean);
  if (when.kind === "instant") return when.at;
  const noon = DateTime.fromISO(`${when.date}T12:00`, { zone: context.actor.timeZone }).toJSDate();
  const today = DateTime.fromJSDate(context.now, { zone: context.actor.timeZone }).toISODate();
  return when.date === today && noon > context.now ? context.now : noon;
}

/** When something is due: of a day, its end in the actor's zone. */
export function dueOf(context: Context, words: string): { at: Date; allDay: boolean } {
  const when = readWhen(context, words, "future");
  return when.kind === "instant"
    ? { at: when.at, allDay: false }
    : { at: endOfDay(when.date, context.actor.timeZone), allDay: true };
}
