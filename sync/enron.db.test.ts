/** Four real mailboxes of one company, imported as four users of one tenant. */
import fs from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRoleAddress } from "../core/domain/email-address.ts";
import { createTenant, saveUser } from "../db/queries/tenants.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { importFile, type ImportReport } from "./import-file.ts";

const folder = new URL("../../shared/data/enron-west-gas/", import.meta.url).pathname;
const hasData = fs.existsSync(folder);
const title = hasData
  ? "the Enron mailboxes"
  : "the Enron mailboxes (skipped: ../shared/data is absent)";

const custodians = {
  "allen-p": { email: "phillip.allen@enron.com", name: "Phillip Allen" },
  "grigsby-m": { email: "mike.grigsby@enron.com", name: "Mike Grigsby" },
  "tycholiz-b": { email: "barry.tycholiz@enron.com", name: "Barry Tycholiz" },
  "ward-k": { email: "kim.ward@enron.com", name: "Kim Ward" },
};
type Mailbox = keyof typeof custodians;
const mailboxes = Object.keys(custodians) as Mailbox[];
const now = new Date("2026-11-21T00:00:00Z");
const log = { info: () => undefined, warn: () => undefined };

/** Two-way in the pair counts, but all that came from them, or went to them, was mass or machine mail. */
const onlyMassOrMachineMail = [
  "igsinc@ix.netcom.com",
  "mreid@socalgas.com",
  "nationalbrands@processrequest.com",
  "sjbtu@aol.com",
  "wenderachels@aol.com",
];

const tables =
  "identities interactions interaction_keys interaction_participants sightings thread_keys content_viewers " +
  "interaction_contents correspondence suggestions user_addresses";

const everythingIn = (db: TestDatabase): Promise<unknown[]> =>
  Promise.all(
    tables
      .split(" ")
      .map((table) =>
        db.asOwner(
          `select '${table}' as name, count(*)::int as n, md5(string_agg(t::text, '|' order by t::text)) from ${table} t`,
        ),
      ),
  );

