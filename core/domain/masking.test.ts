/** Cards and secrets go, order numbers and ordinary words stay, and length never hurts. */
import { describe, expect, it } from "vitest";
import { maskSecrets } from "./masking.ts";

describe("payment cards", () => {
  it.each([
    ["4111 1111 1111 1111", "[card •••• 1111]"],
    ["4111-1111-1111-1111 exp 12/27", "[card •••• 1111] exp 12/27"],
    ["4111.1111.1111.1111", "[card •••• 1111]"],
    ["Amex 3782 822463 10005", "Amex [card •••• 0005]"],
    ["my card is 4111111111111111.", "my card is [card •••• 1111]."],
    ["４１１１ １１１１ １１１１ １１１１", "[card •••• 1111]"],
    ["order 123 4111 1111 1111 1111 thanks", "order 123 [card •••• 1111] thanks"],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    "order 4111111111111111",
    "card 4111 1111 1111 1112",
    "call +1 415 937 3419 or +44 20 7946 0958",
    "tracking 9400 1000 0000 0000 0000 00",
    "2024-01-05 10:00 2024-01-06 11:00",
  ])("leaves %s", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe("secrets", () => {
  it.each([
    ["Password: hunter2!", "Password: [secret removed]"],
    ["Your password is Tr0ub4dor", "Your password is [secret removed]"],
    ["Passwort：geheim99", "Passwort：[secret removed]"],
    ["API key = abcd1234efgh", "API key = [secret removed]"],
    ["use AKIAIOSFODNN7EXAMPLE now", "use [secret removed] now"],
    ["ghp_" + "a".repeat(36), "[secret removed]"],
    ["Authorization: Bearer abcdefghijklmnopqrstuv", "Authorization: Bearer [secret removed]"],
    ["postgres://app:s3cr3t@db/x", "postgres://app:[secret removed]@db/x"],
    ["IBAN DE89 3704 0044 0532 0130 00", "IBAN [iban •••• 3000]"],
    [
      "x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\ny",
      "x\n[secret removed]\ny",
    ],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    "the key account manager",
    "Keyword: pricing",
    "reset your password here: soon",
    "token ring networks",
  ])("leaves %s", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

it.each([
  "1",
  "1 ",
  "4111 ",
  "password ",
  "eyJ",
  "sk-",
  "-----BEGIN PRIVATE KEY-----",
  "://a:",
  "Bearer ",
  "DE89 ",
])("finishes a megabyte of %j", (unit) => {
  const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
  expect(maskSecrets(text).length).toBeGreaterThan(0);
});
