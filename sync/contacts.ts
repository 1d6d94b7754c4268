/**
 * Cards and rows about people: matched against who is there, then added or used to fill what is empty.
 * An address, a profile, or a number with an agreeing name decides; then name and company together. A
 * name alone never does: such a row is doubtful and left to a person.
 */
import type { RowDecision } from "../core/domain/doubtful-row.ts";
import { isRoleAddress } from "../core/domain/email-address.ts";
import { newId } from "../core/domain/ids.ts";
import { companyKey, displayName, nameKey } from "../core/domain/names.ts";
import { contactPoint, newPerson, type Person, type PersonCommand } from "../core/domain/person.ts";
import { normalizePhone } from "../core/domain/phone.ts";
import { changedFields } from "../core/domain/record.ts";
import type { Tx } from "../db/client.ts";
import { loadStreams } from "../db/event-store.ts";
import { personRecords } from "../db/projections/registry.ts";
import { peopleByContactPoint, peopleByName, type PointKind } from "../db/queries/matching.ts";
import { listAddresses } from "../db/queries/tenants.ts";
import { write, type Order } from "../db/write.ts";
import { agree, findOrCreateCompanies, type CompanyMention } from "./companies.ts";
import type { ContactCard } from "./files/records.ts";
import type { Doubt, Row, RowContext, RowOutcome } from "./import-rows.ts";
import type { IngestReport } from "./ingest-report.ts";
import { domainOf } from "./message-facts.ts";

/** A card with its values in the form they are stored and compared in. */
interface Contact {
  card: ContactCard;
  name: string;
  phones: string[];
  linkedin: string;
  companyId: string | null;
}

export async function importContacts(
  tx: Tx,
  rows: Row<ContactCard>[],
  context: RowContext,
  report: IngestReport,
): Promise<RowOutcome[]> {
  const { cause, source, dryRun } = context;
  const companies = await findOrCreateCompanies(
    tx,
    rows.map(({ item }) => companyOf(item)),
    { source, cause, dryRun },
  );
  report.companies.created += companies.created;
  const contacts = rows.map(({ item }, index) =>
    contactOf(item, companies.ids[index] ?? null, context.owner.country),
  );
  const people = await readPeople(tx, contacts);
  const ours = new Set((await listAddresses(tx)).map(({ address }) => address));
  const orders = new Map<string, Order<PersonCommand>>();
  const outcomes = contacts.map((read, index): RowOutcome => {
    const decision = context.decisions.get(rows[index]?.position ?? "");
    const contact = decision ? people.withoutOthers(read, decision) : read;
    if (contact.card.emails.some((email) => ours.has(email)))
      return { kind: "skipped", reason: "one of your own team" };
    if (contact.name === "") return { kind: "skipped", reason: "a company, not a person" };
    if (decision?.as === "out") return { kind: "skipped", reason: "left out as you said" };
    const match = decision
      ? people.decided(contact, decision)
      : people.match(contact, context.confirmed);
    if (match.kind === "doubtful") return match;
    const id = match.id ?? newId();
    const before = people.get(id);
    const base = newPerson(contact.name, source, cause.recordedAt, {
      ownerId: context.owner.userId,
    });
    const after = filled(before ?? base, contact);
    people.put(id, after);
    const isNew = before === undefined || orders.get(id)?.command.kind === "create";
    const patch = before === undefined ? {} : changedFields(before, after);
    if (before !== undefined && Object.keys(patch).length === 0) return { kind: "unchanged" };
    const earlier = orders.get(id)?.command;
    const merged = earlier?.kind === "update" ? { ...earlier.patch, ...patch } : patch;
    orders.set(id, {
      id,
      command: isNew ? { kind: "create", person: after } : { kind: "update", patch: merged },
    });
    return before === undefined ? { kind: "new" } : { kind: "updated" };
  });
  if (!dryRun) await write(tx, personRecords, [...orders.values()], cause);
  return outcomes;
}

/** The domain is the company's only when the two agree, or when the card names no company at all. */
function companyOf(card: ContactCard): CompanyMention {
  const domains = card.emails
    .filter((email) => !isRoleAddress(email))
    .flatMap((email) => domainOf(email) ?? []);
  const [first = ""] = domains;
  if (card.company === "") return { name: "", domain: first };
  return {
    name: card.company,
    domain: domains.find((domain) => agree({ name: card.company, domain })) ?? "",
  };
}

