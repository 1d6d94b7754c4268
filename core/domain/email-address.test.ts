/** Addresses that trick simple lists and simple splitting. */
import { describe, expect, it } from "vitest";
import {
  companyDomainOf,
  companyNameFromDomain,
  emailMatchingKey,
  isFreeMailDomain,
  isNoReplyAddress,
  isRoleAddress,
  normalizeEmail,
} from "./email-address.ts";
import { formatPhone, normalizePhone } from "./phone.ts";

it("normalises without inventing", () => {
  expect(normalizeEmail(" <Ana.Ruiz@ACME.com> ")).toBe("ana.ruiz@acme.com");
  expect(normalizeEmail("mailto:ana@acme.com")).toBe("ana@acme.com");
  expect(normalizeEmail("ana")).toBeUndefined();
  expect(normalizeEmail("a@b@c.com")).toBeUndefined();
});

it("matches tags and Gmail dots by key only", () => {
  expect(emailMatchingKey("Ana.Ruiz+crm@googlemail.com")).toBe("anaruiz@gmail.com");
  expect(emailMatchingKey("ana.ruiz+crm@acme.com")).toBe("ana.ruiz@acme.com");
  expect(emailMatchingKey("+tag@acme.com")).toBe("+tag@acme.com");
});

describe("roles", () => {
  it.each([
    "info@x.com",
    "Support+de@x.com",
    "sales-emea@x.com",
    "acme-billing@x.com",
    "hr@x.com",
    "hello@x.com",
  ])("%s is a role", (email) => {
    expect(isRoleAddress(email)).toBe(true);
  });
  it.each([
    "ceo@x.com",
    "paris@x.com",
    "alexa@x.com",
    "ab@x.com",
    "dev@x.com",
    "john.sales@x.com",
    "kim.ward@x.com",
  ])("%s may be a person", (email) => {
    expect(isRoleAddress(email)).toBe(false);
  });
  it("knows addresses nobody reads", () => {
    for (const local of [
      "no-reply",
      "noreply+1",
      "DoNotReply",
      "ads-noreply",
      "mailer-daemon",
      "bounce-12",
      "nicht-antworten",
    ]) {
      expect(isNoReplyAddress(`${local}@x.com`), local).toBe(true);
    }
    expect(isNoReplyAddress("noreen@x.com")).toBe(false);
  });
});

describe("company domains", () => {
  it.each([
    ["ana@mail.acme.co.uk", "acme.co.uk"],
    ["ana@user.blogspot.com", "user.blogspot.com"],
    ["ana@gmail.com", undefined],
    ["ana@hey.com", undefined],
    ["ana@acme.onmicrosoft.com", undefined],
    ["ana@googlegroups.com", undefined],
    ["ana@[10.0.0.1]", undefined],
    ["ana@localhost", undefined],
    ["ana", undefined],
  ])("%s → %s", (email, domain) => {
    expect(companyDomainOf(email)).toBe(domain);
  });

  it("guesses a name", () => {
    expect(companyNameFromDomain("acme-widgets.co.uk")).toBe("Acme Widgets");
    expect(companyNameFromDomain("ibm.com")).toBe("IBM");
    expect(["bt.com", "tutanota.com", "Gmail.com"].every(isFreeMailDomain)).toBe(true);
  });
});

it("reads telephone numbers only where the country is known", () => {
  expect(normalizePhone("(713) 853-3000", "US")).toBe("+17138533000");
  expect(normalizePhone("0044 20 7946 0958")).toBe("+442079460958");
  expect(normalizePhone("713 853 3000")).toBeUndefined();
  expect(normalizePhone("order 4711", "US")).toBeUndefined();
  expect(formatPhone("tel:+4930123456")).toBe("+49 30 123456");
  expect(formatPhone("ext 12")).toBe("ext 12");
});
