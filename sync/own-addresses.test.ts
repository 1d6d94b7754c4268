import { describe, expect, test } from "vitest";
import { findOwnAddresses } from "./own-addresses.ts";

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
    expect(finder.found()).toEqual(["kward@b.example"]);
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
    expect(finder.likely()).toEqual(["kim.ward@old.example", "k.ward@old.example"]);
  });

  test("in a mailbox where they are not otherwise, are the one who sent all of it", () => {
    const finder = findOwnAddresses("New Comer", ["new@comer.example"]);
    for (let i = 0; i < 9; i++)
      finder.look({
        sender: sender("me@old.example", "Max"),
        recipients: ["a@b.example"],
        labels: ["Sent Items"],
      });
    finder.look({
      sender: sender("a@b.example"),
      recipients: ["me@old.example"],
      labels: ["Inbox"],
    });
    expect(finder.found()).toEqual(["me@old.example"]);
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
    expect(finder.likely()).toEqual(["me@old.example"]);
  });
});
