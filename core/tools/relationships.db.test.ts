import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import {
  addSide,
  contextFor,
  depsOver,
  testNow,
  type Side,
} from "../../test/support/two-tenants.ts";
import { personRecords, companyRecords } from "../../db/projections/registry.ts";
import { write } from "../../db/write.ts";
import type { CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import { newCompany } from "../domain/company.ts";
import { newId } from "../domain/ids.ts";
import { newPerson } from "../domain/person.ts";
import { plainText } from "../reply.ts";
import { tools } from "./registry.ts";

let db: TestDatabase;
let side: Side;

beforeAll(async () => {
  db = await openTestDatabase();
  side = await addSide(db, "bramwick");
  const cause = { runId: null, groupId: newId(), recordedAt: testNow };
  const scope = { tenantId: side.tenantId, actorId: side.ana.id, viewerId: side.ana.id };
  await db.transaction(scope, async (tx) => {
    const people = ["Sofia Reyes", "Leo Brandt", "Lena Kovac"].map((name) => ({
      id: newId(),
      command: { kind: "create" as const, person: newPerson(name, "said", testNow, {}) },
    }));
    await write(tx, personRecords, people, cause);
    const companies = ["Acme", "Borealis", "Zeta"].map((name) => ({
      id: newId(),
      command: { kind: "create" as const, company: newCompany(name, "said", testNow, {}) },
    }));
    await write(tx, companyRecords, companies, cause);
  });
});
afterAll(() => db.close());

const call = (tool: string, args: Record<string, unknown>): Promise<CallResult> =>
  callTool(depsOver(db), { ...contextFor(side.ana), focus: {} }, tools, { tool, args });
const textOf = ({ reply }: CallResult) => plainText(reply);
const listed = async (record: string) => textOf(await call("list_relationships", { record }));
const ties = () =>
  db.asOwner(
    `select kind, valid_from::text, valid_to::text, note from relationships
      where tenant_id = '${side.tenantId}' order by kind, created_at, id`,
  );

const sofia = "Sofia Reyes";
const leo = "Leo Brandt";
const lena = "Lena Kovac";

describe("a tie", () => {
  test.each([
    [{ from: sofia, kind: "reports_to", to: leo }, sofia, `${sofia} reports to`],
    [{ from: leo, kind: "manages", to: sofia }, leo, `${leo} manages`],
    [{ from: "Acme", kind: "acquired_by", to: "Borealis", since: "2024" }, "Acme", "since 2024"],
    [{ from: "Borealis", kind: "acquired", to: "Acme" }, "Borealis", "Borealis acquired"],
    [{ from: lena, kind: "board_member_of", to: "Zeta" }, "Zeta", "Zeta has on its board"],
    [{ from: "Ana bramwick", kind: "knows", to: leo, note: "from SaaStock" }, leo, "from SaaStock"],
    [{ from: leo, kind: "alumnus_of", to: "Acme", until: "2022" }, leo, "until 2022"],
    [{ from: "Zeta", kind: "competitor_of", to: "Acme" }, "Acme", "Acme competes with"],
  ])("%j is noted, listed and undone", async (args, record, shown) => {
    const before = await ties();
    const result = await call("add_relationship", args);
    expect([result.outcome, textOf(result)]).toEqual(["done", expect.stringContaining("Noted:")]);
    expect(await listed(record)).toContain(shown);
    await call("undo", { receipts: result.undoable });
    expect(await ties()).toEqual(before);
  });

  test("said twice, or the other way round, is already known, and learns what is new", async () => {
    await call("add_relationship", { from: sofia, kind: "reports_to", to: leo });
    const again = await call("add_relationship", { from: leo, kind: "manages", to: sofia });
    expect(textOf(again)).toContain("Already known:");
    expect(again.undoable).toEqual([]);
    const more = { from: sofia, kind: "reports_to", to: leo, since: "March 2025" };
    expect(textOf(await call("add_relationship", more))).toContain("now with more");
    expect(await listed(sofia)).toContain("since 1 Mar 2025 · said by Ana");
  });

  test.each([
    [{ from: "Acme", kind: "reports_to", to: leo }, "ties a person to a person"],
    [{ from: sofia, kind: "acquired_by", to: "Acme" }, "ties a company to a company"],
    [{ from: sofia, kind: "founded", to: leo }, "ties a person to a company"],
    [{ from: sofia, kind: "knows", to: sofia }, "themselves"],
    [{ from: sofia, kind: "knows", to: lena, since: "2024", until: "2023" }, "before it began"],
  ])("%j is refused", async (args, why) => {
    const result = await call("add_relationship", args);
    expect([result.outcome, textOf(result)]).toEqual(["refused", expect.stringContaining(why)]);
  });

  test("ends, once, on the day said", async () => {
    await call("add_relationship", { from: lena, kind: "advises", to: "Zeta" });
    const over = { from: lena, kind: "advises", to: "Zeta", on: "1 October 2026" };
    const ended = await call("end_relationship", over);
    expect(textOf(ended)).toContain("until 1 Oct 2026");
    expect(await listed(lena)).toContain("until 1 Oct 2026");
    expect(await call("end_relationship", over)).toMatchObject({ code: "not_found" });
    await call("undo", { receipts: ended.undoable });
    expect(await listed(lena)).not.toContain("until");
  });

  test("without its kind is asked for where there are several", async () => {
    await call("add_relationship", { from: sofia, kind: "knows", to: lena });
    await call("add_relationship", { from: sofia, kind: "mentors", to: lena });
    const asked = await call("end_relationship", { from: sofia, to: lena });
    expect(asked.outcome).toBe("question");
    const press = asked.reply.actions?.[0]?.press;
    if (press?.kind !== "call") throw new Error("no button");
    expect((await call(press.tool, press.args)).outcome).toBe("done");
  });
});
