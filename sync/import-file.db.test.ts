/** Importing files of every kind: what is made of them, what is refused, what a second time changes. */
import fs from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { User } from "../db/queries/tenants.ts";
import type { TenantSettings } from "../db/schema/tenancy.ts";
import {
  anaRuiz,
  importedAt,
  openImportDesk,
  quiet,
  requestOf,
  tomBecker,
  type ImportDesk,
} from "../test/support/import-desk.ts";
import type { Read } from "./files/records.ts";
import { ingestMessages } from "./ingest.ts";
import type { ParsedMessage } from "./mail/message.ts";
import { parseMessage } from "./mail/parse-message.ts";
import { previewFile } from "./import-file.ts";

const data = new URL("../../shared/data/", import.meta.url).pathname;
const hasData = fs.existsSync(data);
const withData = hasData ? describe : describe.skip;
let desk: ImportDesk;
beforeAll(async () => {
  desk = await openImportDesk();
});
afterAll(() => desk.close());

interface Team {
  tenantId: string;
  ana: User;
  tom: User;
}

async function team(settings: Partial<TenantSettings> = {}): Promise<Team> {
  const [first, second] = (await desk.team([anaRuiz, tomBecker], settings)) as [User, User];
  return { tenantId: first.tenantId, ana: first, tom: second };
}

const importAs = (user: User, file: string) => desk.importAs(user, file);
const fileOf = (name: string, content: string | Buffer) => desk.file(name, content);
const seenBy = (user: User, statement: string) => desk.seenBy(user, statement);

const mail = (headers: Record<string, string>, body: string): string =>
  `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")}\n\n${body}\n`;

const mbox = (...messages: string[]): string =>
  messages.map((message) => `From x@example.com Mon Mar  2 10:00:00 2026\n${message}\n`).join("");

const hello = {
  "Message-ID": "<one@sender.com>",
  Date: "Mon, 02 Mar 2026 10:00:00 +0000",
  From: "Sofia Reyes <sofia@borealis.com>",
  To: "Ana Ruiz <ana.ruiz@harbour.com>",
  Subject: "The offer",
};

