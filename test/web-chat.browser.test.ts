/** The whole program as a person meets it: the demo workspace in a real browser. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig, type Config } from "../config.ts";
import { openDeps, type AppDeps } from "../deps.ts";
import { signInUrl, tenantCalled } from "../cli/tenants.ts";
import { startServer, type RunningServer } from "../server.ts";
import { createDemo } from "../sync/demo.ts";
import { hasBrowser, openBrowser } from "./support/browser.ts";
import { templateDirectory } from "./support/template-database.ts";
import { testMasterKey } from "./support/master-key.ts";

const pdf = Buffer.from("%PDF-1.7 offer");

const title = hasBrowser
  ? "the web chat in a browser"
  : "the web chat in a browser (skipped: no Chromium found)";

describe.skipIf(!hasBrowser)(title, () => {
  let directory: string;
  let deps: AppDeps;
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-web-"));
    fs.cpSync(path.join(templateDirectory(), "db"), path.join(directory, "db"), {
      recursive: true,
    });
    const config: Config = {
      ...readConfig({}),
      RAPPORT_DATA: directory,
      RAPPORT_MASTER_KEY: testMasterKey.toString("hex"),
      PORT: 0,
      LOG_LEVEL: "error",
    };
    deps = await openDeps(config);
    const demo = await createDemo(deps, { folder: "demo", now: new Date() });
    server = await startServer(deps, config);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(
      await signInUrl(deps, await tenantCalled(deps, demo.slug), {
        email: demo.email,
        base: server.url,
      }),
    );
    await page.getByRole("button").first().click();
    await page.waitForURL("**/chat");
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await deps.close();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  const answers = () => page.locator(".reply");
  /** The answer to what `act` does, once it stands there in place of "Working on it". */
  const answerAfter = async (act: () => Promise<void>): Promise<string> => {
    const before = await answers().count();
    await act();
    const isThere = async () =>
      (await answers().count()) > before && (await page.locator(".reply .waiting").count()) === 0;
    await expect.poll(isThere, { timeout: 15_000 }).toBe(true);
    return answers().last().innerText();
  };
  const ask = (text: string): Promise<string> =>
    answerAfter(async () => {
      await page.getByRole("textbox").first().fill(text);
      await page.keyboard.press("Enter");
    });
  const press = (label: string): Promise<string> =>
    answerAfter(() => page.getByRole("button", { name: label }).last().click());

  test("answers about a company with its deals, people and timeline", async () => {
    const answer = await ask("What's happening with Acme?");
    expect(answer).toContain("Acme Robotics");
    expect(answer).toContain("24,000 EUR");
    expect(answer).toContain("John Okafor");
    expect(answer).toContain("What happened");
  });

  test("asks which John, and a button answers the question", async () => {
    expect(await ask("when did I last talk to john")).toContain("Which");
    expect(await press("John Okafor")).toContain("Last contact with John Okafor");
  });

  test("writes with a receipt, and Undo takes it back", async () => {
    const answer = await ask("remind me to send the pricing deck on 1 March 2027");
    expect(answer).toContain("due Mon 1 Mar 2027");
    expect(await press("Undo")).toContain("Undone");
    expect(await ask("my tasks")).not.toContain("send the pricing deck");
  });

  test("imports dropped files: mail at once, contacts after a preview", async () => {
    const card =
      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nora Quist\r\nEMAIL:nora@quist.example\r\nEND:VCARD\r\n";
    const mail =
      "From: Nora Quist <nora@quist.example>\r\nTo: ana@harbourpine.example\r\nSubject: Tide tables\r\n" +
      `Date: ${new Date().toUTCString()}\r\nMessage-ID: <tides@quist.example>\r\n\r\nHere are the tide tables.\r\n`;
    await page.setInputFiles("[data-files]", [
      { name: "nora.vcf", mimeType: "text/vcard", buffer: Buffer.from(card) },
      { name: "tides.eml", mimeType: "message/rfc822", buffer: Buffer.from(mail) },
    ]);
    await page.getByRole("button", { name: "Import 1", exact: true }).click({ timeout: 20_000 });
    await page.getByText("nora.vcf is imported").waitFor({ timeout: 20_000 });
    await page.getByText("tides.eml is imported").waitFor({ timeout: 20_000 });
    expect(await ask("who is Nora Quist")).toContain("Tide tables");
  });

  test("a file goes out with a draft: dropped, attached by the card's form, and approved with it", async () => {
    await ask("draft an email to Nora Quist saying please find the offer attached");
    const offer = { name: "Offer for Nora.pdf", mimeType: "application/pdf", buffer: pdf };
    const dropped = await answerAfter(() => page.setInputFiles("[data-files]", [offer]));
    expect(dropped).toMatch(/Attached Offer for Nora\.pdf/);
    await page.locator("summary", { hasText: "Attach" }).last().click();
    const terms = { name: "terms.txt", mimeType: "text/plain", buffer: Buffer.from("Terms") };
    await page.locator("[data-attach]").last().setInputFiles([terms]);
    const form = page.getByRole("form", { name: "Attach files" }).last();
    const both = await answerAfter(() => form.getByRole("button", { name: "Attach" }).click());
    expect(both).toMatch(/Offer for Nora\.pdf\s+14 bytes\s+terms\.txt\s+5 bytes/);
    const opened = page.waitForEvent("download");
    await page.getByRole("link", { name: "Offer for Nora.pdf" }).last().click();
    expect(fs.readFileSync(await (await opened).path())).toEqual(pdf);
    expect(await press("Approve and save as a file")).not.toContain("Nothing was sent");
    const file = page.locator(".files a[download='mail.eml']").last();
    await file.waitFor({ timeout: 20_000 });
    const saved = page.waitForEvent("download");
    await file.click();
    const mail = fs.readFileSync(await (await saved).path(), "utf8");
    expect(mail).toContain('filename="Offer for Nora.pdf"');
    expect(mail).toContain(pdf.toString("base64"));
  });

  test("a file too large for a mail is told of before it is brought", async () => {
    const huge = {
      name: "film.mov",
      mimeType: "video/quicktime",
      buffer: Buffer.alloc(19_000_000),
    };
    const before = await answers().count();
    await page.setInputFiles("[data-files]", [huge]);
    await expect.poll(() => answers().count()).toBeGreaterThan(before);
    await page.getByText("film.mov is larger than the 18 MB that a mail can carry.").waitFor();
  });

  test("keeps the conversation after a reload, and fits a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await page.getByText("Tide tables").first().waitFor();
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
  });
});