function contactOf(card: ContactCard, companyId: string | null, country: string): Contact {
  const [email = ""] = card.emails;
  const isCompany =
    card.emails.length === 0 &&
    card.givenName === "" &&
    card.familyName === "" &&
    companyKey(card.name) === companyKey(card.company);
  const name =
    displayName(card.name) || (email === "" ? (card.phones[0] ?? "") : (email.split("@")[0] ?? ""));
  return {
    card,
    name: isCompany ? "" : name,
    phones: card.phones.map((phone) => normalizePhone(phone, country) ?? phone),
    linkedin: linkedinAddress(card.linkedin),
    companyId,
  };
}

/** One form for one profile: "linkedin.com/in/Ana-Ruiz/?x" → "https://www.linkedin.com/in/ana-ruiz". */
function linkedinAddress(text: string): string {
  const slug = /linkedin\.com\/(?:in|pub)\/([^/?#\s]+)/i.exec(text)?.[1];
  return slug === undefined ? text.trim() : `https://www.linkedin.com/in/${slug.toLowerCase()}`;
}

/** Fills what is empty and adds what is missing; nothing that is there changes. */
function filled(person: Person, { card, phones, linkedin, companyId }: Contact): Person {
  const joins = person.companyId === null && companyId !== null;
  const title = person.title ?? (card.title || null);
  const dates = Object.entries(card.dates).map(
    ([what, date]) => `${what.charAt(0).toUpperCase()}${what.slice(1)}: ${date}`,
  );
  return {
    ...person,
    title,
    companyId: person.companyId ?? companyId,
    employments: joins
      ? [...person.employments, { companyId, title, since: null, until: null }]
      : person.employments,
    emails: withPoints(person.emails, card.emails),
    phones: withPoints(person.phones, phones),
    linkedin: withPoints(person.linkedin, linkedin === "" ? [] : [linkedin], card.connectedOn),
    websites: withPoints(person.websites, card.website === "" ? [] : [card.website]),
    city: person.city ?? (card.city || null),
    country: person.country ?? (card.country || null),
    tags: card.tags.every((tag) => person.tags.includes(tag))
      ? person.tags
      : [...new Set([...person.tags, ...card.tags])].sort(),
    note: person.note ?? ([card.note, ...dates].filter(Boolean).join("\n") || null),
  };
}

const withPoints = (
  points: Person["emails"],
  values: string[],
  since?: string,
): Person["emails"] => {
  const added = [...new Set(values)].filter(
    (value) => !points.some((point) => point.value === value),
  );
  return added.length === 0
    ? points
    : [...points, ...added.map((value) => contactPoint(value, since ?? null))];
};

/** Everybody the rows might mean, those made by earlier rows included. */
async function readPeople(tx: Tx, contacts: Contact[]): Promise<KnownPeople> {
  const byPoint = await peopleByContactPoint(tx, contacts.flatMap(pointsOf));
  const byName = await peopleByName(
    tx,
    contacts.map(({ name }) => nameKey(name)),
  );
  const ids = [...new Set([...byPoint.values(), ...byName.values()].flat())];
  const loaded = await loadStreams(tx, personRecords.aggregate, ids);
  const people = new KnownPeople();
  for (const [id, { state }] of loaded) if (state) people.put(id, state);
  return people;
}

const pointsOf = ({ card, phones, linkedin }: Contact): { kind: PointKind; value: string }[] => [
  ...card.emails.map((value) => ({ kind: "email" as const, value })),
  ...phones.map((value) => ({ kind: "phone" as const, value })),
  ...(linkedin === "" ? [] : [{ kind: "linkedin" as const, value: linkedin }]),
];

type Match = { kind: "match"; id: string | null } | ({ kind: "doubtful" } & Doubt);

class KnownPeople {
  readonly #people = new Map<string, Person>();
  readonly #byPoint = new Map<string, Set<string>>();
  readonly #byName = new Map<string, Set<string>>();

  get(id: string): Person | undefined {
    return this.#people.get(id);
  }

  put(id: string, person: Person): void {
    this.#people.set(id, person);
    add(this.#byName, nameKey(person.name), id);
    for (const point of person.emails) add(this.#byPoint, `email:${point.value}`, id);
    for (const point of person.phones) add(this.#byPoint, `phone:${point.value}`, id);
    for (const point of person.linkedin) add(this.#byPoint, `linkedin:${point.value}`, id);
  }

  /** What the user said of a row that was doubtful when they saw it. */
  decided(contact: Contact, decision: RowDecision): Match {
    if (decision.as !== "same") return { kind: "match", id: null };
    if (this.#people.has(decision.id)) return { kind: "match", id: decision.id };
    // Made by an earlier row of the same file, or gone since: then it is whoever alone it can be.
    return this.match(contact, true);
  }

  /** Addresses and profiles stay whose they are: a decided row brings its person only what is nobody else's. */
  withoutOthers(contact: Contact, decision: RowDecision): Contact {
    const own = decision.as === "same" ? decision.id : null;
    const isFree = (kind: PointKind, value: string) =>
      [...(this.#byPoint.get(`${kind}:${value}`) ?? [])].every((id) => id === own);
    const { card, linkedin } = contact;
    return {
      ...contact,
      card: { ...card, emails: card.emails.filter((email) => isFree("email", email)) },
      linkedin: isFree("linkedin", linkedin) ? linkedin : "",
    };
  }

  match(contact: Contact, confirmed: boolean): Match {
    const holders = pointsOf(contact).flatMap(({ kind, value }) =>
      [...(this.#byPoint.get(`${kind}:${value}`) ?? [])].filter(
        (id) => kind !== "phone" || this.#namesAgree(id, contact),
      ),
    );
    const [holder, ...others] = new Set(holders);
    if (others.length > 0)
      return this.#doubt(
        contact,
        [...new Set(holders)],
        "Its addresses or numbers belong to different people.",
      );
    if (holder !== undefined) return { kind: "match", id: holder };
    return this.#matchByName(contact, confirmed);
  }

  #matchByName(contact: Contact, confirmed: boolean): Match {
    const namesakes = [...(this.#byName.get(nameKey(contact.name)) ?? [])];
    const hasPoint = pointsOf(contact).length > 0;
    const colleagues = namesakes.filter(
      (id) => contact.companyId !== null && this.#people.get(id)?.companyId === contact.companyId,
    );
    const [only, ...more] = colleagues.length > 0 ? colleagues : namesakes;
    if (only === undefined) return { kind: "match", id: null };
    if (more.length === 0 && confirmed) return { kind: "match", id: only };
    if (more.length === 0 && colleagues.length === 1 && !this.#hasOtherAddress(only, contact))
      return { kind: "match", id: only };
    if (colleagues.length > 0)
      return this.#doubt(
        contact,
        colleagues,
        "Somebody of this name at this company is there with another address.",
      );
    // Two people of one name, each with a company and something of their own, are two people.
    const areApart =
      contact.companyId !== null &&
      namesakes.every((id) => (this.#people.get(id)?.companyId ?? null) !== null);
    if (hasPoint && areApart) return { kind: "match", id: null };
    return this.#doubt(
      contact,
      namesakes,
      "Somebody of this name is already there; nothing else tells whether they are the same.",
    );
  }

  #doubt(contact: Contact, ids: string[], reason: string): Match {
    const candidates = ids.map((id) => ({ id, name: this.#label(id) }));
    return { kind: "doubtful", reason, name: labelOf(contact.name, contact.card), candidates };
  }

  /** A name alone does not tell two namesakes apart. */
  #label(id: string): string {
    const person = this.#people.get(id);
    const more = person?.emails[0]?.value ?? person?.phones[0]?.value ?? person?.title;
    return `${person?.name ?? ""}${more ? `, ${more}` : ""}`;
  }

  #namesAgree(id: string, { name }: Contact): boolean {
    const words = new Set(nameKey(this.#people.get(id)?.name ?? "").split(" "));
    return nameKey(name)
      .split(" ")
      .some((word) => word.length > 1 && words.has(word));
  }

  /** Two addresses at one domain speak for two people. */
  #hasOtherAddress(id: string, { card }: Contact): boolean {
    const hosts = new Set((this.#people.get(id)?.emails ?? []).map((point) => hostOf(point.value)));
    return card.emails.some((email) => hosts.has(hostOf(email)));
  }
}

const hostOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

const labelOf = (name: string, { emails, phones, company }: ContactCard): string =>
  [name, company, emails[0] ?? phones[0]].filter(Boolean).join(", ");

function add(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}
