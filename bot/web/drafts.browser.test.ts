/** Cards of drafts in a real browser: drawn anew when the draft changes elsewhere, the earlier ones folded. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../core/domain/ids.ts";
import type { Reply } from "../../core/reply.ts";
import { hasBrowser, openBrowser } from "../../test/support/browser.ts";
import { memoryWeb, oneTimeLink, serveWeb } from "../../test/support/memory-web-deps.ts";

const reason = hasBrowser ? "" : " (skipped: no Chromium on this machine)";
const id = newId();

const edit = {
  id: "edit",
  label: "Edit",
  form: {
    title: "Edit the draft",
    submit: "Save",
    fields: [{ name: "body", label: "Text", value: "See you.", multiline: true }],
  },
};
const card = (state: string, body = "See you."): Reply => ({
  text: `It is: ${state}.`,
  blocks: [
    {
      kind: "card",
      title: "The fair",
      record: { type: "draft", id, name: "The fair" },
      fields: [],
    },
    { kind: "text", text: body, exact: body },
    {
      kind: "card",
      title: state,
      fields: [],
      ...(state === "Sent" ? {} : { actions: [{ id: "yes", label: "Approve and send" }, edit] }),
    },
  ],
  records: [{ type: "draft", id, name: "The fair" }],
});

const widths: [string, BrowserContextOptions][] = [
  ["a desktop", { viewport: { width: 1280, height: 900 } }],
  ["a phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
];

describe.skipIf(!hasBrowser)(`a draft in the web chat${reason}`, () => {
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => browser.close());

  async function open(options: BrowserContextOptions = {}) {
    const web = memoryWeb({ answer: () => card("Waits for your approval") });
    const server = await serveWeb(web.deps);
    const context = await browser.newContext(options);
    closing.push(
      () => server.close(),
      () => context.close(),
    );
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${server.url}/sign-in/${oneTimeLink}`);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL("**/chat");
    web.drafts.set(id, card("Waits for your approval"));
    return { page, web, complaints };
  }

  it.each(widths)(
    "is drawn anew when it is sent, and after a reload, on %s",
    async (_name, options) => {
      const { page, web, complaints } = await open(options);
      await say(page, "my draft");
      await page.getByText("It is: Waits for your approval.").waitFor();
      await page.evaluate("window.stayed = true");
      web.drafts.set(id, card("Sent"));
      await page.getByRole("heading", { name: "Sent" }).waitFor();
      expect(await page.getByText("It is: Waits").count()).toBe(0);
      expect(await page.getByRole("button", { name: "Approve and send" }).count()).toBe(0);
      expect(await page.evaluate("window.stayed")).toBe(true);
      await page.reload();
      await page.getByRole("heading", { name: "Sent" }).waitFor();
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect(wide).toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  it("is one card to look at: the earlier ones are a line each that says how it stands", async () => {
    const { page, web } = await open();
    await say(page, "my draft");
    await say(page, "my draft");
    await page.getByText("The fair · Waits for your approval · shown again below").waitFor();
    expect(await page.locator(".letter:visible").count()).toBe(1);
    web.drafts.set(id, card("Sent"));
    const line = page.getByText("The fair · Sent · shown again below");
    await line.waitFor();
    await line.click();
    expect(await page.locator(".letter:visible").count()).toBe(2);
  });

  it("is not taken away from whoever is writing in it", async () => {
    const { page, web } = await open();
    await say(page, "my draft");
    await page.locator("summary", { hasText: "Edit" }).click();
    await page.getByLabel("Text").fill("My own words");
    const asked = page.waitForResponse(
      async (response) =>
        response.url().includes("/chat/drafts") && (await response.text()).includes("Other words"),
    );
    web.drafts.set(id, card("Waits for your approval", "Other words"));
    await asked;
    expect(await page.getByLabel("Text").inputValue()).toBe("My own words");
    await page.locator("summary", { hasText: "Edit" }).click();
    await page.getByText("Other words").first().waitFor();
  });
});

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message").fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}
