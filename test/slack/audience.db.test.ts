/** What a channel gets to read, and what goes to whoever asked alone: signed mentions to messages in Slack. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { press, slash } from "../support/slack-gestures.ts";
import {
  answerTo,
  buttonOf,
  postedIn,
  until,
  wordsOf,
  type Message,
} from "../support/slack-messages.ts";
import { receiveMail } from "../support/mail-facts.ts";
import {
  directMessage,
  mention,
  openSlackProgram,
  type Connected,
  type SlackProgram,
} from "../support/slack-program.ts";

let program: SlackProgram;
let one: Connected;
let teams = 0;

beforeAll(async () => {
  program = await openSlackProgram();
}, 120_000);
afterAll(() => program.close());
beforeEach(async () => {
  one = await program.connect(`TREADERS${(teams += 1)}`);
  program.front.calls.length = 0;
  program.front.responses.length = 0;
  program.front.known.clear();
  program.front.faults.clear();
}, 60_000);

const send = async (body: unknown, as: "json" | "payload" | "form" = "json"): Promise<void> => {
  const response = await program.send(body, { as });
  expect(response.status).toBe(200);
};
const channel = () => one.channels.sales ?? "";
const posted = () => postedIn(program.front, one);
const inChannels = () => posted().filter((one) => !one.channel.startsWith("D"));
const inDirect = () => posted().filter((one) => one.channel.startsWith("D"));
const wordsIn = (messages: readonly Message[]): string => messages.map(wordsOf).join("\n");
/** All that is posted or changed for a mention: `count` messages, and nothing after them. */
const afterMention = async (text: string, count: number, changes = {}): Promise<void> => {
  await send(await mention(one, "ana", text, changes));
  await until(() => (posted().length >= count ? true : undefined));
  await until(async () => ((await isQuiet()) ? true : undefined));
  expect(posted()).toHaveLength(count);
};
const isQuiet = async (): Promise<boolean> => {
  const { tenantId } = one.desk;
  const { rows } = await program.deps.db.transaction(
    { tenantId, actorId: null, viewerId: null },
    (tx) =>
      tx.sql.execute(`select 1 from inbox where state in ('waiting', 'answering')
        union all select 1 from deliveries where state in ('waiting', 'sending')`),
  );
  return rows.length === 0;
};
const asked = (method: string) => program.front.calls.filter((call) => call.method === method);
/** What Slack says of somebody or of a channel, from before it was ever asked. */
const known = (id: string | undefined, is: Record<string, unknown>) =>
  void program.front.known.set(id ?? "", is);

describe("what only the asker may see", () => {
  const lena = { name: "Lena Kovac", email: "lena@acme.example" };
  beforeEach(async () => {
    const { desk } = one;
    const { ana } = desk;
    await desk.call(
      "add_contact_point",
      { person: lena.name, email: lena.email },
      { now: new Date() },
    );
    await receiveMail(program.deps.db, ana, {
      from: lena,
      subject: "Budget of 90k, keep it quiet",
    });
    for (const [name, alone] of [
      ["Spring dinner", false],
      ["Who might leave", true],
    ] as const)
      await desk.call("create_list", { name, private: alone }, { now: new Date() });
  });

  test.each([
    ["what's happening with Lena Kovac?", "Lena Kovac", "90k"],
    ["show my lists", "Spring dinner", "Who might leave"],
  ])("%s: left out of the channel, and sent to them alone", async (words, open, secret) => {
    await afterMention(words, 2);
    expect(inChannels()[0]).toMatchObject({ channel: channel() });
    expect(wordsIn(inChannels())).toContain(open);
    expect(inDirect()[0]?.channel).toBe(await one.dm("ana"));
    expect(wordsIn(inDirect())).toContain("Only you can see all of this");
    expect(wordsIn(inDirect())).toContain(secret);
    expect(wordsIn(inDirect())).toContain(`Asked in <#${channel()}>.`);
    const shown = program.front.calls.filter(({ body }) => body.channel === channel());
    expect(JSON.stringify(shown)).not.toMatch(/90k|quiet|might leave|Only you/);
  });

  test("is not shown to a colleague who asks the same", async () => {
    await afterMention("show my lists", 1, { user: one.users.tom });
    expect(wordsIn(inChannels())).toContain("Spring dinner");
    expect(wordsIn(posted())).not.toContain("might leave");
  });

  test("comes once, also where its first try failed", async () => {
    program.front.faults.set("conversations.open", ["500"]);
    await afterMention("show my lists", 2);
    expect(inChannels()).toHaveLength(1);
    expect(wordsIn(inDirect())).toContain("might leave");
  });

  test("is not sent twice where guests read the channel: both parts come directly", async () => {
    known(one.users.tom, { is_restricted: true });
    await afterMention("show my lists", 3);
    expect(wordsIn(inChannels())).not.toMatch(/dinner|leave/);
    expect(inDirect().map(wordsOf).join()).toMatch(/Spring dinner[^]*Who might leave/);
  });
});

