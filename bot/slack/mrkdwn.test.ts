/** Words to and from Slack. */
import { expect, test } from "vitest";
import { fromSlack, mentionedIn, toMrkdwn } from "./mrkdwn.ts";

test.each([
  ["**Acme** and *maybe* `code`", "*Acme* and _maybe_ `code`"],
  ["a < b & c > d", "a &lt; b &amp; c &gt; d"],
  ["one\ntwo\n\nthree", "one\ntwo\n\nthree"],
  ["- a\n- b\n  - c", "• a\n• b\n   • c"],
  ["3. a\n4. b", "3. a\n4. b"],
  ["> said\n> so", "> said\n> so"],
  ["[Acme](https://acme.example/?a=1&b=2)", "<https://acme.example/?a=1&amp;b=2|Acme>"],
  ["[x](javascript:alert)", "[x](javascript:alert)"],
  ["acme.io and ana@acme.io", "acme.io and ana@acme.io"],
  ["<!channel> <@U123>", "&lt;!channel&gt; &lt;@U123&gt;"],
])("%j in Slack is %j", (text, expected) => {
  expect(toMrkdwn(text)).toBe(expected);
});

test.each([
  ["<@U0BOT> who is &lt;Lena&gt;?", "who is <Lena>?"],
  ["ask <@U1> or <@U2|tom>", "ask Ana Ruiz or tom"],
  ["in <#C1|sales> or <#C2>", "in #sales or #C2"],
  ["<mailto:ana@acme.io|ana@acme.io> <tel:+34600|+34 600>", "ana@acme.io +34600"],
  ["<http://acme.io|acme.io> <https://acme.io/a?b=1>", "acme.io https://acme.io/a?b=1"],
  ["<https://evil.example|acme.io>", "https://evil.example"],
  ["<!here> <!subteam^S1|@sales>", "@here @sales"],
  ["a\u00a0b\u0000", "a b"],
  ["thanks :+1::skin-tone-3: :tada:", "thanks 👍 :tada:"],
])("%j from Slack is %j", (text, expected) => {
  expect(fromSlack(text, { self: "U0BOT", names: new Map([["U1", "Ana Ruiz"]]) })).toBe(expected);
});

test("who is mentioned, without the app", () => {
  expect(mentionedIn("<@U0BOT> <@U1> <@U2|tom> <@U1>", "U0BOT")).toEqual(["U1", "U2"]);
});
