/** Taking an import back leaves everything as it was before, and nothing of a colleague's less. */
import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../core/domain/ids.ts";
import type { User } from "../db/queries/tenants.ts";
import { takeBackImport, type TakenBack } from "../db/queries/undo-import.ts";
import {
  anaRuiz,
  importedAt,
  openImportDesk,
  tomBecker,
  type ImportDesk,
} from "../test/support/import-desk.ts";
import type { ImportReport } from "./import-file.ts";

const enron = new URL("../../shared/data/enron-west-gas/", import.meta.url).pathname;
const hasData = fs.existsSync(enron);
let desk: ImportDesk;
beforeAll(async () => {
  desk = await openImportDesk();
});
afterAll(() => desk.close());

const team = (...people: [email: string, name: string][]) => desk.team(people);
const anaAndTom = () => desk.team([anaRuiz, tomBecker]);
const fileOf = (name: string, content: string) => desk.file(name, content);
const seenBy = (user: User, statement: string) => desk.seenBy(user, statement);

async function importAs(user: User, file: string): Promise<ImportReport & { id: string }> {
  const id = newId();
  return { ...(await desk.importAs(user, file, { importId: id })), id };
}

const undoAs = (user: User, importId: string): Promise<TakenBack> => {
  const { tenantId, id: userId } = user;
  return desk.db.transaction({ tenantId, actorId: userId, viewerId: userId }, (tx) =>
    takeBackImport(tx, { userId, importId, now: importedAt }),
  );
};

interface Mail {
  id: string;
  from: string;
  to: string;
  subject?: string;
  bcc?: string;
  references?: string;
  text?: string;
  label?: string;
}

const mbox = (...mails: Mail[]): string =>
  mails
    .map(({ id, from, to, subject = id, bcc, references, text = id, label }) =>
      [
        "From x@example.com Mon Mar  2 10:00:00 2026",
        `Message-ID: <${id}@x.com>`,
        "Date: Mon, 02 Mar 2026 10:00:00 +0000",
        `From: ${from}`,
        `To: ${to}`,
        ...(bcc ? [`Bcc: ${bcc}`] : []),
        ...(references ? [`References: ${references}`] : []),
        ...(label ? [`X-Gmail-Labels: ${label}`] : []),
        `Subject: ${subject}`,
        "",
        text,
        "",
        "",
      ].join("\n"),
    )
    .join("");

const calendar = (...events: string[][]): string =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//x//y//EN",
    ...events.flatMap((lines) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"]),
    "END:VCALENDAR",
    "",
  ].join("\r\n");

const meeting = (uid: string, start: string, ...more: string[]): string[] => [
  `UID:${uid}`,
  `DTSTART:${start}`,
  "DURATION:PT1H",
  `SUMMARY:About ${uid}`,
  "ORGANIZER;CN=Ana Ruiz:mailto:ana.ruiz@harbour.com",
  "ATTENDEE;CN=Sofia Reyes:mailto:sofia@borealis.com",
  ...more,
];

const tables =
  "identities interactions interaction_keys interaction_participants sightings thread_keys content_viewers " +
  "interaction_contents correspondence suggestions user_addresses import_traces people companies mailboxes users";

/** Every row of every table that an import writes, of one tenant. */
async function everything(of: User): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const table of tables.split(" "))
    found[table] = await desk.db.asOwner(
      `select t::text as row from ${table} t where tenant_id = '${of.tenantId}' order by 1`,
    );
  return found;
}

const sofia = "Sofia Reyes <sofia@borealis.com>";
const ana = "Ana Ruiz <ana.ruiz@harbour.com>";
const first = mbox(
  { id: "a1", from: sofia, to: ana },
  { id: "a2", from: ana, to: "sofia@borealis.com, lee@other.com" },
  { id: "a3", from: ana, to: "lee@other.com" },
);
const second = mbox(
  { id: "a1", from: sofia, to: ana },
  {
    id: "b1",
    from: "Lee Park <lee@other.com>",
    to: ana,
    text: "Yes.\n\n-- \nLee Park\nHead of Sales\nOther Ltd",
  },
  { id: "b2", from: ana, to: "Kim <kim@third.com>", references: "<a1@x.com> <a3@x.com>" },
  { id: "b3", from: "kim@third.com", to: ana },
);

