/** Filling: what gets a vector, from whose eyes, and that a search by meaning opens nobody else's mail. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import { pageOfMissing, storeEmbeddings } from "../../db/queries/embeddings.ts";
import { searchTexts } from "../../db/queries/search.ts";
import type { User } from "../../db/queries/tenants.ts";
import { callTool } from "../call-tool.ts";
import { inTransaction, type Context } from "../context.ts";
import type { Job, JobPayload } from "../jobs.ts";
import { tools } from "../tools/registry.ts";
import { createEmbedSweep, embedHandler } from "./embed-contents.ts";
import type { Embedder } from "./embedder.ts";

let db: TestDatabase;
let side: Side;
let other: Side;
const embedded: string[] = [];

/** One axis a kind of text, so that it is plain what is near what. */
const axes = [/money|budget|cash/i, /boat|sailing/i];
const vectorOf = (text: string) =>
  Float32Array.from([...axes.map((axis) => (axis.test(text) ? 1 : 0)), 0.01]);
const embedder: Embedder = {
  model: "axes",
  dimensions: 3,
  farthest: 0.5,
  usable: true,
  embed: (texts) => {
    embedded.push(...texts);
    return Promise.resolve(texts.map(vectorOf));
  },
  close: () => Promise.resolve(),
};

beforeAll(async () => {
  db = await openTestDatabase();
  side = await addSide(db, "harbel");
  other = await addSide(db, "quizmo");
});
afterAll(() => db.close());

const run = (
  payload: { tenantId: string; contentId?: string },
  { of = embedder, signal = new AbortController().signal } = {},
) => embedHandler({ db, embedder: of }).run(payload, { attempt: 1, signal });

const vectors = async (tenantId: string, where = "true"): Promise<number> => {
  const [row] = await db.asOwner(
    `select count(*)::int as n from embeddings where tenant_id = '${tenantId}' and ${where}`,
  );
  return Number(row?.n);
};

const found = (context: Context, text: string) =>
  inTransaction({ db }, context, (tx) => {
    const meaning = { model: "axes", vector: vectorOf(text), farthest: 0.5 };
    return searchTexts(tx, { text, meaning, limit: 10 });
  });
const subjects = async (context: Context, text: string) =>
  (await found(context, text)).map(({ subject, excerpt }) => `${subject} ${excerpt}`);

/** A mail only Ana has, about money, in other words than anybody asks for. */
async function privateMail(text: string, machineScore = 0): Promise<string> {
  const at = "2026-11-01T09:00:00Z";
  const [row] = await db.asOwner(`
    with ids as (select gen_random_uuid() as interaction, gen_random_uuid() as content),
    i as (insert into interactions (tenant_id, id, kind, occurred_at, machine_score, participant_count, source)
      select '${side.tenantId}', interaction, 'email', '${at}', ${machineScore}, 2, 'test' from ids),
    v as (insert into content_viewers (tenant_id, content_id, viewer_id)
      select '${side.tenantId}', content, '${side.ana.id}' from ids)
    select * from ids`);
  const { interaction, content } = row as { interaction: string; content: string };
  await db.asOwner(`insert into interaction_contents (tenant_id, id, interaction_id, occurred_at, subject, text, attachments, problems, confidential)
    values ('${side.tenantId}', '${content}', '${interaction}', '${at}', 'Re: us', '${text}', '[]', '{}', false)`);
  return content;
}

