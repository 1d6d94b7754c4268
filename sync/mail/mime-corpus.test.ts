/** The parser against hard MIME messages and header tables read by another parser. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { addressesIn, messageIdsIn } from "./header-values.ts";
import { parseMessage } from "./parse-message.ts";

const FOLDER = new URL("../../../shared/data/mime/", import.meta.url);
const isAbsent = !existsSync(FOLDER);
const files = isAbsent ? [] : readdirSync(FOLDER).filter((name) => name.endsWith(".eml"));

interface Reading {
  parts: { headers: { name: string; value: Record<string, unknown> | string }[] }[];
  attachments: number[];
}

/**
 * That reader counts empty, unclosed and inline message/rfc822 parts as attachments; ours shows the
 * text of a forwarded message in the body, and counts named text parts.
 */
const OTHER_ATTACHMENT_COUNT = new Set([
  ...["002", "004", "006", "008", "010", "012", "016"].map((number) => `malformed-${number}.eml`),
  ...["rfc-007.eml", "rfc-009.eml", "thirdparty-007.eml", "thirdparty-015.eml"],
]);
/** A bare word as sender: kept as an address without a domain, where that reader sees a name. */
const WORD_SENDER = "whomever";

describe.skipIf(isAbsent)("hard MIME messages (skipped without the mime data folder)", () => {
  it.each(files)("reads %s", async (name) => {
    const bytes = readFileSync(new URL(name, FOLDER));
    const message = await parseMessage(bytes);
    const reading = JSON.parse(
      readFileSync(new URL(name.replace(".eml", ".expected.json"), FOLDER), "utf8"),
    ) as Reading;
    const first = reading.parts[0]?.headers ?? [];
    const text = (header: string): string | undefined => lastText(first, header);
    expect(message.subject).toBe((text("subject") ?? "").replace(/\s+/g, " ").trim());
    expect(message.from.map(({ email }) => email)).toEqual(sendersOf(first));
    expect(message.sentAt?.toISOString()).toBe(dateOf(first));
    if (!OTHER_ATTACHMENT_COUNT.has(name))
      expect(message.attachments).toHaveLength(reading.attachments.length);
  });
});

function lastText(headers: Reading["parts"][number]["headers"], name: string): string | undefined {
  const value = headers.find((header) => header.name === name)?.value;
  return typeof value === "object" && typeof value.Text === "string" ? value.Text : undefined;
}

function sendersOf(headers: Reading["parts"][number]["headers"]): string[] {
  const value = headers.find((header) => header.name === "from")?.value;
  const addresses = typeof value === "object" ? (value.Address as AddressReading) : null;
  return mailboxes(addresses).map(({ name, address }) =>
    address === null && name?.toLowerCase() === WORD_SENDER
      ? WORD_SENDER
      : (address ?? "").toLowerCase(),
  );
}

type Clock = Record<
  "year" | "month" | "day" | "hour" | "minute" | "second" | "tz_hour" | "tz_minute",
  number
>;

function dateOf(headers: Reading["parts"][number]["headers"]): string | undefined {
  const value = headers.find((header) => header.name === "date")?.value;
  const date =
    typeof value === "object"
      ? (value.DateTime as (Clock & { tz_before_gmt: boolean }) | undefined)
      : undefined;
  if (date === undefined) return undefined;
  const offset = (date.tz_hour * 60 + date.tz_minute) * (date.tz_before_gmt ? -1 : 1);
  const minutes = date.minute - offset;
  return new Date(
    Date.UTC(date.year, date.month - 1, date.day, date.hour, minutes, date.second),
  ).toISOString();
}

function mailboxes(reading: AddressReading | undefined): Mailbox[] {
  return [...(reading?.List ?? []), ...(reading?.Group ?? []).flatMap((group) => group.addresses)];
}

/**
 * Addresses that differ: comments or blanks inside an address (six rows, which no mail program
 * writes), source routes, which we leave out, and "mailto:" of list headers, which we take off.
 */
const isKnownDifference = (header: string): boolean =>
  /mailto:|[(][^()]*[)]|@\S+:|test {2}/.test(header);

describe.skipIf(isAbsent)("header tables (skipped without the mime data folder)", () => {
  const unfolded = (header: string): string => header.replace(/\r?\n(?=[ \t])/g, "").trim();

  it("agrees on every address header but the known differences, and on 3 in 4 of all", () => {
    const rows = table<AddressReading>("headers-address.json");
    const differing = rows.filter(({ header, expected }) => {
      const wanted = mailboxes(expected).flatMap(({ address }) =>
        address === null ? [] : [address.toLowerCase()],
      );
      return (
        addressesIn(unfolded(header))
          .map(({ email }) => email)
          .join() !== wanted.join()
      );
    });
    expect(
      differing.map(({ header }) => header).filter((header) => !isKnownDifference(header)),
    ).toEqual([]);
    expect(differing.length / rows.length).toBeLessThanOrEqual(0.25);
  });

  it("agrees on every message id", () => {
    for (const { header, expected } of table<string[] | null>("headers-id.json")) {
      const value = header.split(/\n(?![ \t])/)[0] ?? "";
      expect(messageIdsIn(value)).toEqual(expected ?? []);
    }
  });

  it("reads a message under every content type, however written (the type itself is not in our result)", async () => {
    type ContentType = { c_type: string; c_subtype: string | null };
    const rows = table<ContentType | null>("headers-content_type.json");
    for (const { header } of rows) {
      const message = await parseMessage(
        Buffer.from(`From: a@x.com\nContent-Type: ${unfolded(header)}\n\nhello\n`),
      );
      expect(message.from).toHaveLength(1);
    }
  });

  it("reads label lists with encoded words", async () => {
    for (const { header, expected } of table<string[]>("headers-list.json").slice(0, 3)) {
      const message = await parseMessage(
        Buffer.from(`X-Gmail-Labels: ${header.trim()}\n\nhello\n`),
      );
      expect(message.labels.map((label) => label.toLowerCase())).toEqual(
        expected.map((label) => label.toLowerCase()),
      );
    }
  });
});

interface Row<Expected> {
  header: string;
  expected: Expected;
}

type Mailbox = { name: string | null; address: string | null };
type AddressReading = { List?: Mailbox[]; Group?: { addresses: Mailbox[] }[] } | null;

function table<Expected>(name: string): Row<Expected>[] {
  return isAbsent
    ? []
    : (JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Row<Expected>[]);
}
