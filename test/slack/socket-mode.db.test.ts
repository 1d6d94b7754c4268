/** Slack heard by Socket Mode: the same answers, and nothing acknowledged before it is stored. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSocketMode, type SocketMode } from "../doubles/socket-mode.ts";
import { answerTo, wordsOf } from "../support/slack-messages.ts";
import {
  directMessage,
  inboxOf,
  openSlackProgram,
  type Connected,
  type SlackProgram,
} from "../support/slack-program.ts";

let socket: SocketMode;
let program: SlackProgram;
let one: Connected;

beforeAll(async () => {
  socket = await openSocketMode();
  program = await openSlackProgram({ SLACK_APP_TOKEN: "xapp-1-test" }, socket.url);
  one = await program.connect("TONE");
}, 120_000);
afterAll(async () => {
  await program.close();
  await socket.close();
});

test("a message is acknowledged once it is stored, and answered", async () => {
  const message = await directMessage(one, "ana", "who is Lena Kovac?");
  expect(await socket.deliver("events_api", message)).toBeDefined();
  expect(await inboxOf(program.deps, one)).toHaveLength(1);
  expect(wordsOf(await answerTo(program.front, one, message))).toContain("Lena Kovac");
});

test("a command is acknowledged with its first word", async () => {
  const ack = await socket.deliver("slash_commands", {
    command: "/crm",
    text: "help",
    team_id: one.team,
    user_id: one.users.ana,
    channel_id: one.channels.sales,
    response_url: program.front.responseUrl(),
    trigger_id: "1.2",
  });
  expect(ack?.payload).toMatchObject({ response_type: "ephemeral" });
});

test("what could not be stored is not acknowledged, so that it comes again", async () => {
  const message = await directMessage(one, "ana", "who is John Okafor?");
  const { db } = program.deps;
  const here = { transaction: db.transaction.bind(db) };
  Object.assign(db, { transaction: () => Promise.reject(new Error("the database is away")) });
  const ack = await socket.deliver("events_api", message, 1_500);
  Object.assign(db, here);
  expect(ack).toBeUndefined();
  expect(await socket.deliver("events_api", message)).toBeDefined();
  expect(wordsOf(await answerTo(program.front, one, message))).toContain("John Okafor");
});