describe("who reads along", () => {
  const elsewhere = async (why: RegExp): Promise<void> => {
    await afterMention("who is Lena Kovac?", 2);
    const [note] = inChannels();
    expect(note?.channel).toBe(channel());
    expect(wordsIn(inChannels())).toMatch(why);
    expect(wordsIn(inChannels())).toContain("so I answered in a direct message");
    const shown = program.front.calls.filter(({ body }) => body.channel === channel());
    expect(JSON.stringify(shown)).not.toContain("Lena Kovac, ");
    expect(inDirect()[0]?.channel).toBe(await one.dm("ana"));
    expect(wordsIn(inDirect())).toContain(`Asked in <#${channel()}>`);
    expect(wordsIn(inDirect())).toContain("*Lena Kovac*, Acme");
  };

  test("full members and programs alone: answered in the channel", async () => {
    known(one.users.tom, { is_bot: true });
    await afterMention("who is Lena Kovac?", 1);
    expect(wordsIn(inChannels())).toContain("*Lena Kovac*, Acme");
  });

  test.each([
    ["a guest", { is_restricted: true }, /Guests read this channel/],
    ["a guest of one channel", { is_ultra_restricted: true }, /Guests read this channel/],
    ["somebody of another organisation", { is_stranger: true }, /another organisation/],
    ["somebody of another workspace", { team_id: "TOTHER" }, /another organisation/],
  ])("%s: the answer goes to whoever asked alone", async (_who, is, why) => {
    known(one.users.tom, is);
    await elsewhere(why);
  });

  test.each([{ is_ext_shared: true }, { is_pending_ext_shared: true }, { is_shared: true }])(
    "a channel that is %j: the answer goes to whoever asked alone",
    async (is) => {
      known(channel(), is);
      await elsewhere(/People of another organisation/);
      expect(asked("conversations.members")).toEqual([]);
    },
  );

  test("a channel that Slack calls shared with the message, whatever it says of the channel", async () => {
    const message = await mention(one, "ana", "who is Lena Kovac?");
    await send({ ...message, is_ext_shared_channel: true });
    await until(() => (posted().length === 2 ? true : undefined));
    expect(wordsIn(inChannels())).toMatch(/another organisation/);
    expect(wordsIn(inDirect())).toContain("*Lena Kovac*, Acme");
  });

  test.each([
    ["conversations.info", { retryAfter: 30 }],
    ["conversations.info", "500"],
    ["conversations.info", { error: "channel_not_found" }],
    ["conversations.members", { retryAfter: 30 }],
    ["conversations.members", "lost"],
    ["conversations.members", { error: "missing_scope" }],
  ] as const)("%s answers %j: nothing is shown on a guess", async (method, fault) => {
    program.front.faults.set(method, [fault]);
    await elsewhere(/Slack does not tell me who reads this channel/);
    // What failed is not remembered: the next answer is again for everybody.
    program.front.calls.length = 0;
    await afterMention("who is John Okafor?", 1);
    expect(wordsIn(inChannels())).toContain("John Okafor");
  });

  test("a member whom Slack does not describe: nothing is shown on a guess", async () => {
    await send(await directMessage(one, "ana", "thanks"));
    await until(() => inDirect()[0]);
    program.front.calls.length = 0;
    program.front.faults.set("users.info", [{ retryAfter: 30 }]);
    await elsewhere(/Slack does not tell me who reads this channel/);
  });

  test("more people than can be looked at", async () => {
    const members = Array.from({ length: 101 }, (_, index) => `U${index}`);
    program.front.members.set(channel(), members);
    await elsewhere(/More people read this channel than I can look at/);
    expect(asked("users.info").length).toBeLessThan(5);
  });

  test("Slack is asked once in a while, not for each answer", async () => {
    await afterMention("who is Lena Kovac?", 1);
    const before = program.front.calls.length;
    program.front.calls.length = 0;
    await afterMention("who is John Okafor?", 1);
    expect(before).toBeGreaterThan(0);
    for (const method of ["conversations.info", "conversations.members", "users.info"])
      expect(asked(method)).toEqual([]);
  });

  test("a press there, and a command, which its asker alone sees answered", async () => {
    known(one.users.tom, { is_restricted: true });
    await afterMention("tag Lena Kovac as investor", 2);
    const [done] = inDirect();
    if (!done) throw new Error("no answer");
    const [note] = inChannels();
    const undo = { ...done, channel: channel(), ts: note?.ts ?? "" };
    await send(await press(program.front, one, buttonOf(done, "Undo"), { on: undo }), "payload");
    await until(() => (inDirect().length === 2 ? true : undefined));
    expect(wordsIn(inDirect().slice(1))).toMatch(/undone|taken back/i);
    expect(wordsIn(inChannels())).not.toMatch(/investor/);
    await send(await slash(program.front, one, "who is Lena Kovac?"), "form");
    const { body } = await until(() => program.front.responses[0]);
    expect(wordsOf(body as unknown as Message)).toContain("*Lena Kovac*, Acme");
  });
});

test("a direct message asks for no channel and its readers", async () => {
  const message = await directMessage(one, "ana", "who is Lena Kovac?");
  await send(message);
  await answerTo(program.front, one, message);
  expect(asked("conversations.info")).toEqual([]);
  expect(asked("conversations.members")).toEqual([]);
});
