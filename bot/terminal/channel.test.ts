import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { terminalChannel } from "./channel.ts";

const channel = terminalChannel((email) => Promise.resolve({ tenantId: "t", userId: email }));
const line = (value: unknown) => ({
  method: "LINE",
  path: "/",
  headers: {},
  body: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
});

test("takes words and presses, for one person or a shared channel", async () => {
  const typed = await channel.receive(
    line({ as: "ana@a.example", text: "help", channel: "sales" }),
  );
  expect(typed.inbound).toEqual([
    {
      tenantId: "t",
      userId: "ana@a.example",
      channel: "cli",
      audience: "sales",
      kind: "text",
      text: "help",
    },
  ]);
  const values = { body: "new words" };
  const filled = await channel.receive(line({ as: "ana@a.example", click: "1", values }));
  expect(filled.inbound).toMatchObject([{ kind: "form", actionId: "1", values }]);
  const pressed = await channel.receive(line({ as: "ana@a.example", click: "1", thread: "x" }));
  expect(pressed.inbound).toMatchObject([
    { audience: "dm", thread: "x", kind: "press", actionId: "1" },
  ]);
});

test.each(["no json", { text: "nobody" }, { as: "ana@a.example" }, "[]"])(
  "refuses %j with one sentence",
  async (value) => {
    const { ack, inbound } = await channel.receive(line(value));
    expect(inbound).toEqual([]);
    expect(ack).toEqual({
      status: 400,
      body: "This line needs “as” and one of text, click or tool.",
    });
  },
);

test("says a reply in plain words, each button with the command that presses it", async () => {
  const payloads = channel.render({
    text: "Logged a call with **Sofia**.",
    blocks: [{ kind: "table", columns: ["A", "B"], rows: [["1", "2"]] }],
    receipts: [
      {
        id: "r",
        record: { type: "deal", id: "d", name: "Pilot" },
        changes: [{ field: "stage", from: "Lead", to: "Won" }],
      },
    ],
    actions: [{ id: "42", label: "Undo" }],
    note: "Basic mode",
  });
  const stream = new PassThrough();
  for (const payload of payloads) await channel.send(stream, payload);
  expect(String(stream.read())).toBe(
    "Logged a call with Sofia.\nA | B\n1 | 2\nPilot: stage Lead → Won\nBasic mode\n  [Undo]  rapport click 42\n",
  );
});

test("prints nothing that a terminal would obey", () => {
  const said = "Off\u001b[2Jer\u009b31m from \u202eanA\r\n\tand more\u0007";
  const reply = { text: said, actions: [{ id: "1", label: "Open \u001b]0;x" }] };
  expect(channel.render(reply)).toEqual([
    "Off[2Jer31m from anA\n\tand more\n  [Open ]0;x]  rapport click 1",
  ]);
});
