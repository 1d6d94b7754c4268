import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, openBrowser } from "../../test/support/browser.ts";
import {
  memoryWeb,
  oneTimeLink,
  serveWeb,
  type MemoryWeb,
  type MemoryWebOptions,
} from "../../test/support/memory-web-deps.ts";
import type { Reply } from "../../core/reply.ts";

const people = Array.from({ length: 12 }, (_, index) => `Person with a rather long name ${index}`);
const table: Reply = {
  text: "Everyone you know there.",
  blocks: [
    {
      kind: "table",
      columns: ["Name", "Company", "Title", "Last contact"],
      rows: people.map((name) => [name, "Northwind Traders", "Head of Operations", "14 Jul 2026"]),
    },
  ],
};
const question: Reply = {
  text: "Which John?",
  actions: [
    { id: "okafor", label: "John Okafor" },
    { id: "weiss", label: "John Weiss" },
  ],
};
const receipt: Reply = {
  text: "Moved **Acme pilot**.",
  receipts: [
    {
      id: "r",
      record: { type: "deal", id: "d", name: "Acme pilot" },
      changes: [{ field: "stage", from: "Proposal", to: "Negotiation" }],
    },
  ],
  actions: [{ id: "undo", label: "Undo" }],
};
const draft: Reply = {
  text: "A draft to **Sofia**.",
  blocks: [
    { kind: "card", title: "The fair", fields: [{ label: "To", value: "sofia@b.example" }] },
    { kind: "text", text: "See you there", exact: "See you *there*,\n<b>Ana</b>" },
    {
      kind: "card",
      title: "Waits for your approval",
      fields: [],
      actions: [
        { id: "approve", label: "Approve and send", style: "primary" },
        {
          id: "edit",
          label: "Edit",
          form: {
            title: "Edit the draft",
            submit: "Save",
            fields: [
              { name: "subject", label: "Subject", value: "The fair", max: 300 },
              { name: "body", label: "Text", value: "See you", multiline: true, max: 20_000 },
            ],
          },
        },
      ],
    },
  ],
};
const answers: Record<string, Reply> = {
  "my draft": draft,
  "who is at northwind": table,
  john: question,
};

const answer: MemoryWebOptions["answer"] = (inbound) =>
  inbound.kind === "text"
    ? (answers[inbound.text] ?? receipt)
    : {
        text:
          inbound.kind === "form"
            ? `You wrote ${Object.values(inbound.values).join(" / ")}.`
            : `You chose ${inbound.actionId}.`,
      };

