/** The tenant read back as the benchmark's tables, and two states of them compared. */
import { DateTime } from "luxon";
import type { Tx } from "../../db/client.ts";
import { listPeople } from "../../db/queries/people.ts";
import { interactions } from "../../db/schema/interactions.ts";
import {
  companies,
  contactPoints,
  deals,
  keyDates,
  listEntries,
  lists,
  people,
  relationships,
  tasks,
} from "../../db/schema/records.ts";
import type { Row, Sandbox, Table, Tables } from "./sandbox.ts";
import { idOf, type SandboxTenant } from "./tenant.ts";

const emptyTable = (): Table => ({ rows: new Map(), added: [] });

/** Mail, events and plots have no tool that changes them: they are as they were. */
export async function readState(
  tx: Tx,
  sandbox: Sandbox,
  { users }: SandboxTenant,
): Promise<Tables> {
  const emails = new Map([...users.values()].map((user) => [user.id, user.email]));
  return {
    customers: split(await customersOf(tx, emails), sandbox.customers, "customer"),
    tasks: split(await tasksOf(tx, emails, sandbox), sandbox.tasks, "task"),
    events: { rows: byId(sandbox.events, "event_id"), added: [] },
    mails: { rows: byId(sandbox.mails, "email_id"), added: [] },
    plots: emptyTable(),
    elsewhere: { rows: new Map(), added: await elsewhere(tx) },
  };
}

const byId = (rows: readonly Row[], field: string): Map<string, Row> =>
  new Map(rows.map((row) => [row[field] ?? "", { ...row }]));

/** Rows under the benchmark's ids; those it does not know have come since. */
function split(rows: Map<string, Row>, known: readonly Row[], kind: "customer" | "task"): Table {
  const table = emptyTable();
  const left = new Map(rows);
  for (const row of known) {
    const id = row[`${kind}_id`] ?? "";
    const own = idOf(kind, id);
    const now = left.get(own);
    if (now) table.rows.set(id, now);
    left.delete(own);
  }
  table.added.push(...left.values());
  return table;
}

async function customersOf(tx: Tx, emails: ReadonlyMap<string, string>): Promise<Map<string, Row>> {
  const records = await tx.sql.select().from(people);
  const points = (await tx.sql.select().from(contactPoints)).filter(({ validTo }) => !validTo);
  const days = (await tx.sql.select().from(keyDates)).filter(({ label }) => isFollowUp(label));
  const { people: listed } = await listPeople(tx, { limit: records.length + 1 });
  const lastAt = new Map(listed.map((row) => [row.id, row.lastAt]));
  const pointsOf = groupBy(points, (point) => point.personId);
  const dayOf = new Map(days.map((day) => [day.personId, day.date]));
  return new Map(
    records.map((record) => {
      const of = (kind: string) =>
        (pointsOf.get(record.id) ?? []).filter((point) => point.kind === kind).map((p) => p.value);
      const { title, companyId, city, country, leadSource } = record;
      const row: Row = {
        customer_name: record.name,
        assigned_to_email: emails.get(record.ownerId ?? "") ?? "",
        customer_email: of("email").join(" "),
        customer_phone: of("phone").map(nationalPhone).join(" "),
        last_contact_date: dayText(lastAt.get(record.id)),
        product_interest: record.tags.join(" "),
        status: record.status ?? "",
        follow_up_by: dayOf.get(record.id) ?? "",
        notes: record.note ?? "",
        further: [title, companyId, city, country, leadSource].filter(Boolean).join(" "),
      };
      return [record.id, row];
    }),
  );
}

const isFollowUp = (label: string): boolean => /^follow[\s-]?up(?: by| date)?$/i.test(label);

const nationalPhone = (phone: string): string =>
  phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "$1-$2-$3");

const dayText = (at: Date | null | undefined): string =>
  at ? (DateTime.fromJSDate(at, { zone: "UTC" }).toISODate() ?? "") : "";

function groupBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

/**
 * Where the answer changes the day of the last contact, a logged call is how that is done here: it
 * shows in that day and is nothing further.
 */