describe("filling", () => {
  let secret: string;
  beforeAll(async () => {
    secret = await privateMail("the cash is gone, card 4111 1111 1111 1111");
    await privateMail("Your cash statement is ready", 90);
    await run({ tenantId: side.tenantId });
  });

  test("gives everything but machine mail a vector of the model, in place of another model's", async () => {
    const [all] = await db.asOwner(
      `select count(*)::int as n from interaction_contents where tenant_id = '${side.tenantId}'`,
    );
    expect(await vectors(side.tenantId, "model = 'axes' and dimensions = 3")).toBe(
      Number(all?.n) - 1,
    );
    expect(await vectors(side.tenantId, "model <> 'axes'")).toBe(0);
    expect(embedded.join()).not.toContain("statement");
    expect(await vectors(other.tenantId, "model = 'axes'")).toBe(0);
  });

  test("hands the model masked text", () => {
    expect(embedded.join()).toContain("[card •••• 1111]");
    expect(embedded.join()).not.toContain("4111");
  });

  test("takes the newest first", async () => {
    const { missing } = await inTransaction({ db }, contextFor(side.ana), (tx) =>
      pageOfMissing(tx, { model: "none yet", dimensions: undefined }),
    );
    const rows = await db.asOwner(`select id from interaction_contents
      where tenant_id = '${side.tenantId}' order by occurred_at desc, id desc`);
    const order = rows.map(({ id }) => String(id)).filter((id) => missing.includes(id));
    expect([missing.length, missing]).toEqual([rows.length - 1, order]);
  });

  test("does nothing twice, and does again what has changed", async () => {
    embedded.splice(0);
    await run({ tenantId: side.tenantId });
    expect(embedded).toEqual([]);
    const note = { kind: "note", about: ["x"], summary: "prefers boats" };
    const enqueued: [string, JobPayload][] = [];
    const jobs = {
      enqueue: <P extends JobPayload>(job: Job<P>, payload: P) => {
        enqueued.push([job.name, payload]);
        return Promise.resolve();
      },
    };
    await callTool({ ...depsOver(db), jobs }, { ...contextFor(side.ana), focus: {} }, tools, {
      tool: "log_interaction",
      args: { ...note, about: [side.ids.person] },
    });
    const payload = { tenantId: side.tenantId, contentId: expect.any(String) as string };
    expect(enqueued).toEqual([["embed-contents", payload]]);
    await run(enqueued[0]?.[1] as typeof payload);
    expect(embedded).toEqual(["prefers boats"]);
  });

  test("a vector goes with its content", async () => {
    const gone = await privateMail("cash, for a moment");
    await run({ tenantId: side.tenantId });
    expect(await vectors(side.tenantId, `content_id = '${gone}'`)).toBe(1);
    await db.asOwner(`delete from interaction_contents where id = '${gone}'`);
    expect(await vectors(side.tenantId, `content_id = '${gone}'`)).toBe(0);
  });

  test("stops between batches when the program ends, and is taken up again", async () => {
    const fresh = { ...embedder, model: "axes-2" };
    await run({ tenantId: side.tenantId }, { of: fresh, signal: AbortSignal.abort() });
    expect(await vectors(side.tenantId, "model = 'axes-2'")).toBe(0);
    await run({ tenantId: side.tenantId });
    expect(await vectors(side.tenantId, "model <> 'axes'")).toBe(0);
  });

  test("of a content that is not there, or not the team's, leaves no row", async () => {
    await db.asOwner(`delete from embeddings where content_id = '${secret}'`);
    await run({ tenantId: side.tenantId, contentId: secret });
    await run({ tenantId: side.tenantId, contentId: side.ids.person });
    expect(await vectors(side.tenantId, `content_id = '${secret}'`)).toBe(0);
    await run({ tenantId: side.tenantId });
    expect(await vectors(side.tenantId, `content_id = '${secret}'`)).toBe(1);
  });

  test("is asked for once an hour for each tenant, and not where the model is off", async () => {
    const asked: string[] = [];
    const jobs = {
      enqueue: (_: unknown, { tenantId }: JobPayload) => {
        asked.push(tenantId);
        return Promise.resolve();
      },
    };
    let now = 0;
    const sweep = createEmbedSweep({ db, jobs, embedder }, () => now);
    const both = [side.tenantId, other.tenantId];
    for (const [minutes, expected] of [
      [0, both],
      [30, []],
      [61, both],
    ] as const) {
      now = minutes * 60_000;
      asked.splice(0);
      await sweep();
      expect(asked).toEqual(expected);
    }
    asked.splice(0);
    await createEmbedSweep({ db, jobs, embedder: undefined })();
    await createEmbedSweep({ db, jobs, embedder: { ...embedder, usable: false } })();
    expect(asked).toEqual([]);
  });
});

