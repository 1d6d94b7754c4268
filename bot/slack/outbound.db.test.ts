/** Deliveries to Slack when Slack misbehaves: once in the end, and never twice where that can be seen. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DeliveryError, type Target } from "../../core/channel-port.ts";
import { openVault } from "../../core/vault.ts";
import { createLogger } from "../../core/log.ts";
import type { Reply } from "../../core/reply.ts";
import {
  openSlackFront,
  type SlackFront,
  type SlackWorkspace,
} from "../../test/doubles/slack-front.ts";
import { openDesk } from "../../test/support/desk.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { testMasterKey } from "../../test/support/master-key.ts";
import { masterKeysOf } from "../../core/domain/master-keys.ts";
import { postedIn, wordsOf } from "../../test/support/slack-messages.ts";
import { saveInstallation } from "./installation-store.ts";
import { slackOutbound, type OutboundDeps } from "./outbound.ts";

let db: TestDatabase;
let front: SlackFront;
let slack: SlackWorkspace;
let deps: OutboundDeps;
let target: Target;
let channel: string;

beforeAll(async () => {
  db = await openTestDatabase();
  front = await openSlackFront();
  const desk = await openDesk(db);
  slack = await front.workspace({
    team: "TONE",
    people: { ana: desk.ana.email, guest: "guest@else.example" },
  });
  const vault = openVault({ db, masterKeys: masterKeysOf(testMasterKey, []) });
  deps = {
    db,
    vault,
    log: createLogger({ level: "silent" }),
    settings: { command: "/crm", apiUrl: front.apiUrl },
  };
  const { id } = await saveInstallation(deps, desk.tenantId, {
    installed: { workspaceKey: "TONE", name: "One", details: { botUserId: "U0" } },
    token: slack.token,
    installedById: null,
    now: new Date(),
  });
  const opened = await slack.call("conversations.open", { users: slack.users.ana });
  channel = (opened.channel as { id: string }).id;
  const address = { kind: "message", user: slack.users.ana, team: "TONE", channel };
  target = {
    tenantId: desk.tenantId,
    workspaceId: id,
    userId: desk.ana.id,
    audience: "dm",
    address,
  };
}, 60_000);
afterAll(async () => {
  await front.close();
  await db.close();
});
beforeEach(() => {
  front.calls.length = 0;
  front.faults.clear();
  front.streams = false;
});

const reply: Reply = {
  text: "Moved **Acme pilot**.",
  actions: [{ id: randomUUID(), label: "Undo" }],
};
const deliver = (delivery: { id: string; attempt: number }, to = target) =>
  slackOutbound(deps).deliver(to, reply, delivery);
const failure = async (work: Promise<unknown>): Promise<DeliveryError> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DeliveryError);
  return error as DeliveryError;
};
const posts = () => postedIn(front, slack);

test("a message that arrived without an answer is found by its id, and not posted again", async () => {
  const id = randomUUID();
  front.faults.set("chat.postMessage", ["lost"]);
  const lost = await failure(deliver({ id, attempt: 1 }));
  expect(lost).toMatchObject({ final: false, reason: "Slack did not answer" });
  const { platformMessage } = await deliver({ id, attempt: 2 });
  expect(posts()).toHaveLength(1);
  expect(platformMessage).toEqual({ channel, ts: posts()[0]?.ts });
});

test("where one may not look it is posted again rather than not at all", async () => {
  const id = randomUUID();
  front.faults.set("chat.postMessage", ["lost"]);
  front.faults.set("conversations.history", [{ error: "missing_scope" }]);
  await failure(deliver({ id, attempt: 1 }));
  await deliver({ id, attempt: 2 });
  expect(posts()).toHaveLength(2);
});

test("a call is made once: no repeats behind our back", async () => {
  front.faults.set("chat.postMessage", ["500"]);
  expect(await failure(deliver({ id: randomUUID(), attempt: 1 }))).toMatchObject({ final: false });
  expect(front.calls.filter(({ method }) => method === "chat.postMessage")).toHaveLength(1);
});

test("too many messages: it says when to come back", async () => {
  front.faults.set("chat.postMessage", [{ retryAfter: 7 }]);
  const limited = await failure(deliver({ id: randomUUID(), attempt: 1 }));
  expect(limited).toMatchObject({ final: false, retryAfterMs: 7_000 });
});

test.each(["channel_not_found", "account_inactive", "token_revoked", "is_archived"])(
  "%s is final",
  async (error) => {
    front.faults.set("chat.postMessage", [{ error }]);
    const refused = await failure(deliver({ id: randomUUID(), attempt: 1 }));
    expect(refused).toMatchObject({ final: true, reason: `Slack: ${error}` });
  },
);

test("what Slack cannot draw is said in words", async () => {
  front.faults.set("chat.postMessage", [{ error: "invalid_blocks" }]);
  await deliver({ id: randomUUID(), attempt: 1 });
  expect(posts()[0]).toMatchObject({ text: "Moved Acme pilot.", blocks: [] });
});

test("a workspace that is gone is final, and so is an address of another channel", async () => {
  const gone = { ...target, workspaceId: randomUUID() };
  expect(await failure(deliver({ id: randomUUID(), attempt: 1 }, gone))).toMatchObject({
    final: true,
  });
  const strange = { ...target, address: { kind: "pigeon" } };
  expect(await failure(deliver({ id: randomUUID(), attempt: 1 }, strange))).toMatchObject({
    final: true,
  });
});

test("no answer goes to a link that is not Slack's", async () => {
  const address = {
    kind: "response",
    user: slack.users.ana,
    url: "https://evil.example/x",
    until: Date.now() + 60_000,
    replace: true,
  };
  await deliver({ id: randomUUID(), attempt: 1 }, { ...target, address });
  expect(posts()[0]?.channel).toBe(channel);
});

test("a message is drawn anew in its place", async () => {
  const { platformMessage } = await deliver({ id: randomUUID(), attempt: 1 });
  await slackOutbound(deps).redraw?.(target, platformMessage, { text: "Sent 14:02 by Ana." });
  const [update] = postedIn(front, slack, "chat.update");
  expect(update).toMatchObject({ ...(platformMessage as object) });
  expect(update && wordsOf(update)).toContain("Sent 14:02");
});

test("prose streams where Slack has streams, and the whole answer takes its place", async () => {
  front.streams = true;
  const thread = await slack.say("ana", channel, "why?");
  const to = { ...target, address: { ...(target.address as object), thread } };
  const outbound = slackOutbound(deps);
  const stream = outbound.stream?.(to);
  await stream?.write("Because <!channel> ".repeat(20));
  await stream?.write("of the budget.");
  await stream?.end();
  const started = front.calls.find(({ method }) => method === "chat.startStream");
  expect(started?.body).toMatchObject({
    recipient_user_id: slack.users.ana,
    recipient_team_id: "TONE",
  });
  expect(JSON.stringify(started?.body)).not.toContain("<!channel>");
  const { platformMessage } = await outbound.deliver(to, reply, { id: randomUUID(), attempt: 1 });
  expect(platformMessage).toEqual({ channel, ts: started?.answer?.ts });
  expect(posts()).toEqual([]);
});

test("without streams the answer is one message", async () => {
  const thread = await slack.say("ana", channel, "why?");
  const to = { ...target, address: { ...(target.address as object), team: "TOTHER", thread } };
  const outbound = slackOutbound(deps);
  const stream = outbound.stream?.(to);
  await stream?.write("Because of the budget. ".repeat(20));
  await stream?.end();
  await outbound.deliver(to, reply, { id: randomUUID(), attempt: 1 });
  expect(posts()).toHaveLength(1);
  expect(outbound.stream?.(to)).toBeUndefined();
});

test("where a guest has come to read, nothing is streamed, and no message is drawn anew as it was meant", async () => {
  front.streams = true;
  front.known.set(slack.users.guest ?? "", { is_restricted: true });
  const channel = slack.channels.partners ?? "";
  const { ts } = await slack.call("chat.postMessage", { channel, text: "A draft." });
  front.calls.length = 0;
  const thread = await slack.say("ana", channel, "why?");
  const to = {
    ...target,
    audience: channel,
    address: { kind: "message", user: "U0", channel, thread },
  };
  const outbound = slackOutbound(deps);
  const stream = outbound.stream?.(to);
  await stream?.write("Because of the budget. ".repeat(20));
  await stream?.end();
  await outbound.redraw?.(to, { channel, ts }, { text: "Sent 14:02 by Ana." });
  const shown = front.calls.filter(({ method }) => method.startsWith("chat."));
  expect(shown.map(({ method }) => method)).toEqual(["chat.update"]);
  expect(JSON.stringify(shown[0]?.body)).toContain("Guests read this channel, so ask me");
  expect(JSON.stringify(shown)).not.toMatch(/budget|14:02/);
});
