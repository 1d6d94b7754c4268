import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { privateWords, wordsFrom, type Words } from "../test/support/recognisable-words.ts";
import { tenantHashes } from "../test/support/tenant-tables.ts";
import { argumentsFor, type Pool } from "../test/support/tool-arguments.ts";
import { trialOf } from "../test/support/trial-database.ts";
import { addSide, contextFor, depsOver, type Side } from "../test/support/two-tenants.ts";
import type { User } from "../db/queries/tenants.ts";
import { runTurn } from "./agent/turn.ts";
import type { CallResult } from "./call-result.ts";
import { callTool } from "./call-tool.ts";
import { newId } from "./domain/ids.ts";
import { AppError } from "./domain/errors.ts";
import { allActions } from "./reply.ts";
import { tools } from "./tools/registry.ts";

let db: TestDatabase;
let a: Side;
let b: Side;
/** Ids inside the first tenant that are Ana's alone. */
let hers: string[];
// The three stems sort alike against every other word, forwards and backwards: an answer's order may
// follow the alphabet, and must not tell one side's words from another's.
const nowhere = wordsFrom("zjokpuz");

beforeAll(async () => {
  db = await openTestDatabase();
  a = await addSide(db, "zarbelz");
  b = await addSide(db, "zimqupz");
  const rows = await db.asOwner(`
    select id from suggestions where tenant_id = '${a.tenantId}'
    union all select id from interaction_contents where tenant_id = '${a.tenantId}' and id <> '${a.ids.note}'
    union all select id from conversations where tenant_id = '${a.tenantId}'`);
  hers = [...rows.map((row) => String(row.id)), a.ids.button];
});
afterAll(() => db.close());

/** Words that mean the same whoever says them. */
const neutral = [
  "it",
  "her",
  "the second one",
  "2",
  "yesterday",
  "tomorrow at 9",
  "Ana",
  "%",
  "_",
  "' or 1=1 --",
];

/** Names, addresses, and pieces of them as people type them. */
const namesOf = (words: Words): string[] =>
  [
    ...Object.values(words),
    words.person.split(" ")[0] ?? "",
    words.stranger.split(" ")[1] ?? "",
    words.company.slice(0, 7),
    `${words.person} at ${words.company}`,
    `${words.company}'s deal`,
    words.email.toUpperCase(),
  ].concat(neutral);

const hiddenOf = (words: Words): string[] => [
  ...privateWords(words),
  words.subject,
  words.body,
  `"${words.subject}"`,
  words.hintTitle,
  words.subject.slice(0, 8),
  ...neutral,
];

/** The answer with every quoted word, id and moment taken out: what is left must not depend on them. */
const shapeOf = (result: CallResult): string =>
  JSON.stringify({ ...result, args: null })
    .replace(/zarbelz|zlebraz|zimqupz|zpuqmiz|zjokpuz|zupkojz/gi, "§")
    .replace(/\+3491\d{7}/g, "phone")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "id");

const call = (
  where: TestDatabase | ReturnType<typeof trialOf>,
  user: User,
  request: { tool: string; args: Record<string, unknown> },
  audience = "dm",
): Promise<CallResult> => {
  return callTool(
    depsOver(where),
    { ...contextFor(user, { audience }), focus: {} },
    tools,
    request,
  );
};

/** Nothing of `words` may be in the answer but what the question itself said. */
function expectNone(words: string[], args: unknown, result: CallResult): void {
  const said = JSON.stringify(args).toLowerCase();
  const answer = JSON.stringify({ ...result, args: null }).toLowerCase();
  const leaked = words.filter(
    (word) => answer.includes(word.toLowerCase()) && !said.includes(word.toLowerCase()),
  );
  expect(leaked).toEqual([]);
}

