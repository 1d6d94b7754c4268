/** Calendars and address books as real programs write them; broken items cost only themselves. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readIcs } from "./ics.ts";
import type { CalendarEvent, ContactCard, Read } from "./records.ts";
import { readVcf } from "./vcf.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);
const isAbsent = !existsSync(DATA);
const WINDOW = { from: new Date("2020-01-01"), to: new Date("2022-01-01") };
const filesIn = (folder: string, ending: RegExp): string[] =>
  isAbsent ? [] : readdirSync(new URL(folder, DATA)).filter((name) => ending.test(name));

function itemsOf<Item>(reads: Iterable<Read<Item>>): Item[] {
  return [...reads].flatMap((read) => ("item" in read ? [read.item] : []));
}

function events(lines: string): CalendarEvent[] {
  return itemsOf(
    readIcs(`BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n${lines}\nEND:VEVENT\nEND:VCALENDAR`, WINDOW),
  );
}

const cardsOf = (name: string): ContactCard[] =>
  itemsOf(readVcf(readFileSync(new URL(`vcard/${name}`, DATA), "utf8"), "US"));

describe.skipIf(isAbsent)("real calendars (skipped without the icalendar data folder)", () => {
  it("reads all of them and most of their events", () => {
    const files = filesIn("icalendar/", /\.ics$/);
    const reads = files.flatMap((name) => [
      ...readIcs(readFileSync(new URL(`icalendar/${name}`, DATA), "utf8"), WINDOW),
    ]);
    const failed = reads.filter((read) => "failed" in read);
    // The rest have no DTSTART or nonsense in it, on purpose.
    expect(files).toHaveLength(81);
    expect(
      failed.every((read) => "failed" in read && /no start|times|not valid/.test(read.failed)),
    ).toBe(true);
    expect(failed.length).toBeLessThan(25);
  });
});

describe("readIcs", () => {
  it("understands Windows zones, foreign zone paths and all-day dates", () => {
    const starts = [
      "DTSTART;TZID=Pacific Standard Time:20210701T100000",
      "DTSTART;TZID=/mozilla.org/20070129_1/America/Los_Angeles:20210701T100000",
      "DTSTART:20210701T170000Z",
    ].map((line) => events(line)[0]?.startsAt.toISOString());
    expect(new Set(starts)).toEqual(new Set(["2021-07-01T17:00:00.000Z"]));
    expect(events("DTSTART:20210701")[0]).toMatchObject({
      allDay: true,
      originalStart: "2021-07-01",
      endsAt: new Date("2021-07-02T00:00:00Z"),
    });
  });

  it("keeps wall-clock time across daylight saving, minus exceptions", () => {
    const found = events(
      "DTSTART;TZID=Europe/Berlin:20210320T090000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20210403T090000",
    );
    expect(found.map(({ originalStart }) => originalStart.slice(5, 13))).toEqual([
      "03-20T08",
      "03-27T08",
      "04-10T07",
    ]);
  });

  it("leaves rooms out and marks who declined", () => {
    const [event] = events(
      "DTSTART:20210701T170000Z\nCLASS:PRIVATE\nATTENDEE;CN=Ana;PARTSTAT=DECLINED:mailto:Ana@x.com\nATTENDEE;CUTYPE=ROOM:mailto:room@x.com",
    );
    expect(event).toMatchObject({
      confidential: true,
      attendees: [{ name: "Ana", email: "ana@x.com", declined: true }],
    });
  });

  it.each([
    ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 0],
    ["FREQ=SECONDLY", 1],
    ["FREQ=DAILY;INTERVAL=0", 400],
    ["FREQ=WEEKLY;INTERVAL=100000000", 1],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0],
    ["FREQ=DAILY;BYDAY=MO;COUNT=3", 3],
    ["FREQ=DAILY;INTERVAL=7;BYDAY=TU", 0],
  ])("ends %s", (rule, count) => {
    expect(events(`DTSTART:20200102T100000Z\nRRULE:${rule}`)).toHaveLength(count);
  });

  it("starts an endless rule of 1980 inside the window", () => {
    expect(events("DTSTART:19800101T100000Z\nRRULE:FREQ=DAILY")[0]?.originalStart).toBe(
      "2020-01-01T10:00:00.000Z",
    );
  });

  it("reads on after a broken event", () => {
    const text =
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:x\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nDTSTART:20210701T170000Z\nEND:VEVENT";
    expect([...readIcs(text, WINDOW)]).toMatchObject([
      { position: "line 2" },
      { position: "line 6", item: { uid: "b" } },
    ]);
  });
});

describe.skipIf(isAbsent)("real address books (skipped without the vcard data folder)", () => {
  it.each([
    ["John_Doe_ANDROID.vcf", 6],
    ["John_Doe_GMAIL.vcf", 1],
    ["John_Doe_IPHONE.vcf", 1],
    ["John_Doe_MS_OUTLOOK.vcf", 1],
    ["gmail-list.vcf", 3],
    ["gmail-single.vcf", 1],
    ["jcard-example.json", 1],
    ["outlook-2003.vcf", 1],
    ["rfc2426-example.vcf", 2],
    ["rfc6350-example.vcf", 1],
  ])("%s holds %i", (name, count) => {
    expect(cardsOf(name)).toHaveLength(count);
  });

  it("loses nothing that matters", () => {
    expect(cardsOf("John_Doe_IPHONE.vcf")[0]).toMatchObject({
      givenName: "John",
      familyName: "Doe",
      emails: ["john.doe@ibm.com"],
      phones: ["+1 905 555 1234", "+1 905 666 1234", "+1 905 777 1234", "+1 905 222 1234"],
      company: "IBM",
      title: "Money Counter",
      city: "New York",
      dates: { birthday: "2012-06-06" },
    });
    expect(cardsOf("outlook-2003.vcf")[0]?.note).toBe(
      "This is the note field!!\nSecond line\n\nThird line is empty",
    );
    expect(cardsOf("John_Doe_ANDROID.vcf")[4]).toMatchObject({
      name: "Ñ Ñ Ñ Ñ",
      company: "ÑÑÑÑÑÑÑÑÑÑÑÑ",
    });
    expect(cardsOf("gmail-single.vcf")[0]?.dates).toEqual({
      birthday: "1960-09-10",
      anniversary: "1970-06-02",
    });
  });
});

it("reads LinkedIn profiles and unfinished cards", () => {
  const text =
    "BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nX-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/ana\nUID:urn:uuid:1";
  const [card] = [...readVcf(text)];
  expect(card).toMatchObject({
    item: { linkedin: "https://www.linkedin.com/in/ana", sourceId: "1" },
  });
  expect(card !== undefined && "problems" in card && card.problems).toHaveLength(1);
});
