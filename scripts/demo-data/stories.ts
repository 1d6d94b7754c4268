/** Reads the hand-written stories (`demo/stories/*.txt`) into mails and meetings. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DateTime } from "luxon";

/** Story times are Madrid's, whoever writes. */
const storyZone = "Europe/Madrid";
const year = 2026;
const threadFiles = ["acme", "borealis", "northwind", "far", "barcelona", "europe", "house"];

export interface Mail {
  id: string;
  subject: string;
  from: string;
  to: string[];
  cc: string[];
  at: DateTime;
  body: string;
  isPrivate: boolean;
  attachment?: string;
  /** The message answered and all before it in the thread, oldest first. */
  earlier: Mail[];
}

export interface MachineMail {
  id: string;
  boxes: string[];
  at: DateTime;
  from: string;
  subject: string;
  kind: string;
  body: string;
}

export interface Meeting {
  id: string;
  owners: string[];
  at: DateTime;
  minutes: number;
  title: string;
  guests: string[];
  place: string;
  flag: string;
}

export function readMails(folder: string): Mail[] {
  return threadFiles.flatMap((file) =>
    readFileSync(`${folder}/${file}.txt`, "utf8")
      .split(/^## /m)
      .slice(1)
      .flatMap((thread) => readThread(thread)),
  );
}

export function readMachineMails(folder: string): MachineMail[] {
  const blocks = readFileSync(`${folder}/machine.txt`, "utf8").split(/^% /m).slice(1);
  return blocks.map((block) => {
    const [head = "", ...body] = block.trim().split("\n");
    const [boxes = "", when = "", from = "", subject = "", kind = ""] = head.split(" | ");
    const id = shortHash(head);
    return {
      id,
      boxes: boxes.split(","),
      at: storyTime(when, id),
      from,
      subject,
      kind,
      body: body.join("\n"),
    };
  });
}

export function readMeetings(folder: string): Meeting[] {
  const lines = readFileSync(`${folder}/meetings.txt`, "utf8").trim().split("\n");
  return lines
    .filter((line) => !line.startsWith("#"))
    .map((line) => {
      const [owners = "", when = "", minutes = "", title = "", guests = "", place = "", flag = ""] =
        line.split("|").map((cell) => cell.trim());
      return {
        id: shortHash(line),
        owners: owners.split(","),
        at: storyTime(when),
        minutes: Number(minutes),
        title,
        guests: guests.split(",").filter(Boolean),
        place,
        flag,
      };
    });
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function readThread(text: string): Mail[] {
  const [subject = "", ...rest] = text.trim().split("\n");
  const mails: Mail[] = [];
  for (const block of rest
    .join("\n")
    .split(/^@(?=\w+ \w)/m)
    .slice(1)) {
    mails.push(readMail(subject, block.trim(), [...mails]));
  }
  return mails;
}

function readMail(subject: string, block: string, earlier: Mail[]): Mail {
  const [head = "", ...body] = block.split("\n");
  const [from = "", to = "", ...tokens] = head.split(" ");
  const valueOf = (prefix: string) =>
    tokens.find((token) => token.startsWith(prefix))?.slice(prefix.length);
  const id = shortHash(subject + head);
  const at = storyTime(tokens.filter((token) => /^\d{4}$/.test(token)).join(" "), id);
  const previous = earlier.at(-1);
  if (previous && previous.at >= at) throw new Error(`Out of order: ${subject}, ${head}`);
  const attachment = valueOf("attach:");
  return {
    id,
    subject,
    from,
    to: to.split(","),
    cc: valueOf("cc:")?.split(",") ?? [],
    at,
    body: body.join("\n").trim(),
    isPrivate: tokens.includes("private"),
    ...(attachment ? { attachment } : {}),
    earlier,
  };
}

/** "MMDD HHMM"; the seconds come from the id, as real mail rarely leaves on the full minute. */
function storyTime(when: string, id?: string): DateTime {
  const time = DateTime.fromFormat(`${year}${when}`, "yyyyMMdd HHmm", { zone: storyZone });
  if (!time.isValid) throw new Error(`No such time: ${when}`);
  return time.set({ second: id ? Number.parseInt(id.slice(0, 4), 16) % 60 : 0 });
}
