/** Mail over a real SMTP conversation, with a server that behaves and with one that does not. */
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  readTaken,
  startSmtpRecorder,
  type SmtpRecorder,
} from "../../test/doubles/smtp-recorder.ts";
import { parseMessage } from "../../sync/mail/parse-message.ts";
import type { Mail, Sent } from "./outbox-port.ts";
import { openSmtpOutbox, type SmtpOptions } from "./smtp-outbox.ts";

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-smtp-"));
const file = path.join(directory, "taken.jsonl");
let server: SmtpRecorder;
let count = 0;

const mailTo = (...emails: string[]): Mail => ({
  messageId: `<draft-${++count}.1@acme.example>`,
  from: { name: "Ana Ruiz", email: "ana@acme.example" },
  to: emails.map((email) => ({ name: "", email })),
  subject: "Grüße aus Barcelona",
  text: "Hallo Zoë,\n\n.a line that begins with a dot\nand — a long one: " + "word ".repeat(60),
  date: new Date("2026-11-20T09:00:00Z"),
});

function send(mail: Mail, options: Partial<SmtpOptions> & { ms?: number } = {}): Promise<Sent> {
  const { ms = 5_000, ...settings } = options;
  const signal = AbortSignal.timeout(ms);
  const outbox = openSmtpOutbox({ url: server.url, ...settings });
  return outbox.send(mail, { tenantId: "t", attemptId: "a", signal });
}

const takenOf = ({ messageId }: Mail) =>
  readTaken(file).filter((one) => one.messageId === messageId);