const widths: [string, BrowserContextOptions][] = [
  ["a desktop", { viewport: { width: 1180, height: 860 } }],
  ["a phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
];
const reason = hasBrowser ? "" : " (skipped: no Chromium on this machine)";

describe.skipIf(!hasBrowser)(`the chat page in a browser${reason}`, () => {
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(options: BrowserContextOptions, web: MemoryWeb) {
    const server = await serveWeb(web.deps);
    const context = await browser.newContext(options);
    closing.push(
      () => server.close(),
      () => context.close(),
    );
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${server.url}/sign-in/${oneTimeLink}`);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL("**/chat");
    return { page, complaints, server };
  }

  describe.each(widths)("on %s", (_name, options) => {
    it("answers what is typed and takes a press once, without loading a page", async () => {
      const web = memoryWeb({ answer });
      const { page, complaints } = await open(options, web);
      await page.evaluate("window.stayed = true");
      await say(page, "john");
      await page.getByRole("button", { name: "John Weiss" }).dblclick();
      await page.getByText("You chose weiss.").waitFor();
      expect(web.heard.map(({ kind }) => kind)).toEqual(["text", "press"]);
      expect(new Set(web.heard.map(({ deliveryId }) => deliveryId)).size).toBe(2);
      expect(await page.getByRole("button", { name: "John Okafor" }).isDisabled()).toBe(true);
      expect(await page.getByLabel("Message").inputValue()).toBe("");
      expect(await page.evaluate("window.stayed")).toBe(true);
      expect(complaints).toEqual([]);
    });

    it("shows a wide table without the page moving sideways, and its answer from the start", async () => {
      const { page } = await open(options, memoryWeb({ answer }));
      await say(page, "john");
      await say(page, "who is at northwind");
      await page.getByText("Everyone you know there.").waitFor();
      const [tooWide, boxVisible] = await page.evaluate<[number, boolean]>(
        `[document.documentElement.scrollWidth - innerWidth,
          document.querySelector(".composer").getBoundingClientRect().bottom <= innerHeight]`,
      );
      expect(tooWide).toBe(0);
      expect(boxVisible).toBe(true);
      expect(await isInView(page, "Everyone you know there.")).toBe(true);
    });

    it("shows a letter to the letter, and takes what is filled into a button's form", async () => {
      const web = memoryWeb({ answer });
      const { page, complaints } = await open(options, web);
      await say(page, "my draft");
      expect(await page.locator(".letter").innerText()).toBe("See you *there*,\n<b>Ana</b>");
      await page.locator("summary", { hasText: "Edit" }).click();
      await page.getByLabel("Text").fill("New\nwords");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("You wrote The fair / New").waitFor();
      expect(web.heard.at(-1)).toMatchObject({
        kind: "form",
        actionId: "edit",
        values: { subject: "The fair", body: "New\nwords" },
      });
      expect(await page.getByLabel("Text").isVisible()).toBe(false);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect(wide).toBe(0);
      expect(complaints).toEqual([]);
    });

    it("takes a dropped file and follows it to its report", async () => {
      const web = memoryWeb({ answer });
      const { page, complaints } = await open(options, web);
      await dropFile(page, "contacts.vcf", 200_000);
      await page.getByRole("progressbar").waitFor();
      await page.getByText("Imported contacts.vcf.").waitFor();
      expect(web.received.get("contacts.vcf")).toBe(200_000);
      expect(complaints).toEqual([]);
    });
  });

  it("takes a form without scripts as well", async () => {
    const web = memoryWeb({ answer });
    const { page } = await open({ javaScriptEnabled: false }, web);
    await page.getByLabel("Message").fill("my draft");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator("summary", { hasText: "Edit" }).click();
    await page.getByLabel("Text").fill("Other words");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("You wrote The fair / Other words.").waitFor();
    expect(web.heard.map(({ kind }) => kind)).toEqual(["text", "form"]);
  });

  it("imports of the chosen files what can be, brings the rest to be sent, and says what is wrong", async () => {
    const web = memoryWeb({ maxUploadBytes: 50_000 });
    const { page } = await open({}, web);
    const file = (name: string, size: number) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.alloc(size),
    });
    const files = [
      file("a.ics", 10),
      file("big.mbox", 60_000),
      file("b.pdf", 10),
      file("c.csv", 20),
    ];
    await page.locator("input[type=file]").setInputFiles(files);
    await page.getByText("Imported c.csv.").waitFor();
    await page.getByText("Imported a.ics.").waitFor();
    expect(await page.getByRole("alert").allTextContents()).toEqual([
      expect.stringContaining("larger than"),
    ]);
    expect([...web.received.keys()].sort()).toEqual(["a.ics", "b.pdf", "c.csv"]);
    expect(web.heard).toMatchObject([{ kind: "text", text: "", uploads: [expect.any(String)] }]);
  });

  it("takes up a running import again after reloading", async () => {
    const web = memoryWeb();
    const { page } = await open({}, web);
    const base = { importId: "i-1", fileName: "mail.mbox", bytesDone: 0, bytesTotal: 10 };
    web.imports.push({ ...base, status: "waiting" });
    await page.reload();
    await page.getByText("Imported mail.mbox.").waitFor();
  });

  it("can be worked from the keyboard alone, and a new answer is announced", async () => {
    const web = memoryWeb({ answer });
    const { page } = await open({}, web);
    await page.locator("textarea:focus").waitFor();
    await page.keyboard.type("move acme");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("please");
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByRole("button", { name: "Undo" }).waitFor();
    expect(web.heard[0]).toMatchObject({ text: "move acme\nplease" });
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByText("You chose undo.").waitFor();
  });

  it("offers to try again when the server was away, and then is not heard twice", async () => {
    const web = memoryWeb({ answer });
    const { page } = await open({}, web);
    await page.route("**/chat/messages", (route) => route.abort());
    await say(page, "john");
    await page.getByText("could not be reached").waitFor();
    await page.unroute("**/chat/messages");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Which John?").waitFor();
    expect(web.heard).toHaveLength(1);
  });

  it("says so when the session has ended", async () => {
    const web = memoryWeb({ answer });
    const { page } = await open({}, web);
    web.deps.findSession = () => Promise.resolve(undefined);
    await page.context().clearCookies();
    await say(page, "john");
    await page.getByText("Please sign in again.").waitFor();
  });

  it("works with scripts off", async () => {
    const web = memoryWeb({ answer });
    const { page, complaints } = await open({ javaScriptEnabled: false }, web);
    expect(await page.getByText("command line").isVisible()).toBe(true);
    expect(await page.locator(".attach").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Show my pipeline" }).click();
    await page.getByText("Acme pilot").first().waitFor();
    await page.getByLabel("Message").fill("john");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("button", { name: "John Weiss" }).click();
    await page.getByText("You chose weiss.").waitFor();
    expect(web.heard).toHaveLength(3);
    expect(complaints).toEqual([]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Rapport has no passwords").waitFor();
  });
});

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message").fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

const isInView = async (page: Page, text: string): Promise<boolean> => {
  const box = await page.getByText(text).boundingBox();
  return box !== null && box.y >= 0;
};

async function dropFile(page: Page, name: string, size: number): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array(${size})], ${JSON.stringify(name)}));
    return carried;
  })()`);
  await page.dispatchEvent("body", "dragenter", { dataTransfer });
  await page.getByText("Drop to import").waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer });
}
