/** What is the same in every fixture workspace: its today, and the ids of its records. */
import { DateTime } from "luxon";
import { v5 } from "uuid";

export const worldZone = "Europe/Madrid";
/** Thursday morning. */
export const worldNow = new Date("2026-11-19T09:00:00.000Z");

/** So many days from that today, at that hour in that zone. */
export const daysFrom = (days: number, hour = 10): Date =>
  DateTime.fromJSDate(worldNow, { zone: worldZone })
    .startOf("day")
    .plus({ days, hours: hour })
    .toJSDate();

const idNamespace = "5a0b6c6e-3f6d-4c6e-9a53-0c8e5a4f2d11";

/** The id of whatever goes by this name. */
export const idOf = (name: string): string => v5(name.toLowerCase(), idNamespace);
