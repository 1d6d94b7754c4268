/**
 * Random lives of a draft: edited, approved by one or two, taken back, undone, planned, grown too old,
 * shared, thrown away, with roles and opt-outs changing meanwhile, and the real sender sending. A model
 * says what ought to happen; beside it, of every mail that left, that somebody allowed had pressed
 * Approve on exactly its bytes.
 */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findDrafts } from "../../db/queries/drafts.ts";
import { saveUpload } from "../../db/queries/uploads.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { testServices } from "../support/services.ts";
import { testNow } from "../support/two-tenants.ts";
import { HOUR_MS, openApprovalDesk, type ApprovalDesk, type Name } from "./approval-desk.ts";
import { Model, type ModelRole } from "./approval-model.ts";

const runs = testServices.full ? 10_000 : 300;
const minutes = testServices.full ? 240 : 5;

let db: TestDatabase;
let desk: ApprovalDesk;
const fileNames = ["offer.pdf", "terms.pdf"] as const;
type FileName = (typeof fileNames)[number];
const brought = {} as Record<FileName, string>;
const seen = { sequences: 0, commands: 0, mails: 0, approvals: 0, refusals: 0 };
beforeAll(async () => {
  db = await openTestDatabase();
  desk = await openApprovalDesk(db);
  for (const name of fileNames) {
    const file = { name, body: Buffer.from(`what ${name} holds`) };
    const { uploadId } = await db.transaction(desk.scopeOf("ana"), (tx) =>
      saveUpload(tx, desk.users.ana.id, file, testNow),
    );
    brought[name] = uploadId;
  }
});
afterAll(() => db.close());

interface Shown {
  version: number;
  body: string;
  files: string[];
  contentHash: string;
  sendAt: number | null;
}

class Life {
  readonly id: string;
  /** Every version as a card showed it: old cards stay on somebody's screen. */
  cards: Shown[] = [];
  receipts: string[][] = [];
  constructor(id: string) {
    this.id = id;
  }
}

const now = () => desk.clock.now.getTime();

async function look(life: Life): Promise<void> {
  const [draft] = await db.transaction(desk.scopeOf("ana"), (tx) =>
    findDrafts(tx, { ids: [life.id], limit: 1 }),
  );
  if (!draft) return;
  const { version, body, attachments, contentHash, sendAt } = draft;
  const files = attachments.map(({ name }) => name);
  life.cards.push({ version, body, files, contentHash, sendAt: sendAt?.getTime() ?? null });
}

const press = ({ id }: Life, { version, contentHash, sendAt }: Shown) => ({
  kind: "approve" as const,
  draft: id,
  version,
  contentHash,
  ...(sendAt === null ? {} : { sendAt: new Date(sendAt).toISOString() }),
});

/** A command: what is done for real, and what the model says of it. */
type Step = (life: Life, model: Model) => Promise<void>;

async function tool(
  life: Life,
  name: string,
  args: Record<string, unknown>,
  expected: boolean,
): Promise<void> {
  const result = await desk.call("ana", name, { draft: life.id, ...args });
  const changed = result.undoable.length > 0;
  expect([name, args, changed, result.reply.text]).toEqual([
    name,
    args,
    expected,
    result.reply.text,
  ]);
  if (changed) life.receipts.push(result.undoable);
}

const edit =
  (body: string): Step =>
  (life, model) =>
    tool(life, "edit_draft", { body }, model.edit(body, now()));

const attach =
  (name: FileName): Step =>
  (life, model) =>
    tool(life, "attach_file", { uploads: [brought[name]] }, model.attach(name, now()));

const detach: Step = (life, model) => tool(life, "detach_file", {}, model.detach(now()));

/** By a form that was opened on an older version: nothing is written over. */
const staleEdit: Step = async (life, model) => {
  const old = life.cards.find(({ version }) => version !== model.current.version);
  if (old) await tool(life, "edit_draft", { body: "stale", version: old.version }, false);
};

const approve =
  (who: Name, old: boolean): Step =>
  async (life, model) => {
    const shown = life.cards.at(old ? 0 : -1);
    if (!shown) return;
    const counted = model.approve(who, shown, shown.sendAt, now());
    const { outcome } = await desk.press(who, press(life, shown));
    if (counted) expect(outcome).toBe("done");
    seen[counted ? "approvals" : "refusals"] += 1;
  };

/** Two people, or one with a nervous finger, at the same moment. */
const approveAtOnce =
  (one: Name, other: Name): Step =>
  async (life, model) => {
    const shown = life.cards.at(-1);
    if (!shown) return;
    await Promise.all([one, other].map((who) => desk.press(who, press(life, shown))));
    const standing = await approversOf(life);
    for (const order of [
      [one, other],
      [other, one],
    ]) {
      const tried = model.copy();
      for (const who of order) tried.approve(who, shown, shown.sendAt, now());
      if (
        ![...tried.yes].every((who) => standing.includes(who)) ||
        tried.yes.size !== standing.length
      )
        continue;
      seen.approvals += tried.yes.size - model.yes.size;
      model.become(tried);
      return;
    }
    expect(["approved in some order", standing]).toEqual([[...model.yes], standing]);
  };

