/** Stretches of days in a person's words: "this month", "Q1", "the next 2 weeks", "before Friday", "overdue". */
import { DateTime } from "luxon";
import { parseWhen, type WhenContext } from "./when.ts";

/** Calendar days, both included; null where the stretch has no such end. */
export interface Period {
  from: string | null;
  to: string | null;
}

type Unit = "day" | "week" | "month" | "quarter" | "year";
type Asked = Omit<WhenContext, "lean">;

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const counts: Record<string, number> = {
  a: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  few: 3,
  six: 6,
};

/** Nothing where the words are no stretch of time; of a single day, that day. */
export function readPeriod(text: string, asked: Asked): Period | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[.?!]+$/, "")
    .replace(/^(?:(?:in|during|for|within|on|over)\s+)+/, "")
    .replace(/^the (?=(?:next|coming|last|past) )/, "");
  const today = DateTime.fromJSDate(asked.now, { zone: asked.timeZone }).startOf("day");
  if (/^(?:overdue|past due|in the past|late|already past)$/.test(words))
    return { from: null, to: iso(today.minus({ days: 1 })) };
  const bound = /^(by|before|until|till|up to|after|since|from)\s+(.+)$/.exec(words);
  if (bound?.[1] && bound[2]) return bounded(bound[1], bound[2], { today, asked });
  return ahead(words, today) ?? calendar(words, today) ?? singleDay(words, today, asked);
}

/** The month, quarter, year or week that the words name as a whole; nothing for anything else. */
export function readCalendarPeriod(text: string, asked: Asked): Period | undefined {
  const today = DateTime.fromJSDate(asked.now, { zone: asked.timeZone }).startOf("day");
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^(?:in|during|by)\s+/, "");
  return calendar(words.replace(/^the (?=next |coming )/, ""), today);
}

function bounded(
  side: string,
  words: string,
  { today, asked }: { today: DateTime; asked: Asked },
): Period | undefined {
  const meant = calendar(words, today) ?? singleDay(words, today, asked);
  if (!meant?.from || !meant.to) return meant;
  const end = /end of|eo[wmqy]/.test(words);
  switch (side) {
    case "before":
      return {
        from: null,
        to: iso(DateTime.fromISO(end ? meant.to : meant.from).minus({ days: 1 })),
      };
    case "after":
      return { from: iso(DateTime.fromISO(meant.to).plus({ days: 1 })), to: null };
    case "since":
    case "from":
      return { from: meant.from, to: null };
    default:
      return { from: null, to: meant.to };
  }
}

/** "Next 30 days", "2 weeks": from today on. */
function ahead(words: string, today: DateTime): Period | undefined {
  const match =
    /^(?:next|coming)?\s*(?:a )?(\d+|[a-z]+)(?: of)? (day|week|month|quarter|year)s?(?: from now)?$/.exec(
      words,
    );
  const said = match?.[1] ?? "";
  const count = /^\d+$/.test(said) ? Number(said) : counts[said];
  if (count === undefined || count > 3_660) return undefined;
  return { from: iso(today), to: iso(today.plus({ [match?.[2] as Unit]: count })) };
}

function calendar(words: string, today: DateTime): Period | undefined {
  const relative = /^(this|next|last|coming|the|current) (week|month|quarter|year)$/.exec(words);
  if (relative) {
    const step = { next: 1, coming: 1, last: -1 }[relative[1] ?? ""] ?? 0;
    const unit = relative[2] as Unit;
    return whole(today.plus({ [unit]: step }), unit);
  }
  const quarter = /^q([1-4])(?:[ /'-]*(?:20)?(\d\d))?$/.exec(words);
  if (quarter)
    return whole(
      dated(today, { month: Number(quarter[1]) * 3 - 2, unit: "quarter", year: quarter[2] }),
      "quarter",
    );
  const month = /^([a-z]{3,9})\.?(?: (?:20)?(\d\d))?$/.exec(words);
  const index = monthOf(month?.[1] ?? "");
  if (index > 0)
    return whole(dated(today, { month: index, unit: "month", year: month?.[2] }), "month");
  const year = /^20\d\d$/.exec(words);
  return year ? whole(today.set({ year: Number(year[0]), month: 1, day: 1 }), "year") : undefined;
}

const fullMonths =
  "january february march april may june july august september october november december".split(
    " ",
  );

function monthOf(word: string): number {
  const index = months.indexOf(word.slice(0, 3));
  const full = fullMonths[index] ?? "";
  return index >= 0 && (full.startsWith(word) || word === "sept") ? index + 1 : 0;
}

/** A month or quarter without a year is the one under way, or the next of its name. */
function dated(
  today: DateTime,
  { month, unit, year }: { month: number; unit: "month" | "quarter"; year: string | undefined },
): DateTime {
  const start = today.set({ month, day: 1 });
  if (year) return start.set({ year: 2000 + Number(year) });
  return start.endOf(unit) < today ? start.plus({ years: 1 }) : start;
}

function singleDay(words: string, today: DateTime, asked: Asked): Period | undefined {
  const when = parseWhen(words, { ...asked, lean: "future" });
  const exact = when?.kind === "ambiguous" ? when.options[0] : when;
  if (!exact) return undefined;
  const day =
    exact.kind === "day"
      ? exact.date
      : iso(DateTime.fromJSDate(exact.at, { zone: asked.timeZone }));
  // "Closing end of month": whatever closes up to then.
  return /^(?:the )?(?:end of|eo[wmqy]\b)/.test(words)
    ? { from: iso(today), to: day }
    : { from: day, to: day };
}

const whole = (day: DateTime, unit: Unit): Period => ({
  from: iso(day.startOf(unit)),
  to: iso(day.endOf(unit)),
});

const iso = (day: DateTime): string => day.toISODate() ?? "";