describe("between tenants", () => {
  const pool = (): { theirs: Pool; nobodys: Pool } => {
    const ids = [b.tenantId, b.ana.id, ...Object.values(b.ids)];
    return {
      theirs: { words: namesOf(b.words), ids },
      nobodys: { words: namesOf(nowhere), ids: ids.map(() => newId()) },
    };
  };

  test.each(tools)(
    "$name: another tenant's words mean no more than words nobody has",
    async (tool) => {
      const { theirs, nobodys } = pool();
      const trial = trialOf(db);
      await fc.assert(
        fc.asyncProperty(
          argumentsFor(tool),
          fc.constantFrom("dm", "sales"),
          async (fill, audience) => {
            const request = { tool: tool.name, args: fill(theirs) };
            const result = await call(trial, a.ana, request, audience);
            expectNone(Object.values(b.words), request.args, result);
            const other = await call(
              trial,
              a.ana,
              { tool: tool.name, args: fill(nobodys) },
              audience,
            );
            expect(shapeOf(result)).toBe(shapeOf(other));
            expect(result.outcome).not.toBe("failed");
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  test("no call changes another tenant", async () => {
    const before = await tenantHashes(db, b.tenantId);
    const { theirs } = pool();
    for (const tool of tools)
      for (const fill of fc.sample(argumentsFor(tool), 3)) {
        const request = { tool: tool.name, args: fill(theirs) };
        const result = await call(db, a.tom, request);
        expect([tool.name, result.outcome]).not.toEqual([tool.name, "failed"]);
      }
    expect(await tenantHashes(db, b.tenantId)).toEqual(before);
  });
});

describe("between colleagues", () => {
  const pool = (who: "ana" | "tom"): { hidden: Pool; nobodys: Pool } => {
    // The name of a file she imports herself is hers to say, in a channel too.
    const ids = who === "ana" ? hers : [...hers, a.ids.import];
    return {
      hidden: { words: hiddenOf(a.words), ids },
      nobodys: { words: hiddenOf(nowhere), ids: ids.map(() => newId()) },
    };
  };

  test.each(tools)(
    "$name: words of unshared mail are found by nobody but its owner",
    async (tool) => {
      const trial = trialOf(db);
      const asked = fc.constantFrom(
        { who: "tom" as const, audience: "dm" },
        { who: "tom" as const, audience: "sales" },
        { who: "ana" as const, audience: "sales" },
      );
      await fc.assert(
        fc.asyncProperty(argumentsFor(tool), asked, async (fill, { who, audience }) => {
          const { hidden, nobodys } = pool(who);
          const request = { tool: tool.name, args: fill(hidden) };
          const result = await call(trial, a[who], request, audience);
          expectNone(privateWords(a.words), request.args, result);
          const other = await call(
            trial,
            a[who],
            { tool: tool.name, args: fill(nobodys) },
            audience,
          );
          expect(shapeOf(result)).toBe(shapeOf(other));
          expect(result.outcome).not.toBe("failed");
        }),
        { numRuns: 25 },
      );
    },
  );

  test.each(tools)("$name: public words bring no private one with them", async (tool) => {
    const known: Pool = {
      words: [...Object.values(a.words), ...neutral],
      ids: [...Object.values(a.ids).filter((id) => id !== a.ids.import), ...hers],
    };
    const trial = trialOf(db);
    await fc.assert(
      fc.asyncProperty(
        argumentsFor(tool),
        fc.constantFrom("dm", "sales"),
        async (fill, audience) => {
          const request = { tool: tool.name, args: fill(known) };
          expectNone(
            privateWords(a.words),
            request.args,
            await call(trial, a.tom, request, audience),
          );
          if (audience !== "dm" && tool.name !== "undo")
            expectNone(
              privateWords(a.words),
              request.args,
              await call(trial, a.ana, request, audience),
            );
        },
      ),
      { numRuns: 25 },
    );
  });

  test("who, when and what kind are everybody's; what it said is its owner's", async () => {
    const ask = async (user: User, audience: string) =>
      JSON.stringify(
        await call(db, user, { tool: "show_record", args: { record: a.words.person } }, audience),
      );
    const tom = await ask(a.tom, "dm");
    expect(tom).toContain("Email from");
    expect(tom).toContain(`private to ${a.ana.name}`);
    expect(tom).toContain("Meeting");
    const ana = await ask(a.ana, "dm");
    for (const word of [a.words.subject, a.words.body, a.words.meetingTitle])
      expect(ana).toContain(word);
    const shared = await ask(a.ana, "sales");
    for (const word of privateWords(a.words)) expect(shared).not.toContain(word);
    expect(shared).toContain("Email from");
  });

  test("full-text search finds it for its owner alone", async () => {
    const ask = (user: User, audience: string) =>
      call(db, user, { tool: "search_messages", args: { query: a.words.body } }, audience);
    expect((await ask(a.ana, "dm")).reply.records).toHaveLength(4);
    for (const result of [
      await ask(a.tom, "dm"),
      await ask(a.tom, "sales"),
      await ask(a.ana, "sales"),
    ])
      expect(result.reply.records ?? []).toEqual([]);
  });

  test("suggestions are one person's: by name, by id, in a list", async () => {
    const trial = trialOf(db);
    const [mine] = allActions(
      (await call(trial, a.ana, { tool: "list_suggestions", args: {} })).reply,
    );
    expect(mine?.press).toMatchObject({ tool: "accept_suggestion" });
    for (const [user, audience] of [
      [a.tom, "dm"],
      [a.tom, "sales"],
      [a.ana, "sales"],
    ] as const) {
      const listed = await call(trial, user, { tool: "list_suggestions", args: {} }, audience);
      expect(listed.reply.text).toContain("No suggestions");
      for (const tool of ["accept_suggestion", "dismiss_suggestion"]) {
        const ask = async (suggestion: string) =>
          shapeOf(await call(trial, user, { tool, args: { suggestion } }, audience));
        expect(await ask(a.words.stranger)).toBe(await ask(nowhere.stranger));
        expect(await ask(hers[0] ?? "")).toBe(await ask(newId()));
      }
    }
  });
});

describe("buttons", () => {
  const press = async (user: User, actionId: string): Promise<unknown> => {
    try {
      return (await runTurn(depsOver(db), contextFor(user), { kind: "press", actionId })).reply
        .text;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return [error.code, error.userMessage];
    }
  };

  test("somebody else's button is answered like one that never was", async () => {
    const never = await press(a.tom, newId());
    expect(never).toEqual(["not_found", expect.any(String)]);
    for (const other of [a.tom, a.vera, b.ana, b.tom])
      expect(await press(other, a.ids.button)).toEqual(never);
    for (const made of ["", "1", "x'; drop table buttons", a.ids.button.slice(1)])
      expect(await press(a.tom, made)).toEqual(never);
    expect(await press(a.ana, a.ids.button)).toContain("matches for");
  });
});

describe("a viewer", () => {
  // What a role may read it may set for itself, such as its own time zone.
  const writing = tools.filter((tool) => tool.effect !== "read" && tool.needs !== "records:read");

  test.each(writing)(
    "is refused $name in one clear sentence, and nothing changes",
    async (tool) => {
      const before = await tenantHashes(db, a.tenantId, ["runs"]);
      const own: Pool = {
        words: [...Object.values(a.words), ...neutral],
        ids: Object.values(a.ids),
      };
      for (const fill of fc.sample(argumentsFor(tool), 4)) {
        const result = await call(db, a.vera, { tool: tool.name, args: fill(own) });
        expect(result).toMatchObject({ outcome: "refused", code: "forbidden", receipts: [] });
        expect(result.reply.text).toBe("Your role (viewer) does not allow that.");
      }
      expect(await tenantHashes(db, a.tenantId, ["runs"])).toEqual(before);
    },
  );
});
