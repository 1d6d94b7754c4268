/** A generated mailbox: threads with quoted replies, newsletters, notices and attachments, as mbox. */
import fs from "node:fs";
import { once } from "node:events";
import { below, pick, pickSkewed, seeded, type Random } from "./random.ts";
import { firstNames, sentences, surnames } from "./words.ts";

export const MAILBOX_OWNER = "ana@ours.example";

interface Somebody {
  name: string;
  email: string;
}

interface Thread {
  with: Somebody[];
  subject: string;
  ids: string[];
  /** Who wrote last, and what. */
  last: { from: Somebody; text: string } | undefined;
}

interface Mailbox {
  random: Random;
  texts: string[];
  people: Somebody[];
  threads: Thread[];
  count: number;
}

const OWNER: Somebody = { name: "Ana Asker", email: MAILBOX_OWNER };
const FIRST_DAY = Date.UTC(2021, 0, 4, 8);
const OPEN_THREADS = 40;
const WRITE_BUFFER = 1 << 20;

/** Writes `count` messages to `file` without holding more than a part of them. */
export async function writeMailbox(file: string, count: number): Promise<void> {
  const mailbox = newMailbox(count);
  const stream = fs.createWriteStream(file, { highWaterMark: WRITE_BUFFER });
  for (let number = 0; number < count; number++) {
    if (!stream.write(message(mailbox, number))) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}

/** Somebody new every fifteen messages or so, as in a mailbox of years. */
function newMailbox(count: number): Mailbox {
  const random = seeded(21);
  const last = surnames(2_000);
  const people = Array.from({ length: Math.ceil(count / 15) + 5 }, (_, nth) => {
    const [given, family] = [pick(random, firstNames), pick(random, last)];
    const email = `${given}.${family}${nth}@firm${below(random, count / 50 + 5)}.example`;
    return { name: `${given} ${family}`, email: email.toLowerCase() };
  });
  return { random, texts: sentences(2_000), people, threads: [], count };
}

function message(mailbox: Mailbox, number: number): string {
  const { random } = mailbox;
  const at = new Date(FIRST_DAY + number * 1_800_000);
  const kind = random();
  const lines =
    kind < 0.15
      ? newsletter(mailbox, number)
      : kind < 0.22
        ? notice(mailbox, number)
        : letter(mailbox, number);
  const body = lines.join("\n").replaceAll("\nFrom ", "\n>From ");
  return `From sender@mail.example ${mboxDate(at)}\nDate: ${at.toUTCString()}\n${body}\n\n`;
}

const mboxDate = (at: Date): string =>
  at.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, "$1 $3 $2 $5 $4");

const address = ({ name, email }: Somebody): string => `"${name}" <${email}>`;

const paragraph = ({ random, texts }: Mailbox, most: number): string =>
  Array.from({ length: 1 + below(random, most) }, () => pick(random, texts)).join(" ");

/** The next message of a running thread, or the first of a new one; the owner writes every other. */
function letter(mailbox: Mailbox, number: number): string[] {
  const { random } = mailbox;
  const thread = threadFor(mailbox);
  const others = thread.with;
  const fromOwner = thread.last ? thread.last.from !== OWNER : random() < 0.4;
  const from = fromOwner ? OWNER : pick(random, others);
  const to = fromOwner ? others : [OWNER, ...others.filter((other) => other !== from)];
  const id = `m${number}@${from.email.split("@")[1] ?? "mail.example"}`;
  const text = `${paragraph(mailbox, 4)}\n\n${paragraph(mailbox, 6)}`;
  const quoted = thread.last
    ? `\n\nOn Monday, ${thread.last.from.name} wrote:\n${quote(thread.last.text)}`
    : "";
  const headers = [
    `Message-ID: <${id}>`,
    `From: ${address(from)}`,
    `To: ${to.map(address).join(",\n ")}`,
    `Subject: ${thread.last ? "Re: " : ""}${thread.subject}`,
    ...(thread.ids.length > 0
      ? [
          `In-Reply-To: <${thread.ids.at(-1) ?? ""}>`,
          `References: ${thread.ids.map((known) => `<${known}>`).join("\n ")}`,
        ]
      : []),
    "MIME-Version: 1.0",
  ];
  const written = `Hello,\n\n${text}\n\nBest regards,\n${from.name}${quoted}`;
  thread.last = { from, text };
  thread.ids = [...thread.ids, id].slice(-10);
  return [...headers, ...bodyOf(mailbox, written)];
}

function threadFor({ random, texts, people, threads, count }: Mailbox): Thread {
  if (threads.length >= 5 && random() < 0.65) return pick(random, threads);
  const size = random() < 0.8 ? 1 : 2 + below(random, 3);
  const thread: Thread = {
    with: Array.from({ length: size }, () => pickSkewed(random, people)),
    subject: pick(random, texts).slice(0, 20 + below(random, 40)),
    ids: [],
    last: undefined,
  };
  threads.push(thread);
  if (threads.length > Math.min(OPEN_THREADS, count)) threads.shift();
  return thread;
}

const quote = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

/** Most letters are plain, a third have an HTML version beside, some carry a file. */
function bodyOf({ random }: Mailbox, text: string): string[] {
  const kind = random();
  if (kind < 0.55) return ["Content-Type: text/plain; charset=utf-8", "", text];
  if (kind < 0.9) return alternative(text);
  const bytes = Buffer.alloc(2_000 + below(random, 30_000), "%PDF made up ");
  const encoded = bytes.toString("base64").replace(/(.{76})/g, "$1\n");
  return [
    'Content-Type: multipart/mixed; boundary="mixed"',
    "",
    "--mixed",
    ...alternative(text),
    "--mixed",
    'Content-Type: application/pdf; name="offer.pdf"',
    "Content-Transfer-Encoding: base64",
    'Content-Disposition: attachment; filename="offer.pdf"',
    "",
    encoded,
    "--mixed--",
  ];
}

function alternative(text: string): string[] {
  return [
    'Content-Type: multipart/alternative; boundary="either"',
    "",
    "--either",
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "--either",
    "Content-Type: text/html; charset=utf-8",
    "",
    `<html><body><p>${text.replaceAll("\n", "<br>")}</p></body></html>`,
    "--either--",
  ];
}

function newsletter(mailbox: Mailbox, number: number): string[] {
  const { random } = mailbox;
  const sender = `news${below(random, 30)}.example`;
  const items = Array.from(
    { length: 8 },
    () =>
      `<tr><td style="color:#333333"><a href="https://${sender}/">${paragraph(mailbox, 3)}</a></td></tr>`,
  );
  return [
    `Message-ID: <n${number}@${sender}>`,
    `From: "Weekly News" <newsletter@${sender}>`,
    `To: ${address(OWNER)}`,
    `Subject: ${paragraph(mailbox, 1).slice(0, 60)}`,
    `List-Unsubscribe: <https://${sender}/unsubscribe>`,
    "Precedence: bulk",
    "MIME-Version: 1.0",
    "Content-Type: text/html; charset=utf-8",
    "",
    `<html><body><table>${items.join("\n")}</table></body></html>`,
  ];
}

function notice(mailbox: Mailbox, number: number): string[] {
  const sender = `app${below(mailbox.random, 10)}.example`;
  return [
    `Message-ID: <a${number}@${sender}>`,
    `From: no-reply@${sender}`,
    `To: ${address(OWNER)}`,
    "Subject: Your weekly summary",
    "Auto-Submitted: auto-generated",
    "Content-Type: text/plain; charset=utf-8",
    "",
    paragraph(mailbox, 5),
  ];
}
