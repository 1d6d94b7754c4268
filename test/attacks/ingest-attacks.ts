/** Brings each attack into a tenant the way it would come: as mail, invitation, card or spreadsheet, through the import. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Database } from "../../db/client.ts";
import { createImport } from "../../db/queries/imports.ts";
import type { User } from "../../db/queries/tenants.ts";
import { importFile } from "../../sync/import-file.ts";
import { importHandler } from "../../sync/jobs/run-import.ts";
import { depsOver, testNow } from "../support/two-tenants.ts";

export interface Attack {
  id: string;
  input: string;
  want: string;
  text: string;
}

export const readAttacks = (): Attack[] =>
  fs
    .readFileSync(new URL("attacks.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Attack);

/** Who brings it, and a word that only this attack's text has. */
export const addressOf = ({ id }: Attack): string => `${id}@carrier-post.example`;
export const tokenOf = ({ id }: Attack): string =>
  `tok${[...id].map((sign) => "zbcdfghjkl"[Number(sign)] ?? sign).join("")}`;

export async function ingestAttacks(
  db: Database,
  user: User,
  attacks: readonly Attack[],
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-attacks-"));
  const of = (...inputs: string[]) => attacks.filter(({ input }) => inputs.includes(input));
  const files: Record<string, string> = {
    "mail.mbox": of("mail_body", "subject", "sender_name")
      .map((one) => messageOf(one, user))
      .join("\n"),
    "invites.ics": `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n${of("calendar")
      .map((one) => eventOf(one, user))
      .join("")}END:VCALENDAR\r\n`,
    "cards.vcf": of("vcard", "person_name").map(cardOf).join(""),
    "people.csv": [
      "Name,Email,Company,Job Title,Notes,Tags,City",
      ...of("csv", "linkedin_headline").map(rowOf),
    ].join("\n"),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    const { log } = depsOver(db);
    await importFile(
      { db, log },
      {
        tenantId: user.tenantId,
        userId: user.id,
        path: file,
        fileName: name,
        now: testNow,
        confirmed: true,
      },
    );
  }
  fs.rmSync(folder, { recursive: true });
}

/** As an upload: by its job, so that the file's name stands in the conversation. */
export async function uploadNamed(db: Database, user: User, fileName: string): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-upload-"));
  const spoolPath = path.join(folder, "upload");
  fs.writeFileSync(spoolPath, `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n`);
  const scope = { tenantId: user.tenantId, actorId: user.id, viewerId: user.id };
  const importId = await db.transaction(scope, (tx) =>
    createImport(tx, { userId: user.id, fileName, spoolPath, bytesTotal: 40, now: new Date() }),
  );
  await importHandler(depsOver(db)).run(
    { tenantId: user.tenantId, userId: user.id, importId },
    { attempt: 1, signal: AbortSignal.timeout(10_000) },
  );
}

const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;

function messageOf(attack: Attack, user: User): string {
  const { id, input, text } = attack;
  const name = input === "sender_name" ? text : `Carrier ${id}`;
  const subject = input === "subject" ? text : `About ${tokenOf(attack)}`;
  return [
    "From MAILER-DAEMON Thu Jan  1 00:00:00 1970",
    `Message-ID: <${id}@carrier-post.example>`,
    "Date: Mon, 02 Nov 2026 09:00:00 +0000",
    `From: ${quoted(name)} <${addressOf(attack)}>`,
    `To: ${user.email}`,
    `Subject: ${subject}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    input === "mail_body"
      ? `Hello, ${tokenOf(attack)}.\n\n${text}\n`
      : `Hello, ${tokenOf(attack)}.\n`,
    "",
  ].join("\n");
}

const eventOf = (attack: Attack, user: User): string =>
  [
    "BEGIN:VEVENT",
    `UID:${attack.id}@carrier`,
    "DTSTAMP:20261101T090000Z",
    "DTSTART:20261104T090000Z",
    "DTEND:20261104T100000Z",
    `SUMMARY:${tokenOf(attack)} ${attack.text.replaceAll(/([,;])/g, "\\$1")}`,
    `DESCRIPTION:${attack.text.replaceAll(/([,;])/g, "\\$1")}`,
    `ORGANIZER;CN=Carrier ${attack.id}:mailto:${addressOf(attack)}`,
    `ATTENDEE:mailto:${user.email}`,
    "END:VEVENT",
    "",
  ].join("\r\n");

function cardOf(attack: Attack): string {
  const { id, input, text } = attack;
  const value = text.replaceAll(/([,;])/g, "\\$1");
  const [name, title] = input === "person_name" ? [value, "Clerk"] : [`Card ${id}`, value];
  return [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `FN:${name}`,
    `EMAIL:${addressOf(attack)}`,
    `TITLE:${title}`,
    `NOTE:${value}`,
    "END:VCARD",
    "",
  ].join("\r\n");
}

function rowOf(attack: Attack): string {
  const { id, input, text } = attack;
  const title = input === "linkedin_headline" ? `Helping teams grow | ${text}` : "Clerk";
  const note = input === "csv" ? text : "";
  return [
    `Row ${id}`,
    addressOf(attack),
    `Carrier ${text.slice(0, 60)}`,
    title,
    note,
    "lead",
    text.slice(0, 60),
  ]
    .map(quoted)
    .join(",");
}
