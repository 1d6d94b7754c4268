import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callTool } from "../core/call-tool.ts";
import { newId } from "../core/domain/ids.ts";
import { newPerson, type Person, type PersonCommand } from "../core/domain/person.ts";
import { replay } from "../core/domain/record.ts";
import { tools } from "../core/tools/registry.ts";
import { onServer, openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { addSide, contextFor, depsOver, testNow, type Side } from "../test/support/two-tenants.ts";
import type { Scope } from "./client.ts";
import { loadStreamAt, loadStreams, LostRaceError } from "./event-store.ts";
import { personRecords } from "./projections/registry.ts";
import { write, type Order } from "./write.ts";

const { aggregate } = personRecords;

let db: TestDatabase;
let side: Side;
let scope: Scope;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  side = await addSide(db, `side${newId().slice(-6)}`);
  scope = { tenantId: side.tenantId, actorId: side.ana.id, viewerId: side.ana.id };
});

const minute = (n: number) => new Date(testNow.getTime() + n * 60_000);

const save = (id: string, commands: PersonCommand[], recordedAt: Date) =>
  db.transaction(scope, (tx) => {
    const orders: Order<PersonCommand>[] = commands.map((command) => ({ id, command }));
    return write(tx, personRecords, orders, { runId: newId(), groupId: newId(), recordedAt });
  });

const load = (id: string, of = aggregate) =>
  db.transaction(scope, async (tx) => (await loadStreams(tx, of, [id])).get(id));

const loadAt = (id: string, at: { version?: number; recordedBy?: Date }) =>
  db.transaction(scope, (tx) => loadStreamAt(tx, aggregate, id, at));

const word = fc.constantFrom("ada", "bo", "cy", "dee", "eli", "flo");
const day = fc.constantFrom("2026-01-01", "2026-02-02", "2026-03-03");
const command: fc.Arbitrary<PersonCommand> = fc.oneof(
  fc.record({ kind: fc.constantFrom("tag" as const, "untag" as const), tag: word }),
  fc.record({
    kind: fc.constantFrom("add_email" as const, "add_website" as const),
    value: word.map((name) => `${name}@x.example`),
    on: day,
  }),
  fc.record({
    kind: fc.constant("set_job" as const),
    companyId: fc.option(fc.constantFrom(newId(), newId())),
    title: fc.option(word),
    on: day,
  }),
  fc.integer().map((n) => ({ kind: "update" as const, patch: { title: `T${n}`, note: null } })),
);

/** A person's life in batches, long enough to pass several snapshots. */
const life = fc.array(fc.array(command, { minLength: 20, maxLength: 60 }), {
  minLength: 5,
  maxLength: 7,
});

interface Told {
  id: string;
  /** The state after each version, from a replay in memory. */
  states: (Person | null)[];
  /** The version reached at each minute. */
  versions: number[];
}

async function live(batches: PersonCommand[][]): Promise<Told> {
  const id = newId();
  const told: Told = { id, states: [null], versions: [] };
  const person = newPerson("Sofia Reyes", "said", testNow);
  for (const [index, batch] of [[{ kind: "create" as const, person }], ...batches].entries()) {
    for (const one of batch)
      for (const event of aggregate.decide(told.states.at(-1) ?? null, one))
        told.states.push(replay(told.states.at(-1) ?? null, [event]));
    told.versions.push(told.states.length - 1);
    await save(id, batch, minute(index));
  }
  return told;
}

describe("replay", () => {
  test("a snapshot and what came after are the whole history, at any version and instant", async () => {
    await fc.assert(
      fc.asyncProperty(
        life,
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        async (batches, picks) => {
          const { id, states, versions } = await live(batches);
          const check = async () => {
            expect(await load(id)).toEqual({ state: states.at(-1), version: states.length - 1 });
            for (const pick of picks) {
              const version = pick % states.length;
              expect((await loadAt(id, { version })).state).toEqual(states[version]);
              const at = pick % versions.length;
              const known = { state: states[versions[at] ?? 0], version: versions[at] };
              expect(await loadAt(id, { recordedBy: minute(at) })).toEqual(known);
              expect(await loadAt(id, { recordedBy: minute(at + 0.5) })).toEqual(known);
            }
            expect(await loadAt(id, { recordedBy: minute(-1) })).toEqual({
              state: null,
              version: 0,
            });
          };
          await check();
          const held = await db.asOwner(
            `delete from snapshots where stream_id = '${id}' returning version`,
          );
          if (states.length > 101) expect(held.length).toBeGreaterThan(0);
          await check();
        },
      ),
      { numRuns: 6 },
    );
  });

  test("a snapshot of another shape of the state is passed over", async () => {
    const titles = Array.from({ length: 120 }, (_, n) => ({
      kind: "update" as const,
      patch: { title: `T${n}` },
    }));
    const { id, states } = await live([titles]);
    expect(await load(id, { ...aggregate, schemaVersion: 2 })).toEqual({
      state: states.at(-1),
      version: 121,
    });
  });
});