describe("mail", () => {
  test("two colleagues on one mail hold one interaction and each their own sight of it", async () => {
    const { ana, tom } = await team();
    const file = fileOf("one.eml", mail(hello, "Secret price: 42."));
    expect(await importAs(ana, file)).toMatchObject({
      messages: { stored: 1 },
      interactions: { created: 1 },
    });
    expect(await seenBy(tom, "select subject from interaction_contents")).toEqual([]);
    expect(await importAs(tom, file)).toMatchObject({
      messages: { stored: 1 },
      interactions: { created: 0 },
    });
    expect(await seenBy(tom, "select subject from interaction_contents")).toEqual([
      { subject: "The offer" },
    ]);
    expect(await seenBy(ana, "select count(*)::int as n from interaction_contents")).toEqual([
      { n: 1 },
    ]);
  });

  test("a copy with another text under the same Message-ID opens nothing of the colleague's", async () => {
    const { ana, tom } = await team();
    await importAs(ana, fileOf("true.eml", mail(hello, "Secret price: 42.")));
    await importAs(tom, fileOf("forged.eml", mail(hello, "Let me in.")));
    expect(await seenBy(tom, "select text from interaction_contents")).toEqual([
      { text: "Let me in." },
    ]);
    expect(await seenBy(tom, "select count(*)::int as n from interactions")).toEqual([{ n: 1 }]);
  });

  test("another sender or day under the same Message-ID is a message of its own", async () => {
    const { ana, tom } = await team();
    await importAs(ana, fileOf("true.eml", mail(hello, "Secret price: 42.")));
    const forgeries = [
      mail({ ...hello, From: "mallory@evil.com" }, "Secret price: 42."),
      mail({ ...hello, Date: "Mon, 09 Mar 2026 10:00:00 +0000" }, "Secret price: 42."),
    ];
    const file = fileOf("forged.mbox", mbox(...forgeries));
    expect(await importAs(tom, file)).toMatchObject({
      messages: { stored: 2 },
      interactions: { created: 2 },
    });
    expect(await importAs(tom, file)).toMatchObject({
      messages: { stored: 0, skipped: { "already imported": 2 } },
    });
    expect(await seenBy(ana, "select count(*)::int as n from interaction_contents")).toEqual([
      { n: 1 },
    ]);
  });

  test("a message without Message-ID or readable date is stored, with what was wrong", async () => {
    const { ana } = await team();
    const broken = mail(
      { From: "sofia@borealis.com", Date: "yesterday-ish", Subject: "Hm" },
      "Text.",
    );
    const file = fileOf("broken.mbox", mbox(mail(hello, "First."), broken, broken));
    const report = await importAs(ana, file);
    expect(report.messages).toEqual({
      read: 3,
      stored: 2,
      skipped: { "already imported": 1 },
      failed: 0,
    });
    expect(report.problems.map((problem) => problem.position)).toContain("message 2 (line 10)");
    const [row] = await seenBy(
      ana,
      "select occurred_at::text as at, key from interactions i join interaction_keys k on k.interaction_id = i.id where key like 'fp:%'",
    );
    expect(row?.at).toContain("2026-03-02");
    expect((await importAs(ana, file)).messages.stored).toBe(0);
  });

  test("references make a thread whatever the order, and two threads that meet become one", async () => {
    const { ana } = await team();
    const message = (id: string, headers: Record<string, string>) =>
      mail({ ...hello, "Message-ID": `<${id}@x.com>`, Subject: id, ...headers }, id);
    const file = fileOf(
      "thread.mbox",
      mbox(
        message("c", { References: "<b@x.com>" }),
        message("z", {}),
        message("a", {}),
        message("b", { "In-Reply-To": "<a@x.com>" }),
      ),
    );
    await importAs(ana, file);
    const rows = await seenBy(
      ana,
      "select count(*)::int as n from interactions group by thread_id order by n",
    );
    expect(rows).toEqual([{ n: 1 }, { n: 3 }]);
  });

  test("in mode all, two-way people are made at once, with their company; in mode off nothing is stored", async () => {
    const both = mbox(
      mail(hello, "Hello."),
      mail(
        {
          ...hello,
          "Message-ID": "<two@h.com>",
          From: hello.To,
          To: hello.From,
          Subject: "Re: The offer",
        },
        "Hi.",
      ),
    );
    const all = await team({ mailMode: "all" });
    const file = fileOf("both.mbox", both);
    expect(await importAs(all.ana, file)).toMatchObject({
      people: { created: 1, suggested: 0 },
      companies: { created: 1 },
    });
    expect(await importAs(all.ana, file)).toMatchObject({
      people: { created: 0 },
      companies: { created: 0 },
    });
    const people = await seenBy(
      all.ana,
      "select p.name, c.name as company, p.source from people p join companies c on c.id = p.company_id",
    );
    expect(people).toEqual([{ name: "Sofia Reyes", company: "Borealis", source: "mail" }]);
    const off = await team({ mailMode: "off" });
    const report = await importAs(off.ana, file);
    expect(report.messages).toEqual({
      read: 2,
      stored: 0,
      skipped: { "mail is switched off": 2 },
      failed: 0,
    });
    expect(await seenBy(off.ana, "select id from interactions")).toEqual([]);
  });

  test("two imports at once neither wait for each other for ever nor store anything twice", async () => {
    const { ana, tom } = await team();
    const messages = Array.from({ length: 700 }, (_, index) =>
      mail(
        { ...hello, "Message-ID": `<m${index}@x.com>`, Subject: `Offer ${index % 50}` },
        `${index}`,
      ),
    );
    const forward = fileOf("forward.mbox", mbox(...messages));
    const backward = fileOf("backward.mbox", mbox(...messages.reverse()));
    const reports = await Promise.all([
      importAs(ana, forward),
      importAs(tom, backward),
      importAs(ana, backward),
    ]);
    const stored = reports.map((report) => report.messages.stored);
    expect([stored[0]! + stored[2]!, stored[1]]).toEqual([700, 700]);
    const rows = await seenBy(
      ana,
      "select count(*)::int as n, count(distinct thread_id)::int as threads from interactions",
    );
    expect(rows).toEqual([{ n: 700, threads: 50 }]);
  });

  test("a dismissed suggestion stays dismissed", async () => {
    const { ana } = await team();
    const file = fileOf(
      "both.mbox",
      mbox(
        mail(hello, "Hello."),
        mail({ ...hello, "Message-ID": "<two@h.com>", From: hello.To, To: hello.From }, "Hi."),
      ),
    );
    expect((await importAs(ana, file)).people.suggested).toBe(1);
    await seenBy(ana, "update suggestions set status = 'dismissed'");
    expect((await importAs(ana, file)).people.suggested).toBe(0);
    expect(await seenBy(ana, "select status from suggestions")).toEqual([{ status: "dismissed" }]);
  });
});

