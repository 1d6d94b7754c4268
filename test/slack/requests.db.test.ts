/** What Slack's address takes and what it refuses: signatures, sizes, kinds, and every recorded payload. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveries } from "../../db/schema/channels.ts";
import {
  directMessage,
  inboxOf,
  openSlackProgram,
  type Connected,
  type SlackProgram,
} from "../support/slack-program.ts";

let program: SlackProgram;
let one: Connected;

beforeAll(async () => {
  program = await openSlackProgram();
  one = await program.connect("TONE");
}, 120_000);
afterAll(() => program.close());

describe("signatures", () => {
  const refused: [string, Parameters<SlackProgram["send"]>[1]][] = [
    ["forged", { secret: "another secret" }],
    ["six minutes old", { at: -360 }],
    ["six minutes ahead", { at: 360 }],
    ["without a timestamp", { headers: { "x-slack-request-timestamp": "" } }],
    ["without a signature", { headers: { "x-slack-signature": "" } }],
    ["of another version", { headers: { "x-slack-signature": "v1=00" } }],
    ["with a timestamp that is no number", { headers: { "x-slack-request-timestamp": "soon" } }],
  ];

  test.each(refused)("%s: 401, and nothing is stored", async (_what, options) => {
    const before = (await inboxOf(program.deps, one)).length;
    const response = await program.send(await directMessage(one, "ana", "hello"), options);
    expect(response.status).toBe(401);
    expect(await inboxOf(program.deps, one)).toHaveLength(before);
  });

  test("a forged url_verification is not answered, a true one is", async () => {
    const body = { type: "url_verification", challenge: "3eZbrw1aB" };
    expect((await program.send(body, { secret: "x" })).status).toBe(401);
    const answer = await program.send(body);
    expect(await answer.json()).toEqual({ challenge: "3eZbrw1aB" });
  });

  test("within four minutes both ways it is taken", async () => {
    for (const at of [-240, 240]) {
      const response = await program.send(await directMessage(one, "ana", "thanks"), { at });
      expect(response.status).toBe(200);
    }
  });

  test("a signature is over the bytes: another encoding of the same words fails", async () => {
    const text = JSON.stringify(await directMessage(one, "ana", "hello"));
    const signed = await program.send(text);
    expect(signed.status).toBe(200);
    const changed = await program.send(text.replace("hello", "h\\u0065llo"), {
      headers: { "x-slack-signature": "v0=" + "0".repeat(64) },
    });
    expect(changed.status).toBe(401);
  });
});

describe("bodies", () => {
  test("larger than a megabyte: 413", async () => {
    const response = await program.send({ type: "event_callback", pad: "x".repeat(1_100_000) });
    expect(response.status).toBe(413);
  });

  test("what is signed and cannot be read: 400", async () => {
    expect((await program.send("{", {})).status).toBe(400);
    expect((await program.send("[1]", {})).status).toBe(400);
  });

  test("forms with a charset are read as forms", async () => {
    const command = {
      command: "/crm",
      text: "help",
      team_id: one.team,
      user_id: one.users.ana,
      channel_id: one.channels.sales,
      response_url: program.front.responseUrl(),
      trigger_id: "1.2.3",
    };
    const contentType = "application/x-www-form-urlencoded; charset=utf-8";
    const response = await program.send(command, { as: "form", contentType });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("Working on it");
  });

  test("Slack's check of its certificate is answered", async () => {
    const response = await program.send({ ssl_check: "1", token: "x" }, { as: "form" });
    expect(response.status).toBe(200);
  });
});

const recorded = path.resolve("../shared/data/slack");
const there = fs.existsSync(recorded);
const title = there
  ? "every recorded payload"
  : "every recorded payload (skipped: no ../shared/data/slack)";

describe.skipIf(!there)(title, () => {
  const files = there
    ? ["events", "backend"].flatMap((folder) =>
        fs.readdirSync(path.join(recorded, folder)).map((file) => `${folder}/${file}`),
      )
    : [];

  test.each(files)("%s is acknowledged, and kept with a reason or acted on", async (file) => {
    const before = (await inboxOf(program.deps, one)).length;
    const removes = /AppUninstalled|TokensRevoked/.test(file);
    const own = removes ? await program.connect(`T${file.length}GONE`) : one;
    const body = filled(JSON.parse(fs.readFileSync(path.join(recorded, file), "utf8")), own);
    const as = file.startsWith("events") ? "json" : file.includes("Slash") ? "form" : "payload";
    const response = await program.send(body, { as });
    expect(response.status).toBe(200);
    if (removes) {
      await program.send(await directMessage(own, "ana", "who is Lena Kovac?"));
      expect(await inboxOf(program.deps, own)).toEqual([]);
      return;
    }
    const rows = (await inboxOf(program.deps, one)).slice(before);
    expect(rows).toHaveLength(1);
    if (rows[0]?.state === "ignored") expect(rows[0].reason).toBeTruthy();
  });

  test("blank as they were recorded, belonging to nobody, they are acknowledged as well", async () => {
    for (const file of files) {
      const body = JSON.parse(fs.readFileSync(path.join(recorded, file), "utf8")) as object;
      const as = file.startsWith("events") ? "json" : file.includes("Slash") ? "form" : "payload";
      const response = await program.send(as === "form" ? strings(body) : body, { as });
      expect([file, response.status]).toEqual([file, 200]);
    }
  });

  test("none of it was answered to anybody", async () => {
    const scope = { tenantId: one.desk.tenantId, actorId: null, viewerId: null };
    const rows = await program.deps.db.transaction(scope, (tx) => tx.sql.select().from(deliveries));
    expect(rows.filter(({ state }) => state === "failed")).toEqual([]);
  });
});

/** The recording with the ids of a workspace in its blanks. */
function filled(value: unknown, at: Connected, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, at, key));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        filled(inner, at, name === "id" ? key : name),
      ]),
    );
  if (key === "event_time") return Math.floor(Date.now() / 1_000) + 1;
  if (value !== "") return value;
  const ids: Record<string, string | undefined> = {
    team_id: at.team,
    team: at.team,
    event_id: `Ev${Math.random()}`,
    user: at.users.ana,
    user_id: at.users.ana,
    channel: at.channels.sales,
    channel_id: at.channels.sales,
    ts: "1700000000.000100",
    event_ts: "1700000000.000100",
    trigger_id: String(Math.random()),
  };
  return ids[key] ?? "";
}

const strings = (body: object): Record<string, string> =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
