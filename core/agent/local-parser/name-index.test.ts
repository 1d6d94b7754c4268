import { describe, expect, it } from "vitest";
import { createNameFinder } from "./name-finder.ts";
import { nameIndexOf } from "./name-index.ts";

const index = nameIndexOf([
  { kind: "person", name: "Sofia Reyes" },
  { kind: "person", name: "John Okafor" },
  { kind: "person", name: "Robert Hale" },
  { kind: "company", name: "Borealis Energy, S.L." },
  { kind: "company", name: "National Bank of Faro" },
  { kind: "deal", name: "Acme pilot" },
  { kind: "stage", name: "Negotiation" },
  { kind: "place", name: "NO" },
  { kind: "user", name: "Tom Becker" },
]);
const found = (text: string) =>
  index(text).map(({ text: words, types }) => `${words}: ${types.join()}`);

describe("names in a message", () => {
  it.each([
    ["whats up with borealis", ["borealis: company"]],
    ["tell sofia reyes", ["sofia reyes: person", "sofia: person", "reyes: person"]],
    ["okaford called", ["okaford: person"]],
    ["log call w/ bob", ["bob: person"]],
    ["move the acme pilot to negotiaton", ["acme pilot: deal", "negotiaton: stage"]],
    ["borealis energy is large", ["borealis energy: company", "borealis: company"]],
    ["give it to Tom", ["Tom: user"]],
    ["show the acme pilto", ["acme pilto: deal"]],
    ["no competitors", []],
    ["the national holiday", []],
    ["nothing of ours", []],
    ["", []],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("is less sure of a slip than of the name", () => {
    expect(index("okaford")[0]?.likeness).toBeLessThan(1);
    expect(index("okafor")[0]?.likeness).toBeUndefined();
  });

  it("knows how what was misspelt is spelled", () => {
    expect(index("negotiaton")[0]?.meant).toBe("negotiation");
    expect(index("negotiation")[0]?.meant).toBeUndefined();
  });
});

describe("the finder", () => {
  const scoped = { scope: { tenantId: "one" } } as Parameters<
    ReturnType<typeof createNameFinder>
  >[1];

  it("looks at the database for nobody in particular, and again only when something changed", async () => {
    let [clock, builds] = [0, 0];
    let print = "1";
    const scopes: unknown[] = [];
    const execute = (query: { queryChunks?: unknown }) => {
      const asksPrint = JSON.stringify(query.queryChunks).includes("hashtext");
      if (!asksPrint) builds++;
      return Promise.resolve({
        rows: asksPrint ? [{ print }] : [{ kind: "person", name: "Ida Holm" }],
      });
    };
    const db = {
      transaction: (scope: unknown, work: (tx: never) => Promise<unknown>) => {
        scopes.push(scope);
        return work({ sql: { execute } } as never);
      },
    };
    const finder = createNameFinder(db as never, () => clock);
    expect(await finder("call ida", scoped)).toMatchObject([{ text: "ida" }]);
    await finder("call ida", scoped);
    clock = 5_000;
    await finder("call ida", scoped);
    expect(builds).toBe(1);
    print = "2";
    clock = 10_000;
    await finder("call ida", scoped);
    expect(builds).toBe(2);
    expect(scopes).toContainEqual({ tenantId: "one", actorId: null, viewerId: null });
  });

  it("knows no name without a tenant", async () => {
    const finder = createNameFinder({ transaction: () => Promise.reject(new Error("unused")) });
    expect(await finder("call ida", {} as never)).toEqual([]);
  });
});
