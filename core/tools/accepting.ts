/** What accepting suggestions writes: people, their companies, and what their signatures say. */
import { companyRecords, personRecords, suggestionRecords } from "../../db/projections/registry.ts";
import { findCompaniesByDomain } from "../../db/queries/companies.ts";
import { openHints, type OpenSuggestion } from "../../db/queries/open-suggestions.ts";
import { findNamesakes } from "../../db/queries/people.ts";
import { newCompany } from "../domain/company.ts";
import { companyNameFromDomain } from "../domain/email-address.ts";
import { newId } from "../domain/ids.ts";
import { nameKey } from "../domain/names.ts";
import { contactPoint, newPerson, type PersonCommand } from "../domain/person.ts";
import type { ToolContext } from "../tool.ts";

interface Accepted {
  id: string;
  name: string;
}

interface PersonOrder {
  id: string;
  command: PersonCommand;
}

/** Accepts suggestions of any kind, however many, in three writes; returns the people concerned. */
export async function accept(
  context: ToolContext,
  suggestions: readonly OpenSuggestion[],
): Promise<Accepted[]> {
  const people = suggestions.filter((suggestion) => suggestion.kind === "person");
  const companies = await companiesAt(context, domainsOf(people));
  const hints = await openHints(
    context.tx,
    people.map((suggestion) => suggestion.identityId),
  );
  const namesakes = await findNamesakes(
    context.tx,
    people.map((suggestion) => nameKey(suggestion.name)),
  );
  const orders = suggestions.map((suggestion): PersonOrder => {
    if (suggestion.kind !== "person") return hintOrder(context, suggestion);
    const companyId = companies.get(suggestion.domain ?? "") ?? null;
    // The one person of that very name at that company: known already, only not by this address.
    const same = namesakes.filter(
      (one) => one.nameKey === nameKey(suggestion.name) && one.companyId === companyId,
    );
    const known = companyId !== null && same.length === 1 ? same[0]?.id : undefined;
    const own = hints.filter((hint) => hint.identityId === suggestion.identityId);
    return known
      ? { id: known, command: { kind: "add_email", value: suggestion.email, on: today(context) } }
      : { id: newId(), command: createPerson(context, suggestion, { companyId, hints: own }) };
  });
  await context.write(personRecords, orders);
  const taken = hints.map(({ id, identityId }) => ({
    id,
    name: people.find((suggestion) => suggestion.identityId === identityId)?.name ?? "",
  }));
  await decide(context, [...suggestions, ...taken], "accepted");
  return orders.map(({ id }, index) => ({ id, name: suggestions[index]?.name ?? "" }));
}

export const decide = (
  context: ToolContext,
  suggestions: readonly Pick<OpenSuggestion, "id" | "name">[],
  status: "accepted" | "dismissed",
) =>
  context.write(
    suggestionRecords,
    suggestions.map(({ id, name }) => ({ id, command: { kind: "decide" as const, name, status } })),
  );

/** The companies of mail domains, made where it is the first we hear of them. */
export async function companiesAt(
  context: ToolContext,
  domains: readonly string[],
): Promise<Map<string, string>> {
  const known = await findCompaniesByDomain(context.tx, domains);
  const missing = domains
    .filter((domain) => !known.has(domain))
    .map((domain) => ({ domain, id: newId() }));
  await context.write(
    companyRecords,
    missing.map(({ domain, id }) => ({
      id,
      command: {
        kind: "create" as const,
        company: newCompany(companyNameFromDomain(domain), "mail", context.now, {
          domains: [domain],
          ownerId: context.actor.userId,
        }),
      },
    })),
  );
  return new Map([...known, ...missing.map(({ domain, id }) => [domain, id] as const)]);
}

const domainsOf = (suggestions: readonly OpenSuggestion[]): string[] => [
  ...new Set(suggestions.flatMap((suggestion) => suggestion.domain ?? [])),
];

const today = ({ now }: ToolContext): string => now.toISOString().slice(0, 10);

function createPerson(
  { now, actor }: ToolContext,
  suggestion: OpenSuggestion,
  known: { companyId: string | null; hints: { kind: "title" | "phone"; value: string }[] },
): PersonCommand {
  const { companyId, hints } = known;
  const title = hints.find((hint) => hint.kind === "title")?.value ?? null;
  const phone = hints.find((hint) => hint.kind === "phone")?.value;
  return {
    kind: "create",
    person: newPerson(suggestion.name, "mail", now, {
      title,
      companyId,
      emails: [contactPoint(suggestion.email)],
      phones: phone ? [contactPoint(phone)] : [],
      employments: companyId ? [{ companyId, title, since: null, until: null }] : [],
      ownerId: actor.userId,
    }),
  };
}

function hintOrder(context: ToolContext, { personId, kind, value }: OpenSuggestion): PersonOrder {
  const on = today(context);
  return {
    id: personId ?? "",
    command:
      kind === "title"
        ? { kind: "set_job", companyId: null, title: value, on }
        : { kind: "add_phone", value, on },
  };
}
