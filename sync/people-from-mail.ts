/** Makes people of those a user is in touch with, for tenants that want them without being asked. */
import { contactPoint, newPerson } from "../core/domain/person.ts";
import { newId } from "../core/domain/ids.ts";
import type { Tx } from "../db/client.ts";
import { personRecords } from "../db/projections/registry.ts";
import { lockIngest } from "../db/queries/ingest-lock.ts";
import { listAcquaintances } from "../db/queries/suggestions.ts";
import { write, type Cause } from "../db/write.ts";
import { findOrCreateCompanies } from "./companies.ts";

/** Everybody with a two-way exchange or a meeting becomes a person, with their company by its domain. */
export async function createAcquaintances(
  tx: Tx,
  userId: string,
  cause: Cause,
): Promise<{ people: number; companies: number }> {
  await lockIngest(tx);
  const found = await listAcquaintances(tx, userId, cause.recordedAt);
  const companies = await findOrCreateCompanies(
    tx,
    found.map(({ domain }) => ({ name: "", domain: domain ?? "" })),
    { source: "mail", cause },
  );
  const orders = found.map(({ email, name }, index) => {
    const companyId = companies.ids[index] ?? null;
    const person = newPerson(name, "mail", cause.recordedAt, {
      emails: [contactPoint(email)],
      companyId,
      employments: companyId === null ? [] : [{ companyId, title: null, since: null, until: null }],
      ownerId: userId,
    });
    return { id: newId(), command: { kind: "create" as const, person } };
  });
  await write(tx, personRecords, orders, cause);
  return { people: orders.length, companies: companies.created };
}