/** Whose yes to the words as they are now holds. */
async function approversOf({ id }: Life): Promise<Name[]> {
  const rows = await db.asOwner(`
    select distinct approver_id from approvals a join drafts d on d.id = a.draft_id and d.version = a.version
    where a.draft_id = '${id}' and a.voided_at is null`);
  return (["ana", "tom", "mia"] as const).filter((name) =>
    rows.some((row) => row.approver_id === desk.users[name].id),
  );
}

const takeBack =
  (who: Name): Step =>
  async (life, model) => {
    const { version } = model.current;
    model.void(who, version);
    await desk.press(who, { kind: "void", draft: life.id, version });
  };

const undo: Step = async (life, model) => {
  const receipts = life.receipts.at(-1);
  if (!receipts) return;
  const expected = model.undo();
  const { outcome, reply } = await desk.call("ana", "undo", { receipts });
  expect([outcome === "done", reply.text]).toEqual([expected, reply.text]);
  if (expected) life.receipts.pop();
};

const pass =
  (hours: number): Step =>
  () => {
    desk.clock.now = new Date(now() + hours * HOUR_MS);
    return Promise.resolve();
  };

const role =
  (who: Name, to: ModelRole): Step =>
  (_life, model) => {
    model.roles[who] = to;
    return desk.setRole(who, to);
  };

const optOut =
  (out: boolean): Step =>
  async (_life, model) => {
    const address = model.to;
    const name = out ? "set_opt_out" : "clear_opt_out";
    // By Tom or Mia: whoever may write. The model takes what was done.
    const { outcome } = await desk.call("tom", name, { address });
    if (outcome === "done") model.optedOut = out;
  };

const share =
  (back: boolean): Step =>
  (life, model) => {
    const expected = model.shape.shared === back && model.change({ shared: !back });
    return tool(life, "share_draft", back ? { back: true } : {}, expected);
  };

const plan =
  (hours: number | null): Step =>
  (life, model) => {
    const at = hours === null ? null : now() + hours * HOUR_MS;
    const args = at === null ? { at_once: true } : { at: new Date(at).toISOString() };
    return tool(life, "schedule_draft", args, model.schedule(at, now()));
  };

const discard: Step = (life, model) =>
  tool(life, "discard_draft", {}, model.change({ discarded: true }));

const send =
  (end: "sent" | "unknown" | "refused"): Step =>
  async (_life, model) => {
    const why = "as the test says";
    desk.outbox.end =
      end === "sent" ? { end } : end === "unknown" ? { end, why } : { end, why, retry: false };
    const before = desk.outbox.mails.length;
    const leaves = model.send(end, now());
    await desk.send();
    const mails = desk.outbox.mails.slice(before);
    expect(mails.length).toBe(leaves ? 1 : 0);
    if (!leaves) return;
    seen.mails += 1;
    const { body, files } = model.current;
    const attachments = files.map((name) => ({ name, body: Buffer.from(`what ${name} holds`) }));
    expect(mails[0]).toMatchObject({ text: body, attachments, to: [{ email: model.to }] });
    expect([...model.yes].filter((who) => model.may(who)).length >= model.needs).toBe(true);
  };

const resolve =
  (who: Name, as: "sent" | "failed" | "retry"): Step =>
  async (life, model) => {
    const [row] = await db.asOwner(
      `select id from outbox where draft_id = '${life.id}' order by updated_at desc limit 1`,
    );
    if (!row) return;
    model.resolve(who, as, now());
    await desk.press(who, { kind: "resolve", outbox: String(row.id), as });
  };

/**
 * On the rows alone: whatever is on its way or gone has a live approval of exactly its bytes and is the
 * only send of its version.
 */
async function rowsHold({ id }: Life, model: Model): Promise<void> {
  const rows = await db.asOwner(`
    select o.version, o.state, v.content_hash = o.content_hash as bytes, a.voided_at is null as live,
      o.key = o.draft_id || ':' || o.version as keyed,
      (select count(*)::int from outbox p where p.draft_id = o.draft_id and p.version = o.version) as of_version
    from outbox o
    join approvals a on a.tenant_id = o.tenant_id and a.id = o.approval_id
      and a.draft_id = o.draft_id and a.version = o.version and a.content_hash = o.content_hash
    join draft_versions v on v.tenant_id = o.tenant_id and v.draft_id = o.draft_id and v.version = o.version
    where o.draft_id = '${id}'`);
  const all = await db.asOwner(`select id from outbox where draft_id = '${id}'`);
  expect(rows).toHaveLength(all.length);
  const states = new Map<number, string>();
  for (const { version, state, bytes, live, keyed, of_version: ofVersion } of rows) {
    expect({ bytes, keyed, ofVersion }).toEqual({ bytes: true, keyed: true, ofVersion: 1 });
    if (["approved", "sending", "sent", "unknown"].includes(String(state))) expect(live).toBe(true);
    if (state !== "cancelled") states.set(Number(version), String(state));
  }
  expect(Object.fromEntries(states)).toEqual(Object.fromEntries(model.out));
}

