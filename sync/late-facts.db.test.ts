/** What a later file or the passing of time tells: who was copied in secret, where a meeting moved, that it took place. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { User } from "../db/queries/tenants.ts";
import {
  anaRuiz,
  openImportDesk,
  tomBecker,
  type ImportDesk,
} from "../test/support/import-desk.ts";
import { sweepPastMeetings } from "./jobs/count-past-meetings.ts";

let desk: ImportDesk;
let ana: User;
let tom: User;
beforeAll(async () => {
  desk = await openImportDesk();
});
afterAll(() => desk.close());

async function newTeam(mailMode: "selective" | "all" = "selective"): Promise<void> {
  [ana, tom] = (await desk.team([anaRuiz, tomBecker], { mailMode })) as [User, User];
}

const take = (user: User, name: string, lines: string[]) =>
  desk.importAs(user, desk.file(name, lines.join("\r\n")));
const seenBy = (user: User, statement: string) => desk.seenBy(user, statement);

describe("who was copied in secret", () => {
  const received = [
    "Message-ID: <one@harbour.com>",
    "Date: Mon, 02 Mar 2026 10:00:00 +0000",
    "From: Ana Ruiz <ana.ruiz@harbour.com>",
    "To: Tom Becker <tom.becker@harbour.com>",
    "Subject: The offer",
  ];
  const sent = [...received, "Bcc: Lee Park <lee@other.com>"];
  const text = ["", "Hello.", ""];
  const roles =
    "select i.value, p.role, m.participant_count as n from interaction_participants p join identities i on i.id = p.identity_id join interactions m on m.id = p.interaction_id order by 1, 2";
  const everybody = [
    { value: "ana.ruiz@harbour.com", role: "from", n: 3 },
    { value: "lee@other.com", role: "bcc", n: 3 },
    { value: "tom.becker@harbour.com", role: "to", n: 3 },
  ];

  test.each(["the sender's copy first", "a recipient's copy first"])(
    "is known with %s",
    async (order) => {
      await newTeam();
      const copies = [
        () => take(ana, "sent.eml", [...sent, ...text]),
        () => take(tom, "received.eml", [...received, ...text]),
      ];
      for (const copy of order.startsWith("the") ? copies : copies.reverse()) await copy();
      expect(await seenBy(ana, roles)).toEqual(everybody);
      expect(await seenBy(ana, "select sent from correspondence")).toEqual([{ sent: 1 }]);
    },
  );

  test("is known from the sender's copy where a server has added words to the others", async () => {
    await newTeam();
    await take(tom, "received.eml", [...received, "", "[internal]", "Hello.", ""]);
    await take(ana, "sent.eml", [...sent, ...text]);
    expect(await seenBy(ana, roles)).toEqual(everybody);
  });

  test("is not believed from a copy with other words that is not the sender's", async () => {
    await newTeam();
    await take(ana, "sent.eml", [...received, ...text]);
    await take(tom, "forged.eml", [...sent, "", "Other words.", ""]);
    expect(await seenBy(ana, "select role from interaction_participants order by 1")).toEqual([
      { role: "from" },
      { role: "to" },
    ]);
  });
});

const meeting = (start: string, ...more: string[]): string[] => [
  "BEGIN:VEVENT",
  "UID:m1@borealis.com",
  `DTSTART:${start}`,
  "DURATION:PT1H",
  "SUMMARY:Kick-off",
  "ORGANIZER;CN=Sofia Reyes:mailto:sofia@borealis.com",
  "ATTENDEE;CN=Ana Ruiz:mailto:ana.ruiz@harbour.com",
  ...more,
  "END:VEVENT",
];
const calendar = (...events: string[][]): string[] => [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  ...events.flat(),
  "END:VCALENDAR",
  "",
];

describe("a meeting that moved", () => {
  const starts = "select occurred_at::text as at from interactions order by 1";

  test("is the same meeting, in every calendar, moved again and cancelled in the end", async () => {
    await newTeam();
    await take(ana, "a.ics", calendar(meeting("20260302T100000Z")));
    const moved = await take(tom, "b.ics", calendar(meeting("20260304T150000Z")));
    expect(moved.interactions.created).toBe(0);
    expect(await seenBy(ana, starts)).toEqual([{ at: "2026-03-04 15:00:00+00" }]);
    await take(ana, "c.ics", calendar(meeting("20260305T090000Z")));
    expect(await seenBy(ana, starts)).toEqual([{ at: "2026-03-05 09:00:00+00" }]);
    expect(await seenBy(ana, "select mailbox_id from sightings")).toHaveLength(2);
    const cancelled = calendar(meeting("20260306T090000Z", "STATUS:CANCELLED"));
    await take(ana, "d.ics", cancelled);
    await take(tom, "d.ics", cancelled);
    expect(await seenBy(ana, starts)).toEqual([]);
  });

  test("is the first of a series once it repeats", async () => {
    await newTeam();
    await take(ana, "a.ics", calendar(meeting("20260302T100000Z")));
    await take(ana, "b.ics", calendar(meeting("20260302T100000Z", "RRULE:FREQ=DAILY;COUNT=2")));
    expect(await seenBy(ana, starts)).toEqual([
      { at: "2026-03-02 10:00:00+00" },
      { at: "2026-03-03 10:00:00+00" },
    ]);
  });

  test("is not what other events under the same UID in one file are", async () => {
    await newTeam();
    const file = calendar(meeting("20260302T100000Z"), meeting("20260304T100000Z"));
    expect((await take(ana, "a.ics", file)).interactions.created).toBe(2);
    expect((await take(ana, "a.ics", file)).interactions.created).toBe(0);
  });
});

describe("a meeting to come", () => {
  const met = "select meetings, last_at::text as at from correspondence";
  const starts = new Date("2026-12-01T10:00:00Z");

  test("counts once it has taken place, and suggests who was met, without an import", async () => {
    await newTeam();
    await take(ana, "a.ics", calendar(meeting("20261201T100000Z")));
    await sweepPastMeetings({ db: desk.db }, new Date(starts.getTime() - 1));
    expect(await seenBy(ana, met)).toEqual([]);
    await sweepPastMeetings({ db: desk.db }, starts);
    expect(await seenBy(ana, met)).toEqual([{ meetings: 1, at: "2026-12-01 10:00:00+00" }]);
    expect(await seenBy(ana, "select name from suggestions")).toEqual([{ name: "Sofia Reyes" }]);
    expect(await seenBy(tom, "select name from suggestions")).toEqual([]);
  });

  test("makes people of those met where the tenant wants that, once", async () => {
    await newTeam("all");
    await take(ana, "a.ics", calendar(meeting("20261201T100000Z")));
    await sweepPastMeetings({ db: desk.db }, starts);
    await sweepPastMeetings({ db: desk.db }, new Date(starts.getTime() + 60_000));
    expect(await seenBy(ana, "select name from people")).toEqual([{ name: "Sofia Reyes" }]);
  });
});
