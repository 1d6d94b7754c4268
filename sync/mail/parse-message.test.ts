/** Whole messages: odd headers, charsets, labels, masking, hostile structure, and real archives. */
import { createReadStream, existsSync } from "node:fs";
import { createGunzip } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readMbox } from "../files/mbox.ts";
import { machineScore } from "./machine-mail.ts";
import type { ParsedMessage } from "./message.ts";
import { parseMessage } from "./parse-message.ts";

const parse = (text: string, encoding: BufferEncoding = "utf8"): Promise<ParsedMessage> =>
  parseMessage(Buffer.from(text, encoding));

describe("parseMessage", () => {
  it("reads an ordinary message", async () => {
    const message = await parse(
      "Message-ID: <1@x.com>\nIn-Reply-To: <0@x.com>\nReferences: <a@x.com>\n <0@x.com>\nDate: Fri, 5 Jan 2024 10:00:00 +0100\n" +
        "From: =?utf-8?q?J=C3=BCrgen?= <J@X.com>\nTo: Team: a@x.com, b@x.com;\nSubject: =?utf-8?b?SMOp?=\n\nHello\n",
    );
    expect(message).toMatchObject({
      messageId: "1@x.com",
      inReplyTo: ["0@x.com"],
      references: ["a@x.com", "0@x.com"],
      sentAt: new Date("2024-01-05T09:00:00Z"),
      from: [{ name: "Jürgen", email: "j@x.com" }],
      to: [{ email: "a@x.com" }, { email: "b@x.com" }],
      subject: "Hé",
      fullText: "Hello",
      problems: [],
    });
  });

  it("keeps odd addresses as written and takes the recorded sender name", async () => {
    const message = await parse(
      'From: .ward@enron.com\nX-From: "Ward, Kim S (Houston)" </O=ENRON/CN=KWARD>\nTo: k..allen@enron.com, kward\n\nx',
    );
    expect(message.from).toEqual([{ name: "Kim S Ward", email: ".ward@enron.com" }]);
    expect(message.to.map(({ email }) => email)).toEqual(["k..allen@enron.com", "kward"]);
  });

  it("never guesses a date", async () => {
    expect((await parse("Date: tomorrow 5\n\nx")).sentAt).toBeUndefined();
    expect((await parse("Date: 5 Jan 2024 10:00:00\n\nx")).sentAt).toEqual(
      new Date("2024-01-05T10:00:00Z"),
    );
  });

  it("collects labels once each", async () => {
    const headers =
      "X-Gmail-Labels: Inbox,=?utf-8?q?Caf=C3=A9?=\nX-Folder: \\Kim\\All documents\nX-Enron-Folders: all_documents, palo_alto\n";
    expect((await parse(`${headers}\nx`)).labels).toEqual([
      "Inbox",
      "Café",
      "all_documents",
      "palo_alto",
    ]);
  });

  it("reads Latin-1 in headers and in a body that claims ASCII", async () => {
    const message = await parse(
      "Subject: Caf\xe9\nContent-Type: text/plain; charset=us-ascii\n\nGr\xfc\xdfe",
      "latin1",
    );
    expect([message.subject, message.fullText]).toEqual(["Café", "Grüße"]);
  });

  it("keeps a message that carries an invitation", async () => {
    const message = await parse(
      'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee you\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--\n',
    );
    expect(message.fullText).toBe("See you");
    expect(message.attachments).toHaveLength(1);
  });

  it("turns HTML into text", async () => {
    const message = await parse(
      "Content-Type: text/html\n\n<style>p{}</style><p>Hello <b>Ana</b></p><blockquote>old</blockquote>",
    );
    expect(message.fullText).toContain("Hello Ana");
    expect(message.newText).not.toContain("old");
  });

  it("masks before anything leaves", async () => {
    const message = await parse(
      "Subject: card 4111111111111111\nFrom: a@x.com\n\npassword: hunter2x\n4111 1111 1111 1111",
    );
    expect(JSON.stringify(message)).not.toMatch(/hunter2x|4111 ?1111/);
  });

  it("marks confidential mail", async () => {
    expect((await parse("Sensitivity: Company-Confidential\n\nx")).confidential).toBe(true);
    expect((await parse("Sensitivity: Normal\n\nx")).confidential).toBe(false);
  });

  it.each([
    ["nothing", ""],
    ["only blanks", "\n\n\n"],
    ["bytes", "\x00\xff\xfe\x01"],
    ["deep nesting", nested(300)],
    ["deep HTML", `Content-Type: text/html\n\n${"<div>".repeat(50_000)}x`],
    ["a huge header", `X-A: ${"a".repeat(2_000_000)}\nSubject: s\n\nx`],
    ["many references", `References: ${"<a@b> ".repeat(100_000)}\n\nx`],
    ["many addresses", `To: ${"a@b.com, ".repeat(50_000)}\n\nx`],
    ["open brackets", `References: ${"<".repeat(500_000)}\n\nx`],
  ])("survives %s", async (_name, text) => {
    expect((await parse(text, "latin1")).fullText).toBeDefined();
  });
});

function nested(depth: number): string {
  const parts = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary="b${at}"\n\n--b${at}\n`,
  );
  return `Subject: deep\n${parts.join("")}Content-Type: text/plain\n\nx`;
}

const ARCHIVES = new URL("../../../shared/data/spamassassin/", import.meta.url);
const areAbsent = !existsSync(ARCHIVES);

async function scoresOf(name: string): Promise<{ count: number; machines: number }> {
  const stream = createReadStream(new URL(`${name}.mbox.gz`, ARCHIVES)).pipe(createGunzip());
  const scores: number[] = [];
  for await (const { bytes } of readMbox(stream))
    scores.push(machineScore((await parseMessage(bytes)).machineEvidence));
  return {
    count: scores.length,
    machines: scores.filter((score) => score >= 50).length / scores.length,
  };
}

describe.skipIf(areAbsent)(
  "machine scores of real archives (skipped without the spamassassin data folder)",
  () => {
    it("tells newsletters from people on discussion lists", async () => {
      const newsletters = await scoresOf("newsletters-1");
      const lists = await scoresOf("list-mail-1");
      const spam = await scoresOf("spam-1");
      expect([newsletters.count, lists.count, spam.count]).toEqual([125, 1250, 250]);
      expect(newsletters.machines).toBeGreaterThan(0.8);
      expect(lists.machines).toBeLessThan(0.15);
      // Half of this spam bears no sign but its content, which is not for headers to judge.
      expect(spam.machines).toBeGreaterThan(0.5);
    });
  },
);
