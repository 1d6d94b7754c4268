/**
 * How fast mail is imported and how much memory that takes, beside the bare MIME parser over the same
 * messages in the same run: what the parser needs is the floor.
 */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import PostalMime from "postal-mime";
import { readMbox } from "../sync/files/mbox.ts";
import { openFile } from "../sync/files/open-file.ts";
import { importFile } from "../sync/import-file.ts";
import type { Figure } from "./figure.ts";
import { MAILBOX_OWNER, writeMailbox } from "./mailbox.ts";
import type { Scratch } from "./scratch.ts";

const COUNT = 5_000;
const LARGE_COUNT = 60_000;
const WARM_UP = 300;
const TARGET = { atLeast: 20_000 };
const MEGABYTE = 1024 ** 2;
/** Real mailboxes, where this machine has them. */
const realMailboxes = fileURLToPath(new URL("../../shared/data/enron-west-gas", import.meta.url));

export async function importRate(scratch: Scratch): Promise<Figure[]> {
  await importedFrom(scratch, await generated(scratch, WARM_UP), MAILBOX_OWNER);
  const file = await generated(scratch, COUNT);
  const run = await importedFrom(scratch, file, MAILBOX_OWNER);
  const name = `generated mailbox (${inMegabytes(file)} MB)`;
  return [
    rate(`import, ${name}`, run.messages, run.seconds, TARGET),
    await bareParser(name, [file]),
    { name: "import, peak memory of the process", value: run.peakMb, unit: "MB" },
    ...(await realMail(scratch)),
  ];
}

export async function importLarge(scratch: Scratch): Promise<Figure[]> {
  const file = await generated(scratch, LARGE_COUNT);
  const run = await importedFrom(scratch, file, MAILBOX_OWNER);
  const name = `generated mailbox (${inMegabytes(file)} MB)`;
  const peakUntil = (share: number) =>
    Math.max(...run.memory.filter((at) => at.done <= share).map((at) => at.mb));
  return [
    rate(`import, ${name}`, run.messages, run.seconds, TARGET),
    { name: "import, peak memory in its first quarter", value: peakUntil(0.25), unit: "MB" },
    { name: "import, peak memory in all of it", value: run.peakMb, unit: "MB" },
  ];
}

async function realMail(scratch: Scratch): Promise<Figure[]> {
  if (!fs.existsSync(realMailboxes)) return [];
  const files = fs
    .readdirSync(realMailboxes)
    .filter((name) => name.endsWith(".mbox.gz"))
    .map((name) => path.join(realMailboxes, name));
  let [messages, seconds] = [0, 0];
  for (const file of files) {
    const run = await importedFrom(scratch, file, "kim.ward@enron.com");
    messages += run.messages;
    seconds += run.seconds;
  }
  const name = `real mail, ${files.length} mailboxes of the Enron corpus`;
  return [rate(`import, ${name}`, messages, seconds, TARGET), await bareParser(name, files)];
}

async function generated(scratch: Scratch, count: number): Promise<string> {
  const file = path.join(scratch.directory, `mail-${count}.mbox`);
  await writeMailbox(file, count);
  return file;
}

const inMegabytes = (file: string): number => Math.round(fs.statSync(file).size / MEGABYTE);

function rate(name: string, messages: number, seconds: number, target?: Figure["target"]): Figure {
  return {
    name,
    value: (messages / seconds) * 60,
    unit: "messages/min",
    note: `${messages.toLocaleString("en-GB")} messages in ${seconds.toFixed(1)} s`,
    ...(target ? { target } : {}),
  };
}

interface Run {
  messages: number;
  seconds: number;
  peakMb: number;
  /** Memory of the whole process by share of the file read. */
  memory: { done: number; mb: number }[];
}

const SAMPLE_EVERY_MS = 100;

/** Into a tenant of its own, as a user does it. */
async function importedFrom(scratch: Scratch, file: string, owner: string): Promise<Run> {
  const { actor, now } = await scratch.emptyTenant(owner);
  let done = 0;
  const memory: Run["memory"] = [];
  const sample = () => memory.push({ done, mb: process.memoryUsage.rss() / MEGABYTE });
  const sampling = setInterval(sample, SAMPLE_EVERY_MS);
  const startedAt = performance.now();
  try {
    sample();
    const report = await importFile(scratch.deps, {
      tenantId: actor.tenantId,
      userId: actor.userId,
      path: file,
      fileName: path.basename(file),
      now,
      onProgress: ({ bytesDone, bytesTotal }) => (done = bytesDone / bytesTotal),
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const peakMb = Math.max(...memory.map(({ mb }) => mb));
    return { messages: report.messages.read, seconds, peakMb, memory };
  } finally {
    clearInterval(sampling);
  }
}

/** Every message read from the file and taken apart, and nothing else done with it. */
async function bareParser(name: string, files: string[]): Promise<Figure> {
  let messages = 0;
  const startedAt = performance.now();
  for (const file of files) {
    for await (const { bytes } of readMbox((await openFile(file)).stream())) {
      await PostalMime.parse(bytes);
      messages += 1;
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return rate(`bare MIME parser, ${name}`, messages, seconds);
}
