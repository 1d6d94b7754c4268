/** Message borders in mbox files of both dialects, whatever the chunks. */
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createGunzip } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readMbox, type MboxMessage } from "./mbox.ts";

const ENRON = new URL("../../../shared/data/enron-west-gas/", import.meta.url);
const isAbsent = !existsSync(ENRON);
const SEPARATOR = "From ana@x.com Mon Jan  1 10:00:00 2024\n";

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size)
    yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(text: string, size = 7, limit?: number): Promise<MboxMessage[]> {
  const messages: MboxMessage[] = [];
  for await (const message of readMbox(chunks(text, size), limit)) messages.push(message);
  return messages;
}

async function bodies(text: string, size?: number): Promise<string[]> {
  return (await read(text, size)).map(({ bytes }) => Buffer.from(bytes).toString());
}

describe("readMbox", () => {
  const two = `${SEPARATOR}A: 1\n\none\n\n${SEPARATOR}A: 2\n\ntwo\n`;

  it.each([1, 3, 50, 1000])("splits alike in chunks of %i bytes", async (size) => {
    expect(await bodies(two, size)).toEqual(["A: 1\n\none\n", "A: 2\n\ntwo\n"]);
  });

  it("counts messages and lines", async () => {
    expect((await read(two)).map(({ index, line }) => [index, line])).toEqual([
      [0, 1],
      [1, 6],
    ]);
  });

  it("reads CRLF", async () => {
    const text = two.replaceAll("\n", "\r\n");
    expect(await bodies(text)).toEqual(["A: 1\r\n\r\none\r\n", "A: 2\r\n\r\ntwo\r\n"]);
  });

  it("needs a blank line and a date before it believes a separator", async () => {
    const text = `${SEPARATOR}A: 1\n\none\n${SEPARATOR}\n\nFrom now on we meet at noon\n`;
    expect(await bodies(text)).toHaveLength(1);
  });

  it("takes one quoting level off", async () => {
    const text = `${SEPARATOR}A: 1\n\n>From here\n>>From there\n> From nowhere\n`;
    expect(await bodies(text)).toEqual(["A: 1\n\nFrom here\n>From there\n> From nowhere\n"]);
  });

  it("passes over a message that is too large and goes on", async () => {
    const text = `${SEPARATOR}A: 1\n\n${"x\n".repeat(5000)}\n${SEPARATOR}A: 2\n\ntwo\n`;
    const messages = await read(text, 700, 2000);
    expect(messages.map(({ oversize, line }) => [oversize, line])).toEqual([
      [true, 1],
      [false, 5005],
    ]);
    expect(messages[0]?.bytes).toHaveLength(0);
  });

  it("yields nothing for nothing and one message for a file without separators", async () => {
    expect(await read("")).toEqual([]);
    expect(await read("\n\n")).toEqual([]);
    expect(await bodies("A: 1\n\none\n")).toEqual(["A: 1\n\none\n"]);
  });
});

describe.skipIf(isAbsent)("real mailboxes (skipped without the enron-west-gas data folder)", () => {
  it.each(["ward-k", "tycholiz-b", "allen-p", "grigsby-m"])(
    "%s has every message once",
    async (name) => {
      const summary = JSON.parse(readFileSync(new URL("summary.json", ENRON), "utf8")) as Record<
        string,
        { messages: number }
      >;
      const stream = createReadStream(new URL(`${name}.mbox.gz`, ENRON)).pipe(createGunzip());
      let count = 0;
      for await (const { bytes } of readMbox(stream)) if (bytes.length > 0) count += 1;
      expect(count).toBe(summary[name]?.messages);
    },
  );
});
