/** Companies as rows: the company, its domains, and the identity that notes about it point at. */
import { inArray, sql } from "drizzle-orm";
import type { Company } from "../../core/domain/company.ts";
import { companyKey } from "../../core/domain/names.ts";
import type { Tx } from "../client.ts";
import { ensureIdentities } from "../queries/identities.ts";
import { companies, companyDomains } from "../schema/records.ts";
import { array } from "../sql.ts";
import { writeEntries } from "./list.ts";
import { chunks, partition, upsert, type Projected } from "./rows.ts";

export async function projectCompanies(tx: Tx, records: Projected<Company>[]): Promise<void> {
  const { tenantId } = tx.scope;
  const { present, gone } = partition(records);
  const ids = records.map((record) => record.id);
  await tx.sql.execute(sql`
    with freed as (
      update identities set company_id = null where company_id = any(${array(ids)}::uuid[])
    ), entries as (
      delete from list_entries where record_id = any(${array(ids)}::uuid[])
    )
    delete from company_domains where company_id = any(${array(ids)}::uuid[])`);
  if (gone.length > 0) await tx.sql.delete(companies).where(inArray(companies.id, gone));
  await upsert(
    tx,
    companies,
    present.map(({ id, state }) => ({
      tenantId,
      id,
      name: state.name,
      nameKey: companyKey(state.name),
      industry: state.industry,
      city: state.city,
      country: state.country,
      address: state.address,
      phone: state.phone,
      note: state.note,
      tags: state.tags,
      ownerId: state.ownerId,
      source: state.source,
      createdAt: new Date(state.createdAt),
    })),
  );
  const domains = present.flatMap(({ id, state }) =>
    state.domains.map((domain) => ({ tenantId, domain, companyId: id })),
  );
  for (const part of chunks(domains))
    await tx.sql.insert(companyDomains).values(part).onConflictDoNothing();
  await writeEntries(tx, present);
  await linkIdentities(tx, present);
}

async function linkIdentities(tx: Tx, present: { id: string; state: Company }[]): Promise<void> {
  const known = await ensureIdentities(
    tx,
    present.map(({ id, state }) => ({
      kind: "company" as const,
      value: id,
      displayName: state.name,
      domain: null,
    })),
  );
  await tx.sql.execute(sql`
    update identities set company_id = value::uuid
    where tenant_id = ${tx.scope.tenantId} and id = any(${array([...known.values()])}::uuid[])`);
}
