/** The words of a task's arguments: which task, when it is due, how often it comes. */
import { DateTime } from "luxon";
import { z } from "zod";
import type { Context } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant, formatWeekday, type Reader } from "../domain/format.ts";
import { readRecurrence, type Recurrence } from "../domain/recurrence.ts";
import { numberWords } from "../domain/number-words.ts";
import { endOfDay } from "../domain/when.ts";
import type { Task } from "../domain/task.ts";
import type { Ref } from "../ref.ts";
import type { ToolContext } from "../tool.ts";
import { dueOf } from "./dates.ts";

/** A task as people call it: of "the NDA task" and "my reminder to call Leo" the title is the rest. */
export const taskWords = z.string().trim().min(1).max(500).transform(bareTitle);

/** Which record a task is about; null where it is about none of that kind. */
export const aboutIds = (about: Ref): Pick<Task, "personId" | "companyId" | "dealId"> => ({
  personId: about.type === "person" ? about.id : null,
  companyId: about.type === "company" ? about.id : null,
  dealId: about.type === "deal" ? about.id : null,
});

/** The task meant: the one named, else the one spoken of. */
export const taskMeant = (
  { focus }: Pick<ToolContext, "focus">,
  task: Ref | undefined,
): Ref | undefined => task ?? focus.task;

export interface Due {
  at: Date;
  allDay: boolean;
}

/** "due Fri 27 Nov 2026, 09:00"; a day alone is said without a time. */
export const dueText = (due: Due | null, reader: Reader): string =>
  due
    ? `due ${due.allDay ? formatWeekday(due.at, reader) : formatInstant(due.at, reader)}`
    : "no due date";

export const dueOfTask = (task: Pick<Task, "dueAt" | "dueAllDay">): Due | null =>
  task.dueAt === null ? null : { at: new Date(task.dueAt), allDay: task.dueAllDay };

export const dueFields = (due: Due | null): Pick<Task, "dueAt" | "dueAllDay"> => ({
  dueAt: due?.at.toISOString() ?? null,
  dueAllDay: due?.allDay ?? false,
});

const none =
  /^(?:none|never|no|nothing|off|no (?:due )?date|not at all|no longer|once|just once)$/i;

/** How often; null where the words say "never". */
export function repeatOf(words: string): Recurrence | null {
  if (none.test(words.trim())) return null;
  const repeat = readRecurrence(words);
  if (repeat) return repeat;
  throw new AppError(
    "bad_input",
    `I can't read “${words}” as how often; “every Monday”, “weekly” or “monthly on the 1st” would do.`,
  );
}

/** A new due date: a day, a time, or so much later than it was due; null where the words say "none". */
export function newDue(context: Context, words: string, before: Due | null): Due | null {
  if (none.test(words.trim())) return null;
  const shift = readShift(words);
  return shift ? shifted(context, before, shift) : dueOf(context, words);
}

interface Shift {
  amount: number;
  unit: "hours" | "days" | "weeks" | "months";
}

const shiftWords =
  /^(?:(?:back|by|for|out|another|forward|on) )*(an?|one|two|three|four|five|six|seven|ten|a couple of|a few|\d{1,3}) ?(?:more |extra )?(h|hours?|hrs?|d|days?|w|wks?|weeks?|fortnights?|months?)( (?:later|back|more|out|earlier|sooner|forward))?$/i;

function readShift(words: string): Shift | undefined {
  const match = shiftWords.exec(words.trim().toLowerCase());
  const [, count = "", unit = "", way = ""] = match ?? [];
  if (!match) return undefined;
  const amount = (numberWords[count] ?? Number(count)) * (/earlier|sooner/.test(way) ? -1 : 1);
  if (unit.startsWith("fortnight")) return { amount: amount * 2, unit: "weeks" };
  const units = { h: "hours", d: "days", w: "weeks", m: "months" } as const;
  return { amount, unit: units[unit.charAt(0) as keyof typeof units] };
}

/** Counted from when it was due; of what would be over by then, from now. */
function shifted({ now, actor }: Context, before: Due | null, { amount, unit }: Shift): Due {
  const zone = actor.timeZone;
  const from = before?.at ?? now;
  const step = { [unit]: amount };
  const moved = DateTime.fromJSDate(from, { zone }).plus(step);
  const ahead = moved.toJSDate() > now ? moved : DateTime.fromJSDate(now, { zone }).plus(step);
  if (unit === "hours") return { at: ahead.toJSDate(), allDay: false };
  if (before && !before.allDay) return { at: ahead.toJSDate(), allDay: false };
  return { at: endOfDay(ahead.toISODate() ?? "", zone), allDay: true };
}

function bareTitle(words: string): string {
  const named =
    /^(?:the|my|our|that) (?:task|reminder|to-?do) (?:to|about|for|called|named) (.+)$/i.exec(
      words,
    ) ?? /^(?:the |my |our )?(.+?) (?:task|reminder|to-?do)$/i.exec(words);
  const title = named?.[1] ?? words;
  return /^(?:the|this|that|my|a|last|first|second|third|next|other|\d+(?:st|nd|rd|th)?)$/i.test(
    title,
  ) || /^(?:the )?(?:first|second|third|fourth|fifth|last|next|other)$/i.test(title)
    ? words
    : title;
}
