/** What mail programs of several makes and languages put below or between a person's words. */
import { describe, expect, it } from "vitest";
import { splitReply } from "./reply-text.ts";

const QUOTED: readonly (readonly [string, string])[] = [
  [
    "Gmail",
    "Sounds good.\n\nOn Mon, Jan 5, 2024 at 10:00 AM Ana Ruiz <ana@acme.com> wrote:\n> Shall we?\n> Ana",
  ],
  [
    "Gmail, wrapped",
    "Sounds good.\n\nOn Mon, Jan 5, 2024 at 10:00 AM Ana Ruiz with a long name\n<ana@acme.com> wrote:\n\n> Shall we?",
  ],
  [
    "Gmail, unquoted",
    "Sounds good.\n\nOn Mon, Jan 5, 2024 at 10:00 AM Ana <ana@acme.com> wrote:\n\nShall we?",
  ],
  [
    "Outlook",
    "Sounds good.\n\n________________________________\nFrom: Ana Ruiz <ana@acme.com>\nSent: Monday, January 5, 2024 10:00 AM\nTo: Bob\nSubject: x\n\nShall we?",
  ],
  [
    "Outlook, bold",
    "Sounds good.\n\n*From:* Ana\n*Sent:* Monday\n*To:* Bob\n*Subject:* x\n\nShall we?",
  ],
  ["Original Message", "Sounds good.\n\n -----Original Message-----\nFrom: \tAna\nShall we?"],
  [
    "German Outlook",
    "Sounds good.\n\nVon: Ana Ruiz <ana@acme.com>\nGesendet: Montag, 5. Januar 2024 10:00\nAn: Bob\nBetreff: x\n\nGeht das?",
  ],
  [
    "German Gmail",
    "Sounds good.\n\nAm Mo., 5. Jan. 2024 um 10:00 Uhr schrieb Ana Ruiz <ana@acme.com>:\n\n> Geht das?",
  ],
  [
    "French",
    "Sounds good.\n\nLe lun. 5 janv. 2024 à 10:00, Ana Ruiz <ana@acme.com> a écrit :\n\n> D'accord ?",
  ],
  [
    "Spanish",
    "Sounds good.\n\nEl lun, 5 ene 2024 a las 10:00, Ana (<ana@acme.com>) escribió:\n\n> ¿Vale?",
  ],
  [
    "Japanese",
    "Sounds good.\n\n2024年1月5日(金) 10:00 田中 <tanaka@acme.co.jp>:\n\n> いかがですか",
  ],
  [
    "Japanese Outlook",
    "Sounds good.\n\n差出人: 田中 <tanaka@acme.co.jp>\n送信日時: 2024年1月5日\n宛先: Bob\n件名: x\n\nいかがですか",
  ],
  [
    "Notes",
    "Sounds good.\n\n\nKim Ward\n06/22/2001 10:00 AM\nTo:\tBob/HOU/ECT\ncc:\t\nSubject:\tx\n\nShall we?",
  ],
  [
    "Notes, one line",
    'Sounds good.\n\n\n"Kim Ward" <kim@x.com> on 06/22/2001 10:00:00 AM\nTo:\tBob/HOU/ECT\ncc:\nSubject:\tx\n\nShall we?',
  ],
  [
    "Notes forward",
    "Sounds good.\n\n---------------------- Forwarded by Kim Ward/HOU/ECT on 06/22/2001 10:00 AM ---------------------------\n\n\nAna\nx",
  ],
  [
    "Danish, rare",
    "Sounds good.\n\nDen man. 5. jan. 2024 kl. 10.00 skrev Ana <ana@acme.com>:\n\n> Skal vi?",
  ],
];

it.each(QUOTED)("%s", (_name, text) => {
  expect(splitReply(text).newText).toBe("Sounds good.");
});

describe("inline answers", () => {
  it("keeps each answer with the end of its question", () => {
    const text =
      "Hi Ana,\n\nOn 5 Jan 2024, Ana <a@x.com> wrote:\n> Can you come?\nYes\n> How many?\nTwo people\n> Ana";
    expect(splitReply(text).newText).toBe(
      "Hi Ana,\n\n> Can you come?\nYes\n> How many?\nTwo people",
    );
  });

  it("keeps an answer written below the quote", () => {
    expect(splitReply("Ana wrote:\n> Can you come?\n\nYes, gladly.").newText).toContain(
      "Yes, gladly.",
    );
  });
});

describe("signatures", () => {
  it("splits at the delimiter", () => {
    expect(splitReply("See you.\n\n-- \nAna Ruiz\nHead of Sales")).toEqual({
      newText: "See you.",
      signature: "Ana Ruiz\nHead of Sales",
    });
  });

  it("splits below a closing", () => {
    const { newText, signature } = splitReply(
      "See you.\n\nBest regards,\nAna Ruiz\nHead of Sales\n+34 600 000 000",
    );
    expect(newText).toBe("See you.\n\nBest regards,");
    expect(signature).toBe("Ana Ruiz\nHead of Sales\n+34 600 000 000");
  });

  it("drops what telephones and lawyers append", () => {
    expect(splitReply("See you.\n\nSent from my iPhone").newText).toBe("See you.");
    const text =
      "See you.\n\n**********\nThis e-mail is the property of Acme and confidential.\n**********";
    expect(splitReply(text).newText).toBe("See you.");
  });
});

it("leaves ordinary text whole", () => {
  const text =
    "From: the desk of Ana\n\nAs Bob wrote: prices rise.\n\nI said on Monday:\nwait\n\nDon't forget to sign.";
  expect(splitReply(text)).toEqual({ newText: text, signature: "" });
});

it.each([
  "On ",
  "On a wrote\n",
  "> \n",
  "From: a\n",
  "1/1/24 1:00 AM\n",
  "Op schreef\n",
  "a wrote:\n",
  "\n",
  "-- \n",
])("finishes a megabyte of %j", (unit) => {
  expect(splitReply(unit.repeat(Math.ceil(1_000_000 / unit.length))).newText).toBeDefined();
});