export const withoutLogged = (tables: Tables): Tables => ({
  ...tables,
  elsewhere: {
    ...tables.elsewhere,
    added: tables.elsewhere.added.filter((row) => row.table !== "logged"),
  },
});

/** A task knows whether it is done; which board and which list it is on it does not, so these stay. */
async function tasksOf(
  tx: Tx,
  emails: ReadonlyMap<string, string>,
  sandbox: Sandbox,
): Promise<Map<string, Row>> {
  const original = new Map(sandbox.tasks.map((row) => [idOf("task", row.task_id ?? ""), row]));
  const records = await tx.sql.select().from(tasks);
  return new Map(
    records.map((record) => {
      const was = original.get(record.id);
      const open = was?.list_name === "Completed" ? "Backlog" : (was?.list_name ?? "");
      return [
        record.id,
        {
          task_name: record.title,
          assigned_to_email: emails.get(record.assigneeId) ?? "",
          list_name: record.doneAt ? "Completed" : open,
          due_date: dayText(record.dueAt),
          board: was?.board ?? "",
        },
      ];
    }),
  );
}

/** Whatever else can be written: one row a record, so that a change of any of them shows. */
async function elsewhere(tx: Tx): Promise<Row[]> {
  const logged = (await tx.sql.select().from(interactions)).filter((row) => row.loggedBy !== null);
  const tables = {
    companies: await tx.sql.select().from(companies),
    deals: await tx.sql.select().from(deals),
    lists: await tx.sql.select().from(lists),
    listEntries: await tx.sql.select().from(listEntries),
    relationships: await tx.sql.select().from(relationships),
    logged: logged.map(({ kind, occurredAt, id }) => ({ kind, occurredAt, id })),
  };
  return Object.entries(tables).flatMap(([table, rows]) =>
    rows.map((row) => ({ table, row: JSON.stringify(row) })),
  );
}

export interface Difference {
  table: string;
  /** Wanted by the answer and not there, or there and not wanted. */
  kind: "missing" | "unexpected";
  text: string;
}

/**
 * How `actual` falls short of `wanted` and what it has beyond it, seen from `before`: what is as it was,
 * where the answer changes it, is only missing; what has changed otherwise is unexpected.
 */
export function differences(before: Tables, wanted: Tables, actual: Tables): Difference[] {
  return Object.keys(before).flatMap((name) => {
    const table = name as keyof Tables;
    return [
      ...rowDifferences(table, { before, wanted, actual }),
      ...addedDifferences(table, wanted[table].added, actual[table].added),
    ];
  });
}

function rowDifferences(
  table: keyof Tables,
  { before, wanted, actual }: { before: Tables; wanted: Tables; actual: Tables },
): Difference[] {
  return [...before[table].rows].flatMap(([id, was]) => {
    const want = keyOf(wanted[table].rows.get(id));
    const have = keyOf(actual[table].rows.get(id));
    if (want === have) return [];
    const kind = have === keyOf(was) ? ("missing" as const) : ("unexpected" as const);
    return [{ table, kind, text: `${id}: ${describe(was, actual[table].rows.get(id))}` }];
  });
}

function addedDifferences(table: string, wanted: Row[], actual: Row[]): Difference[] {
  const left = actual.map(keyOf);
  const missing = wanted.map(keyOf).filter((key) => {
    const index = left.indexOf(key);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((text) => ({ table, kind: "missing" as const, text })),
    ...left.map((text) => ({ table, kind: "unexpected" as const, text })),
  ];
}

/** Ids apart, and case: the same words mean the same. */
function keyOf(row: Row | undefined): string {
  if (!row) return "gone";
  const fields = Object.entries(row)
    .filter(([field, value]) => !field.endsWith("_id") && value.trim() !== "")
    .map(([field, value]) => `${field}=${value.trim().toLowerCase()}`);
  return fields.sort().join("; ");
}

function describe(was: Row, now: Row | undefined): string {
  if (!now) return "gone";
  const changed = Object.keys({ ...was, ...now }).filter(
    (field) => (was[field] ?? "") !== (now[field] ?? ""),
  );
  return changed.length === 0
    ? "unchanged"
    : changed.map((field) => `${field} ${was[field] ?? ""} → ${now[field] ?? ""}`).join(", ");
}