const names = fc.constantFrom<Name>("ana", "ana", "ana", "mia", "mia", "tom");
const ends = fc.constantFrom<"sent" | "unknown" | "refused">("sent", "sent", "unknown", "refused");
const roles = fc.constantFrom<ModelRole>("owner", "manager", "member", "viewer");
const said = fc.constantFrom<"sent" | "failed" | "retry">("sent", "failed", "retry");

/** A step that a counterexample shows by its name. */
interface Named {
  run: Step;
  [fc.toStringMethod]: () => string;
}
const named = (name: string, run: Step): Named => ({ run, [fc.toStringMethod]: () => name });
const often = (weight: number, arbitrary: fc.Arbitrary<Named>) => ({ weight, arbitrary });

const step = fc.oneof(
  often(
    11,
    fc
      .tuple(names, fc.boolean())
      .map(([who, old]) =>
        named(`${who} approves${old ? " on an old card" : ""}`, approve(who, old)),
      ),
  ),
  often(
    3,
    fc.constantFrom("one", "two", "three").map((text) => named(`edit: ${text}`, edit(text))),
  ),
  often(
    2,
    fc.constantFrom(...fileNames).map((name) => named(`attach ${name}`, attach(name))),
  ),
  often(1, fc.constant(named("detach", detach))),
  often(1, fc.constant(named("edit by an old form", staleEdit))),
  often(
    2,
    fc
      .tuple(names, names)
      .map(([one, other]) =>
        named(`${one} and ${other} approve at once`, approveAtOnce(one, other)),
      ),
  ),
  often(
    2,
    names.map((who) => named(`${who} takes it back`, takeBack(who))),
  ),
  often(
    11,
    ends.map((end) => named(`send: ${end}`, send(end))),
  ),
  often(2, fc.constant(named("undo", undo))),
  often(
    1,
    fc.constantFrom(1, 30, 80).map((hours) => named(`${hours} hours pass`, pass(hours))),
  ),
  often(
    1,
    fc.tuple(names, roles).map(([who, to]) => named(`${who}: ${to}`, role(who, to))),
  ),
  often(
    1,
    fc.boolean().map((out) => named(`opt ${out ? "out" : "in"}`, optOut(out))),
  ),
  often(
    1,
    fc.boolean().map((back) => named(`share${back ? " back" : ""}`, share(back))),
  ),
  often(
    1,
    fc.constantFrom(1, 20, null).map((hours) => named(`plan: ${hours ?? "no"} hours`, plan(hours))),
  ),
  often(1, fc.constant(named("discard", discard))),
  often(
    2,
    fc.tuple(names, said).map(([who, as]) => named(`${who} says: ${as}`, resolve(who, as))),
  ),
);

async function live(tainted: boolean, steps: readonly Named[]): Promise<void> {
  desk.clock.now = testNow;
  const to = tainted ? "new@stranger.example" : "sofia@borealis.example";
  await desk.setRole("ana", "member");
  await desk.setRole("tom", "member");
  await desk.setRole("mia", "manager");
  await desk.call("ana", "clear_opt_out", { address: to });
  await db.asOwner(`update outbox set state = 'failed' where state = 'sending'`);
  const life = new Life(await desk.draft({ body: "one", to, tainted }));
  const model = new Model({ body: "one", to, tainted }, "one", now());
  await look(life);
  for (const { run } of steps) {
    await run(life, model);
    await look(life);
    await rowsHold(life, model);
    seen.commands += 1;
  }
  // What still waits would be sent in the next life.
  await db.asOwner(`update outbox set state = 'cancelled' where state = 'approved'`);
  seen.sequences += 1;
}

it(
  `lets nothing leave unapproved in ${runs} random lives`,
  { timeout: minutes * 60_000 },
  async () => {
    const startedAt = performance.now();
    const steps = fc.array(step, { minLength: 4, maxLength: 14, size: "max" });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), steps, (tainted, list) => live(tainted, list)),
      { numRuns: runs },
    );
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    process.stderr.write(`${JSON.stringify({ ...seen, seconds })}\n`);
    // So that nothing above holds for want of anything happening.
    expect(seen.mails).toBeGreaterThan(runs / 10);
    expect(seen.approvals).toBeGreaterThan(runs / 4);
  },
);
