import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import {
  memoryWeb,
  oneTimeLink,
  serveWeb,
  type MemoryWebOptions,
} from "../../test/support/memory-web-deps.ts";
import { AppError } from "../../core/domain/errors.ts";

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: MemoryWebOptions = {}) {
  const web = memoryWeb(options);
  const server = await serveWeb(web.deps);
  servers.push(server);
  const send = (path: string, init: RequestInit = {}) =>
    fetch(server.url + path, { redirect: "manual", ...init });
  return { ...web, send, origin: server.url };
}

async function startSignedIn(options: MemoryWebOptions = {}) {
  const web = await start(options);
  const { send } = web;
  const response = await send(`/sign-in/${oneTimeLink}`, { method: "POST" });
  const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  const post = (path: string, form: Record<string, string>, headers: HeadersInit = {}) =>
    send(path, {
      method: "POST",
      body: new URLSearchParams({ csrf: web.session.csrfToken, ...form }),
      headers: { cookie, ...headers },
    });
  const get = (path: string) => send(path, { headers: { cookie } });
  const upload = (name: string, body: BodyInit, headers: Record<string, string> = {}) =>
    send(`/chat/files?name=${encodeURIComponent(name)}`, {
      method: "POST",
      body,
      duplex: "half",
      headers: { cookie, "x-fragment": "1", "x-csrf-token": web.session.csrfToken, ...headers },
    } as RequestInit);
  return { ...web, cookie, post, get, upload };
}

describe("signing in", () => {
  it("is not used up by opening the link, only by its button, once", async () => {
    const { send } = await start();
    for (let look = 0; look < 3; look++) {
      const page = await send(`/sign-in/${oneTimeLink}`);
      expect(page.headers.get("set-cookie")).toBeNull();
      expect(await page.text()).toContain(`action="/sign-in/${oneTimeLink}"`);
    }
    const first = await send(`/sign-in/${oneTimeLink}`, { method: "POST" });
    expect(first.status).toBe(303);
    expect(first.headers.get("location")).toBe("/chat");
    const second = await send(`/sign-in/${oneTimeLink}`, { method: "POST" });
    expect(second.status).toBe(410);
    expect(await second.text()).toContain("ask for a new one");
  });

  it("keeps the cookie from scripts and other sites, and bound to the host where secure", async () => {
    const plain = await start();
    const open = await plain.send(`/sign-in/${oneTimeLink}`, { method: "POST" });
    expect(open.headers.get("set-cookie")).toMatch(/^rapport=.*Path=\/.*HttpOnly.*SameSite=Lax/);
    const secure = await start({ secureCookies: true });
    const strict = await secure.send(`/sign-in/${oneTimeLink}`, { method: "POST" });
    expect(strict.headers.get("set-cookie")).toMatch(/^__Host-rapport=.*HttpOnly.*Secure/);
  });

  it("cannot be started by another site", async () => {
    const { send } = await start();
    const headers = { "sec-fetch-site": "cross-site" };
    const response = await send(`/sign-in/${oneTimeLink}`, { method: "POST", headers });
    expect(response.status).toBe(403);
    expect((await send(`/sign-in/${oneTimeLink}`, { method: "POST" })).status).toBe(303);
  });

  it("ends with signing out", async () => {
    const { post, get } = await startSignedIn();
    expect((await get("/chat")).status).toBe(200);
    const out = await post("/sign-out", {});
    expect(out.headers.get("location")).toBe("/sign-in");
    expect((await get("/chat")).status).toBe(401);
  });
});

describe("without a session", () => {
  it.each(["/chat", "/chat/imports/x"])("GET %s shows how to sign in", async (path) => {
    const { send } = await start();
    const response = await send(path, { headers: { cookie: "rapport=stolen" } });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("Sign in to Rapport");
  });

  it.each(["/chat/messages", "/chat/press", "/chat/files?name=a.csv", "/sign-out"])(
    "POST %s does nothing",
    async (path) => {
      const { send, heard, received } = await start();
      const response = await send(path, {
        method: "POST",
        body: new URLSearchParams({ text: "hi" }),
      });
      expect(response.status).toBe(401);
      expect(heard).toEqual([]);
      expect(received.size).toBe(0);
    },
  );
});

describe("a forged request", () => {
  it.each([
    ["the token is missing", { csrf: "" }, {}],
    ["the token is another's", { csrf: "0".repeat(36) }, {}],
    ["it comes from another site", {}, { "sec-fetch-site": "cross-site" }],
    ["it comes from a sibling host", {}, { "sec-fetch-site": "same-site" }],
    ["its origin is elsewhere", {}, { origin: "https://evil.example" }],
    ["its origin is hidden", {}, { origin: "null" }],
  ])("is refused when %s", async (_case, form, headers) => {
    const { post, heard } = await startSignedIn();
    const response = await post("/chat/messages", { text: "delete Acme", ...form }, headers);
    expect(response.status).toBe(403);
    expect(heard).toEqual([]);
  });

  it("to bring a file is refused too", async () => {
    const { upload, received } = await startSignedIn();
    expect((await upload("a.csv", "x", { "x-csrf-token": "no" })).status).toBe(403);
    expect(received.size).toBe(0);
  });
});

