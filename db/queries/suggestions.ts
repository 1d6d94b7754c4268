/**
 * Whom and what mail and calendar suggest to one user. Derived from correspondence; a decision once
 * taken stays, whatever the counts do.
 */
import { sql } from "drizzle-orm";
import {
  companyDomainOf,
  isFreeMailDomain,
  isRoleAddress,
} from "../../core/domain/email-address.ts";
import { newId } from "../../core/domain/ids.ts";
import { displayName } from "../../core/domain/names.ts";
import type { Tx } from "../client.ts";
import type { SuggestionEvidence } from "../schema/records.ts";
import { array } from "../sql.ts";
import { lockIngest } from "./ingest-lock.ts";
import { listAddresses } from "./tenants.ts";

/** Somebody outside with whom the user had a two-way exchange or a meeting, and who is no record yet. */
export interface Acquaintance {
  identityId: string;
  email: string;
  name: string;
  domain: string | null;
  evidence: SuggestionEvidence;
  score: number;
}

/** A title or telephone number read from a signature. */
export interface SignatureHint {
  email: string;
  kind: "title" | "phone";
  value: string;
  at: Date;
}

/** Brings the open suggestions of people up to date; returns how many are new. */
export async function refreshSuggestions(tx: Tx, userId: string, now: Date): Promise<number> {
  await lockIngest(tx);
  await dropSettled(tx, userId);
  const found = await listAcquaintances(tx, userId, now);
  await dropUnfounded(tx, userId, found);
  if (found.length === 0) return 0;
  const column = (pick: (entry: Acquaintance) => string | number) => array(found.map(pick));
  const { rows } = await tx.sql.execute<{ added: boolean }>(sql`
    insert into suggestions as s (tenant_id, id, user_id, kind, identity_id, value, name, evidence, score, status, created_at)
    select ${tx.scope.tenantId}, id, ${userId}, 'person', identity_id, '', name, evidence::jsonb, score, 'open', ${now.toISOString()}::timestamptz
    from unnest(${column(() => newId())}::uuid[], ${column((entry) => entry.identityId)}::uuid[],
      ${column((entry) => entry.name)}::text[], ${column((entry) => JSON.stringify(entry.evidence))}::text[],
      ${column((entry) => entry.score)}::int[]) as t(id, identity_id, name, evidence, score)
    on conflict (tenant_id, user_id, kind, identity_id, value) do update
      set name = excluded.name, evidence = excluded.evidence, score = excluded.score
      where s.status = 'open' and (s.name, s.evidence, s.score) is distinct from (excluded.name, excluded.evidence, excluded.score)
    returning (s.xmax = 0) as added`);
  return rows.filter((row) => row.added).length;
}

type AcquaintanceRow = {
  id: string;
  value: string;
  display_name: string;
  domain: string | null;
  sent: number;
  human: number;
  meetings: number;
  last_at: string;
};

/**
 * Who qualifies. Mostly automatic senders count only where we wrote at least half as often: one
 * "please unsubscribe me" makes no acquaintance of a newsletter.
 */
export async function listAcquaintances(
  tx: Tx,
  userId: string,
  now: Date,
): Promise<Acquaintance[]> {
  const { tenantId } = tx.scope;
  const { rows } = await tx.sql.execute<AcquaintanceRow>(sql`
    select i.id, i.value, i.display_name, i.domain, c.sent, c.received - c.machine as human, c.meetings, c.last_at::text
    from correspondence c
    join identities i on i.tenant_id = ${tenantId} and i.id = c.identity_id
    where c.tenant_id = ${tenantId} and c.user_id = ${userId}
      and i.kind = 'email' and i.person_id is null and i.user_id is null
      and (c.meetings > 0
        or c.sent > 0 and c.received > c.machine and (c.machine * 2 <= c.received or c.sent * 2 >= c.machine))
      and not exists (select from suggestions d where d.tenant_id = ${tenantId} and d.user_id = ${userId}
        and d.kind = 'person' and d.identity_id = i.id and d.status = 'dismissed')
    order by i.value`);
  const isOurs = await ownDomains(tx);
  return rows
    .filter(({ value }) => !isRoleAddress(value) && !isOurs(value))
    .map((row) => {
      const lastAt = new Date(row.last_at);
      const evidence = {
        sent: row.sent,
        received: row.human,
        meetings: row.meetings,
        lastAt: lastAt.toISOString(),
      };
      return {
        identityId: row.id,
        email: row.value,
        name: personName(row.display_name, row.value),
        domain: row.domain,
        evidence,
        score: scoreOf(evidence, now),
      };
    });
}

/**
 * Offers the newest title and number of each sender who is a person here or is suggested as one;
 * returns nothing: these come from private text and are the user's alone.
 */
