/** People as rows: the person, their contact points and jobs, and the identities that are theirs. */
import { inArray, sql } from "drizzle-orm";
import { companyDomainOf } from "../../core/domain/email-address.ts";
import { nameKey } from "../../core/domain/names.ts";
import type { ContactPoint, Person } from "../../core/domain/person.ts";
import type { Tx } from "../client.ts";
import { ensureIdentities, type IdentitySeed } from "../queries/identities.ts";
import { contactPoints, employments, keyDates, people } from "../schema/records.ts";
import { array } from "../sql.ts";
import { writeEntries } from "./list.ts";
import { chunks, partition, upsert, type Projected } from "./rows.ts";

type Kind = (typeof contactPoints.$inferInsert)["kind"];

export async function projectPeople(tx: Tx, records: Projected<Person>[]): Promise<void> {
  const { tenantId } = tx.scope;
  const { present, gone } = partition(records);
  const ids = records.map((record) => record.id);
  await clear(tx, ids);
  if (gone.length > 0) await tx.sql.delete(people).where(inArray(people.id, gone));
  await upsert(
    tx,
    people,
    present.map(({ id, state }) => ({
      tenantId,
      id,
      name: state.name,
      nameKey: nameKey(state.name),
      title: state.title,
      companyId: state.companyId,
      city: state.city,
      country: state.country,
      tags: state.tags,
      note: state.note,
      leadSource: state.leadSource,
      status: state.status,
      ownerId: state.ownerId,
      source: state.source,
      createdAt: new Date(state.createdAt),
    })),
  );
  const points = present.flatMap(({ id, state }) =>
    pointsOf(state).map(({ kind, point }, position) => ({
      tenantId,
      personId: id,
      kind,
      value: point.value,
      position,
      validFrom: point.since,
      validTo: point.until,
    })),
  );
  for (const part of chunks(points)) await tx.sql.insert(contactPoints).values(part);
  const jobs = present.flatMap(({ id, state }) =>
    state.employments.map((job, position) => ({
      tenantId,
      personId: id,
      position,
      companyId: job.companyId,
      title: job.title,
      validFrom: job.since,
      validTo: job.until,
    })),
  );
  for (const part of chunks(jobs)) await tx.sql.insert(employments).values(part);
  const days = present.flatMap(({ id, state }) =>
    state.keyDates.map(({ label, date }) => ({ tenantId, personId: id, label, date })),
  );
  for (const part of chunks(days)) await tx.sql.insert(keyDates).values(part);
  await writeEntries(tx, present);
  await linkIdentities(tx, present);
}

/** What is written anew below, in one round trip. */
async function clear(tx: Tx, ids: string[]): Promise<void> {
  await tx.sql.execute(sql`
    with freed as (
      update identities set person_id = null where person_id = any(${array(ids)}::uuid[])
    ), points as (
      delete from contact_points where person_id = any(${array(ids)}::uuid[])
    ), days as (
      delete from key_dates where person_id = any(${array(ids)}::uuid[])
    ), entries as (
      delete from list_entries where record_id = any(${array(ids)}::uuid[])
    )
    delete from employments where person_id = any(${array(ids)}::uuid[])`);
}

const pointsOf = (state: Person): { kind: Kind; point: ContactPoint }[] => [
  ...state.emails.map((point) => ({ kind: "email" as const, point })),
  ...state.phones.map((point) => ({ kind: "phone" as const, point })),
  ...state.linkedin.map((point) => ({ kind: "linkedin" as const, point })),
  ...state.websites.map((point) => ({ kind: "website" as const, point })),
  ...state.addresses.map((point) => ({ kind: "address" as const, point })),
];

/** Every person has the identity of their own record, so that what is logged has something to point at. */
async function linkIdentities(tx: Tx, present: { id: string; state: Person }[]): Promise<void> {
  const links = present.flatMap(({ id, state }) => [
    { personId: id, seed: seed("person", id, state.name) },
    ...state.emails.map((point) => ({
      personId: id,
      seed: seed("email", point.value, state.name),
    })),
    ...state.phones.map((point) => ({
      personId: id,
      seed: seed("phone", point.value, state.name),
    })),
    ...state.linkedin.map((point) => ({
      personId: id,
      seed: seed("linkedin", point.value, state.name),
    })),
  ]);
  const known = await ensureIdentities(
    tx,
    links.map((link) => link.seed),
  );
  const pairs = links.flatMap((link) => {
    const identity = known.get(`${link.seed.kind}:${link.seed.value}`);
    return identity ? [{ identity, personId: link.personId }] : [];
  });
  // An address somebody else already has stays theirs: whose it is, is a question for a person.
  await tx.sql.execute(sql`
    update identities set person_id = t.person_id
    from unnest(${array(pairs.map((pair) => pair.identity))}::uuid[],
      ${array(pairs.map((pair) => pair.personId))}::uuid[]) as t(id, person_id)
    where identities.tenant_id = ${tx.scope.tenantId} and identities.id = t.id
      and identities.person_id is null and identities.user_id is null`);
}

const seed = (kind: IdentitySeed["kind"], value: string, displayName: string): IdentitySeed => ({
  kind,
  value,
  displayName,
  domain: kind === "email" ? (companyDomainOf(value) ?? null) : null,
});
