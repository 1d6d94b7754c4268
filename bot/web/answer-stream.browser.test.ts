/** An answer that comes in pieces, and how its asker stops it, in a real browser over real HTTP. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, openBrowser } from "../../test/support/browser.ts";
import {
  memoryWeb,
  oneTimeLink,
  serveWeb,
  type AnswerOptions,
} from "../../test/support/memory-web-deps.ts";
import type { Reply } from "../../core/reply.ts";

const reason = hasBrowser ? "" : " (skipped: no Chromium on this machine)";

/** What a model with its pace would say, until it is stopped. */
function slowAnswer() {
  const seen: { options?: AnswerOptions; go: () => void } = { go: () => undefined };
  const answer = async (_inbound: unknown, options: AnswerOptions): Promise<Reply> => {
    seen.options = options;
    const { onProgress, signal, stop } = options;
    onProgress?.({ kind: "status", text: "What happened with a person, company or deal…" });
    onProgress?.({ kind: "sentence", text: "Sofia asked for <b>28,000 EUR</b> on 3 Nov 2026." });
    onProgress?.({ kind: "sentence", text: "The legal review ends on 27 Nov 2026." });
    const ended = await new Promise<string>((resolve) => {
      seen.go = () => resolve("done");
      stop?.addEventListener("abort", () => resolve("stopped"));
      signal?.addEventListener("abort", () => resolve("gone"));
    });
    return ended === "done"
      ? { text: "The whole answer. [1]" }
      : { text: "Acme pilot: 24,000 EUR.", note: `The model was ${ended}.` };
  };
  return { seen, answer };
}

describe.skipIf(!hasBrowser)(`an answer in pieces${reason}`, () => {
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => browser.close());

  async function open(options: { javaScriptEnabled?: boolean; mobile?: boolean } = {}) {
    const { seen, answer } = slowAnswer();
    const web = memoryWeb({ answer });
    const server = await serveWeb(web.deps);
    const { mobile = false, ...rest } = options;
    const viewport = mobile ? { width: 390, height: 844 } : { width: 1180, height: 860 };
    const context = await browser.newContext({ viewport, ...rest });
    closing.push(
      () => server.close(),
      () => context.close(),
    );
    const page = await context.newPage();
    await page.goto(`${server.url}/sign-in/${oneTimeLink}`);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL("**/chat");
    return { page, seen, web };
  }

  it.each([[false], [true]])(
    "shows what is known before it is whole (on a phone: %s)",
    async (mobile) => {
      const { page, seen } = await open({ mobile });
      await say(page, "why is Acme slow?");
      // Its words are words: nothing of a record's becomes markup.
      await page.getByText("Sofia asked for <b>28,000 EUR</b>").waitFor();
      await page.getByText("What happened with a person").waitFor();
      await page.getByRole("button", { name: "Stop" }).waitFor();
      seen.go();
      await page.getByText("The whole answer. [1]").waitFor();
      expect(await page.getByText("Sofia asked").count()).toBe(0);
      expect(await page.getByRole("button", { name: "Stop" }).count()).toBe(0);
    },
  );

  it("is stopped by its asker, who gets what is known", async () => {
    const { page, seen } = await open();
    await say(page, "why is Acme slow?");
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("The model was stopped.").waitFor();
    await page.getByText("Acme pilot: 24,000 EUR.").waitFor();
    expect(seen.options?.stop?.aborted).toBe(true);
  });

  it("breaks off where the server that answers is another one", async () => {
    const { page, seen } = await open();
    await page.route("**/chat/stop", (route) => route.fulfill({ status: 404, body: "" }));
    await say(page, "why is Acme slow?");
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").waitFor();
    await expect.poll(() => seen.options?.signal?.aborted).toBe(true);
  });

  it("ends when its asker closes the page", async () => {
    const { page, seen } = await open();
    await say(page, "why is Acme slow?");
    await page.getByText("Sofia asked").waitFor();
    await page.close();
    await expect.poll(() => seen.options?.signal?.aborted).toBe(true);
    expect(seen.options?.stop?.aborted).toBe(false);
  });

  it("comes whole where scripts are off", async () => {
    const { page, seen } = await open({ javaScriptEnabled: false });
    const said = say(page, "why is Acme slow?");
    await expect.poll(() => seen.options !== undefined).toBe(true);
    expect(seen.options?.onProgress).toBeUndefined();
    seen.go();
    await said;
    await page.getByText("The whole answer. [1]").waitFor();
  });
});

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message").fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}
