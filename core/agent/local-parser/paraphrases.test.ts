import { describe, expect, it } from "vitest";
import { paraphrasesOf, plainly } from "./paraphrases.ts";

describe("paraphrasesOf", () => {
  it.each([
    ["The Kuna pilot has been moved to proposal.", "move The Kuna pilot to proposal"],
    ["Quinn has moved to lead status", "set Quinn's status to lead"],
    ["We're moving all of Lena's leads to Sofia", "move all of Lena's leads to Sofia"],
    ["Leo's email has changed to leo@kuna.example", "Leo's email is now leo@kuna.example"],
    [
      "We've got a new lead called Jo Park. Add them and assign them to Tom",
      "Add Jo Park as a new lead and assign them to Tom",
    ],
    ["We no longer need Ana's leads. Can you delete them from the crm?", "delete Ana's leads"],
    ["Add Jo Park. She's a new lead", "Add Jo Park as a new lead"],
    ["Leo left Aldersea, now he's at Zeta", "Leo works at Zeta now"],
    ["Dana is no longer CFO, she is CEO now", "Dana is now CEO"],
    ["mia is leo marins assistant", "mia is leo marin's assistant"],
    ["put Zeta on dinner... I mean VIP", "put Zeta on VIP"],
    ["knock two off, scrap that, make it 22k", "make it 22k"],
    ["who works there", "who works at that company"],
  ])("of “%s” hold “%s”", (text, other) => {
    expect(paraphrasesOf(text)).toContain(other);
  });

  it.each([
    "has Quinn moved to lead status",
    "should it be moved to proposal",
    "Leo left a message, he is at lunch now",
  ])("make no order of a question: “%s”", (text) => {
    expect(paraphrasesOf(text)).toEqual([]);
  });
});

describe("plainly", () => {
  it.each([
    ["how r we doing this qtr", "how are we doing this quarter"],
    ["people in Madrid minus the competitors", "people in Madrid, not competitors"],
    ["the chance is 70 percent", "the chance is 70%"],
    ["assign Leo to my colleague Tom", "assign Leo to Tom"],
    ["the deal called Acme pilot is won", "the deal Acme pilot is won"],
    ["note on Acme: hv to wait b4 May", "note on Acme: hv to wait b4 May"],
  ])("“%s” is “%s”", (text, plain) => {
    expect(plainly(text)).toBe(plain);
  });
});