describe.skipIf(!hasData)(title, () => {
  let db: TestDatabase;
  let tenantId: string;
  const users = new Map<Mailbox, string>();
  const first = new Map<Mailbox, ImportReport>();
  const nobody = () => ({ tenantId, actorId: null, viewerId: null });

  const importMailbox = (mailbox: Mailbox): Promise<ImportReport> =>
    importFile(
      { db, log },
      {
        tenantId,
        userId: users.get(mailbox) ?? "",
        path: `${folder}${mailbox}.mbox.gz`,
        fileName: `${mailbox}.mbox.gz`,
        now,
      },
    );

  beforeAll(async () => {
    db = await openTestDatabase();
    tenantId = (await createTenant(db, { slug: "enron", name: "Enron", at: now })).id;
    for (const mailbox of mailboxes) {
      const input = {
        ...custodians[mailbox],
        role: "member",
        timeZone: "UTC",
        locale: "en",
        at: now,
      } as const;
      const user = await db.transaction(nobody(), (tx) => saveUser(tx, input));
      users.set(mailbox, user.id);
    }
    for (const mailbox of mailboxes) first.set(mailbox, await importMailbox(mailbox));
  }, 180_000);
  afterAll(() => db.close());

  test("every message of every mailbox is stored once", () => {
    const summary = JSON.parse(fs.readFileSync(`${folder}summary.json`, "utf8")) as Record<
      string,
      { messages: number }
    >;
    for (const mailbox of mailboxes) {
      const { read, stored, failed } = first.get(mailbox)?.messages ?? {};
      const expected = summary[mailbox]?.messages;
      expect({ mailbox, read, stored, failed }).toEqual({
        mailbox,
        read: expected,
        stored: expected,
        failed: 0,
      });
    }
  });

  test("copies of one mail are one interaction, whatever their Message-ID", async () => {
    const groups = new Set(rowsOf("messages.tsv.gz").map((row) => row.group_id));
    const [row] = await db.asOwner("select count(*)::int as n from interactions");
    expect(row?.n).toBe(groups.size);
    const created = mailboxes.reduce(
      (sum, mailbox) => sum + (first.get(mailbox)?.interactions.created ?? 0),
      0,
    );
    expect(created).toBe(groups.size);
  });

  test("a user's other addresses are found in what they sent, and nobody else's", async () => {
    const truth = rowsOf("../enron-identities/custodian-addresses.tsv").filter(
      (row) => String(row.mailbox) in custodians,
    );
    const found = await db.asOwner(
      "select address, u.email from user_addresses a join users u on u.id = a.user_id",
    );
    const byUser = (rows: { address: string; email: string }[]) =>
      rows.map((row) => `${row.email} ${row.address}`).sort();
    expect(byUser(found as { address: string; email: string }[])).toEqual(
      byUser(
        truth.map((row) => ({
          address: row.address!,
          email: custodians[row.mailbox as Mailbox].email,
        })),
      ),
    );
  });

  test("those one wrote with both ways are suggested, and only those", async () => {
    const pairs = rowsOf("pairs.tsv.gz");
    const messages = rowsOf("messages.tsv.gz");
    const own = await db.asOwner("select address, user_id from user_addresses");
    for (const mailbox of mailboxes) {
      const mine = new Set(
        own.filter((row) => row.user_id === users.get(mailbox)).map((row) => row.address),
      );
      const wroteTo = new Set(pairs.filter((row) => mine.has(row.from)).map((row) => row.to!));
      const heardFrom = new Set(
        messages.filter((row) => row.mailbox === mailbox).map((row) => row.from!),
      );
      const twoWay = [...wroteTo].filter(
        (address) => heardFrom.has(address) && !/@(?:.*\.)?enron\.com$/.test(address),
      );
      const rows = await db.asOwner(
        `select i.value from suggestions s join identities i on i.id = s.identity_id
         where s.kind = 'person' and s.user_id = '${users.get(mailbox) ?? ""}'`,
      );
      const suggested = rows.map((row) => String(row.value));
      expect(suggested.filter((address) => !twoWay.includes(address))).toEqual([]);
      const missed = twoWay.filter(
        (address) => !suggested.includes(address) && !isRoleAddress(address),
      );
      expect(missed.sort()).toEqual(mailbox === "ward-k" ? onlyMassOrMachineMail : []);
    }
  });

  test("nobody becomes a person unasked", async () => {
    expect(await db.asOwner("select count(*)::int as n from people")).toEqual([{ n: 0 }]);
  });

  test("a colleague reads no subject and no text", async () => {
    for (const mailbox of mailboxes) {
      const userId = users.get(mailbox) ?? "";
      const { rows } = await db.transaction({ tenantId, actorId: userId, viewerId: userId }, (tx) =>
        tx.sql.execute(`select count(distinct c.interaction_id)::int as readable,
          count(*) filter (where not exists (select from sightings s join mailboxes m on m.id = s.mailbox_id
            where s.interaction_id = c.interaction_id and m.user_id = '${userId}'))::int as foreign_to_them
          from interaction_contents c`),
      );
      const stored = first.get(mailbox)?.messages.stored;
      expect({ mailbox, ...rows[0] }).toEqual({ mailbox, readable: stored, foreign_to_them: 0 });
    }
    const shared = await db.transaction(nobody(), (tx) =>
      tx.sql.execute("select count(*)::int as n from interaction_contents"),
    );
    expect(shared.rows).toEqual([{ n: 0 }]);
    const labels = await db.asOwner(
      "select count(*)::int as n from sightings where labels <> '{}'",
    );
    expect(labels).toEqual([{ n: 0 }]);
  });

  test("back and forth is one thread; the same subject among others is not", async () => {
    const [row] = await db.asOwner(
      `select max(people) as widest, count(*) filter (where messages > 1)::int as conversations from (
         select count(distinct i.id) as messages, count(distinct p.identity_id)::int as people
         from interactions i join interaction_participants p on p.interaction_id = i.id
         where i.participant_count <= 3 group by i.thread_id) t`,
    );
    expect(row?.conversations).toBeGreaterThan(300);
    expect(row?.widest).toBeLessThan(12);
  });

  test("importing again adds nothing", async () => {
    const before = await everythingIn(db);
    for (const mailbox of mailboxes) {
      const { messages, people, interactions } = await importMailbox(mailbox);
      const { read } = messages;
      expect(messages).toEqual({
        read,
        stored: 0,
        skipped: { "already imported": read },
        failed: 0,
      });
      expect([people.created, people.suggested, interactions.created]).toEqual([0, 0, 0]);
    }
    expect(await everythingIn(db)).toEqual(before);
  }, 120_000);
});

function rowsOf(file: string): Record<string, string>[] {
  const bytes = fs.readFileSync(`${folder}${file}`);
  const [header = "", ...lines] = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes)
    .toString("utf8")
    .trimEnd()
    .split("\n");
  const names = header.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}