/** Everything shown to people that is derived from events. */
const projected: Record<string, string> = {
  people: "t",
  contact_points: "t",
  employments: "t",
  companies: "t",
  company_domains: "t",
  deals: "t",
  tasks: "t",
  interactions: "t",
  interaction_participants: "t",
  interaction_contents: "t",
  content_viewers: "t",
  correspondence: "t",
  suggestions: "t",
  // Identities are facts of their sources: one seen through a write stays known, but belongs to nobody.
  identities:
    "case when coalesce(person_id, company_id, user_id) is not null then (kind, value, person_id, company_id, user_id) end",
};

async function dump(): Promise<Record<string, unknown>> {
  const rows = await db.asOwner(
    Object.entries(projected)
      .map(
        ([
          table,
          what,
        ]) => `select '${table}' as name, jsonb_agg(to_jsonb(${what}) order by to_jsonb(${what})::text)
        filter (where ${what} is not null) as rows from ${table} t where tenant_id = '${side.tenantId}'`,
      )
      .join(" union all "),
  );
  return Object.fromEntries(rows.map((row) => [String(row.name), row.rows]));
}

const use = (
  tool: string,
  args: Record<string, unknown>,
  message: { correlationId: string; now: Date },
) => callTool(depsOver(db), { ...contextFor(side.ana, message), focus: {} }, tools, { tool, args });

type Action = () => readonly [tool: string, args: Record<string, unknown>];

const addLeo: Action = () => [
  "add_person",
  { name: "Leo Lund", email: "leo@lund.example", phone: "+34910000000", title: "CFO" },
];
const logLeo: Action = () => [
  "log_interaction",
  { about: ["Leo Lund"], summary: "spoke to the new one" },
];
const logPerson: Action = () => [
  "log_interaction",
  { about: [side.words.person], summary: "spoke" },
];

/** One small write of each kind there is; names come from the fixture. */
const action = fc.constantFrom<Action[]>(
  () => ["tag_record", { record: side.words.person, tag: "vip" }] as const,
  () => ["tag_record", { record: side.words.company, tag: "key" }] as const,
  () => ["tag_record", { record: side.words.person, tag: side.words.tag, remove: true }] as const,
  addLeo,
  () => ["add_person", { name: "Mia Stone", company: side.words.company }] as const,
  () => ["add_person", { name: side.words.stranger, email: side.words.strangerEmail }] as const,
  () => ["add_task", { title: "Call back", due: "tomorrow", about: side.words.deal }] as const,
  () => ["complete_task", { task: side.words.task }] as const,
  logPerson,
  () =>
    [
      "log_interaction",
      { about: [side.words.colleague, side.words.company], summary: "x", kind: "note" },
    ] as const,
  logLeo,
  () => ["accept_suggestion", { suggestion: side.words.stranger }] as const,
  () => ["dismiss_suggestion", { suggestion: side.words.stranger }] as const,
  () => ["accept_suggestions", {}] as const,
);

describe("undo", () => {
  test("of a message with any writes leaves every projection byte for byte as it was", async () => {
    let clock = 0;
    let undone = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 4 }), async (actions) => {
        const message = { correlationId: newId(), now: minute(++clock) };
        const before = await dump();
        const receipts: string[] = [];
        for (const act of actions) {
          const [tool, args] = act();
          const result = await use(tool, args, message);
          expect(result.outcome).not.toBe("failed");
          receipts.push(...result.undoable);
        }
        if (receipts.length === 0) return;
        const result = await use("undo", clock % 2 ? {} : { receipts }, {
          correlationId: newId(),
          now: minute(++clock),
        });
        expect(result.outcome).toBe("done");
        expect(await dump()).toEqual(before);
        undone++;
      }),
      {
        numRuns: 25,
        // Calls come back before the person they were with does, or after: either way nothing is left.
        examples: [[[logPerson, addLeo, logLeo]], [[addLeo, logLeo, logPerson]]],
      },
    );
    expect(undone).toBeGreaterThan(10);
  });
});