describe("a conversation without scripts", () => {
  it("goes through plain form posts", async () => {
    const { post, get, heard, session, origin } = await startSignedIn({
      answer: (inbound) =>
        inbound.kind === "text"
          ? { text: `Which <John>?`, actions: [{ id: "a-1", label: "John Weiss" }] }
          : { text: "John Weiss it is." },
    });
    const said = await post("/chat/messages", { text: " hi John ", deliveryId: "d" }, { origin });
    expect([said.status, said.headers.get("location")]).toEqual([303, "/chat"]);
    const page = await (await get("/chat")).text();
    expect(page).toContain("Which &lt;John&gt;?");
    expect(page).toContain(`value="${session.csrfToken}"`);
    await post("/chat/press", { actionId: "a-1", deliveryId: "d" });
    expect(await (await get("/chat")).text()).toContain("John Weiss it is.");
    const { tenantId, userId } = session;
    const who = { tenantId, userId, channel: "web", audience: "dm" };
    expect(heard).toEqual([
      { ...who, deliveryId: "d", kind: "text", text: "hi John" },
      { ...who, deliveryId: "d:a-1", kind: "press", actionId: "a-1" },
    ]);
  });

  it("shows a new delivery id on every page, so the same form twice is the same message", async () => {
    const { get } = await startSignedIn();
    const idOf = async () =>
      /name="deliveryId" value="([^"]+)"/.exec(await (await get("/chat")).text());
    expect((await idOf())?.[1]).not.toBe((await idOf())?.[1]);
  });
});

describe("the page's script", () => {
  it("gets only the answer", async () => {
    const { post } = await startSignedIn();
    const response = await post("/chat/messages", { text: "hello" }, { "x-fragment": "1" });
    expect(await response.text()).toMatch(/^<div class="reply">.*You asked: hello.*<\/div>$/s);
  });

  it("gets one sentence with the right status when it fails, and nothing of its insides", async () => {
    const failures: [unknown, number, string][] = [
      [new AppError("changed_since", "Tom changed it since."), 409, "Tom changed it since."],
      [new Error("secret at /srv/db.ts"), 500, "Something went wrong on our side"],
    ];
    for (const [error, status, sentence] of failures) {
      const { post } = await startSignedIn({
        answer: () => {
          throw error;
        },
      });
      const response = await post("/chat/messages", { text: "hello" }, { "x-fragment": "1" });
      const html = await response.text();
      expect([response.status, html]).toEqual([status, expect.stringContaining(sentence)]);
      expect(html).not.toMatch(/secret|\.ts|<html/);
    }
  });
});

describe("bad input", () => {
  const cases: {
    what: string;
    path: string;
    form: Record<string, string>;
    answer: [number, string];
  }[] = [
    {
      what: "an empty message",
      path: "/chat/messages",
      form: { text: "  " },
      answer: [400, "no text"],
    },
    { what: "a press of nothing", path: "/chat/press", form: {}, answer: [400, "no longer valid"] },
    {
      what: "a book",
      path: "/chat/messages",
      form: { text: "x".repeat(270_000) },
      answer: [413, "too long"],
    },
    {
      what: "a wrong address",
      path: "/nowhere",
      form: {},
      answer: [404, "nothing at this address"],
    },
  ];

  it.each(cases)("$what gets one clear sentence", async ({ path, form, answer }) => {
    const { post, heard } = await startSignedIn();
    const response = await post(path, form);
    const [status, sentence] = answer;
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(sentence);
    expect(heard).toEqual([]);
  });

  it("a broken address and a strange body are answered too", async () => {
    const { get, send, cookie } = await startSignedIn();
    expect((await get("/chat/imports/%E0%A4%A")).status).toBe(400);
    const headers = { cookie, "content-type": "application/json" };
    const response = await send("/chat/messages", { method: "POST", body: "{", headers });
    expect(response.status).toBe(403);
  });
});

