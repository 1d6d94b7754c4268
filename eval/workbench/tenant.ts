/** The benchmark's sandbox as a tenant: its staff are users, its customers people, its boards tasks. */
import { v5 } from "uuid";
import { DateTime } from "luxon";
import { newId } from "../../core/domain/ids.ts";
import { contactPoint, newPerson, type Person } from "../../core/domain/person.ts";
import type { Task } from "../../core/domain/task.ts";
import type { Database, Scope, Tx } from "../../db/client.ts";
import { interactionRecords, personRecords, taskRecords } from "../../db/projections/registry.ts";
import { identitiesOf, refreshCorrespondence } from "../../db/queries/correspondence.ts";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import { write, type Cause } from "../../db/write.ts";
import { addCorrespondence } from "../world-mail.ts";
import { sandboxNow, type Row, type Sandbox } from "./sandbox.ts";

export interface SandboxTenant {
  tenantId: string;
  /** Who asks: "Sam" in the benchmark. */
  sam: User;
  /** Every user by address. */
  users: ReadonlyMap<string, User>;
}

export const idOf = (kind: "customer" | "task", id: string): string =>
  v5(`${kind} ${id}`, "1d0cf0f4-0a53-4bb4-9c7a-6f0d1f9c2b6e");

const since = new Date("2023-08-01T00:00:00.000Z");
const cause = (): Cause => ({ runId: null, groupId: newId(), recordedAt: since });

export async function openSandboxTenant(db: Database, sandbox: Sandbox): Promise<SandboxTenant> {
  const settings = { currency: "USD", country: "US" };
  const tenant = await createTenant(db, { slug: "workbench", name: "Atlas", at: since, settings });
  const nobody: Scope = { tenantId: tenant.id, actorId: null, viewerId: null };
  const users = await db.transaction(nobody, (tx) => addUsers(tx, sandbox.staff));
  const sam = users.get("sam@atlas.com");
  if (!sam) throw new Error("the sandbox has no asker");
  const scope = { tenantId: tenant.id, actorId: sam.id, viewerId: sam.id };
  await db.transaction(scope, async (tx) => {
    await addCustomers(tx, sandbox.customers, users);
    await addTasks(tx, sandbox.tasks, users);
    await addMailAndMeetings(tx, sandbox, { sam, users });
  });
  return { tenantId: tenant.id, sam, users };
}

async function addUsers(tx: Tx, staff: readonly string[]): Promise<Map<string, User>> {
  const users = new Map<string, User>();
  for (const email of ["sam@atlas.com", ...staff]) {
    const role = email.startsWith("sam@") ? "owner" : "member";
    const input = { email, name: nameOf(email), role, timeZone: "UTC", locale: "en-US" } as const;
    users.set(email, await saveUser(tx, { ...input, at: since }));
  }
  return users;
}

/** "lena.schmidt@atlas.com" is Lena Schmidt. */
const nameOf = (email: string): string =>
  (email.split("@")[0] ?? "")
    .split(".")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");

type Users = ReadonlyMap<string, User>;

async function addCustomers(tx: Tx, customers: readonly Row[], users: Users): Promise<void> {
  const people = customers.map((row) => ({
    id: idOf("customer", row.customer_id ?? ""),
    command: { kind: "create" as const, person: personOf(row, users) },
  }));
  await write(tx, personRecords, people, cause());
  const calls = customers.flatMap((row) =>
    row.last_contact_date ? [callOf(row, row.last_contact_date, users)] : [],
  );
  await write(tx, interactionRecords, calls, cause());
  const addresses = customers.map((row) => row.customer_email ?? "");
  await refreshCorrespondence(tx, await identitiesOf(tx, addresses), sandboxNow);
}

const personOf = (row: Row, users: Users): Person =>
  newPerson(row.customer_name ?? "", "csv", since, {
    emails: row.customer_email ? [contactPoint(row.customer_email)] : [],
    phones: row.customer_phone ? [contactPoint(`+1${row.customer_phone.replace(/\D/g, "")}`)] : [],
    tags: row.product_interest ? [row.product_interest.toLowerCase()] : [],
    status: row.status ?? null,
    note: row.notes?.trim() ? row.notes : null,
    keyDates: row.follow_up_by ? [{ label: "follow up", date: row.follow_up_by }] : [],
    ownerId: users.get(row.assigned_to_email ?? "")?.id ?? null,
  });

const callOf = (row: Row, day: string, users: Users) => ({
  id: newId(),
  command: {
    kind: "log" as const,
    interaction: {
      kind: "call" as const,
      occurredAt: new Date(`${day}T00:00:00.000Z`).toISOString(),
      minutes: null,
      summary: "Had a call.",
      personIds: [idOf("customer", row.customer_id ?? "")],
      companyId: null,
      dealId: null,
      loggedBy: users.get(row.assigned_to_email ?? "")?.id ?? "",
    },
  },
});

async function addTasks(tx: Tx, rows: readonly Row[], users: Users): Promise<void> {
  const orders = rows.map((row) => ({
    id: idOf("task", row.task_id ?? ""),
    command: { kind: "create" as const, task: taskOf(row, users) },
  }));
  await write(tx, taskRecords, orders, cause());
}

const taskOf = (row: Row, users: Users): Task => ({
  title: row.task_name ?? "",
  dueAt: DateTime.fromISO(row.due_date ?? "", { zone: "UTC" })
    .endOf("day")
    .toJSDate()
    .toISOString(),
  dueAllDay: true,
  doneAt: row.list_name === "Completed" ? sandboxNow.toISOString() : null,
  assigneeId: users.get(row.assigned_to_email ?? "")?.id ?? "",
  personId: null,
  companyId: null,
  dealId: null,
  repeat: null,
  createdBy: null,
  createdAt: since.toISOString(),
});

async function addMailAndMeetings(
  tx: Tx,
  { mails, events }: Sandbox,
  { sam, users }: { sam: User; users: Users },
): Promise<void> {
  const colleague = (email = "") => ({ email, name: users.get(email)?.name ?? "" });
  const at = (text = "") => new Date(`${text.replace(" ", "T")}.000Z`);
  await addCorrespondence(tx, sam, {
    mail: mails.map((row) => ({
      incoming: row["inbox/outbox"] !== "outbox",
      other: colleague(row["sender/recipient"]),
      at: at(row.sent_datetime),
      subject: row.subject ?? "",
      text: (row.body ?? "").replaceAll("\\n", "\n"),
    })),
    meetings: events.map((row) => ({
      title: row.event_name ?? "",
      others: [colleague(row.participant_email)],
      at: at(row.event_start),
      minutes: Number(row.duration),
    })),
    now: sandboxNow,
  });
}