describe("writers at the same moment", () => {
  test("lose nothing: the door decides anew for whoever came second", async () => {
    const { person, company } = side.ids;
    const tags = Array.from({ length: 8 }, (_, n) => `tag${n}`);
    const calls = tags.flatMap((tag) =>
      [person, company].map((record) =>
        use("tag_record", { record, tag }, { correlationId: newId(), now: testNow }),
      ),
    );
    const outcomes = (await Promise.all(calls)).map((result) => result.outcome);
    expect(outcomes).toEqual(calls.map(() => "done"));
    for (const [table, id] of [
      ["people", person],
      ["companies", company],
    ]) {
      const [row] = await db.asOwner(`select tags from ${table} where id = '${id}'`);
      expect(row?.tags).toEqual(expect.arrayContaining(tags));
      const versions = await db.asOwner(
        `select version from events where stream_id = '${id}' order by version`,
      );
      expect(versions.map((each) => each.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  test.skipIf(!onServer)(
    "one of two wins, the other is told (needs two connections: a PostgreSQL server)",
    async () => {
      const { person } = side.ids;
      const tag = (name: string, wait: Promise<unknown>) =>
        db.transaction(scope, async (tx) => {
          await loadStreams(tx, aggregate, [person]);
          await wait;
          const order = { id: person, command: { kind: "tag" as const, tag: name } };
          return write(tx, personRecords, [order], {
            runId: newId(),
            groupId: newId(),
            recordedAt: testNow,
          });
        });
      const both = await Promise.allSettled([
        tag("one", new Promise((resolve) => setTimeout(resolve, 50))),
        tag("two", new Promise((resolve) => setTimeout(resolve, 50))),
      ]);
      const lost = both.filter((result) => result.status === "rejected");
      for (const { reason } of lost) expect(reason).toBeInstanceOf(LostRaceError);
      const won = both.length - lost.length;
      expect((await load(person))?.version).toBe(1 + won);
    },
  );
});

describe("sealing", () => {
  test("neither history nor audit holds a word of what was said", async () => {
    await use(
      "tag_record",
      { record: side.words.person, tag: `${side.words.slug}tag2` },
      { correlationId: newId(), now: testNow },
    );
    const hidden = [...side.words.slug].reverse().join("");
    for (const table of ["events", "snapshots", "streams", "subject_keys", "runs", "receipts"]) {
      const rows = await db.asOwner(`select * from ${table} where tenant_id = '${side.tenantId}'`);
      const bytes = rows
        .flatMap((row) => Object.values(row))
        .map((value) =>
          Buffer.isBuffer(value) ? value.toString("latin1") : JSON.stringify(value),
        );
      expect(bytes.join("\n").toLowerCase()).not.toContain(side.words.slug);
      expect(bytes.join("\n").toLowerCase()).not.toContain(hidden);
    }
  });

  test("a subject whose key is gone replays as absent, and no write brings it back", async () => {
    const { person, colleague } = side.ids;
    const commands = Array.from({ length: 120 }, (_, n) => ({
      kind: "update" as const,
      patch: { title: `T${n}` },
    }));
    await save(person, commands, testNow);
    await db.asOwner(`delete from subject_keys where subject_id = '${person}'`);
    expect(await load(person)).toEqual({ state: null, version: 121 });
    expect((await loadAt(person, { version: 50 })).state).toBeNull();
    expect((await loadAt(person, { recordedBy: testNow })).state).toBeNull();
    expect((await load(colleague))?.state?.name).toBe(side.words.colleague);
    await expect(save(person, [{ kind: "tag", tag: "x" }], testNow)).rejects.toMatchObject({
      code: "not_found",
    });
    const again = { kind: "create" as const, person: newPerson("Again", "said", testNow) };
    await expect(save(person, [again], testNow)).rejects.toMatchObject({ code: "conflict" });
    const undone = await use(
      "undo",
      { receipts: [side.ids.receipt] },
      { correlationId: newId(), now: testNow },
    );
    expect(undone.outcome).not.toBe("failed");
    expect((await load(person))?.state).toBeNull();
  });

  test("ciphertext that was changed, cut, or moved is refused", async () => {
    const { person, colleague } = side.ids;
    await save(person, [{ kind: "tag", tag: "x" }], testNow);
    const bodyOf = async (id: string, version: number) =>
      (
        await db.asOwner(
          `select body from events where stream_id = '${id}' and version = ${version}`,
        )
      )[0]?.body as Buffer;
    const [first, second, other] = [
      await bodyOf(person, 1),
      await bodyOf(person, 2),
      await bodyOf(colleague, 1),
    ];
    const put = (body: Buffer) =>
      db.asOwner(`set session_replication_role = replica;
        update events set body = '\\x${body.toString("hex")}' where stream_id = '${person}' and version = 1;
        set session_replication_role = default`);
    const refused = async (body: Buffer) => {
      await put(body);
      await expect(load(person)).rejects.toThrow();
      await put(first);
      expect((await load(person))?.state?.name).toBe(side.words.person);
    };
    await refused(second);
    await refused(other);
    await refused(Buffer.alloc(0));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, flip, cut) => {
          const body = Buffer.from(first);
          body[at % body.length] = (body[at % body.length] ?? 0) ^ flip;
          await refused(cut ? first.subarray(0, at % first.length) : body);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("a key wrapped for another subject or tenant opens nothing", async () => {
    const { person, colleague } = side.ids;
    await db.asOwner(`update subject_keys set wrapped_key =
      (select wrapped_key from subject_keys where subject_id = '${colleague}') where subject_id = '${person}'`);
    await expect(load(person)).rejects.toThrow();
    expect((await load(colleague))?.state?.name).toBe(side.words.colleague);
  });
});