export async function suggestFromSignatures(
  tx: Tx,
  userId: string,
  hints: SignatureHint[],
  now: Date,
): Promise<void> {
  if (hints.length === 0) return;
  await lockIngest(tx);
  const { tenantId } = tx.scope;
  const column = (pick: (hint: SignatureHint) => string) => array(hints.map(pick));
  await tx.sql.execute(sql`
    with hint as materialized (
      select i.id as identity_id, h.id, h.kind, h.value, h.at, coalesce(p.name, s.name) as name, coalesce(s.score, 0) as score,
        jsonb_build_object('sent', coalesce(c.sent, 0), 'received', coalesce(c.received - c.machine, 0),
          'meetings', coalesce(c.meetings, 0), 'lastAt', h.at) as evidence
      from unnest(${column(() => newId())}::uuid[], ${column((hint) => hint.email)}::text[], ${column((hint) => hint.kind)}::text[],
        ${column((hint) => hint.value)}::text[], ${column((hint) => hint.at.toISOString())}::text[]) as h(id, email, kind, value, at)
      join identities i on i.tenant_id = ${tenantId} and i.kind = 'email' and i.value = h.email and i.user_id is null
      left join people p on p.tenant_id = ${tenantId} and p.id = i.person_id
      left join suggestions s on s.tenant_id = ${tenantId} and s.user_id = ${userId} and s.kind = 'person'
        and s.identity_id = i.id and s.status = 'open'
      left join correspondence c on c.tenant_id = ${tenantId} and c.user_id = ${userId} and c.identity_id = i.id
      where (p.id is not null or s.id is not null)
        and not (h.kind = 'title' and lower(coalesce(p.title, '')) = lower(h.value))
        and not exists (select from contact_points t where t.tenant_id = ${tenantId} and t.person_id = p.id
          and h.kind = 'phone' and t.kind = 'phone' and t.value = h.value)
        and not exists (select from suggestions o where o.tenant_id = ${tenantId} and o.user_id = ${userId}
          and o.kind = h.kind and o.identity_id = i.id and o.evidence ->> 'lastAt' > h.at)
    ), replaced as (
      delete from suggestions o using hint h
      where o.tenant_id = ${tenantId} and o.user_id = ${userId} and o.kind = h.kind
        and o.identity_id = h.identity_id and o.status = 'open' and o.value <> h.value
    )
    insert into suggestions as s (tenant_id, id, user_id, kind, identity_id, value, name, evidence, score, status, created_at)
    select ${tenantId}, id, ${userId}, kind, identity_id, value, name, evidence, score, 'open', ${now.toISOString()}::timestamptz from hint
    on conflict (tenant_id, user_id, kind, identity_id, value) do update
      set evidence = excluded.evidence, score = excluded.score
      where s.status = 'open' and (s.evidence, s.score) is distinct from (excluded.evidence, excluded.score)`);
}

/** What was suggested and has become a person, or one of us, by another way is no suggestion any more. */
async function dropSettled(tx: Tx, userId: string): Promise<void> {
  const { tenantId } = tx.scope;
  await tx.sql.execute(sql`
    delete from suggestions s using identities i
    where s.tenant_id = ${tenantId} and s.user_id = ${userId} and s.kind = 'person' and s.status = 'open'
      and i.tenant_id = ${tenantId} and i.id = s.identity_id and (i.person_id is not null or i.user_id is not null)`);
}

/** Nor is what no mail and no meeting speaks for any more: an address or an import was taken back. */
async function dropUnfounded(tx: Tx, userId: string, found: Acquaintance[]): Promise<void> {
  await tx.sql.execute(sql`
    delete from suggestions
    where tenant_id = ${tx.scope.tenantId} and user_id = ${userId} and kind = 'person' and status = 'open'
      and not identity_id = any(${array(found.map(({ identityId }) => identityId))}::uuid[])`);
}

/**
 * How much there was (each of our messages counts twice, a meeting three times, levelling off) and how
 * fresh it is: half of the score stays however long ago, the other half halves every 180 days.
 */
function scoreOf({ sent, received, meetings, lastAt }: SuggestionEvidence, now: Date): number {
  const amount = 1 - Math.exp(-(2 * sent + received + 3 * meetings) / 8);
  const days = Math.max(0, now.getTime() - new Date(lastAt).getTime()) / 86_400_000;
  return Math.round(100 * amount * (0.5 + 0.5 * 2 ** (-days / 180)));
}

/** Whether an address stands in a domain of our own users; free mail is nobody's own. */
async function ownDomains(tx: Tx): Promise<(email: string) => boolean> {
  const keyOf = (email: string) =>
    companyDomainOf(email) ?? email.slice(email.lastIndexOf("@") + 1);
  const own = (await listAddresses(tx)).map(({ address }) => keyOf(address));
  const domains = new Set(own.filter((domain) => !isFreeMailDomain(domain)));
  return (email) => domains.has(keyOf(email));
}

/** The header's name; without one, what the local part spells: "sofia.reyes" → "Sofia Reyes". */
function personName(header: string, email: string): string {
  const name = displayName(header);
  if (name !== "" && !name.includes("@")) return name;
  const local = email.split("@")[0] ?? email;
  const words = local.split(/[._-]+/).filter((word) => /^\p{L}+$/u.test(word));
  if (words.length < 2) return local;
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
