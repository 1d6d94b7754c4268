import { describe, expect, test } from "vitest";
import { applied, outOfReach, parseAnswer } from "./answer.ts";
import type { Table, Tables } from "./sandbox.ts";
import { differences } from "./state.ts";

const table = (rows: Record<string, Record<string, string>> = {}): Table => ({
  rows: new Map(Object.entries(rows)),
  added: [],
});
const tables: Tables = {
  customers: table({
    "01": { customer_name: "Cameron Anderson", status: "Won", assigned_to_email: "raj@atlas.com" },
    "02": { customer_name: "Riley Brown", status: "Lost", assigned_to_email: "raj@atlas.com" },
  }),
  tasks: table(),
  events: table(),
  mails: table(),
  plots: table(),
  elsewhere: table(),
};
const update =
  'customer_relationship_manager.update_customer.func(customer_id="01", field="status", new_value="Qualified")';

describe("answers of the benchmark", () => {
  test("a list of calls is read, quotes within quotes too", () => {
    const mail = `email.send_email.func(recipient="a@b.c", body="Hi,\\\\n\\\\nit\\'s me")`;
    expect(parseAnswer(`['${update}', '${mail}']`)).toEqual([
      {
        name: "customer_relationship_manager.update_customer",
        args: { customer_id: "01", field: "status", new_value: "Qualified" },
      },
      { name: "email.send_email", args: { recipient: "a@b.c", body: "Hi,\n\nit's me" } },
    ]);
    expect(parseAnswer("[]")).toEqual([]);
  });

  test("what no tool can do is out of reach", () => {
    expect(outOfReach(parseAnswer(`['${update}']`))).toBeUndefined();
    expect(outOfReach(parseAnswer(`['email.delete_email.func(email_id="1")']`))).toBe(
      "deleting mail",
    );
  });

  test("a state that differs is told apart: not there yet, or not wanted", () => {
    const wanted = applied(tables, parseAnswer(`['${update}']`));
    expect(differences(tables, wanted, wanted)).toEqual([]);
    expect(differences(tables, wanted, tables).map(({ kind }) => kind)).toEqual(["missing"]);
    const other = structuredClone(wanted);
    other.customers.rows.delete("02");
    other.customers.added.push({ customer_name: "New One" });
    expect(differences(tables, wanted, other).map(({ kind }) => kind)).toEqual([
      "unexpected",
      "unexpected",
    ]);
  });

  test("case and ids do not count", () => {
    const wanted = applied(tables, parseAnswer(`['${update}']`));
    const lower = structuredClone(wanted);
    const row = lower.customers.rows.get("01");
    if (row) row.status = "qualified";
    expect(differences(tables, wanted, lower)).toEqual([]);
  });
});