withData(hasData ? "bulk mail" : "bulk mail (skipped: ../shared/data is absent)", () => {
  test("newsletters, lists and spam suggest nobody", async () => {
    const { ana } = await team();
    for (const name of ["newsletters-1", "spam-1"]) {
      const bytes = gunzipSync(fs.readFileSync(`${data}spamassassin/${name}.mbox.gz`));
      const report = await importAs(ana, fileOf(`${name}.mbox`, bytes));
      expect({ name, failed: report.messages.failed, people: report.people }).toEqual({
        name,
        failed: 0,
        people: { created: 0, suggested: 0 },
      });
      expect(report.messages.read).toBe(name === "spam-1" ? 250 : 125);
    }
  });

  test("mail in any broken form is stored", async () => {
    const { ana, tenantId } = await team();
    const names = fs.readdirSync(`${data}mime`).filter((name) => name.endsWith(".eml"));
    async function* messages(): AsyncGenerator<Read<ParsedMessage>> {
      for (const name of names)
        yield {
          position: name,
          item: await parseMessage(fs.readFileSync(`${data}mime/${name}`)),
          problems: [],
        };
    }
    const target = { tenantId, userId: ana.id, now: importedAt, runId: null };
    const report = await ingestMessages({ db: desk.db, log: quiet }, target, messages());
    const { read, stored, skipped, failed } = report.messages;
    // Of several that hold nothing readable, the first stands for all.
    expect({ read, all: stored + (skipped["already imported"] ?? 0), failed }).toEqual({
      read: names.length,
      all: names.length,
      failed: 0,
    });
  });

  test("address books are taken in once", async () => {
    const { ana } = await team();
    for (const name of fs.readdirSync(`${data}vcard`).filter((file) => file.endsWith(".vcf"))) {
      const first = await importAs(ana, `${data}vcard/${name}`);
      expect({ name, failed: first.rows?.failed }).toEqual({ name, failed: 0 });
      const again = await importAs(ana, `${data}vcard/${name}`);
      expect({ name, people: again.people.created, updated: again.rows?.updated }).toEqual({
        name,
        people: 0,
        updated: 0,
      });
    }
  });
});

describe("spreadsheets", () => {
  const people = [
    "Name,Email,Phone,Company,Title,Shoe size",
    "Sofia Reyes,sofia@borealis.com,+47 900 55 018,Borealis Energy,CFO,38",
    "John Okafor,john@acme.com,,Acme Robotics,,44",
    "Ana Ruiz,ana.ruiz@harbour.com,,Harbour,,",
    ",,,,,1",
  ].join("\n");

  test("a preview names columns and counts, and writes nothing", async () => {
    const { ana } = await team();
    await importAs(
      ana,
      fileOf(
        "people.csv",
        "Name,Company,Email\nJohn Okafor,Acme Robotics,john@acme.com\nMaria Silva,,maria@silva.com\n",
      ),
    );
    const file = fileOf("more.csv", `${people}\nMaria Silva,,,,Buyer,\n`);
    const preview = await previewFile({ db: desk.db, log: quiet }, requestOf(ana, file));
    expect(preview).toMatchObject({
      kind: "csv",
      about: "people",
      unmapped: ["Shoe size"],
      columns: { title: ["Title"] },
    });
    expect(preview.rows).toMatchObject({
      new: 1,
      unchanged: 1,
      doubtful: 1,
      failed: 1,
      skipped: { "one of your own team": 1 },
    });
    expect(preview.doubtful).toEqual([
      {
        position: "row 6",
        name: "Maria Silva",
        reason: expect.stringContaining("Somebody of this name") as string,
        candidates: [expect.objectContaining({ name: "Maria Silva, maria@silva.com" })],
      },
    ]);
    expect(await seenBy(ana, "select count(*)::int as n from people")).toEqual([{ n: 2 }]);
  });

  test("a second time changes nothing; another file fills what is empty and overwrites nothing", async () => {
    const { ana } = await team();
    const file = fileOf("people.csv", people);
    expect(await importAs(ana, file)).toMatchObject({
      people: { created: 2 },
      companies: { created: 3 },
    });
    const again = await importAs(ana, file);
    expect(again.rows).toMatchObject({ new: 0, updated: 0, unchanged: 2 });
    expect(again.companies.created).toBe(0);
    const more =
      "Name,Email,Company,Title,Phone\nJohn O.,john@acme.com,Other Corp,Buyer,\nSofia,sofia@borealis.com,,Chef,0047 900 55 019\n";
    expect((await importAs(ana, fileOf("more.csv", more))).rows).toMatchObject({ updated: 2 });
    const rows = await seenBy(
      ana,
      "select p.name, p.title, c.name as company from people p join companies c on c.id = p.company_id order by p.name",
    );
    expect(rows).toEqual([
      { name: "John Okafor", title: "Buyer", company: "Acme Robotics" },
      { name: "Sofia Reyes", title: "CFO", company: "Borealis Energy" },
    ]);
    expect(
      await seenBy(ana, "select value from contact_points where kind = 'phone' order by position"),
    ).toEqual([{ value: "+4790055018" }, { value: "+4790055019" }]);
  });

  test("deals find their company, stage and owner, and are taken in once", async () => {
    const { ana, tom } = await team();
    const file = fileOf(
      "deals.csv",
      "Deal,Company,Stage,Value,Currency,Close date,Owner\nAcme pilot,Acme Robotics,negotiation,24000,EUR,2026-12-11,tom.becker@harbour.com\nOdd one,Acme Robotics,Dreaming,,,,nobody@x.com\n",
    );
    const report = await importAs(ana, file);
    expect(report.deals).toEqual({ created: 2, updated: 0 });
    expect(report.problems).toHaveLength(1);
    const rows = await seenBy(
      ana,
      "select d.name, s.name as stage, d.value, d.owner_id from deals d join stages s on s.id = d.stage_id order by d.name",
    );
    expect(rows).toEqual([
      { name: "Acme pilot", stage: "Negotiation", value: "24000.00", owner_id: tom.id },
      { name: "Odd one", stage: "Lead", value: null, owner_id: ana.id },
    ]);
    expect((await importAs(ana, file)).rows).toMatchObject({ new: 0, updated: 0, unchanged: 2 });
  });

  test("rows for whom one person stands are one person", async () => {
    const { ana } = await team();
    const rows = Array.from(
      { length: 1_200 },
      (_, index) => `P${index % 600} Q${index % 600},p${index % 600}@acme.com,Acme`,
    );
    const report = await importAs(
      ana,
      fileOf("many.csv", `Name,Email,Company\n${rows.join("\n")}\n`),
    );
    expect(report.rows).toMatchObject({ read: 1_200, new: 600, unchanged: 600 });
    expect(report.companies.created).toBe(1);
  });
});

