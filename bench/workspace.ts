/**
 * A generated workspace of any size: people, 0.12 companies and 5 interactions with a short text per
 * person. Rows go into the projections in bulk; only the records that benchmarks write to have events.
 */
import { sql } from "drizzle-orm";
import { inTransaction, type Context } from "../core/context.ts";
import { contactPoint, newPerson } from "../core/domain/person.ts";
import { newId } from "../core/domain/ids.ts";
import type { Tx } from "../db/client.ts";
import { personRecords } from "../db/projections/registry.ts";
import { refreshStatistics } from "../db/queries/statistics.ts";
import { saveUser } from "../db/queries/tenants.ts";
import { array } from "../db/sql.ts";
import { write } from "../db/write.ts";
import type { AppDeps } from "../deps.ts";
import { note } from "./output.ts";
import {
  cities,
  companyNames,
  firstNames,
  industries,
  sentences,
  surnames,
  tags,
  titles,
} from "./words.ts";

export interface Workspace {
  asker: Context;
  people: number;
  /** Full names that occur once; these people have events and can be written to. */
  subjects: { id: string; name: string }[];
  companies: string[];
}

const COMPANIES_PER_PERSON = 0.12;
export const INTERACTIONS_PER_PERSON = 5;
const SUBJECTS = 50;
const COLLEAGUES = [
  { email: "ben@ours.example", name: "Ben Colleague" },
  { email: "cleo@ours.example", name: "Cleo Colleague" },
];
/** One statement each, so that a transaction stays small. */
const PEOPLE_A_PART = 10_000;

export async function fillWorkspace(
  deps: AppDeps,
  asker: Context,
  people: number,
): Promise<Workspace> {
  const startedAt = performance.now();
  const companies = companyNames(Math.ceil(people * COMPANIES_PER_PERSON));
  await inTransaction(deps, asker, (tx) => addColleagues(tx, asker.now));
  await inTransaction(deps, asker, (tx) => addCompanies(tx, companies));
  for (let from = 1; from <= people; from += PEOPLE_A_PART) {
    const part = {
      from,
      to: Math.min(people, from + PEOPLE_A_PART - 1),
      companies: companies.length,
    };
    await inTransaction(deps, asker, (tx) => addPeople(tx, part));
    await inTransaction(deps, asker, (tx) => addInteractions(tx, part));
  }
  await inTransaction(deps, asker, refreshStatistics);
  const subjects = await inTransaction(deps, asker, (tx) => addSubjects(tx, asker, people));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  note(`loaded ${people} people in bulk (${seconds} s)`);
  return { asker, people, subjects, companies };
}

async function addColleagues(tx: Tx, at: Date): Promise<void> {
  const rest = { role: "member", timeZone: "Europe/Madrid", locale: "en", at } as const;
  for (const colleague of COLLEAGUES) await saveUser(tx, { ...colleague, ...rest });
}

/** Ids that a row's number gives: companies, people, identities and interactions find one another. */
const id = (kind: "c" | "e" | "a", number: string) =>
  sql.raw(`('0190000${kind}-0000-7000-8000-' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`);

/** A number from 0 to below 2^31 that depends on the row and the field alone. */
const chance = (row: string, field: number) =>
  sql.raw(`(hashint4((${row})::int * 31 + ${field}) & 2147483647)`);

/** A numbered list to join on: picking from an array parameter by position reads it from the start. */
const numbered = (values: readonly string[]) =>
  sql`(select value, nth - 1 as nth from unnest(${array(values)}::text[]) with ordinality as v(value, nth))`;

/** One of a few values of an array parameter. */
const oneOf = (values: readonly string[], row: string, field: number) =>
  sql`(${array(values)}::text[])[1 + ${chance(row, field)} % ${values.length}::int]`;

const cityNames = cities.map(([city]) => city);
const countryNames = cities.map(([, country]) => country);

async function addCompanies(tx: Tx, names: string[]): Promise<void> {
  await tx.sql.execute(sql`
    insert into companies (tenant_id, id, name, name_key, industry, city, country, tags, source, created_at)
    select ${tx.scope.tenantId}, ${id("c", "i")}, name, lower(name), ${oneOf(industries, "i", 1)},
      ${oneOf(cityNames, "i", 2)}, ${oneOf(countryNames, "i", 2)}, '{}', 'csv', now()
    from unnest(${array(names)}::text[]) with ordinality as t(name, i)`);
}

interface Part {
  from: number;
  to: number;
  companies: number;
}

