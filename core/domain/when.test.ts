import { describe, expect, it } from "vitest";
import { describeWhen, endOfDay, findWhens, parsePast, parseWhen, type When } from "./when.ts";

/** Thursday 19 November 2026, 10:00 in Madrid. */
const now = new Date("2026-11-19T09:00:00Z");
const timeZone = "Europe/Madrid";
const ahead = { now, timeZone, lean: "future" } as const;
const shown = (when: When | undefined) => (when ? describeWhen(when, timeZone) : undefined);

describe("parseWhen, looking ahead", () => {
  it.each([
    ["tomorrow", "Fri 20 Nov 2026"],
    ["tmrw", "Fri 20 Nov 2026"],
    ["tomorow 9am", "Fri 20 Nov 2026, 09:00"],
    ["tomorrow morning", "Fri 20 Nov 2026, 09:00"],
    ["tomorrow afternoon", "Fri 20 Nov 2026, 15:00"],
    ["friday", "Fri 20 Nov 2026"],
    ["on friday am", "Fri 20 Nov 2026, 09:00"],
    ["fri 3pm", "Fri 20 Nov 2026, 15:00"],
    ["Friday at 3", "Fri 20 Nov 2026, 15:00"],
    ["next tues", "Tue 24 Nov 2026"],
    ["next friday", "Fri 27 Nov 2026"],
    ["friday next week", "Fri 27 Nov 2026"],
    ["by weds", "Wed 25 Nov 2026"],
    ["in two weeks", "Thu 3 Dec 2026"],
    ["in a fortnight", "Thu 3 Dec 2026"],
    ["in 3 hours", "Thu 19 Nov 2026, 13:00"],
    ["next week", "Mon 23 Nov 2026"],
    ["nxt wk", "Mon 23 Nov 2026"],
    ["in 2 wks", "Thu 3 Dec 2026"],
    ["dec 18", "Fri 18 Dec 2026"],
    ["jan 15", "Fri 15 Jan 2027"],
    ["december 2027", "Wed 1 Dec 2027"],
    ["this week", "Fri 20 Nov 2026"],
    ["end of week", "Fri 20 Nov 2026"],
    ["EOW", "Fri 20 Nov 2026"],
    ["by end of month", "Mon 30 Nov 2026"],
    ["the end of the month", "Mon 30 Nov 2026"],
    ["EOM", "Mon 30 Nov 2026"],
    ["end of next month", "Thu 31 Dec 2026"],
    ["end of quarter", "Thu 31 Dec 2026"],
    ["end of year", "Thu 31 Dec 2026"],
    ["next month", "Tue 1 Dec 2026"],
    ["next quarter", "Fri 1 Jan 2027"],
    ["Q2", "Thu 1 Apr 2027"],
    ["until Q4", "Thu 31 Dec 2026"],
    ["Q1 2028", "Sat 1 Jan 2028"],
    ["EOD", "Thu 19 Nov 2026, 18:00"],
    ["eod friday", "Fri 20 Nov 2026, 18:00"],
    ["the 3rd", "Thu 3 Dec 2026"],
    ["the 31st", "Thu 31 Dec 2026"],
    ["the 3rd of March", "Wed 3 Mar 2027"],
    ["27 Nov", "Fri 27 Nov 2026"],
    ["27 nov 9:30", "Fri 27 Nov 2026, 09:30"],
    ["2026-12-24", "Thu 24 Dec 2026"],
    ["2026-12-24T16:15", "Thu 24 Dec 2026, 16:15"],
    ["12/11/2027", "Fri 12 Nov 2027"],
    ["June", "Tue 1 Jun 2027"],
    ["9am", "Fri 20 Nov 2026, 09:00"],
    ["3pm", "Thu 19 Nov 2026, 15:00"],
    ["tonight", "Thu 19 Nov 2026, 20:00"],
    ["first thing tomorrow", "Fri 20 Nov 2026, 09:00"],
    ["end of Q1", "Wed 31 Mar 2027"],
    ["the end of Q4", "Thu 31 Dec 2026"],
    ["end of January", "Sun 31 Jan 2027"],
    ["by the end of March 2028", "Fri 31 Mar 2028"],
    ["mid-January", "Fri 15 Jan 2027"],
    ["mid January", "Fri 15 Jan 2027"],
    ["early March", "Fri 5 Mar 2027"],
    ["late February", "Thu 25 Feb 2027"],
    ["the first week of December", "Mon 7 Dec 2026"],
    ["last week of January", "Mon 25 Jan 2027"],
    ["first week of next month", "Mon 7 Dec 2026"],
    ["beginning of next month", "Tue 1 Dec 2026"],
    ["start of next quarter", "Fri 1 Jan 2027"],
    ["middle of next week", "Wed 25 Nov 2026"],
    ["two weeks from now", "Thu 3 Dec 2026"],
    ["in 20 minutes", "Thu 19 Nov 2026, 10:20"],
    ["in half an hour", "Thu 19 Nov 2026, 10:30"],
  ])("%s is %s", (text, expected) => {
    expect(shown(parseWhen(text, ahead))).toBe(expected);
  });

  it.each(["pricing", "friday call with Sofia", "", "Acme"])("%j is no date", (text) => {
    expect(parseWhen(text, ahead)).toBeUndefined();
  });

  it("asks which Friday when today is one", () => {
    const friday = { ...ahead, now: new Date("2026-11-20T09:00:00Z") };
    expect(shown(parseWhen("friday", friday))).toBe("Fri 20 Nov 2026 or Fri 27 Nov 2026");
    expect(shown(parseWhen("next friday", friday))).toBe("Fri 27 Nov 2026");
    expect(shown(parseWhen("this friday", friday))).toBe("Fri 20 Nov 2026");
    // 09:00 has gone by, so only one Friday morning is left.
    expect(shown(parseWhen("friday am", friday))).toBe("Fri 27 Nov 2026, 09:00");
  });

  it("reads the month first in the United States alone", () => {
    expect(shown(parseWhen("12/11/2027", { ...ahead, locale: "en-US" }))).toBe("Sat 11 Dec 2027");
  });

  it("keeps wall-clock time across a change of clocks", () => {
    const before = { now: new Date("2026-10-24T08:00:00Z"), timeZone, lean: "future" } as const;
    expect(parseWhen("monday 9am", before)).toEqual({
      kind: "instant",
      at: new Date("2026-10-26T08:00:00Z"),
    });
    expect(endOfDay("2026-10-25", timeZone)).toEqual(new Date("2026-10-25T22:59:59.999Z"));
  });

  it("takes the day from the zone, not from the machine", () => {
    const late = new Date("2026-11-19T23:30:00Z");
    const inTokyo = parseWhen("tomorrow", { now: late, timeZone: "Asia/Tokyo", lean: "future" });
    const inBoston = parseWhen("tomorrow", {
      now: late,
      timeZone: "America/New_York",
      lean: "future",
    });
    expect(inTokyo).toEqual({ kind: "day", date: "2026-11-21" });
    expect(inBoston).toEqual({ kind: "day", date: "2026-11-20" });
  });
});

