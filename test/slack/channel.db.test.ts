/** Conversations in Slack end to end: signed requests to the real server, answers seen in Slack. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { press, slash, triggerOf } from "../support/slack-gestures.ts";
import {
  answerTo,
  buttonOf,
  buttonsOf,
  postedIn,
  until,
  wordsOf,
  type Message,
} from "../support/slack-messages.ts";
import {
  directMessage,
  event,
  inboxOf,
  mention,
  openSlackProgram,
  type Connected,
  type Said,
  type SlackProgram,
} from "../support/slack-program.ts";

let program: SlackProgram;
let one: Connected;
let two: Connected;

beforeAll(async () => {
  program = await openSlackProgram();
  one = await program.connect("TONE");
  two = await program.connect("TTWO");
}, 120_000);
afterAll(() => program.close());
beforeEach(() => {
  program.front.calls.length = 0;
  program.front.responses.length = 0;
  program.front.known.clear();
  program.front.faults.clear();
});

const send = async (body: unknown, as: "json" | "payload" | "form" = "json"): Promise<string> => {
  const response = await program.send(body, { as });
  expect(response.status).toBe(200);
  return response.text();
};

const said = async (at: Connected, message: Said, count = 1): Promise<Message> => {
  await send(message);
  return answerTo(program.front, at, message, count);
};

describe("direct messages", () => {
  test("are answered in their thread, with a status meanwhile, and who answers is said once", async () => {
    const first = await said(one, await directMessage(one, "ana", "who is Lena Kovac?"));
    expect(wordsOf(first)).toContain("*Lena Kovac*, Acme");
    expect(wordsOf(first)).toContain("I am Rapport, an AI system");
    expect(first.metadata?.event_type).toBe("rapport_delivery");
    const status = program.front.calls.find(({ method }) => method.endsWith("setStatus"));
    expect(status?.body).toMatchObject({ thread_ts: first.thread_ts });
    const second = await said(one, await directMessage(one, "ana", "and John Okafor?"));
    expect(wordsOf(second)).toContain("John Okafor");
    expect(wordsOf(second)).not.toContain("AI system");
  });

  test("stay with the tenant of their workspace, under equal names and addresses", async () => {
    const note = "note on Acme: only the first tenant knows this";
    await said(one, await directMessage(one, "ana", note));
    const theirs = await said(two, await directMessage(two, "ana", "what's happening with Acme?"));
    expect(wordsOf(theirs)).not.toContain("only the first tenant");
    const ours = await said(one, await directMessage(one, "ana", "what's happening with Acme?"));
    expect(wordsOf(ours)).toContain("only the first tenant");
  });

  test("a write gives a receipt, and its Undo takes it back however often it is pressed", async () => {
    const done = await said(one, await directMessage(one, "ana", "tag Lena Kovac as investor"));
    expect(wordsOf(done)).toContain("investor");
    const undo = await press(program.front, one, buttonOf(done, "Undo"), { on: done });
    await send(undo, "payload");
    const thread = { event: { ts: done.thread_ts } } as unknown as Said;
    const undone = await answerTo(program.front, one, thread, 2);
    expect(wordsOf(undone)).toMatch(/undone|taken back/i);
    await send({ ...undo, trigger_id: await triggerOf(one, "ana") }, "payload");
    const again = await answerTo(program.front, one, thread, 3);
    expect(wordsOf(again)).toMatch(/already/i);
  });

  test("the same event four times and as a mention as well is one message", async () => {
    const message = await directMessage(one, "ana", "note on Borealis: said once");
    const asMention = event(one, { ...message.event, type: "app_mention" });
    const headers = { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" };
    const all = [message, message, message, asMention, message];
    await Promise.all(all.map((body) => program.send(body, { headers })));
    const answer = await answerTo(program.front, one, message);
    const rows = await inboxOf(program.deps, one);
    expect(rows.filter(({ sequence }) => sequence === message.event.ts)).toHaveLength(1);
    expect(wordsOf(answer)).toContain("Borealis");
  });

  test("a failing store is answered 500, so that Slack sends it again", async () => {
    const message = await directMessage(one, "ana", "who is John Okafor?");
    const { db } = program.deps;
    const away = { transaction: () => Promise.reject(new Error("the database is away")) };
    const here = { transaction: db.transaction.bind(db) };
    Object.assign(db, away);
    const failed = await program.send(message);
    Object.assign(db, here);
    expect(failed.status).toBe(500);
    expect(wordsOf(await said(one, message))).toContain("John Okafor");
  });

  test("names of people mentioned, links and escapes come through as words", async () => {
    const text = `note on Acme: <@${one.users.tom}> says <https://acme.example|acme.example> is &lt;down&gt; &amp; out`;
    await said(one, await directMessage(one, "ana", text));
    const last = (await inboxOf(program.deps, one)).at(-1)?.message as { said: { text: string } };
    expect(last.said.text).toBe("note on Acme: Tom says acme.example is <down> & out");
  });
});

describe("in a channel", () => {
  test("a mention is answered in its thread, and what is private stays out", async () => {
    const drafts = await said(one, await mention(one, "ana", "show my drafts"));
    expect(drafts.channel).toBe(one.channels.sales);
    expect(wordsOf(drafts)).toContain("direct message only");
    expect(wordsOf(drafts)).not.toContain("AI system");
    const row = (await inboxOf(program.deps, one)).at(-1);
    expect(row?.message).toMatchObject({
      audience: one.channels.sales,
      privateAddress: { kind: "dm", user: one.users.ana },
    });
  });

  test("what others say there is kept as ignored, without their words", async () => {
    const ts = await one.say("ana", one.channels.sales ?? "", "lunch?");
    await send(
      event(one, {
        type: "message",
        channel_type: "channel",
        channel: one.channels.sales,
        user: one.users.ana,
        text: "lunch?",
        ts,
      }),
    );
    const row = (await inboxOf(program.deps, one)).at(-1);
    expect(row).toMatchObject({ state: "ignored", reason: "a message to others" });
    expect(JSON.stringify(row)).not.toContain("lunch");
  });
});

describe("the command", () => {
  test("answers that person alone, in place of the first word", async () => {
    const ack = JSON.parse(
      await send(await slash(program.front, one, "who is Lena Kovac?"), "form"),
    ) as unknown;
    expect(ack).toEqual({ response_type: "ephemeral", text: "Working on it…" });
    const { body } = await until(() => program.front.responses[0]);
    expect(body).toMatchObject({ response_type: "ephemeral", replace_original: true });
    expect(wordsOf(body as unknown as Message)).toContain("Lena Kovac");
    expect(postedIn(program.front, one)).toEqual([]);
  });

  test("goes to a direct message where its link is used up", async () => {
    const command = await slash(program.front, one, "who is Lena Kovac?");
    for (let used = 0; used < 5; used += 1)
      await fetch(command.response_url, { method: "POST", body: "{}" });
    await send(command, "form");
    const message = await until(() => postedIn(program.front, one)[0]);
    expect(message.channel).toBe(await one.dm("ana"));
    expect(wordsOf(message)).toContain("Lena Kovac");
  });

  test("of another name is not ours", async () => {
    const ack = await send(
      { ...(await slash(program.front, one, "help")), command: "/hr" },
      "form",
    );
    expect(ack).toContain("I answer to /crm here.");
    expect((await inboxOf(program.deps, one)).at(-1)?.state).toBe("ignored");
  });

  test("with nothing said is help", async () => {
    await send(await slash(program.front, one, ""), "form");
    const { body } = await until(() => program.front.responses[0]);
    expect(wordsOf(body as unknown as Message)).toContain("Ask in plain words");
  });
});

describe("who is not answered", () => {
  const reasons: [string, string, Record<string, unknown>, RegExp][] = [
    ["a guest", "tom", { is_restricted: true }, /not guests/],
    ["a stranger", "tom", { is_stranger: true }, /this Slack workspace only/],
    ["somebody unknown here", "nobody", {}, /know nobody with your e-mail/],
  ];

  test.each(reasons)("%s: in words, commands and presses", async (_who, name, known, why) => {
    const at = await program.connect(`T${String(Math.random()).slice(2, 10)}`);
    const shown = await said(at, await directMessage(at, "ana", "tag Lena Kovac as investor"));
    program.front.known.set(at.users[name] ?? "", known);
    const refused = await said(at, await directMessage(at, name, "who is Lena Kovac?"));
    expect(wordsOf(refused)).toMatch(why);
    const ack = await send(await slash(program.front, at, "who is Lena Kovac?", name), "form");
    expect((JSON.parse(ack) as { text: string }).text).toMatch(why);
    await send(
      await press(program.front, at, buttonOf(shown, "Undo"), { as: name, on: shown }),
      "payload",
    );
    await until(() => postedIn(program.front, at).filter(({ text }) => why.test(text))[1]);
    const rows = await inboxOf(program.deps, at);
    expect(rows.filter(({ state }) => state === "ignored")).toHaveLength(3);
    expect(JSON.stringify(rows.filter(({ state }) => state === "ignored"))).not.toContain("Lena");
  });

  test("somebody of another workspace in a shared channel", async () => {
    const outsider = await mention(one, "ana", "who is Lena Kovac?", { user_team: "TOTHER" });
    await send({ ...outsider, is_ext_shared_channel: true });
    const told = await until(() => postedIn(program.front, one, "chat.postEphemeral")[0]);
    expect(told.text).toMatch(/this Slack workspace only/);
    expect(postedIn(program.front, one)).toEqual([]);
  });

  test("a press on somebody else's button does nothing", async () => {
    const done = await said(one, await mention(one, "ana", "tag John Okafor as investor"));
    await send(
      await press(program.front, one, buttonOf(done, "Undo"), { as: "tom", on: done }),
      "payload",
    );
    const thread = { event: { ts: done.thread_ts } } as unknown as Said;
    expect(wordsOf(await answerTo(program.front, one, thread, 2))).toMatch(/not yours/);
  });

  test("a workspace that is not connected: counted, and a command is told so", async () => {
    const stranger = { ...one, team: "TSTRANGER" };
    expect(await send(event(stranger, { type: "message", text: "hi" }))).toBe("");
    const ack = await send(
      { ...(await slash(program.front, one, "hi")), team_id: "TSTRANGER" },
      "form",
    );
    expect(ack).toContain("not connected");
  });
});

describe("several that are meant", () => {
  test("are offered as buttons that carry an id alone, and a press goes on", async () => {
    await said(one, await directMessage(one, "ana", "add Lena Fischer from Borealis"));
    const asked = await said(one, await directMessage(one, "tom", "tag Lena as investor"));
    const choices = buttonsOf(asked);
    expect(choices.length, wordsOf(asked)).toBeGreaterThan(1);
    for (const { value, action_id } of choices) expect(action_id).toBe(`press:${value}`);
    await send(
      await press(program.front, one, buttonOf(asked, "Fischer"), { as: "tom", on: asked }),
      "payload",
    );
    const thread = { event: { ts: asked.thread_ts } } as unknown as Said;
    expect(wordsOf(await answerTo(program.front, one, thread, 2))).toContain("Lena Fischer");
  });
});