describe("bringing a file", () => {
  it("streams it, then tells how far it is and what came of it", async () => {
    const { upload, get, received, imports } = await startSignedIn();
    const started = await upload("../mail/All mail.MBOX", "x".repeat(300_000));
    expect(started.status).toBe(201);
    expect(received.get("All mail.MBOX")).toBe(300_000);
    const path = `/chat/imports/${imports[0]?.importId}`;
    expect(await (await get("/chat")).text()).toContain("All mail.MBOX");
    expect(await (await get(path)).text()).toContain("0.2 of 0.3 MB");
    expect(await (await get(path)).text()).toContain("Imported <strong>All mail.MBOX</strong>");
    expect((await get("/chat/imports/other")).status).toBe(404);
  });

  it("refuses one that says it is too large before reading it", async () => {
    const { upload, received } = await startSignedIn({ maxUploadBytes: 1000 });
    const response = await upload("a.mbox", "x".repeat(1001));
    expect(response.status).toBe(413);
    expect(await response.text()).toContain("1 kB that can be uploaded here");
    expect(received.size).toBe(0);
  });

  it("stops one that turns out too large on the way", async () => {
    const { upload, received } = await startSignedIn({ maxUploadBytes: 100_000 });
    const endless = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let part = 0; part < 10; part++) controller.enqueue(new Uint8Array(50_000));
        controller.close();
      },
    });
    const response = await upload("a.mbox", endless);
    expect(response.status).toBe(413);
    expect(await response.text()).toContain("larger than the 100 kB");
    expect(received.size).toBe(0);
  });

  it("does not take half a file for a whole one when the sender breaks off", async () => {
    const { cookie, session, origin, deps } = await startSignedIn();
    const receive = deps.receiveFile.bind(deps);
    const outcome = new Promise((resolve) => {
      deps.receiveFile = (who, file) => {
        const receiving = receive(who, file);
        receiving.then(resolve, resolve);
        return receiving;
      };
    });
    const headers = { cookie, "x-csrf-token": session.csrfToken, "content-length": 1000 };
    const sending = request(`${origin}/chat/files?name=a.mbox`, { method: "POST", headers });
    sending.on("error", () => undefined);
    sending.write("x".repeat(500), () => setTimeout(() => sending.destroy(), 50));
    expect(await outcome).toBeInstanceOf(Error);
  });

  it.each(["notes.pdf", "mail.mbox.exe", ""])(
    "refuses %s by name, saying what it takes",
    async (name) => {
      const { upload, received } = await startSignedIn();
      const response = await upload(name, "x");
      expect(response.status).toBe(400);
      expect(await response.text()).toContain(".vcf");
      expect(received.size).toBe(0);
    },
  );
});

describe("fetching a file", () => {
  it("is for whoever is signed in, and always a download", async () => {
    const { get, send, made } = await startSignedIn();
    const body = "<script>1</script>,Sofía\r\n";
    made.push({ id: "f1", name: 'gäste "x".csv', mimeType: "text/csv; charset=utf-8", body });
    const response = await get("/files/f1");
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename=/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await send("/files/f1")).status).toBe(401);
    const missing = await get("/files/other");
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining("There is no such file, or it has expired."),
    ]);
  });
});

describe("every answer", () => {
  it("forbids inline script and style, framing and caching", async () => {
    const { get } = await startSignedIn();
    const page = await get("/chat");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("x-powered-by")).toBeNull();
    expect(await page.text()).not.toMatch(/\sstyle=|\son[a-z]+=|<script(?! type="module" src=)/);
  });

  it("comes with its style sheet and script", async () => {
    const { send } = await start();
    for (const name of ["chat.css", "chat.js", "icon.svg"])
      expect((await send(`/assets/${name}`)).status).toBe(200);
    expect((await send("/assets/../app.ts")).status).toBe(404);
  });

  it("tells whether the program lives and is ready", async () => {
    const { send, deps } = await start();
    expect((await send("/livez")).status).toBe(200);
    expect((await send("/readyz")).status).toBe(200);
    deps.ready = () => Promise.reject(new Error("database away"));
    expect((await send("/readyz")).status).toBe(503);
  });
});

describe("an answer in pieces", () => {
  const pieces: MemoryWebOptions["answer"] = (_inbound, { onProgress }) => {
    onProgress?.({ kind: "status", text: "Looking…" });
    onProgress?.({ kind: "sentence", text: "One\n\nevent: reply" });
    return { text: "All." };
  };
  const asking = { "x-fragment": "1", accept: "text/event-stream" };

  it("is events of text and then the reply, for who asks for events", async () => {
    const { post } = await startSignedIn({ answer: pieces });
    const response = await post("/chat/messages", { text: "why?" }, asking);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = (await response.text()).split("\n\n").filter(Boolean);
    expect(events.slice(0, 2)).toEqual([
      'event: status\ndata: "Looking…"',
      'event: sentence\ndata: "One\\n\\nevent: reply"',
    ]);
    expect(events[2]).toMatch(/^event: reply\ndata: "<div class=.*All\./);
    const whole = await post("/chat/messages", { text: "why?" }, { "x-fragment": "1" });
    expect(whole.headers.get("content-type")).toContain("text/html");
  });

  it("tells a failure with its status before the first piece, and as the reply after it", async () => {
    const busy = () => Promise.reject(new AppError("busy", "Come back later."));
    const early = await startSignedIn({ answer: busy });
    expect((await early.post("/chat/messages", { text: "a" }, asking)).status).toBe(503);
    const late = await startSignedIn({
      answer: (inbound, options) => {
        void pieces(inbound, options);
        return busy();
      },
    });
    const response = await late.post("/chat/messages", { text: "a" }, asking);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/event: reply\ndata: .*Come back later\./);
  });

  it("is stopped by nobody but its asker, and only from our page", async () => {
    const { post, send, cookie } = await startSignedIn();
    expect((await post("/chat/stop", { deliveryId: "d-1" })).status).toBe(404);
    expect((await post("/chat/stop", { csrf: "wrong", deliveryId: "d-1" })).status).toBe(403);
    const signedOut = await send("/chat/stop", { method: "POST", body: new URLSearchParams() });
    expect(signedOut.status).toBe(401);
    expect(cookie).not.toBe("");
  });
});
