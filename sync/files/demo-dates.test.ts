/** Covers the moving of dates in the demo files. */
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { shiftDates } from "./demo-dates.ts";

const message = [
  "From 17@xxx Tue Nov 03 09:12:00 +0000 2026",
  "Date: Tue, 03 Nov 2026 10:12:00 +0100",
  "Subject: Date: Tue, 03 Nov 2026",
  "",
  "Date: Tue, 03 Nov 2026 10:12:00 +0100",
  "On Tue, 3 Nov 2026 at 10:12, John Okafor <john@acme.example> wrote:",
  "> El mié, 4 nov 2026 a las 10:12, Núria Ferrer escribió:",
  "> Em 05/11/2026 às 10:12, Carlos escreveu:",
  "Sent: Friday, 30 October 2026 10:12",
  "",
  ">From Tue Nov 03 09:12:00 2026 on, nothing moves",
].join("\n");

describe("mbox", () => {
  const moved = shiftDates("mbox", message, 35).split("\n");

  test("moves the separator and the Date header, keeping time, zone and weekday", () => {
    expect(moved[0]).toBe("From 17@xxx Tue Dec 08 09:12:00 +0000 2026");
    expect(moved[1]).toBe("Date: Tue, 08 Dec 2026 10:12:00 +0100");
  });

  test("leaves other headers and the words of the body alone", () => {
    expect(moved.slice(2, 5)).toEqual(message.split("\n").slice(2, 5));
    expect(moved[10]).toBe(message.split("\n")[10]);
  });

  test("moves the dates above quoted replies in four styles", () => {
    expect(moved[5]).toContain("On Tue, 8 Dec 2026 at 10:12, John");
    expect(moved[6]).toContain("El mié, 9 dic 2026 a las 10:12");
    expect(moved[7]).toContain("Em 10/12/2026 às 10:12");
    expect(moved[8]).toBe("Sent: Friday, 4 December 2026 10:12");
  });

  test("crosses a year and goes backwards to the same bytes", () => {
    const far = shiftDates("mbox", message, 364);
    expect(far).toContain("Date: Tue, 02 Nov 2027 10:12:00 +0100");
    expect(shiftDates("mbox", far, -364)).toBe(message);
  });

  test("keeps what is not a date", () => {
    expect(shiftDates("mbox", "From x\nDate: Tue, 31 Feb 2026\n\n", 7)).toContain("31 Feb 2026");
    expect(shiftDates("mbox", "From x\nDate: soon\n\n", 7)).toBe("From x\nDate: soon\n\n");
  });
});

describe("ics", () => {
  const calendar = [
    "BEGIN:VTIMEZONE",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "UID:20261123-1@harbourpine.example",
    "DTSTART;TZID=Europe/Madrid:20261123T150000",
    "DTEND:20261123T150000Z",
    "DTSTART;VALUE=DATE:20261228",
    "RECURRENCE-ID;TZID=Europe/Madrid:20261123T091500",
    "EXDATE;TZID=Europe/Madrid:20260803T091500,2026",
    " 0810T091500",
    "RRULE:FREQ=WEEKLY;UNTIL=20270226T235959Z;BYDAY=MO",
    "DESCRIPTION:DTSTART:20261123",
    "END:VEVENT",
  ].join("\r\n");
  const moved = shiftDates("ics", calendar, 7).split("\r\n");

  test("moves starts, ends, exceptions and the end of a repetition", () => {
    expect(moved[6]).toBe("DTSTART;TZID=Europe/Madrid:20261130T150000");
    expect(moved[7]).toBe("DTEND:20261130T150000Z");
    expect(moved[8]).toBe("DTSTART;VALUE=DATE:20270104");
    expect(moved[9]).toBe("RECURRENCE-ID;TZID=Europe/Madrid:20261130T091500");
    expect(moved[10]).toBe("EXDATE;TZID=Europe/Madrid:20260810T091500,20260817T091500");
    expect(moved[11]).toBe("RRULE:FREQ=WEEKLY;UNTIL=20270305T235959Z;BYDAY=MO");
  });

  test("leaves time zone rules, identifiers and prose alone", () => {
    expect(moved.slice(0, 6)).toEqual(calendar.split("\r\n").slice(0, 6));
    expect(moved[12]).toBe("DESCRIPTION:DTSTART:20261123");
  });
});

describe("csv and vcf", () => {
  test("moves ISO and LinkedIn dates and nothing else", () => {
    expect(shiftDates("csv", "Acme pilot,24000,2026-12-11,+31 10 555 0172", 28)).toBe(
      "Acme pilot,24000,2027-01-08,+31 10 555 0172",
    );
    expect(shiftDates("csv", "John,Okafor,28 Feb 2026", 7)).toBe("John,Okafor,07 Mar 2026");
  });

  test("moves the revision of a card but not a birthday", () => {
    expect(shiftDates("vcf", "BDAY:19800203\nREV:20261120T170000Z\n", 14)).toBe(
      "BDAY:19800203\nREV:20261204T170000Z\n",
    );
  });

  test("changes nothing for zero days", () => {
    expect(shiftDates("mbox", message, 0)).toBe(message);
  });
});

describe("the shipped demo", () => {
  const read = (file: string) =>
    readFileSync(new URL(`../../demo/${file}`, import.meta.url), "utf8");
  const messages = (mbox: string) =>
    `\n${mbox}`
      .split(/\nFrom \d+@xxx .*\n/)
      .slice(1)
      .map((text) => PostalMime.parse(text));

  test.each(["ana.mbox", "tom.mbox", "priya.mbox"])("every message of %s moves", async (file) => {
    const before = await Promise.all(messages(read(file)));
    const after = await Promise.all(messages(shiftDates("mbox", read(file), 70)));
    expect(before.length).toBeGreaterThan(60);
    for (const [index, mail] of before.entries()) {
      expect(mail.messageId && mail.from?.address && (mail.text ?? mail.html)).toBeTruthy();
      expect(Date.parse(mail.date ?? "") + 70 * 86_400_000).toBe(
        Date.parse(after[index]?.date ?? ""),
      );
    }
  });

  test.each(["ana.ics", "tom.ics"])("every event of %s moves", (file) => {
    const starts = (text: string) =>
      new ICAL.Component(ICAL.parse(text) as unknown[])
        .getAllSubcomponents("vevent")
        .map((event) => new ICAL.Event(event).startDate.toJSDate().getTime());
    const before = starts(read(file));
    const after = starts(shiftDates("ics", read(file), 70));
    expect(before.length).toBeGreaterThan(20);
    after.forEach((start, index) => expect(start).toBeGreaterThan(before[index] ?? Infinity));
  });

  test("uses reserved domains only", () => {
    const files = ["ana.mbox", "tom.mbox", "priya.mbox", "ana.ics", "tom.ics", "contacts.vcf"];
    const text = [...files, "people.csv", "companies.csv", "deals.csv"].map(read).join("\n");
    const domains =
      text.replace(/=\r?\n/g, "").match(/(?<=[\w.-]@)[a-z][\w-]*(?:\.[\w-]+)+/g) ?? [];
    expect(domains.filter((domain) => !domain.endsWith(".example"))).toEqual([]);
  });
});