describe("parseWhen, looking back", () => {
  it.each([
    ["yesterday", "Wed 18 Nov 2026"],
    ["monday", "Mon 16 Nov 2026"],
    ["last friday", "Fri 13 Nov 2026"],
    ["June", "Mon 1 Jun 2026"],
    ["two weeks ago", "Thu 5 Nov 2026"],
    ["27 Nov", "Thu 27 Nov 2025"],
    ["this morning", "Thu 19 Nov 2026, 09:00"],
  ])("%s is %s", (text, expected) => {
    expect(shown(parseWhen(text, { ...ahead, lean: "past" }))).toBe(expected);
  });
});

describe("parsePast", () => {
  it.each([
    ["3 months", "2026-08-19"],
    ["three months", "2026-08-19"],
    ["90 days", "2026-08-21"],
    ["over 90d", "2026-08-21"],
    ["a month", "2026-10-19"],
    ["a few weeks", "2026-10-29"],
    ["a couple of months", "2026-09-19"],
    ["half a year", "2026-05-19"],
    ["a fortnight", "2026-11-05"],
    ["June", "2026-06-01"],
    ["since June", "2026-06-01"],
    ["last week", "2026-11-09"],
    ["this year", "2026-01-01"],
    ["Q1", "2026-01-01"],
    ["2026-03-01", "2026-03-01"],
  ])("%s goes back to %s", (text, expected) => {
    const at = parsePast(text, { now, timeZone });
    expect(at?.toLocaleDateString("sv-SE", { timeZone })).toBe(expected);
  });

  it("gives nothing for what is no time", () => {
    expect(parsePast("ages", { now, timeZone })).toBeUndefined();
    expect(parsePast("5 apples", { now, timeZone })).toBeUndefined();
  });
});

describe("findWhens", () => {
  it.each([
    ["send pricing to Sofia on Friday", ["on Friday"]],
    ["wants pricing by thurs, she knows Leo", ["by thurs"]],
    ["no budget til Q2", ["til Q2"]],
    ["call Leo tomorrow 9am", ["tomorrow 9am"]],
    ["prepare the deck by end of month", ["by end of month"]],
    ["they may sign", []],
    ["call with Weiss yesterday 20 min no answer", ["yesterday"]],
    ["met Lena for an hour on Monday", ["on Monday"]],
    ["Sofia's birthday is 3 May", ["3 May"]],
    ["the Acme pilot closes 30 January", ["30 January"]],
    ["from 1 March until 1 May", ["from 1 March", "until 1 May"]],
    ["close by end of Q1 or mid-January", ["by end of Q1", "mid-January"]],
    ["it may take 2 days", []],
    ["in May or on the 3rd", ["May", "on the 3rd"]],
  ])("%s", (text, expected) => {
    const spans = findWhens(text, ahead).map(({ start, end }) => text.slice(start, end));
    expect(spans.map((words) => words.replace(/^in /, ""))).toEqual(expected);
  });
});