describe("calendars", () => {
  const event = (lines: string[]) =>
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "BEGIN:VEVENT",
      ...lines,
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n");
  const lines = [
    "UID:m1@borealis.com",
    "DTSTART:20260302T100000Z",
    "DTEND:20260302T110000Z",
    "SUMMARY:Kick-off",
    "ORGANIZER;CN=Sofia Reyes:mailto:sofia@borealis.com",
    "ATTENDEE;CN=Ana Ruiz:mailto:ana.ruiz@harbour.com",
    "ATTENDEE;CN=Tom Becker:mailto:tom.becker@harbour.com",
  ];

  test("a meeting of two colleagues is one interaction and suggests who was met", async () => {
    const { ana, tom } = await team();
    const file = fileOf("ana.ics", event(lines));
    const report = await importAs(ana, file);
    expect(report).toMatchObject({
      events: { read: 1, stored: 1 },
      interactions: { created: 1 },
      people: { suggested: 1 },
    });
    expect(await importAs(tom, file)).toMatchObject({
      events: { stored: 1 },
      interactions: { created: 0 },
    });
    expect(await importAs(ana, file)).toMatchObject({
      events: { stored: 0 },
      people: { suggested: 0 },
    });
    const met = await seenBy(ana, "select meetings from correspondence");
    expect(met).toEqual([{ meetings: 1 }, { meetings: 1 }]);
  });

  test("a cancelled meeting goes, with what it counted for", async () => {
    const { ana } = await team();
    await importAs(ana, fileOf("ana.ics", event(lines)));
    const report = await importAs(
      ana,
      fileOf("cancelled.ics", event([...lines, "STATUS:CANCELLED"])),
    );
    expect(report.events).toMatchObject({ stored: 0, skipped: { cancelled: 1 } });
    expect(await seenBy(ana, "select id from interactions")).toEqual([]);
    expect(await seenBy(ana, "select meetings from correspondence")).toEqual([]);
  });

  test("another organizer under the same key does not move a meeting", async () => {
    const { ana, tom } = await team();
    await importAs(ana, fileOf("ana.ics", event(lines)));
    const forged = lines.map((line) =>
      line.replace("CN=Sofia Reyes:mailto:sofia@borealis.com", "CN=M:mailto:mallory@evil.com"),
    );
    expect(await importAs(tom, fileOf("forged.ics", event(forged)))).toMatchObject({
      interactions: { created: 1 },
    });
    expect(await seenBy(tom, "select count(*)::int as n from interaction_contents")).toEqual([
      { n: 1 },
    ]);
  });
});
