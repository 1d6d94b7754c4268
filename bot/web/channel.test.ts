import { describe, expect, it } from "vitest";
import { memoryWeb, oneTimeLink } from "../../test/support/memory-web-deps.ts";
import { plainText, type Reply } from "../../core/reply.ts";
import { webChannel } from "./channel.ts";

async function signedIn() {
  const { deps, session } = memoryWeb();
  const { sessionToken = "" } = (await deps.redeemLink(oneTimeLink)) ?? {};
  const request = (path: string, form: Record<string, string>) => ({
    method: "POST",
    path,
    headers: { cookie: `rapport=${sessionToken}`, host: "crm.example" },
    body: new TextEncoder().encode(
      new URLSearchParams({ csrf: session.csrfToken, ...form }).toString(),
    ),
  });
  return { channel: webChannel(deps), request, session };
}

describe("the web chat as a channel", () => {
  it("says who spoke from the session, whatever the form claims", async () => {
    const { channel, request, session } = await signedIn();
    const form = {
      text: "hi\u0000 日本",
      tenantId: "other",
      userId: "other",
      audience: "everyone",
    };
    const { ack, inbound } = await channel.receive(request("/chat/messages", form));
    expect(ack.status).toBe(200);
    expect(inbound).toEqual([
      {
        tenantId: session.tenantId,
        userId: session.userId,
        channel: "web",
        audience: "dm",
        kind: "text",
        text: "hi 日本",
      },
    ]);
  });

  it("takes what was filled into the form of a button, with line breaks as they were meant", async () => {
    const { channel, request } = await signedIn();
    const filled = {
      actionId: "a",
      deliveryId: "d",
      "value.body": "one\r\ntwo\u0000",
      "value.to": "",
    };
    const { inbound } = await channel.receive(request("/chat/press", filled));
    const values = { body: "one\ntwo", to: "" };
    expect(inbound).toMatchObject([{ kind: "form", actionId: "a", deliveryId: "d:a", values }]);
  });

  it("gives a forged request an acknowledgement and nothing to act on", async () => {
    const { channel, request } = await signedIn();
    const forged = await channel.receive(request("/chat/press", { csrf: "x", actionId: "a" }));
    expect(forged).toMatchObject({ ack: { status: 403 }, inbound: [] });
    const stranger = { ...request("/chat/press", { actionId: "a" }), headers: {} };
    expect(await channel.receive(stranger)).toMatchObject({ ack: { status: 401 }, inbound: [] });
  });

  it("draws every word of a reply in one payload", () => {
    const reply: Reply = {
      text: "Two Johns.",
      blocks: [
        {
          kind: "card",
          title: "John",
          subtitle: "Acme",
          fields: [{ label: "Mail", value: "j@a.io" }],
        },
        { kind: "list", title: "Meetings", items: [{ text: "Review", detail: "3 May" }] },
        { kind: "table", columns: ["Name"], rows: [["Weiss"]] },
      ],
    };
    const [html = "", ...more] = webChannel({
      findSession: () => Promise.resolve(undefined),
      secureCookies: true,
    }).render(reply);
    expect(more).toEqual([]);
    for (const word of plainText(reply).match(/[\w@.]{3,}/g) ?? []) expect(html).toContain(word);
  });

  it("does not pretend to deliver what nobody asked for", async () => {
    const { channel } = await signedIn();
    await expect(channel.send(undefined as never, "hi")).rejects.toThrow("cannot be sent to");
  });
});