describe("an import of mail that is taken back", () => {
  test("leaves every table as it was before it", async () => {
    const [user] = (await anaAndTom()) as [User, User];
    await importAs(user, fileOf("first.mbox", first));
    const before = await everything(user);
    const { id, people } = await importAs(user, fileOf("second.mbox", second));
    expect(people.suggested).toBe(2);
    expect(await everything(user)).not.toEqual(before);
    expect(await undoAs(user, id)).toMatchObject({ messages: 3, meetings: 0, kept: 0 });
    expect(await everything(user)).toEqual(before);
  });

  test("is gone once; a second time there is nothing to do", async () => {
    const [user] = (await anaAndTom()) as [User, User];
    const { id } = await importAs(user, fileOf("second.mbox", second));
    await undoAs(user, id);
    const after = await everything(user);
    expect(await undoAs(user, id)).toMatchObject({ messages: 0, meetings: 0 });
    expect(await everything(user)).toEqual(after);
    expect(after.interactions).toEqual([]);
    expect(after.identities).toHaveLength(2);
    expect(await importAs(user, fileOf("second.mbox", second))).toMatchObject({
      messages: { stored: 4 },
      people: { suggested: 1 },
    });
  });

  test("takes nothing from a colleague who has the same mail", async () => {
    const [user, tom] = (await anaAndTom()) as [User, User];
    const file = fileOf("second.mbox", second);
    const mine = await importAs(user, file);
    await importAs(tom, file);
    const seen = "select subject, text from interaction_contents order by subject";
    const before = await seenBy(tom, seen);
    expect(await undoAs(user, mine.id)).toMatchObject({ messages: 4, kept: 4 });
    expect(await seenBy(tom, seen)).toEqual(before);
    expect(await seenBy(user, seen)).toEqual([]);
    const counted = await seenBy(user, "select distinct user_id from correspondence");
    expect(counted).toEqual([{ user_id: tom.id }]);
    expect(await seenBy(user, "select id from suggestions")).toEqual([]);
  });

  test("keeps what another import of the user's holds as well", async () => {
    const [user] = (await anaAndTom()) as [User, User];
    const one = await importAs(user, fileOf("first.mbox", first));
    const two = await importAs(user, fileOf("second.mbox", second));
    expect(await undoAs(user, one.id)).toMatchObject({ messages: 2 });
    expect(await seenBy(user, "select subject from interaction_contents order by 1")).toEqual(
      ["a1", "b1", "b2", "b3"].map((subject) => ({ subject })),
    );
    await undoAs(user, two.id);
    expect(await seenBy(user, "select id from interactions")).toEqual([]);
  });

  test("gives back the addresses it took for the user's", async () => {
    const [user] = (await anaAndTom()) as [User, User];
    const sent = (n: number) => ({
      id: `s${n}`,
      from: "Ana Ruiz <ana@private.com>",
      to: "lee@other.com",
      label: "Sent",
    });
    const before = await everything(user);
    const { id, claimedOwn } = await importAs(
      user,
      fileOf("sent.mbox", mbox(sent(1), sent(2), sent(3))),
    );
    expect(claimedOwn).toEqual([{ address: "ana@private.com", messages: 3, sent: true }]);
    expect((await undoAs(user, id)).released).toEqual(["ana@private.com"]);
    expect(await everything(user)).toEqual(before);
  });

  test("forgets who was copied in secret, where only it told", async () => {
    const [user, tom] = (await anaAndTom()) as [User, User];
    const plain = { id: "m", from: ana, to: "Tom Becker <tom.becker@harbour.com>" };
    await importAs(tom, fileOf("received.mbox", mbox(plain)));
    const before = await everything(user);
    const { id } = await importAs(
      user,
      fileOf("sent.mbox", mbox({ ...plain, bcc: "lee@other.com" })),
    );
    const hidden =
      "select i.value from interaction_participants p join identities i on i.id = p.identity_id where role = 'bcc'";
    expect(await seenBy(tom, hidden)).toEqual([{ value: "lee@other.com" }]);
    await undoAs(user, id);
    expect(await everything(user)).toEqual(before);
  });
});

describe("an import of meetings that is taken back", () => {
  test("puts moved and cancelled ones back and takes new ones out", async () => {
    const [user] = (await anaAndTom()) as [User, User];
    await importAs(
      user,
      fileOf(
        "a.ics",
        calendar(meeting("one", "20260302T100000Z"), meeting("two", "20260303T100000Z")),
      ),
    );
    const before = await everything(user);
    const { id } = await importAs(
      user,
      fileOf(
        "b.ics",
        calendar(
          meeting("one", "20260309T150000Z", "ATTENDEE:mailto:lee@other.com"),
          meeting("two", "20260303T100000Z", "STATUS:CANCELLED"),
          meeting("three", "20260304T100000Z"),
        ),
      ),
    );
    expect(
      await seenBy(user, "select occurred_at::text as at from interactions order by 1"),
    ).toHaveLength(2);
    expect(await undoAs(user, id)).toMatchObject({ meetings: 1, restored: 2, changedSince: 0 });
    expect(await everything(user)).toEqual(before);
  });

  test("leaves one that a colleague's calendar has meanwhile told of as well", async () => {
    const [user, tom] = (await anaAndTom()) as [User, User];
    await importAs(user, fileOf("a.ics", calendar(meeting("one", "20260302T100000Z"))));
    const moved = fileOf("b.ics", calendar(meeting("one", "20260309T150000Z")));
    const { id } = await importAs(user, moved);
    await importAs(tom, moved);
    expect(await undoAs(user, id)).toMatchObject({ restored: 0, changedSince: 1 });
    expect(await seenBy(tom, "select occurred_at::text as at from interactions")).toEqual([
      { at: "2026-03-09 15:00:00+00" },
    ]);
  });
});

describe.skipIf(!hasData)(
  hasData ? "two real mailboxes" : "two real mailboxes (skipped: ../shared/data is absent)",
  () => {
    test("the second one taken back leaves the first as it was, and only the first", async () => {
      const [phillip, kim] = (await team(
        ["phillip.allen@enron.com", "Phillip Allen"],
        ["kim.ward@enron.com", "Kim Ward"],
      )) as [User, User];
      await importAs(phillip, `${enron}allen-p.mbox.gz`);
      const before = await everything(phillip);
      const { id, messages } = await importAs(kim, `${enron}ward-k.mbox.gz`);
      const taken = await undoAs(kim, id);
      expect(taken.messages).toBeGreaterThan(1000);
      expect(taken.released.sort()).toEqual([".ward@enron.com", "s..ward@enron.com"]);
      expect(taken.messages).toBeLessThanOrEqual(messages.stored);
      const after = await everything(phillip);
      for (const table of Object.keys(before))
        expect([table, after[table]]).toEqual([table, before[table]]);
    }, 180_000);
  },
);
