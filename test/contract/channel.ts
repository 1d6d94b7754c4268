/** What every channel must do, whatever it looks like: one suite that each of them runs. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Ack, RawRequest } from "../../bot/channel.ts";
import { newId } from "../../core/domain/ids.ts";
import type { Reply } from "../../core/reply.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { openDesk, type Desk } from "../support/desk.ts";
import { addDraft } from "./channel-draft.ts";
import { goldenReplies, hostileReply, hugeReply } from "./channel-replies.ts";

export type ContractSaid =
  | { kind: "text"; text: string }
  | { kind: "press"; actionId: string }
  | { kind: "form"; actionId: string; values: Record<string, string> };

export interface From {
  /** `stranger`: somebody of the same workspace who has no user here. */
  who: "ana" | "tom" | "stranger";
  /** `unknown`: one that was never installed. */
  workspace: "desk" | "other" | "unknown";
  /** The channel's id of the delivery: the same one means the same delivery. */
  key: string;
}

export interface Shown {
  text: string;
  actions: { id: string; label: string }[];
}

export interface ChannelUnderTest {
  /** One delivery, as genuine as the channel's own. */
  request(said: ContractSaid, from: From): RawRequest;
  receive(request: RawRequest): Promise<Ack>;
  /** What is no delivery of the channel's, made from one that is: at least fifteen ways. */
  forgeries(request: RawRequest): RawRequest[];
  /** Larger than the channel takes. */
  tooLarge(request: RawRequest): RawRequest;
  /** All that people were shown, the oldest first, as it reads now; once nothing is under way. */
  shown(): Promise<Shown[]>;
  close(): Promise<void>;
}

export interface ChannelHarness {
  name: string;
  /** Two tenants, each with a workspace in which its own Ana and Tom are linked. */
  open(db: TestDatabase, desks: { desk: Desk; other: Desk }): Promise<ChannelUnderTest>;
  /** Pure. */
  render(reply: Reply): unknown[];
  /** In what a payload goes beyond what the channel takes. */
  beyondLimits(payload: unknown): string[];
  /** Mentions, links and markup of a payload that the channel would act on. */
  active(payload: unknown): string[];
  /** The words of a payload where nothing of it can be drawn. */
  fallback(payload: unknown): string;
}

export function channelContract(harness: ChannelHarness): void {
  drawing(harness);
  conversing(harness);
}

function drawing(harness: ChannelHarness): void {
  it.each(Object.entries(goldenReplies))("draws %s as it is agreed", async (name, reply) => {
    const drawn = `${JSON.stringify(harness.render(reply), null, 2)}\n`;
    await expect(drawn).toMatchFileSnapshot(`golden/${harness.name}/${name}.json`);
  });

  it.each([...Object.entries(goldenReplies), ["too much of everything", hugeReply] as const])(
    "stays within its limits with %s",
    (_name, reply) => {
      const payloads = harness.render(reply);
      expect(payloads.length).toBeGreaterThan(0);
      expect(payloads.flatMap((payload) => harness.beyondLimits(payload))).toEqual([]);
    },
  );

  it("lets no text mention, link or mark up what nobody wrote", () => {
    const payloads = harness.render(hostileReply);
    expect(payloads.flatMap((payload) => harness.active(payload))).toEqual([]);
  });

  it("says all that matters in plain words as well", () => {
    for (const reply of Object.values(goldenReplies)) {
      const words = harness.render(reply).map((payload) => harness.fallback(payload));
      expect(words.join("\n").length).toBeGreaterThan(0);
    }
  });
}