async function addPeople(tx: Tx, { from, to, companies }: Part): Promise<void> {
  const { tenantId } = tx.scope;
  const skewed = sql`floor(power(${chance("i", 2)} / 2147483648.0, 2) * 4000)`;
  const rows = sql`generate_series(${from}::int, ${to}::int) i`;
  await tx.sql.execute(sql`
    insert into people (tenant_id, id, name, name_key, title, company_id, city, country, tags, source, created_at)
    select ${tenantId}, ${id("e", "i")}, name, lower(name), ${oneOf(titles, "i", 3)},
      ${id("c", "1 + i % n")}, ${oneOf(cityNames, "i", 4)}, ${oneOf(countryNames, "i", 4)},
      case when i % 10 = 0 then array[${oneOf(tags, "i", 5)}] else '{}' end, 'csv', now()
    from (select i, ${companies}::int as n, ${oneOf(firstNames, "i", 1)} || ' ' || f.value as name
      from ${rows} join ${numbered(surnames(4_000))} f on f.nth = ${skewed}) t`);
  await tx.sql.execute(sql`
    insert into contact_points (tenant_id, person_id, kind, value, position)
    select ${tenantId}, ${id("e", "i")}, 'email', 'p' || i || '@c' || 1 + i % ${companies}::int || '.example', 0
    from ${rows}`);
  await tx.sql.execute(sql`
    insert into identities (tenant_id, id, kind, value, display_name, name_key, domain, person_id)
    select tenant_id, ${id("e", "i")}, 'email', 'p' || i || '@c' || 1 + i % ${companies}::int || '.example',
      p.name, p.name_key, 'c' || 1 + i % ${companies}::int || '.example', p.id
    from people p join ${rows} on p.id = ${id("e", "i")}
    where p.id between ${id("e", String(from))} and ${id("e", String(to))}`);
}

/** Mail of three mailboxes; a third of the texts is shared with the team, the rest is its owner's. */
async function addInteractions(tx: Tx, { from, to }: Part): Promise<void> {
  const { tenantId } = tx.scope;
  const last = to * INTERACTIONS_PER_PERSON;
  const first = (from - 1) * INTERACTIONS_PER_PERSON + 1;
  const rows = sql`generate_series(${first}::int, ${last}::int) j`;
  const person = id("e", `1 + (j - 1) / ${INTERACTIONS_PER_PERSON}`);
  const at = sql`date_trunc('hour', now()) - ${chance("j", 1)} % 1000 * interval '1 day' - interval '1 hour'`;
  const owners = sql`(select row_number() over (order by m.user_id) - 1 as nth, m.id, m.user_id from mailboxes m)`;
  const texts = sentences(5_000);
  await tx.sql.execute(sql`
    insert into interactions (tenant_id, id, kind, occurred_at, machine_score, participant_count, source)
    select ${tenantId}, ${id("a", "j")}, 'email', ${at}, 0, 2, 'mail' from ${rows}`);
  await tx.sql.execute(sql`
    insert into interaction_participants (tenant_id, interaction_id, identity_id, role, occurred_at)
    select ${tenantId}, ${id("a", "j")}, ${person}, 'from', ${at} from ${rows}`);
  await tx.sql.execute(sql`
    insert into sightings (tenant_id, mailbox_id, key, interaction_id, labels)
    select ${tenantId}, o.id, 'm' || j, ${id("a", "j")}, '{}' from ${rows} join ${owners} o on o.nth = j % 3`);
  await tx.sql.execute(sql`
    insert into content_viewers (tenant_id, content_id, viewer_id)
    select ${tenantId}, ${id("a", "j")}, case when ${chance("j", 2)} % 3 = 0 or o.user_id <> ${tx.scope.viewerId}::uuid
      then null else o.user_id end
    from ${rows} join ${owners} o on o.nth = j % 3`);
  await tx.sql.execute(sql`
    insert into interaction_contents (tenant_id, id, interaction_id, occurred_at, subject, text, attachments, problems, confidential)
    select ${tenantId}, ${id("a", "j")}, ${id("a", "j")}, ${at}, left(s.value, 40), s.value || ' ' || t.value, '[]', '{}', false
    from ${rows} join ${numbered(texts)} s on s.nth = ${chance("j", 3)} % ${texts.length}::int
      join ${numbered(texts)} t on t.nth = ${chance("j", 4)} % ${texts.length}::int`);
  await tx.sql.execute(sql`
    insert into correspondence (tenant_id, user_id, identity_id, sent, received, machine, meetings, first_at, last_at)
    select ${tenantId}, o.user_id, ${person}, 0, count(*), 0, 0, min(${at}), max(${at})
    from ${rows} join ${owners} o on o.nth = j % 3 group by 2, 3`);
}

/** Some of the people anew, through the event store and with names of their own. */
async function addSubjects(tx: Tx, asker: Context, people: number): Promise<Workspace["subjects"]> {
  const { rows } = await tx.sql.execute<{ id: string; companyId: string; email: string }>(sql`
    select p.id, p.company_id as "companyId", k.value as email from people p
    join contact_points k on k.person_id = p.id
    where p.id in (${sql.join(
      Array.from({ length: SUBJECTS }, (_, nth) =>
        id("e", String(1 + Math.floor((nth * people) / SUBJECTS))),
      ),
      sql`, `,
    )}) order by p.id`);
  const known = surnames(4_000 + SUBJECTS).slice(4_000);
  const subjects = rows.map((row, nth) => ({
    ...row,
    name: `${firstNames[nth] ?? "Zoe"} ${known[nth] ?? ""}`,
  }));
  await write(
    tx,
    personRecords,
    subjects.map(({ id: personId, name, companyId, email }) => ({
      id: personId,
      command: {
        kind: "create" as const,
        person: newPerson(name, "csv", asker.now, { companyId, emails: [contactPoint(email)] }),
      },
    })),
    { runId: null, groupId: newId(), recordedAt: asker.now },
  );
  return subjects.map(({ id: personId, name }) => ({ id: personId, name }));
}
