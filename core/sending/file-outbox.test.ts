/** Mail written to files: whole, private, once for each mail, and readable by a mail program. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseMessage } from "../../sync/mail/parse-message.ts";
import { openFileOutbox } from "./file-outbox.ts";
import type { Mail } from "./outbox-port.ts";

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-files-"));
const outbox = openFileOutbox({ directory });
const mail: Mail = {
  messageId: "<01997f.2@acme.example>",
  from: { name: "Ana Ruiz", email: "ana@acme.example" },
  to: [{ name: "Zoë", email: "zoe@outside.example" }],
  subject: "Prices",
  text: "Dear Zoë,\nhere they are.",
  date: new Date("2026-11-20T09:00:00Z"),
};
const context = { tenantId: "one", attemptId: "a", signal: AbortSignal.timeout(5_000) };

afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

it("writes a file that only its owner reads, and finds it again", async () => {
  expect(await outbox.find?.({ ...mail, tenantId: "one" })).toBe("absent");
  const file = "one/01997f.2.eml";
  expect(await outbox.send(mail, context)).toEqual({ end: "saved", file });
  const place = path.join(directory, file);
  expect(fs.statSync(place).mode & 0o777).toBe(0o600);
  expect(fs.statSync(path.dirname(place)).mode & 0o777).toBe(0o700);
  const read = await parseMessage(fs.readFileSync(place));
  expect(read).toMatchObject({ messageId: "01997f.2@acme.example", subject: "Prices" });
  expect(read.fullText.trim()).toBe(mail.text);
  expect(await outbox.find?.({ ...mail, tenantId: "one" })).toEqual({ file });
  expect(await outbox.find?.({ ...mail, tenantId: "two" })).toBe("absent");
});

it("writes the same file in a second try, and leaves nothing half-written", async () => {
  await outbox.send(mail, { ...context, attemptId: "b" });
  expect(fs.readdirSync(path.join(directory, "one"))).toEqual(["01997f.2.eml"]);
});

it("stays in its folder, whatever the Message-ID", async () => {
  const odd = { ...mail, messageId: "<../../etc/x y@acme.example>" };
  expect(await outbox.send(odd, context)).toEqual({ end: "saved", file: "one/..-..-etc-x-y.eml" });
});

it("says so where it cannot write", async () => {
  fs.writeFileSync(path.join(directory, "three"), "in the way");
  const end = await outbox.send(mail, { ...context, tenantId: "three" });
  expect(end).toMatchObject({ end: "refused", retry: true });
});
