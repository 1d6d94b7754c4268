/** Companies named by a row, a card or a mail domain: found where known, created where not. */
import { newCompany, type Company, type CompanyCommand } from "../core/domain/company.ts";
import { companyNameFromDomain } from "../core/domain/email-address.ts";
import { newId } from "../core/domain/ids.ts";
import { companyKey } from "../core/domain/names.ts";
import { changedFields } from "../core/domain/record.ts";
import type { Tx } from "../db/client.ts";
import { loadStreams } from "../db/event-store.ts";
import { companyRecords } from "../db/projections/registry.ts";
import { companiesBy } from "../db/queries/matching.ts";
import { write, type Cause, type Order } from "../db/write.ts";
import type { CompanyRow } from "./files/records.ts";
import type { Row, RowContext, RowOutcome } from "./import-rows.ts";

/** Either may be empty; both empty names no company. */
export interface CompanyMention {
  name: string;
  domain: string;
}

export interface FoundCompanies {
  /** One for each mention; null where it names none. */
  ids: (string | null)[];
  created: number;
}

/** The name decides; the domain where there is no name, or nobody of that name. */
export async function findOrCreateCompanies(
  tx: Tx,
  mentions: CompanyMention[],
  how: { source: string; cause: Cause; dryRun?: boolean },
): Promise<FoundCompanies> {
  const { source, cause, dryRun = false } = how;
  const known = await companiesBy(tx, {
    nameKeys: mentions.map(({ name }) => companyKey(name)),
    domains: mentions.map(({ domain }) => domain),
  });
  const fresh = new Map<string, CompanyMention>();
  const ids = mentions.map((mention) => {
    const { name, domain } = mention;
    const key = companyKey(name);
    if (key === "" && domain === "") return null;
    const found =
      (key === "" ? undefined : known.byName.get(key)) ?? companyByDomain(known.byDomain, mention);
    if (found !== undefined) return found;
    const id = newId();
    fresh.set(id, mention);
    if (key !== "") known.byName.set(key, id);
    if (domain !== "" && !known.byDomain.has(domain)) known.byDomain.set(domain, id);
    return id;
  });
  const orders = [...fresh].map(([id, { name, domain }]) => ({
    id,
    command: {
      kind: "create" as const,
      company: newCompany(name || companyNameFromDomain(domain), source, cause.recordedAt, {
        domains: known.byDomain.get(domain) === id ? [domain] : [],
      }),
    },
  }));
  if (!dryRun) await write(tx, companyRecords, orders, cause);
  return { ids, created: orders.length };
}

/** A named company is taken for the domain's only when the two agree: consultants write from elsewhere. */
function companyByDomain(
  byDomain: Map<string, string>,
  mention: CompanyMention,
): string | undefined {
  if (mention.domain === "") return undefined;
  return mention.name === "" || agree(mention) ? byDomain.get(mention.domain) : undefined;
}

/** "Acme Robotics, S.L." and acme-robotics.com. */
export function agree({ name, domain }: CompanyMention): boolean {
  const label = companyKey(companyNameFromDomain(domain)).replaceAll(" ", "");
  const written = companyKey(name).replaceAll(" ", "");
  return (
    label.length >= 3 &&
    written.length >= 3 &&
    (written.startsWith(label) || label.startsWith(written))
  );
}

/** Rows of a list of companies: matched by domain, then by name; only empty fields are filled. */
export async function importCompanies(
  tx: Tx,
  rows: Row<CompanyRow>[],
  { owner, cause, dryRun }: RowContext,
): Promise<RowOutcome[]> {
  const known = await companiesBy(tx, {
    nameKeys: rows.map(({ item }) => companyKey(item.name)),
    domains: rows.map(({ item }) => item.domain),
  });
  const matched = rows.flatMap(
    ({ item }) => known.byDomain.get(item.domain) ?? known.byName.get(companyKey(item.name)) ?? [],
  );
  const loaded = await loadStreams(tx, companyRecords.aggregate, [...new Set(matched)]);
  const states = new Map(
    [...loaded].flatMap(([id, { state }]) => (state ? [[id, state] as const] : [])),
  );
  const orders: Order<CompanyCommand>[] = [];
  const outcomes = rows.map(({ item }): RowOutcome => {
    const found = known.byDomain.get(item.domain) ?? known.byName.get(companyKey(item.name));
    const before = found === undefined ? undefined : states.get(found);
    const id = found ?? newId();
    const base = newCompany(
      item.name || companyNameFromDomain(item.domain),
      "csv",
      cause.recordedAt,
      { ownerId: owner.userId },
    );
    const after = filled(before ?? base, item, known.byDomain.get(item.domain) ?? id, id);
    const patch = before === undefined ? {} : changedFields(before, after);
    states.set(id, after);
    known.byName.set(companyKey(after.name), id);
    for (const domain of after.domains) known.byDomain.set(domain, id);
    if (before === undefined) orders.push({ id, command: { kind: "create", company: after } });
    else if (Object.keys(patch).length === 0) return { kind: "unchanged" };
    else orders.push({ id, command: { kind: "update", patch } });
    return before === undefined ? { kind: "new", company: true } : { kind: "updated" };
  });
  if (!dryRun) await write(tx, companyRecords, orders, cause);
  return outcomes;
}

function filled(company: Company, row: CompanyRow, domainOwner: string, id: string): Company {
  const gainsDomain =
    row.domain !== "" && domainOwner === id && !company.domains.includes(row.domain);
  return {
    ...company,
    domains: gainsDomain ? [...company.domains, row.domain] : company.domains,
    industry: company.industry ?? (row.industry || null),
    city: company.city ?? (row.city || null),
    country: company.country ?? (row.country || null),
    tags: row.tags.every((tag) => company.tags.includes(tag))
      ? company.tags
      : [...new Set([...company.tags, ...row.tags])].sort(),
  };
}
