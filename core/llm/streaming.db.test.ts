/** Answers that are shown while they come, and answers that are stopped, against the API's double. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  calls,
  cited,
  looks,
  openMessagesApi,
  type MessagesApi,
  type Scripted,
} from "../../test/doubles/messages-api.ts";
import type { Pace } from "../../test/doubles/message-events.ts";
import { openTestClaude, smart } from "../../test/support/claude-engine.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import type { Progress } from "../agent/progress.ts";
import { runTurn, type TurnOptions } from "../agent/turn.ts";
import { plainText } from "../reply.ts";

let db: TestDatabase;
let api: MessagesApi;
let here: Side;
beforeAll(async () => {
  [db, api] = await Promise.all([openTestDatabase(), openMessagesApi()]);
  here = await addSide(db, "vark");
});
afterAll(() => Promise.all([db.close(), api.close()]));
beforeEach(() => void (api.sent.length = 0));

function say(text: string, options: TurnOptions, ...steps: Scripted[]) {
  api.script(...steps);
  const { parser, answerer } = openTestClaude(db, api);
  const deps = { ...depsOver(db), parser, answerer };
  return runTurn(deps, contextFor(here.ana), { kind: "text", text }, options);
}

const asks = calls(["answer_question", { question: "why?" }]);
const looksAtDeal = () => looks(["show_record", { record: here.words.deal }]);
const answer = (pace: Pace = {}): Scripted =>
  Object.assign(
    cited(
      [`${here.words.deal} is worth 24,000 EUR.`, "crm:deal:1"],
      [" The discount is 15 %.", "crm:deal:1"],
      [" It is a deal", "crm:deal:1"],
      [" of this workspace. ", "crm:deal:1"],
      ["That is all.", "crm:deal:1"],
    ),
    { pace },
  );
const PATIENT = { timeout: 20_000, interval: 10 };
const smartSent = () => api.sent.filter(({ model }) => model === smart.model);
const booked = async () =>
  (
    await db.asOwner(
      `select outcome, input_tokens as "input", output_tokens as "output", calls
       from ai_runs where tenant_id = '${here.tenantId}' and model = '${smart.model}' order by id`,
    )
  ).slice(-smartSent().length);

describe("an answer that is shown while it comes", () => {
  it("shows what is looked at and each whole sentence that holds, and then the same reply", async () => {
    const pieces: Progress[] = [];
    const onProgress = (piece: Progress) => void pieces.push(piece);
    const shown = await say("why?", { onProgress }, asks, looksAtDeal(), answer());
    expect(pieces).toEqual([
      { kind: "status", text: "Show a person, a company or a deal, with what happened…" },
      { kind: "sentence", text: `${here.words.deal} is worth 24,000 EUR.` },
      { kind: "sentence", text: "It is a deal of this workspace." },
    ]);
    expect(smartSent().every(({ stream }) => stream === true)).toBe(true);
    expect(await booked()).toMatchObject([
      { outcome: "tool_use", calls: ["show_record"] },
      { outcome: "end_turn" },
    ]);
    for (const { input, output } of await booked()) {
      expect(Number(input)).toBeGreaterThan(0);
      expect(Number(output)).toBeGreaterThan(1);
    }
    const whole = await say("why?", {}, asks, looksAtDeal(), answer());
    expect(plainText(shown.reply)).toBe(plainText(whole.reply));
    expect(shown.reply.text).toContain("left out");
  });

  it("shows a sentence before the model has written the next", async () => {
    let go = (): void => undefined;
    const until = new Promise<void>((resolve) => (go = resolve));
    // Nothing more is written until the first sentence is shown: waiting for the whole would last for ever.
    const onProgress = ({ kind }: Progress) => kind === "sentence" && go();
    const held = answer({ hold: { before: 3, until } });
    const { reply } = await say("why?", { onProgress }, asks, looksAtDeal(), held);
    expect(reply.text).toContain("It is a deal of this workspace.");
  });

  it.each<[string, Pace, string]>([
    ["the connection going", { cutAfter: 3, wait: 30 }, "could not be reached"],
    ["a fault of the model's", { faultAfter: 3, wait: 30 }, "overloaded"],
  ])("survives %s in the middle", async (_what, pace, reason) => {
    const { reply } = await say(
      "why?",
      { onProgress: () => undefined },
      asks,
      looksAtDeal(),
      answer(pace),
    );
    expect(reply.note).toContain(reason);
    const [, broken] = await booked();
    expect(broken).toMatchObject({ outcome: "cut" });
    expect(Number(broken?.input)).toBeGreaterThan(0);
  });
});

describe("stopping", () => {
  /** Each step takes long enough to be stopped before the loop's own limit is met. */
  const endless = (): Scripted[] =>
    Array.from({ length: 30 }, () =>
      Object.assign(looks(["list_tasks", {}]), { milliseconds: 150 }),
    );

  it.each([["shown while it comes"], ["shown when it is whole"]])(
    "ends a model that goes on and on within one call, %s",
    async (how) => {
      const stop = new AbortController();
      const show = how === "shown while it comes" ? { onProgress: () => undefined } : {};
      const asked = say("why?", { stop: stop.signal, ...show }, asks, ...endless());
      await vi.waitUntil(() => smartSent().length >= 2, PATIENT);
      stop.abort();
      const sent = smartSent().length;
      expect((await asked).reply.note).toContain("The model was stopped.");
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(smartSent().length).toBeLessThanOrEqual(sent + 1);
    },
  );

  it("ends an answer in the middle of a sentence, and books what it cost", async () => {
    const stop = new AbortController();
    const onProgress = ({ kind }: Progress) => kind === "sentence" && stop.abort();
    const options = { stop: stop.signal, onProgress };
    const { reply } = await say("why?", options, asks, looksAtDeal(), answer({ wait: 200 }));
    expect(reply.note).toBe("The model was stopped.");
    expect((await booked()).at(-1)).toMatchObject({ outcome: "cut" });
  });

  const remembers = () =>
    calls(["log_interaction", { about: [here.words.person], summary: "Likes quagga tea" }]);
  const kept = async () =>
    (
      await db.asOwner(
        `select 1 from interactions where tenant_id = '${here.tenantId}' and kind <> 'email'`,
      )
    ).length;

  it("takes a message back that is still being read, and no other engine reads it", async () => {
    const [stop, before] = [new AbortController(), await kept()];
    const slow: Scripted = { kind: "slow", milliseconds: 2_000 };
    const text = `spoke to ${here.words.person}, likes quagga tea`;
    const asked = say(text, { stop: stop.signal }, slow, slow);
    await vi.waitUntil(() => api.sent.length > 0, PATIENT);
    stop.abort();
    const { reply, calls: made } = await asked;
    expect(reply.text).toBe("Stopped. Nothing was done.");
    expect(made).toEqual([]);
    expect(await kept()).toBe(before);
  });

  it("is not what happens to a message whose sender has gone: it is carried out", async () => {
    const [gone, before] = [new AbortController(), await kept()];
    gone.abort();
    const text = `spoke to ${here.words.person}, likes quagga tea`;
    const { calls: made } = await say(text, { signal: gone.signal }, remembers());
    expect(made).toMatchObject([{ tool: "log_interaction", outcome: "done" }]);
    expect(await kept()).toBe(before + 1);
    // But nobody is asked for an answer that nobody reads.
    await say("why?", { signal: gone.signal }, asks, looksAtDeal(), answer());
    expect(smartSent()).toHaveLength(0);
  });
});
