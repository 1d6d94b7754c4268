import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { lintCatalogue, type Finding } from "./catalogue-lint.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const policy = "tenant_id = (select app_tenant())";
/** A table as it should be, for faults that need one of their own. */
const goodTable = (name: string, columns = "id uuid not null, primary key (tenant_id, id)") => `
  create table ${name} (tenant_id uuid not null, ${columns});
  alter table ${name} enable row level security; alter table ${name} force row level security;
  create policy tenant on ${name} using (${policy}) with check (${policy});`;

/** Plants a fault, looks, and takes it back: nobody else on the server ever sees it. */
async function planted(fault: string): Promise<Finding[]> {
  await db.asOwner("begin");
  try {
    await db.asOwner(fault);
    return await lintCatalogue((statement) => db.asOwner(statement));
  } finally {
    await db.asOwner("rollback");
  }
}

test("the migrated database breaks no rule", async () => {
  expect(await lintCatalogue((statement) => db.asOwner(statement))).toEqual([]);
});

test("a runtime transaction may ask too", async () => {
  const scope = {
    tenantId: "00000000-0000-0000-0000-000000000000",
    actorId: null,
    viewerId: null,
  };
  const found = await db.transaction(scope, (tx) =>
    lintCatalogue(async (statement) => (await tx.sql.execute(statement)).rows),
  );
  expect(found).toEqual([]);
});

test("a table as it should be is no finding", async () => {
  expect(await planted(goodTable("good"))).toEqual([]);
});

const faults: [fault: string, rule: string, object: string][] = [
  ["alter table people disable row level security", "row-level security is off", "people"],
  [
    "alter table people no force row level security",
    "row-level security is not forced on the owner",
    "people",
  ],
  ["drop policy tenant on people", "no policy", "people"],
  [
    "alter policy tenant on people using (true)",
    "a policy does not name the tenant in what it reads",
    "people.tenant",
  ],
  [
    `alter policy tenant on people using (${policy} or name = 'x')`,
    "a policy does not name the tenant in what it reads",
    "people.tenant",
  ],
  [
    `alter policy tenant on people using ((${policy} and name = 'x') or name = 'y')`,
    "a policy does not name the tenant in what it reads",
    "people.tenant",
  ],
  [
    "alter policy tenant on people with check (true)",
    "a policy does not name the tenant in what it writes",
    "people.tenant",
  ],
  [
    "create policy more on people for insert with check (name = 'x')",
    "a policy does not name the tenant in what it writes",
    "people.more",
  ],
  [
    "create policy everything on tenants to rapport_app using (true) with check (id = (select app_tenant()))",
    "a policy does not name the tenant in what it reads",
    "tenants.everything",
  ],
  ["create unique index planted on people (name)", "a unique key without tenant_id", "planted"],
  [goodTable("planted", "id uuid primary key"), "a unique key without tenant_id", "planted_pkey"],
  [
    "alter table tasks add constraint planted foreign key (created_by, person_id) references people (tenant_id, id)",
    "a foreign key without tenant_id",
    "tasks.planted",
  ],
  ["create view planted as select name from people", "a view that reads as its owner", "planted"],
  ["create materialized view planted as select name from people", "a materialised view", "planted"],
  [
    "create function planted() returns bigint language sql security definer as 'select count(*) from people'",
    "a function that runs as its owner",
    "planted()",
  ],
  [
    "alter function refresh_statistics() reset search_path",
    "a function that runs as its owner",
    "refresh_statistics()",
  ],
  [
    "grant execute on function refresh_statistics() to public",
    "a function that runs as its owner",
    "refresh_statistics()",
  ],
  ["alter table people owner to rapport_app", "owned by a runtime role", "people"],
  ["alter function app_viewer() owner to rapport_app", "owned by a runtime role", "app_viewer()"],
  [
    "create role planted_owner; grant create on schema public to planted_owner; alter function app_viewer() owner to planted_owner",
    "not owned by the owner of the tables",
    "app_viewer()",
  ],
  [
    "create role planted_owner; alter table people owner to planted_owner",
    "not owned by the owner of the tables",
    "people",
  ],
  ["alter role rapport_app bypassrls", "a runtime role with power", "rapport_app"],
  ["alter role rapport_directory superuser", "a runtime role with power", "rapport_directory"],
  [
    "create role planted_login bypassrls; grant rapport_app to planted_login",
    "a runtime role with power",
    "planted_login",
  ],
  [
    "create role planted_group; grant planted_group to rapport_app",
    "a runtime role that is a member of another",
    "rapport_app",
  ],
  [
    "grant create on schema public to rapport_app",
    "a runtime role that may create",
    "rapport_app in public",
  ],
  ["alter role rapport_app rename to planted_app", "a runtime role is missing", "rapport_app"],
  [
    "grant usage on schema drizzle to rapport_app",
    "the migrations' list within reach of a runtime role",
    "rapport_app",
  ],
  [
    "grant update on events to rapport_app",
    "a grant on an append-only table beyond reading and adding",
    "events: update",
  ],
  [
    "grant update (tool) on runs to rapport_app",
    "a grant on an append-only table beyond reading and adding",
    "runs: update",
  ],
  [
    "grant truncate on people to rapport_app",
    "a grant that row-level security does not filter",
    "people: truncate",
  ],
  ...["select", "select (details)", "select (name)"].map((grant): [string, string, string] => [
    `grant ${grant} on channel_workspaces to rapport_directory`,
    "the directory role reaches beyond the list of tenants",
    "channel_workspaces: select",
  ]),
  [
    "grant update (removed_at) on channel_workspaces to rapport_directory",
    "the directory role reaches beyond the list of tenants",
    "channel_workspaces: update",
  ],
  [
    "alter policy directory on channel_workspaces to rapport_app",
    "a policy does not name the tenant in what it reads",
    "channel_workspaces.directory",
  ],
  [
    "grant select on people to rapport_directory",
    "the directory role reaches beyond the list of tenants",
    "people: select",
  ],
  [
    "grant select (details) on channel_workspaces to rapport_directory",
    "the directory role reaches beyond the list of tenants",
    "channel_workspaces: select",
  ],
  ["drop trigger append_only on events", "an append-only table that can be rewritten", "events"],
  [
    "alter table runs disable trigger append_only_truncate",
    "an append-only table that can be rewritten",
    "runs",
  ],
  ["grant select on people to public", "a grant to everybody", "people: select"],
  ["grant create on schema public to public", "a grant to everybody", "public: create"],
];

test.each(faults)("finds: %s", async (fault, rule, object) => {
  const found = await planted(fault);
  expect(found).toContainEqual({ rule, object });
  expect(found.filter((finding) => !followsFrom(finding, rule))).toEqual([]);
});

/** One fault may break a second rule by itself: what everybody may do, the runtime roles may too, and a superuser anything. */
function followsFrom(finding: Finding, rule: string): boolean {
  if (finding.rule === rule) return true;
  if (rule === "a runtime role with power") return finding.object.startsWith("rapport_directory");
  if (rule === "a grant to everybody") return finding.rule === "a runtime role that may create";
  return rule === "a runtime role is missing" && finding.rule.includes("policy");
}

test("finds a new table with nothing done about it", async () => {
  const found = await planted("create table planted (id uuid primary key, owner_id uuid)");
  expect(found).toEqual(
    [
      ["row-level security is off", "planted"],
      ["row-level security is not forced on the owner", "planted"],
      ["no policy", "planted"],
      ["no tenant_id that is never null", "planted"],
      ["a unique key without tenant_id", "planted_pkey"],
    ].map(([rule, object]) => ({ rule, object })),
  );
});
