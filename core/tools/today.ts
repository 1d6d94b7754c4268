/** The asker's calendar day. */
import { DateTime } from "luxon";
import type { Context } from "../context.ts";

/** ISO date of today where the asker is. */
export const todayOf = ({ now, actor }: Context): string =>
  DateTime.fromJSDate(now, { zone: actor.timeZone }).toISODate() ?? now.toISOString().slice(0, 10);
