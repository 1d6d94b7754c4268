import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { openFile } from "./files/open-file.ts";
import { readMbox } from "./files/mbox.ts";
import { parseMessage } from "./mail/parse-message.ts";
import { findOwnAddresses } from "./own-addresses.ts";

const data = new URL("../../shared/data/", import.meta.url).pathname;
const hasData = fs.existsSync(data);

const sender = (email: string, name = "") => ({ email, name });

describe("a user's other addresses", () => {
  test("are those that sent under their name, more than once", () => {
    const finder = findOwnAddresses("Kim Ward", ["kim.ward@a.example"]);
    for (let i = 0; i < 2; i++) {
      finder.look({
        sender: sender("kward@b.example", "Ward, Kim S"),
        recipients: [],
        labels: ["Sent"],
      });
      finder.look({
        sender: sender("bob.ward@b.example", "Bob Ward"),
        recipients: [],
        labels: ["Sent"],
      });
    }
    finder.look({ sender: sender("kim.ward@a.example"), recipients: [], labels: ["Sent"] });
    expect(finder.found()).toEqual([{ address: "kward@b.example", messages: 2, sent: true }]);
    expect(finder.likely()).toEqual([]);
  });

  test("that share a sent folder are all asked about, the busiest first", () => {
    const finder = findOwnAddresses("New Comer", ["new@comer.example"]);
    const send = (email: string, times: number) => {
      for (let i = 0; i < times; i++)
        finder.look({ sender: sender(email), recipients: ["a@b.example"], labels: ["Sent"] });
    };
    send("k.ward@old.example", 12);
    send("kim.ward@old.example", 20);
    send("forwarder@list.example", 1);
    expect(finder.found()).toEqual([]);
    expect(finder.likely()).toEqual([
      { address: "kim.ward@old.example", messages: 20, sent: true },
      { address: "k.ward@old.example", messages: 12, sent: true },
    ]);
  });

  test("are still asked about once one of them is known", () => {
    const finder = findOwnAddresses("New Comer", ["new@comer.example", "kim.ward@old.example"]);
    const send = (email: string, times: number) => {
      for (let i = 0; i < times; i++)
        finder.look({ sender: sender(email), recipients: ["a@b.example"], labels: ["Sent"] });
    };
    send("kim.ward@old.example", 80);
    send("k.ward@old.example", 12);
    send("assistant@old.example", 4);
    expect(finder.found()).toEqual([]);
    expect(finder.likely()).toEqual([{ address: "k.ward@old.example", messages: 12, sent: true }]);
  });

  test.each([
    ["New Comer", true],
    ["N. Comer", true],
    ["Max Other", false],
    ["", false],
  ])("in a foreign mailbox all sent by %j, are taken: %s; else asked about", (name, taken) => {
    const finder = findOwnAddresses("New Comer", ["new@comer.example"]);
    for (let i = 0; i < 9; i++)
      finder.look({
        sender: sender("me@old.example", name),
        recipients: ["a@b.example"],
        labels: ["Sent Items"],
      });
    finder.look({
      sender: sender("a@b.example"),
      recipients: ["me@old.example"],
      labels: ["Inbox"],
    });
    const own = [{ address: "me@old.example", messages: 9, sent: true }];
    expect([finder.found(), finder.likely()]).toEqual(taken ? [own, []] : [[], own]);
  });

  test("are never a sent folder's sender where a known address takes part", () => {
    const finder = findOwnAddresses("New Comer", ["new@comer.example"]);
    for (let i = 0; i < 9; i++)
      finder.look({
        sender: sender("boss@comer.example", "Boss"),
        recipients: [],
        labels: ["Sent"],
      });
    finder.look({ sender: sender("a@b.example"), recipients: ["new@comer.example"], labels: [] });
    expect(finder.found()).toEqual([]);
  });

  test("without folders are only asked about", () => {
    const finder = findOwnAddresses("New Comer", ["new@comer.example"]);
    for (let i = 0; i < 6; i++)
      finder.look({
        sender: sender(`x${i}@b.example`),
        recipients: ["me@old.example"],
        labels: [],
      });
    expect(finder.found()).toEqual([]);
    expect(finder.likely()).toEqual([{ address: "me@old.example", messages: 6, sent: false }]);
  });
});

describe.skipIf(!hasData)(
  hasData ? "real mailboxes" : "real mailboxes (skipped: ../shared/data is absent)",
  () => {
    const truth = (mailbox: string): string[] =>
      fs
        .readFileSync(`${data}enron-identities/custodian-addresses.tsv`, "utf8")
        .split("\n")
        .map((line) => line.split("\t"))
        .flatMap(([, of, address = ""]) => (of === mailbox ? [address] : []));

    test.each(["allen-p", "grigsby-m", "tycholiz-b", "ward-k"])(
      "%s, brought by somebody of another name: its custodian's addresses are asked about, each with its count",
      async (mailbox) => {
        const finder = findOwnAddresses("New Comer", ["new@comer.example"]);
        const sent = new Map<string, number>();
        const file = await openFile(`${data}enron-west-gas/${mailbox}.mbox.gz`);
        for await (const { bytes } of readMbox(file.stream())) {
          const { from, to, cc, labels } = await parseMessage(bytes);
          const recipients = [...to, ...cc].map(({ email }) => email);
          const { name, email } = from[0] ?? { name: "", email: "" };
          finder.look({ sender: { name, email }, recipients, labels });
          if (labels.some((label) => /^_?sent/i.test(label)))
            sent.set(email, (sent.get(email) ?? 0) + 1);
        }
        expect(finder.found()).toEqual([]);
        const asked = truth(mailbox).map((address) => ({
          address,
          messages: sent.get(address) ?? 0,
          sent: true,
        }));
        expect(finder.likely()).toEqual(asked.sort((a, b) => b.messages - a.messages));
      },
      60_000,
    );
  },
);
