/** Slack's own Stop on a message that a model still reads: over signed requests to the real server. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { IntentParser } from "../../core/agent/intent.ts";
import { ModelFailure } from "../../core/llm/model-failure.ts";
import { withFallback } from "../../core/llm/with-fallback.ts";
import { answerTo, postedIn, until, wordsOf } from "../support/slack-messages.ts";
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

/** Reads on what begins with "slowly" until it is told to stop, and the rest as the local parser does. */
const slow = (local: IntentParser): IntentParser => ({
  engine: "slow",
  parse: (turn) => {
    if (!turn.text.startsWith("slowly")) return local.parse(turn);
    return new Promise((_resolve, reject) => {
      turn.stop?.addEventListener("abort", () => reject(new ModelFailure("stopped")));
    });
  },
});

beforeAll(async () => {
  program = await openSlackProgram();
  const { parser: local, log } = program.deps;
  program.deps.parser = withFallback({ model: slow(local), local, log });
  one = await program.connect("TSTOP");
}, 120_000);
afterAll(() => program.close());
beforeEach(() => {
  program.front.calls.length = 0;
});

const send = async (body: unknown): Promise<void> => {
  expect((await program.send(body)).status).toBe(200);
};
const begun = (message: Said) =>
  until(async () => {
    const { ts } = message.event;
    const rows = await inboxOf(program.deps, one);
    return rows.find(({ sequence, state }) => sequence === ts && state === "answering");
  });
const stopped = ({ event: { channel, ts } }: Said, who = "ana") =>
  event(one, {
    type: "agent_session_stopped",
    user: one.users[who],
    channel,
    thread_ts: ts,
    streaming_message_ts: [],
    event_ts: String(Date.now() / 1_000),
  });

test("ends the reading, nothing is done, and what waits in another thread goes on", async () => {
  const slowly = await directMessage(one, "ana", "slowly remind me to call Lena Kovac");
  const next = await directMessage(one, "ana", "who is John Okafor?");
  await send(slowly);
  await begun(slowly);
  await send(next);
  await send(stopped(slowly));
  expect(wordsOf(await answerTo(program.front, one, slowly))).toContain(
    "Stopped. Nothing was done.",
  );
  expect(wordsOf(await answerTo(program.front, one, next))).toContain("John Okafor");
  const ended = await until(() =>
    program.front.calls.find(
      ({ method, body }) =>
        method === "agents.sessions.setStatus" &&
        body.status === "active" &&
        body.thread_ts === slowly.event.ts,
    ),
  );
  expect(ended.answer?.ok).toBe(true);
});

test("is the asker's alone, also in a channel", async () => {
  const slowly = await mention(one, "ana", "slowly tag Lena Kovac as investor");
  await send(slowly);
  await begun(slowly);
  await send(stopped(slowly, "tom"));
  const rows = await inboxOf(program.deps, one);
  expect(rows.find(({ sequence }) => sequence === slowly.event.ts)).toMatchObject({ reason: null });
  await send(stopped(slowly));
  expect(wordsOf(await answerTo(program.front, one, slowly))).toContain(
    "Stopped. Nothing was done.",
  );
});

test("of what waits: it is not done once its turn comes", async () => {
  const first = await directMessage(one, "ana", "slowly think");
  const second = await directMessage(one, "ana", "remind me to call John Okafor");
  await send(first);
  await begun(first);
  await send(second);
  await send(stopped(second));
  await send(stopped(first));
  await answerTo(program.front, one, first);
  expect(wordsOf(await answerTo(program.front, one, second))).toContain(
    "Stopped before this was done.",
  );
  const { tenantId } = one.desk;
  const { rows } = await program.deps.db.transaction(
    { tenantId, actorId: null, viewerId: null },
    (tx) => tx.sql.execute("select title from tasks"),
  );
  expect(JSON.stringify(rows)).not.toContain("John Okafor");
});

test("where nothing is answered any more only ends Slack's sign of work", async () => {
  const done = await directMessage(one, "ana", "who is Lena Kovac?");
  await send(done);
  await answerTo(program.front, one, done);
  program.front.calls.length = 0;
  await send(stopped(done));
  await vi.waitFor(() =>
    expect(program.front.calls.map(({ body }) => body.status)).toContain("active"),
  );
  expect(postedIn(program.front, one)).toEqual([]);
});