/** A server of which only the words are given: what it says when connected, then to each line. */
async function speaking(greeting: string | undefined, answers: (line: string) => string) {
  const listener = net.createServer((socket) => {
    socket.on("error", () => undefined);
    if (greeting === undefined) socket.destroy();
    else socket.write(greeting);
    socket.on("data", (data) => socket.write(answers(data.toString())));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as net.AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, close: () => listener.close() };
}

beforeAll(async () => {
  server = await startSmtpRecorder({ file });
});
afterAll(async () => {
  await server.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

describe("a mail that is taken", () => {
  it("arrives word for word, under its own Message-ID", async () => {
    const mail = {
      ...mailTo("zoe@outside.example"),
      cc: [{ name: "Bo, Jr.", email: "bo@outside.example" }],
      inReplyTo: "<two@outside.example>",
      references: ["<one@outside.example>", "<two@outside.example>"],
    };
    expect(await send(mail)).toEqual({ end: "sent", providerId: "250 2.0.0 taken" });
    const [taken, ...more] = takenOf(mail);
    expect(more).toEqual([]);
    expect(taken?.to).toEqual(["zoe@outside.example", "bo@outside.example"]);
    const read = await parseMessage(Buffer.from(taken?.raw ?? ""));
    expect(read).toMatchObject({
      messageId: mail.messageId.slice(1, -1),
      subject: mail.subject,
      from: [{ name: "Ana Ruiz", email: "ana@acme.example" }],
      cc: [{ name: "Bo, Jr.", email: "bo@outside.example" }],
      inReplyTo: ["two@outside.example"],
      references: ["one@outside.example", "two@outside.example"],
      sentAt: mail.date,
      problems: [],
    });
    expect(read.fullText.trim()).toBe(mail.text.trim());
  });

  it("is from the one address where one is set, with answers to its author", async () => {
    const mail = mailTo("zoe@outside.example");
    await send(mail, { from: { name: "Acme", email: "sales@acme.example" } });
    const [taken] = takenOf(mail);
    expect(taken?.from).toBe("sales@acme.example");
    expect(taken?.raw).toMatch(/^From: Acme <sales@acme\.example>\r?$/m);
    expect(taken?.raw).toMatch(/^Reply-To: Ana Ruiz <ana@acme\.example>\r?$/m);
  });

  it("says whom it was not taken for", async () => {
    expect(await send(mailTo("zoe@outside.example", "nobody@outside.example"))).toMatchObject({
      end: "sent",
      why: "The mail server did not take it for nobody@outside.example.",
    });
  });

  it("cannot be given more headers or recipients by what is typed into names and subjects", async () => {
    const mail = mailTo("zoe@outside.example");
    mail.subject = "Hi\r\nBcc: thief@evil.example\r\n\r\nbody\u2028Bcc: b@evil.example\u0000";
    mail.from.name = 'Ana"\r\nX-Evil: 1\r\n';
    mail.to[0] = { name: 'Zoë <x@evil.example>,\n"Eve"', email: "zoe@outside.example" };
    expect(await send(mail)).toMatchObject({ end: "sent" });
    const [taken] = takenOf(mail);
    const head = taken?.raw.slice(0, taken.raw.indexOf("\r\n\r\n")) ?? "";
    expect(head.match(/^[\w-]+(?=:)/gm)?.sort()).toEqual([
      "Content-Transfer-Encoding",
      "Content-Type",
      "Date",
      "From",
      "MIME-Version",
      "Message-ID",
      "Subject",
      "To",
    ]);
    expect(taken?.to).toEqual(["zoe@outside.example"]);
    const read = await parseMessage(Buffer.from(taken?.raw ?? ""));
    expect(read.to.map(({ email }) => email)).toEqual(["zoe@outside.example"]);
    expect(read.cc).toEqual([]);
    expect(read.bcc).toEqual([]);
  });
});

describe("a mail that certainly did not leave", () => {
  it.each([
    ["busy@outside.example", true, "451 4.7.1 Greylisted, try again later"],
    ["nobody@outside.example", false, "550 5.1.1 … User unknown"],
    ["full@outside.example", true, "452 4.2.2 The mailbox is full"],
    ["spam@outside.example", false, "554 5.7.1 Looks like spam"],
  ])("is refused for %s, to be tried again: %s", async (to, retry, words) => {
    const why = `The mail server refused it: ${words}`;
    expect(await send(mailTo(to))).toEqual({ end: "refused", retry, why });
  });

  it("is refused where nobody listens, nothing has that name, or the server hangs up at once", async () => {
    const gone = await speaking(undefined, () => "");
    expect(await send(mailTo("zoe@outside.example"), { url: gone.url })).toMatchObject({
      end: "refused",
      retry: true,
    });
    gone.close();
    expect(await send(mailTo("zoe@outside.example"), { url: gone.url })).toMatchObject({
      end: "refused",
      retry: true,
    });
  });

  it("is refused where the server is silent or lost before DATA", async () => {
    const silent = await speaking("220 hello\r\n", () => "");
    const end = await send(mailTo("zoe@outside.example"), { url: silent.url, silenceMs: 300 });
    expect(end).toMatchObject({ end: "refused", retry: true });
    silent.close();
  });

  it("is refused when the provider's time is over before DATA", async () => {
    const silent = await speaking("220 hello\r\n", () => "");
    const end = await send(mailTo("zoe@outside.example"), { url: silent.url, ms: 200 });
    expect(end).toMatchObject({ end: "refused", retry: true });
    silent.close();
  });

  it("is refused where our login is not accepted, and a password never crosses in the clear", async () => {
    const seen: string[] = [];
    const open = await speaking("220 hello\r\n", (line) => {
      seen.push(line);
      return line.startsWith("EHLO") ? "250-here\r\n250 AUTH PLAIN\r\n" : "535 5.7.8 no\r\n";
    });
    const url = open.url.replace("smtp://", "smtp://ana:secret@");
    expect(await send(mailTo("zoe@outside.example"), { url })).toEqual({
      end: "refused",
      retry: true,
      why: "The mail server did not accept our login.",
    });
    expect(seen.join("")).toContain("AUTH PLAIN");
    seen.length = 0;
    const far = url.replace("127.0.0.1", "0.0.0.0");
    expect(await send(mailTo("zoe@outside.example"), { url: far })).toMatchObject({
      end: "refused",
    });
    expect(seen.join("")).not.toContain("AUTH PLAIN");
    open.close();
  });
});

describe("a mail that may have left", () => {
  it("is unknown when the server hangs up instead of saying that it took it", async () => {
    const mail = mailTo("gone-late@outside.example");
    expect(await send(mail)).toMatchObject({ end: "unknown" });
    expect(takenOf(mail)).toHaveLength(1);
  });

  it("is unknown when the connection is lost in the middle of it", async () => {
    expect(await send(mailTo("gone-early@outside.example"))).toMatchObject({ end: "unknown" });
  });

  it("is unknown when the server falls silent, or has had its time", async () => {
    const mail = mailTo("silent@outside.example");
    // Long enough that a busy machine gets as far as the mail itself.
    expect(await send(mail, { silenceMs: 1_500 })).toMatchObject({ end: "unknown" });
    expect(await send(mail, { ms: 1_500 })).toMatchObject({ end: "unknown" });
  });
});
