/** Companies as cards. */
import { sql } from "drizzle-orm";
import type { Tx } from "../client.ts";
import { array } from "../sql.ts";
import { companiesWhere, type CompanyFilter } from "./people-filter.ts";

export interface CompanyCard extends Record<string, unknown> {
  id: string;
  name: string;
  industry: string | null;
  city: string | null;
  country: string | null;
  tags: string[];
  address: string | null;
  phone: string | null;
  note: string | null;
  owner: string | null;
  domains: string[];
}

export async function findCompany(tx: Tx, id: string): Promise<CompanyCard | undefined> {
  const { rows } = await tx.sql.execute<CompanyCard>(sql`
    select c.id, c.name, c.industry, c.city, c.country, c.address, c.phone, c.note, c.tags,
      u.name as owner,
      array(select d.domain from company_domains d where d.company_id = c.id order by d.domain) as domains
    from companies c left join users u on u.tenant_id = c.tenant_id and u.id = c.owner_id
    where c.id = ${id}`);
  return rows[0];
}

export interface CompanyRow extends Record<string, unknown> {
  id: string;
  name: string;
  industry: string | null;
  city: string | null;
  country: string | null;
  tags: string[];
  owner: string | null;
  people: number;
  openDeals: number;
}

/** Companies that match every part of the filter, by name. */
export async function listCompanies(
  tx: Tx,
  { limit, ...filter }: CompanyFilter & { limit: number },
): Promise<{ companies: CompanyRow[]; total: number }> {
  const { rows } = await tx.sql.execute<CompanyRow & { total: string }>(sql`
    select c.id, c.name, c.industry, c.city, c.country, c.tags, u.name as owner, count(*) over () as total,
      (select count(*)::int from people p where p.tenant_id = c.tenant_id and p.company_id = c.id) as people,
      (select count(*)::int from deals d
        join stages s on s.tenant_id = d.tenant_id and s.id = d.stage_id and s.outcome = 'open'
        where d.tenant_id = c.tenant_id and d.company_id = c.id) as "openDeals"
    from companies c left join users u on u.tenant_id = c.tenant_id and u.id = c.owner_id
    where ${companiesWhere(filter)}
    order by c.name collate "und-x-icu" limit ${limit}`);
  return { companies: rows, total: Number(rows[0]?.total ?? 0) };
}

/** Everybody seen at a company: its people's addresses, its domains', and the company itself. */
export async function companyIdentityIds(tx: Tx, companyId: string): Promise<string[]> {
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    select i.id from identities i where i.company_id = ${companyId}
    union
    select i.id from identities i join people p on p.tenant_id = i.tenant_id and p.id = i.person_id
      where p.company_id = ${companyId}
    union
    select i.id from identities i join company_domains d on d.tenant_id = i.tenant_id and d.domain = i.domain
      where d.company_id = ${companyId} and i.user_id is null`);
  return rows.map((row) => row.id);
}

/** Company ids by mail domain. */
export async function findCompaniesByDomain(
  tx: Tx,
  domains: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await tx.sql.execute<{ domain: string; id: string }>(sql`
    select domain, company_id as id from company_domains where domain = any(${array(domains)}::text[])`);
  return new Map(rows.map((row) => [row.domain, row.id]));
}