function conversing(harness: ChannelHarness): void {
  let db: TestDatabase;
  let desk: Desk;
  let other: Desk;
  let channel: ChannelUnderTest;

  beforeAll(async () => {
    db = await openTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    [desk, other] = [await openDesk(db), await openDesk(db)];
    channel = await harness.open(db, { desk, other });
  });
  afterEach(() => channel.close());

  const from = (changes: Partial<From> = {}): From => ({
    who: "ana",
    workspace: "desk",
    key: newId(),
    ...changes,
  });
  const text = (words: string, changes: Partial<From> = {}) =>
    channel.request({ kind: "text", text: words }, from(changes));
  const press = (actionId: string, changes: Partial<From> = {}) =>
    channel.request({ kind: "press", actionId }, from(changes));
  const say = (words: string) => channel.receive(text(words));
  const last = async (): Promise<Shown> => {
    const shown = await channel.shown();
    return shown.at(-1) ?? { text: "", actions: [] };
  };
  const button = async (label: RegExp): Promise<string> => {
    const { actions } = await last();
    const found = actions.find((one) => label.test(one.label));
    if (!found) throw new Error(`no button ${String(label)} in ${JSON.stringify(actions)}`);
    return found.id;
  };
  const count = async (from: string): Promise<number> => {
    const [row] = await db.asOwner(`select count(*)::int as count from ${from}`);
    return Number(row?.count);
  };
  const tasksOf = ({ tenantId }: Desk) => count(`tasks where tenant_id = '${tenantId}'`);
  const kept = async (): Promise<number> => (await count("inbox")) + (await count("turns"));

  it("carries out and answers what it is told", async () => {
    expect((await say("remind me to call Lena Kovac")).status).toBe(200);
    expect((await last()).text).toContain("call Lena Kovac");
    expect(await tasksOf(desk)).toBe(1);
  });

  it("takes each delivery once, however often and in whatever order it comes", async () => {
    const requests = [1, 2, 3, 4, 5].map((number) => text(`remind me to send report ${number}`));
    const order = [3, 0, 4, 0, 1, 2, 2, 3, 4, 1, 0, 2, 3, 1, 4, 0, 1, 4, 2, 3];
    for (const index of order) {
      const request = requests[index];
      if (request) expect((await channel.receive(request)).status).toBe(200);
    }
    await channel.shown();
    expect(await tasksOf(desk)).toBe(5);
  });

  it("takes one delivery that comes four times at once only once", async () => {
    const request = text("remind me to send the report");
    await Promise.allSettled([1, 2, 3, 4].map(() => channel.receive(request)));
    await channel.shown();
    expect(await tasksOf(desk)).toBe(1);
  });

  it("refuses what only looks like its own, and keeps nothing of it", async () => {
    const before = await kept();
    const forgeries = channel.forgeries(text("remind me to call Lena Kovac"));
    expect(forgeries.length).toBeGreaterThanOrEqual(15);
    for (const [index, forged] of forgeries.entries())
      expect([401, 403], `forgery ${index}`).toContain((await channel.receive(forged)).status);
    expect(await channel.shown()).toEqual([]);
    expect(await kept()).toBe(before);
    expect(await tasksOf(desk)).toBe(0);
  });

  it("refuses what is too large, and keeps nothing of it", async () => {
    const before = await kept();
    expect((await channel.receive(channel.tooLarge(text("hello")))).status).toBe(413);
    expect(await kept()).toBe(before);
  });

  it("answers nobody from a tenant that is not theirs", async () => {
    await channel.receive(text("remind me to call Lena Kovac", { workspace: "other" }));
    await channel.shown();
    expect([await tasksOf(desk), await tasksOf(other)]).toEqual([0, 1]);
    await channel.receive(text("remind me to call Lena Kovac", { workspace: "unknown" }));
    await channel.shown();
    expect([await tasksOf(desk), await tasksOf(other)]).toEqual([0, 1]);
  });

  it("shows nothing of the tenant to somebody who is not linked", async () => {
    await channel.receive(text("who is at Acme", { who: "stranger" }));
    await channel.receive(text("remind me to call Lena Kovac", { who: "stranger" }));
    const words = (await channel.shown()).map((one) => one.text).join("\n");
    expect(words).not.toMatch(/Lena|Kovac|Acme/);
    expect(await tasksOf(desk)).toBe(0);
  });

  it("carries a press out once, also when it is pressed twice", async () => {
    await say("remind me to call Lena Kovac");
    const undo = await button(/^Undo/);
    const request = press(undo);
    for (const again of [request, request, press(undo), press(undo)])
      expect((await channel.receive(again)).status).toBeLessThan(500);
    await channel.shown();
    const undone = await count(
      `runs where tool = 'undo' and outcome = 'done' and tenant_id = '${desk.tenantId}'`,
    );
    expect(undone).toBe(1);
  });

  it("does not let one person press another's buttons", async () => {
    await say("remind me to call Lena Kovac");
    const undo = await button(/^Undo/);
    await channel.receive(press(undo, { who: "tom" }));
    await channel.receive(press(undo, { workspace: "other" }));
    await channel.shown();
    expect(await count(`runs where tool = 'undo' and tenant_id = '${desk.tenantId}'`)).toBe(0);
  });

  it("takes what is filled into a form, and only what it asks for", async () => {
    await addDraft(db, desk);
    await say("show my drafts");
    await channel.receive(press(await button(/^Open/)));
    const edit = await button(/^Edit/);
    const values = { body: "I will be on time.", version: "99" };
    await channel.receive(channel.request({ kind: "form", actionId: edit, values }, from()));
    await channel.shown();
    const [version] = await db.asOwner(
      `select version, body from draft_versions where tenant_id = '${desk.tenantId}' order by version desc limit 1`,
    );
    expect(version).toEqual({ version: 2, body: "I will be on time." });
  });

  it("lets a draft go by one press, and says so to the second one", async () => {
    await addDraft(db, desk);
    await say("show my drafts");
    await channel.receive(press(await button(/^Open/)));
    const approve = await button(/^Approve/);
    await channel.receive(press(approve));
    await channel.receive(press(approve));
    await channel.shown();
    expect(await count(`outbox where tenant_id = '${desk.tenantId}'`)).toBe(1);
    expect(await count(`approvals where tenant_id = '${desk.tenantId}'`)).toBe(1);
  });

  it("throws a draft away, after which nothing of it can be approved", async () => {
    await addDraft(db, desk);
    await say("show my drafts");
    await channel.receive(press(await button(/^Open/)));
    const [discard, approve] = [await button(/^Discard/), await button(/^Approve/)];
    await channel.receive(press(discard));
    await channel.shown();
    await channel.receive(press(approve));
    await channel.shown();
    expect(await count(`outbox where tenant_id = '${desk.tenantId}'`)).toBe(0);
  });
}