describe("a search by meaning", () => {
  const at = (user: User, changes: Partial<Context> = {}) => contextFor(user, changes);

  test("finds the owner their private mail", async () => {
    const rows = await found(at(side.ana), "money problems");
    expect(rows.map((row) => [row.excerpt?.slice(0, 16), row.byMeaning])).toEqual([
      ["the cash is gone", true],
    ]);
  });

  test("never shows a colleague or a shared channel what they may not read, nor that it is there", async () => {
    for (const context of [
      at(side.tom),
      at(side.vera),
      at(side.ana, { audience: "#sales" }),
      at(other.ana),
    ]) {
      expect(await subjects(context, "money problems")).toEqual([]);
      const { rows } = await inTransaction({ db }, context, (tx) =>
        tx.sql.execute(`select c.id from embeddings e full join interaction_contents c
          on c.id = e.content_id and c.tenant_id = e.tenant_id where c.id is null`),
      );
      expect(rows).toEqual([]);
    }
  });

  test("shows everybody what was said to the team", async () => {
    for (const context of [at(side.ana), at(side.tom), at(side.ana, { audience: "#sales" })])
      expect(await subjects(context, "sailing")).toEqual([" prefers boats"]);
  });

  test("follows a share, and its end", async () => {
    const [share] = await db.asOwner(
      `select id from shares where tenant_id = '${side.tenantId}' limit 1`,
    );
    const [mail] = await db.asOwner(
      `select id from interaction_contents where text like 'the cash is gone%'`,
    );
    await db.asOwner(`insert into content_viewers (tenant_id, content_id, viewer_id, share_id)
      values ('${side.tenantId}', '${String(mail?.id)}', '${side.vera.id}', '${String(share?.id)}')`);
    expect(await found(at(side.vera), "money problems")).toHaveLength(1);
    expect(await found(at(side.tom), "money problems")).toEqual([]);
    await db.asOwner(`delete from shares where id = '${String(share?.id)}'`);
    expect(await found(at(side.vera), "money problems")).toEqual([]);
  });

  test("is not misled by vectors a colleague writes for contents they cannot see", async () => {
    const [mail] = await db.asOwner(
      `select id from interaction_contents where text like 'the cash is gone%'`,
    );
    const row = {
      contentId: String(mail?.id),
      vector: vectorOf("boat"),
      textHash: Buffer.alloc(32),
    };
    await inTransaction({ db }, at(side.tom), (tx) => storeEmbeddings(tx, "axes", [row]));
    expect(await found(at(side.ana), "money problems")).toHaveLength(1);
    const { rowCount } = await inTransaction({ db }, at(side.tom), (tx) =>
      tx.sql.execute(`delete from embeddings where content_id = '${row.contentId}'`),
    );
    expect(rowCount).toBe(0);
  });

  test("with a person finds only what they took part in", async () => {
    const identityIds = [side.ids.person];
    const meaning = { model: "axes", vector: vectorOf("money"), farthest: 0.5 };
    const rows = await inTransaction({ db }, at(side.ana), (tx) =>
      searchTexts(tx, { text: "money problems", meaning, identityIds, limit: 10 }),
    );
    expect(rows).toEqual([]);
  });

  test("by another model, or a vector of another length, finds nothing and fails nothing", async () => {
    for (const meaning of [
      { model: "other", vector: vectorOf("money"), farthest: 0.5 },
      { model: "axes", vector: Float32Array.of(1, 0), farthest: 0.5 },
    ])
      expect(
        await inTransaction({ db }, at(side.ana), (tx) =>
          searchTexts(tx, { text: "money problems", meaning, limit: 10 }),
        ),
      ).toEqual([]);
  });

  const ask = (query: string, of: Embedder | undefined) =>
    callTool(
      { ...depsOver(db), embedder: of },
      { ...contextFor(side.ana, { surface: "web" }), focus: {} },
      tools,
      {
        tool: "search_messages",
        args: { query },
      },
    );

  test("says what is near without claiming that the words stand there", async () => {
    const { reply } = await ask("money problems", embedder);
    expect(reply.text).toBe(
      "Nothing you can read mentions “money problems”; this is near it in meaning:",
    );
    expect((await ask("boats", embedder)).reply.text).toBe("1 match for “boats”:");
  });

  test.each<[string, Embedder | undefined]>([
    ["is off", undefined],
    ["fails", { ...embedder, embed: () => Promise.reject(new Error("gone")) }],
    ["takes too long", { ...embedder, embed: () => new Promise(() => undefined) }],
  ])("goes on by words where the model %s", async (_, of) => {
    expect((await ask("boats", of)).reply.text).toBe("1 match for “boats”:");
    expect((await ask("money problems", of)).reply.text).toBe(
      "Nothing you can read mentions “money problems”.",
    );
  });
});
