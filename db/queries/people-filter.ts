/** What people and companies may be filtered by, as conditions on `people p`, `companies c` and `last`. */
import { sql, type SQL } from "drizzle-orm";
import { array } from "../sql.ts";

/** A deal that must be there: of the person, of anybody's part in it, or of their company. */
export interface DealFilter {
  openOnly?: boolean;
  stageIds?: readonly string[];
  over?: Amount;
  under?: Amount;
}

interface Amount {
  amount: string;
  /** Only deals in this currency; null counts the bare number. */
  currency: string | null;
}

export interface PeopleFilter {
  /** Any of these; none means nobody. */
  ids?: readonly string[];
  companyId?: string;
  /** City or country, of the person or their company: every spelling that counts. */
  places?: readonly string[];
  /** Industry of the company, or a tag of either. */
  industry?: string;
  /** Every spelling that counts. */
  tags?: readonly string[];
  notTags?: readonly string[];
  listId?: string;
  statuses?: readonly string[];
  ownerId?: string;
  /** Where the person came from, as a lead or as a record. */
  source?: string;
  deal?: DealFilter;
  noOpenDeal?: boolean;
  contactBefore?: Date;
  contactAfter?: Date;
  neverContacted?: boolean;
  /** Filters that must hold as well: those of a list that fills itself. */
  also?: readonly PeopleFilter[];
}

export interface CompanyFilter {
  places?: readonly string[];
  industry?: string;
  tags?: readonly string[];
  listId?: string;
  ownerId?: string;
  hasOpenDeal?: boolean;
  also?: readonly CompanyFilter[];
}

/** Conditions that the person p (at company c, last in touch at last.last_at) meets the filter. */
export function peopleWhere(filter: PeopleFilter): SQL {
  const { places, industry, tags, notTags, deal } = filter;
  const conditions = [
    ...(filter.ids ? [sql`p.id = any(${array(filter.ids)}::uuid[])`] : []),
    ...(filter.companyId ? [sql`p.company_id = ${filter.companyId}`] : []),
    ...(places
      ? [
          sql`(${anyOf(sql`p.city`, places)} or ${anyOf(sql`p.country`, places)}
          or ${anyOf(sql`c.city`, places)} or ${anyOf(sql`c.country`, places)})`,
        ]
      : []),
    ...(industry
      ? [
          sql`(${like(sql`c.industry`, industry)} or ${tagged(sql`c.tags`, [industry])}
          or ${tagged(sql`p.tags`, [industry])})`,
        ]
      : []),
    ...(tags ? [sql`(${tagged(sql`p.tags`, tags)} or ${tagged(sql`c.tags`, tags)})`] : []),
    ...(notTags
      ? [sql`not (${tagged(sql`p.tags`, notTags)} or ${tagged(sql`c.tags`, notTags)})`]
      : []),
    ...(filter.listId ? [onList(sql`p.id`, filter.listId)] : []),
    ...(filter.statuses ? [anyOf(sql`p.status`, filter.statuses)] : []),
    ...(filter.ownerId ? [sql`p.owner_id = ${filter.ownerId}`] : []),
    ...(filter.source
      ? [sql`(${like(sql`p.lead_source`, filter.source)} or ${like(sql`p.source`, filter.source)})`]
      : []),
    ...(deal ? [sql`exists (${dealsOf(deal)})`] : []),
    ...(filter.noOpenDeal ? [sql`not exists (${dealsOf({ openOnly: true })})`] : []),
    ...(filter.contactBefore ? [sql`last.last_at < ${instant(filter.contactBefore)}`] : []),
    ...(filter.contactAfter ? [sql`last.last_at >= ${instant(filter.contactAfter)}`] : []),
    ...(filter.neverContacted ? [sql`last.last_at is null`] : []),
    ...(filter.also ?? []).map(peopleWhere),
  ];
  return every(conditions);
}

/** Conditions that the company c meets the filter. */
export function companiesWhere(filter: CompanyFilter): SQL {
  const { places, industry, tags, hasOpenDeal } = filter;
  const open = sql`exists (select from deals d
    join stages s on s.tenant_id = d.tenant_id and s.id = d.stage_id and s.outcome = 'open'
    where d.tenant_id = c.tenant_id and d.company_id = c.id)`;
  const conditions = [
    ...(places ? [sql`(${anyOf(sql`c.city`, places)} or ${anyOf(sql`c.country`, places)})`] : []),
    ...(industry
      ? [sql`(${like(sql`c.industry`, industry)} or ${tagged(sql`c.tags`, [industry])})`]
      : []),
    ...(tags ? [tagged(sql`c.tags`, tags)] : []),
    ...(filter.listId ? [onList(sql`c.id`, filter.listId)] : []),
    ...(filter.ownerId ? [sql`c.owner_id = ${filter.ownerId}`] : []),
    ...(hasOpenDeal === undefined ? [] : [hasOpenDeal ? open : sql`not ${open}`]),
    ...(filter.also ?? []).map(companiesWhere),
  ];
  return every(conditions);
}

const every = (conditions: readonly SQL[]): SQL =>
  sql`(${sql.join([sql`true`, ...conditions], sql` and `)})`;

const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;

const anyOf = (column: SQL, values: readonly string[]): SQL =>
  sql`coalesce(lower(unaccent(${column})) in (select lower(unaccent(v)) from unnest(${array(values)}::text[]) v), false)`;

const like = (column: SQL, value: string): SQL =>
  sql`coalesce(strpos(lower(unaccent(${column})), lower(unaccent(${value}))) > 0, false)`;

const tagged = (column: SQL, values: readonly string[]): SQL =>
  sql`exists (select from unnest(${column}) t where ${anyOf(sql`t`, values)})`;

const onList = (id: SQL, listId: string): SQL =>
  sql`${id} in (select e.record_id from list_entries e where e.list_id = ${listId}::uuid)`;

/** One deal has to meet all of it. */
function dealsOf({ openOnly = false, stageIds, over, under }: DealFilter): SQL {
  const value = (
    sign: SQL,
    { amount, currency }: Amount,
  ) => sql`and d.value ${sign} ${amount}::numeric
    and (${currency}::text is null or d.currency = ${currency}::text)`;
  return sql`select from deals d join stages s on s.tenant_id = d.tenant_id and s.id = d.stage_id
    where d.tenant_id = p.tenant_id
      and (d.person_id = p.id or d.company_id = p.company_id or exists (select from deal_people dp
        where dp.tenant_id = d.tenant_id and dp.deal_id = d.id and dp.person_id = p.id))
      ${openOnly ? sql`and s.outcome = 'open'` : sql``}
      ${stageIds ? sql`and d.stage_id = any(${array(stageIds)}::uuid[])` : sql``}
      ${over ? value(sql`>`, over) : sql``} ${under ? value(sql`<`, under) : sql``}`;
}
